"""The volumes in which the engine keeps researchers' files."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import docker
from docker.models.containers import Container

from launcher.installation import Installation
from launcher.removal import LABEL

_PLACE = "/volume"
_NOTHING = "d2h-nothing"
_EMPTY_TAR = bytes(tarfile.RECORDSIZE)
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
    """A container that has the volume and is never started, of an image with nothing in it: that of
    workspaces is not there yet where an installation is restored."""
    engine = docker.from_env(timeout=_TIMEOUT)
    engine.api.import_image_from_data(_EMPTY_TAR, repository=_NOTHING, tag="latest")
    container = engine.containers.create(
        _NOTHING, command=["-"], network_mode="none", volumes={name: {"bind": _PLACE, "mode": "rw"}}
    )
    try:
        yield container
    finally:
        container.remove(force=True)
        with suppress(docker.errors.APIError):  # another one of its kind is under way
            engine.images.remove(_NOTHING)
