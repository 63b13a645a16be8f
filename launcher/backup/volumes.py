"""The volumes in which the engine keeps researchers' files, by the engine's own command."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from hub_config.loop_images import IMAGE, show
from hub_config.mapped_users import first_user
from hub_config.nodes.declared import shared_of
from hub_config.settings import HubSettings
from hub_config.work_volumes import SHARED_DEVICES
from launcher.engine import LABEL
from launcher.errors import InstallationError
from launcher.installation import Installation

_PLACE = "/volume"


def volumes_of(installation: Installation) -> dict[str, dict[str, str]]:
    """Name -> labels."""
    return {volume["Name"]: dict(volume["Labels"] or {}) for volume in _inspected(installation)}


def volumes_of_this_machine(installation: Installation) -> dict[str, dict[str, str]]:
    """As `volumes_of`, without those whose files lie in a folder that several machines see: another one may
    have them open, and who backs up that folder has them all."""
    return {
        volume["Name"]: dict(volume["Labels"] or {})
        for volume in _inspected(installation)
        if Path((volume["Options"] or {}).get("device", "")).parent.name != SHARED_DEVICES
    }


def _inspected(installation: Installation) -> list[dict[str, Any]]:
    names = _docker("volume", "ls", "--quiet", "--filter", f"label={LABEL}={installation.container_prefix}")
    return json.loads(_docker("volume", "inspect", *names.split())) if names.strip() else []


def read_volume(name: str, copy: Path) -> None:
    """Its files, with owners and times, as the tar file `copy`. Raises InstallationError `backup-volume`."""
    _show_device(name)
    with _borrower(name) as container, copy.open("wb") as file:
        _docker("cp", "--archive", f"{container}:{_PLACE}/.", "-", stdout=file)
    if first := first_user(json.loads(_docker("info", "--format", "{{json .}}"))):
        _as_in_containers(copy, first)


def write_volume(name: str, labels: dict[str, str], copy: Path) -> None:
    """A volume of that name, made where it is missing, with the files of `copy`; raises as `read_volume`."""
    told = [word for label, value in labels.items() for word in ("--label", f"{label}={value}")]
    _docker("volume", "create", *told, name)
    with _borrower(name) as container, copy.open("rb") as file:
        _docker("cp", "--archive", "-", f"{container}:{_PLACE}", stdin=file)


def _as_in_containers(copy: Path, first: int) -> None:
    """Engines map owners when they unpack, not when they pack; a copy is the same whoever made it."""
    with copy.open("rb") as packed, tempfile.TemporaryFile(dir=copy.parent) as mapped:
        with (
            tarfile.open(fileobj=packed, mode="r|") as before,
            tarfile.open(fileobj=mapped, mode="w|", format=tarfile.PAX_FORMAT) as after,
        ):
            for entry in before:
                entry.uid, entry.gid = max(0, entry.uid - first), max(0, entry.gid - first)
                after.addfile(entry, before.extractfile(entry) if entry.isreg() else None)
        mapped.seek(0)
        with copy.open("wb") as file:
            shutil.copyfileobj(mapped, file)


def _show_device(name: str) -> None:
    """A volume with a file system of its own has none to show until a workspace was opened since the machine
    started."""
    volume = json.loads(_docker("volume", "inspect", name))[0]
    image = Path(volume["Mountpoint"]).parent / IMAGE
    device = Path((volume["Options"] or {}).get("device", ""))
    shared = _shared_image(name, device)
    image, guarded = shared or image, shared is not None
    if device.name and image.exists():  # else it is on a worker, which shows it
        try:
            device.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            show(image, device, guarded=guarded)
        except (OSError, subprocess.SubprocessError) as fault:
            raise InstallationError("backup-volume", reason=str(fault)[-500:]) from fault


def _shared_image(name: str, device: Path) -> Path | None:
    """Of a volume of this machine whose files others see too."""
    settings = HubSettings()
    shared = shared_of(settings.home)
    if shared is None or device.parent.name != SHARED_DEVICES or not shared.has(name):
        return None
    return shared.image(name)


@contextmanager
def _borrower(name: str) -> Iterator[str]:
    """A container that has the volume and is never started, of an image with nothing in it: that of
    workspaces is not there yet where an installation is restored."""
    with tempfile.TemporaryFile() as nothing:
        nothing.write(bytes(tarfile.RECORDSIZE))  # an archive that holds no file
        nothing.seek(0)
        image = _docker("import", "-", stdin=nothing).strip()
    mounted = f"--volume={name}:{_PLACE}"
    container = _docker("create", "--network=none", mounted, image, "-").strip()
    try:
        yield container
    finally:
        _docker("rm", "--force", container)
        _docker("rmi", image)


def _docker(*words: str, stdin: IO[bytes] | None = None, stdout: IO[bytes] | None = None) -> str:
    """What it prints, unless that goes to `stdout`."""
    finished = subprocess.run(
        ["docker", *words],
        stdin=stdin or subprocess.DEVNULL,
        stdout=stdout or subprocess.PIPE,
        stderr=subprocess.PIPE,
        check=False,
    )
    if finished.returncode != 0:
        reason = finished.stderr.decode(errors="replace").strip()
        raise InstallationError("backup-volume", reason=reason[-500:])
    return (finished.stdout or b"").decode()
