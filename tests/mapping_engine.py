"""An engine that maps the users of its containers to others of the machine (`userns-remap`)."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import docker

FIRST_USER = 200_000


@dataclass(frozen=True)
class MappingEngine:
    process: subprocess.Popen[bytes]
    socket: Path

    @property
    def client(self) -> docker.DockerClient:
        return docker.DockerClient(f"unix://{self.socket}", timeout=600)

    def inside(self, folder: Path, *command: str) -> list[str]:
        """The command as it is run in `folder`, where the engine's mounts are seen."""
        return ["nsenter", f"--target={self.process.pid}", "--mount", f"--wd={folder}", "--", *command]


@contextmanager
def mapping_engine() -> Iterator[MappingEngine]:
    """Beside the first engine, without images and without a network."""
    # Everything above its files must be open to the users of its containers.
    folder = Path(tempfile.mkdtemp(dir="/var/tmp", prefix="d2h-mapping-"))
    folder.chmod(0o711)
    try:
        process = _start(folder)
        try:
            yield MappingEngine(process, folder / "engine.sock")
        finally:
            process.terminate()
            process.wait(60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path) -> subprocess.Popen[bytes]:
    mapped, log, socket = folder / "mapped", folder / "engine.log", folder / "engine.sock"
    mapped.write_text(f"nobody:{FIRST_USER}:65536\n")
    # Seen by this engine alone. In the machine's own network it would take away the bridge of the first.
    shown = " && ".join(f"mount --bind {mapped} /etc/{name}" for name in ("subuid", "subgid"))
    apart = ["unshare", "--mount", "--net", "sh", "-c", f'{shown} && exec "$@"', "sh"]
    engine = ["dockerd", "--userns-remap=nobody:nogroup", "--bridge=none", "--iptables=false"]
    engine += ["--data-root", str(folder / "data"), "--exec-root", str(folder / "run")]
    engine += ["--pidfile", str(folder / "engine.pid"), "--host", f"unix://{socket}"]
    with log.open("wb") as said:
        process = subprocess.Popen([*apart, *engine], stdin=subprocess.DEVNULL, stdout=said, stderr=said)
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        try:
            docker.DockerClient(f"unix://{socket}", timeout=60).ping()
            return process
        except docker.errors.DockerException:
            time.sleep(0.2)
    process.kill()
    process.wait(60)
    raise AssertionError(f"the engine that maps users did not start:\n{log.read_text()[-2000:]}")
