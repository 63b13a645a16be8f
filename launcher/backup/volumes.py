"""The volumes in which the engine keeps researchers' files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import docker
from docker.models.containers import Container

from images.build import IMAGE
from launcher.installation import Installation
from launcher.removal import LABEL

_PLACE = "/volume"
_TIMEOUT = 600  # seconds


def volumes_of(installation: Installation) -> dict[str, dict[str, str]]:
    """Name -> labels."""
    found = docker.from_env().volumes.list(filters={"label": f"{LABEL}={installation.container_prefix}"})
    return {volume.name: dict(volume.attrs.get("Labels") or {}) for volume in found}


def read_volume(name: str, copy: Path) -> None:
    """Its files, with owners and times, as the tar file `copy`."""
    with _borrower(name) as container, copy.open("wb") as file:
        for part in container.get_archive(f"{_PLACE}/.")[0]:
            file.write(part)


def write_volume(name: str, labels: dict[str, str], copy: Path) -> None:
    """A volume of that name, made where it is missing, with the files of `copy`."""
    docker.from_env().volumes.create(name, labels=labels)
    with _borrower(name) as container, copy.open("rb") as file:
        container.put_archive(_PLACE, file)


@contextmanager
def _borrower(name: str) -> Iterator[Container]:
    """A container that has the volume and is never started."""
    container = docker.from_env(timeout=_TIMEOUT).containers.create(
        IMAGE, command=["true"], network_mode="none", volumes={name: {"bind": _PLACE, "mode": "rw"}}
    )
    try:
        yield container
    finally:
        container.remove(force=True)
