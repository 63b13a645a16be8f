"""A second machine as far as one can be had here: an engine in a network and a mount namespace of its own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import docker


@dataclass(frozen=True)
class SecondMachine:
    """A network namespace of this process, by one letter; `here` and `there`: the addresses of this machine
    and of the second one on the line between them."""

    letter: str

    @property
    def name(self) -> str:
        return f"d2h{self.letter}{os.getpid()}"

    @property
    def here(self) -> str:
        return self._address(1)

    @property
    def there(self) -> str:
        return self._address(2)

    def _address(self, end: int) -> str:
        place = 4 * (os.getpid() % 16_000) + end
        return f"10.{ord(self.letter)}.{place // 256}.{place % 256}"

    @contextmanager
    def connected(self) -> Iterator[None]:
        name = self.name
        try:
            for command in (
                f"ip netns add {name}",
                f"ip link add {name}a type veth peer name {name}b",
                f"ip link set {name}b netns {name}",
                f"ip address add {self.here}/30 dev {name}a",
                f"ip link set {name}a up",
                f"ip -n {name} address add {self.there}/30 dev {name}b",
                f"ip -n {name} link set {name}b up",
                f"ip -n {name} link set lo up",
            ):
                subprocess.run(command.split(), check=True)
            yield
        finally:
            # The line first: it would outlive the namespace for as long as a process is in there.
            for command in (f"ip link delete {name}a", f"ip netns delete {name}"):
                subprocess.run(command.split(), check=False)


@dataclass(frozen=True)
class SecondEngine:
    process: subprocess.Popen[bytes]
    socket: Path

    @property
    def client(self) -> docker.DockerClient:
        return docker.DockerClient(f"unix://{self.socket}", timeout=60)

    def inside(self, *command: str) -> list[str]:
        """The command as it is run on that machine."""
        return ["nsenter", f"--target={self._daemon()}", "--net", "--mount", "--", *command]

    def _daemon(self) -> int:
        return int(self.socket.with_suffix(".pid").read_text())


@contextmanager
def second_engine(folder: Path, image: str, machine: SecondMachine) -> Iterator[SecondEngine]:
    """`folder`: for the log; `image` is there too, its layers shared with the first engine as hard links."""
    first = docker.from_env()
    root = Path(first.info()["DockerRootDir"])
    data = root / f"second-{machine.name}"  # of one file system with the layers
    socket = Path("/run/d2h") / f"second-{machine.name}.sock"
    socket.parent.mkdir(exist_ok=True)
    try:
        _share(root, data, first.images.get(image).id, image)
        process = _start(machine.name, data, socket, folder / "second-engine.log")
        try:
            yield SecondEngine(process, socket)
        finally:
            for container in docker.DockerClient(f"unix://{socket}").containers.list(all=True):
                container.remove(force=True)
            process.terminate()
            process.wait(60)
    finally:
        # A hundred thousand links: nobody waits for that, not even a second try of the same test.
        left = data.rename(data.with_name(f"{data.name}-{time.time_ns()}"))
        subprocess.Popen(["rm", "--recursive", "--force", str(left)], start_new_session=True)
        for file in socket.parent.glob(f"{socket.stem}*"):
            shutil.rmtree(file) if file.is_dir() else file.unlink()


def _start(namespace: str, data: Path, socket: Path, log: Path) -> subprocess.Popen[bytes]:
    command = ["nsenter", f"--net=/run/netns/{namespace}", "unshare", "--mount", "dockerd"]
    command += ["--data-root", str(data), "--exec-root", str(socket.with_suffix(""))]
    command += ["--pidfile", str(socket.with_suffix(".pid")), "--host", f"unix://{socket}"]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log.open("wb"), stderr=subprocess.STDOUT
    )
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        try:
            docker.DockerClient(f"unix://{socket}", timeout=60).ping()
            return process
        except docker.errors.DockerException:
            time.sleep(0.2)
    raise AssertionError(f"the second engine did not start:\n{log.read_text()[-2000:]}")


def _share(root: Path, data: Path, image: str, name: str) -> None:
    """The image in a data folder of its own. Its layers never change, so that links are as good as copies,
    which would take a minute."""
    digest = image.removeprefix("sha256:")
    content = Path("image/overlay2/imagedb/content/sha256") / digest
    _link(root, data, content)
    _link(root, data, Path("image/overlay2/imagedb/metadata/sha256") / digest)
    chain = ""
    for layer in json.loads((root / content).read_text())["rootfs"]["diff_ids"]:
        chain = f"sha256:{hashlib.sha256(f'{chain} {layer}'.encode()).hexdigest()}" if chain else layer
        stored = Path("image/overlay2/layerdb/sha256") / chain.removeprefix("sha256:")
        _link(root, data, stored)
        folder = Path("overlay2") / (root / stored / "cache-id").read_text()
        for part in ("diff", "link", "lower", "committed"):
            _link(root, data, folder / part)
        (data / folder / "work").mkdir()
        short = data / "overlay2" / "l" / (root / folder / "link").read_text()
        short.parent.mkdir(exist_ok=True)
        short.symlink_to(f"../{folder.name}/diff")
    named = {"Repositories": {name.partition(":")[0]: {name: image}}}
    (data / "image/overlay2/repositories.json").write_text(json.dumps(named))


def _link(root: Path, data: Path, part: Path) -> None:
    if (root / part).exists():
        (data / part).parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-al", str(root / part), str(data / part)], check=True)
