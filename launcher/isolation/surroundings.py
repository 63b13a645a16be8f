"""What stands around a workspace on its machine: the targets of the attacks."""

from __future__ import annotations

import json
import secrets
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub_config.nodes.targets import Targets
from hub_config.work_names import project_volume
from launcher.backup.volumes import write_volume
from launcher.engine import LABEL


@dataclass(frozen=True)
class Surroundings:
    """`machine`: on which the workspace runs; `neighbours`: addresses of other containers on it. While
    the walls are tried `canary_file` lies in another project's folder. `volumes`: of other workspaces.
    `memory` is in bytes; `engine`: what it tells that it holds containers with."""

    machine: Targets
    neighbours: tuple[str, ...]
    canary_file: str
    volumes: tuple[str, ...]
    doors: tuple[str, ...]
    sites: tuple[str, ...]
    memory: int
    cpus: float
    processor: str
    engine: tuple[str, ...]


@contextmanager
def surroundings_of(
    container: dict[str, Any], doors: tuple[str, ...], sites: tuple[str, ...], machine: Targets
) -> Iterator[Surroundings]:
    """The surroundings of a container, as the engine describes it; its canary lies there until the end."""
    name = f"d2h-isolation-{secrets.token_hex(8)}"
    with _folder_of_another_project(container, name):
        own = {mount.get("Name") for mount in container["Mounts"]}
        yield Surroundings(
            machine=machine,
            neighbours=tuple(_neighbours()),
            canary_file=name,
            volumes=tuple(one for one in _docker("volume", "ls", "--format", "{{.Name}}") if one not in own),
            doors=doors,
            sites=sites,
            memory=int(container["HostConfig"]["Memory"]),
            cpus=container["HostConfig"]["CpuQuota"] / (container["HostConfig"]["CpuPeriod"] or 100_000)
            or container["HostConfig"]["NanoCpus"] / 1e9,
            processor=" ".join(_docker("info", "--format", "{{.Architecture}}")),
            engine=engine_holds_with(),
        )


@contextmanager
def _folder_of_another_project(container: dict[str, Any], file: str) -> Iterator[None]:
    """With one empty `file` in it; there is neither before or after."""
    installation = (container["Config"]["Labels"] or {}).get(LABEL, "d2h")
    volume = project_volume(installation, file)
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch, "copy.tar")
        with tarfile.open(copy, mode="w") as archive:
            archive.addfile(tarfile.TarInfo(file))
        try:
            write_volume(volume, {LABEL: installation}, copy)
            yield
        finally:
            _docker("volume", "rm", "--force", volume)


def inspect_container(name: str) -> dict[str, Any]:
    """What the engine says of the container. Raises CalledProcessError when it knows none of this name."""
    shown = subprocess.run(
        ["docker", "container", "inspect", name], capture_output=True, text=True, check=True
    ).stdout
    described: dict[str, Any] = json.loads(shown)[0]
    return described


def engine_version() -> str:
    """And what it holds containers with: 26.1.5 (apparmor, seccomp)."""
    names = sorted(one.removeprefix("name=").partition(",")[0] for one in engine_holds_with())
    return f"{' '.join(_docker('version', '--format', '{{.Server.Version}}'))} ({', '.join(names)})"


def engine_holds_with() -> tuple[str, ...]:
    """`name=seccomp,profile=default`, `name=apparmor`, `name=userns`… as its engine tells."""
    return tuple(_docker("info", "--format", "{{range .SecurityOptions}}{{println .}}{{end}}"))


def engine_system() -> str:
    """The machine's kernel and processor, as its engine tells."""
    return " ".join(_docker("info", "--format", "{{.OSType}} {{.KernelVersion}} {{.Architecture}}"))


def _neighbours() -> list[str]:
    running = _docker("container", "ls", "--quiet")
    if not running:
        return []
    template = "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{.Gateway}} {{end}}"
    return sorted(set(_docker("container", "inspect", "--format", template, *running)))


def _docker(*arguments: str) -> list[str]:
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=True).stdout.split()
