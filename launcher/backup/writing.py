"""`./d2h backup`: everything that cannot be made again, in one file that only its recipients can open."""

from __future__ import annotations

import io
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from launcher import engine
from launcher.backup import databases, volumes
from launcher.backup.contents import DATABASES, FORMAT, HOME, MANIFEST, VOLUMES, Manifest, home_files
from launcher.backup.encryption import encrypted
from launcher.errors import InstallationError
from launcher.installation import Installation
from launcher.settings import read_settings
from output_checking import __version__


@dataclass(frozen=True)
class Written:
    manifest: Manifest
    size: int  # bytes of the encrypted file


def write_backup(
    installation: Installation, target: Path, recipients: Sequence[str], *, datasets: bool = True
) -> Written:
    """Write `target`, whole or not at all, while the installation may run. `recipients`: public keys of age.

    Raises InstallationError `backup-…`.
    """
    if target.exists():
        raise InstallationError("backup-exists", file=str(target))
    if not (installation.home / "installation.json").is_file():
        raise InstallationError("backup-nothing", folder=str(installation.home))
    if target.absolute().is_relative_to(installation.home):
        raise InstallationError("backup-inside", folder=str(installation.home))
    begun = target.with_name(f".{target.name}.part")
    try:
        with (
            tempfile.TemporaryDirectory(prefix=".backup-", dir=installation.home) as scratch,
            encrypted(begun, recipients) as stream,
            tarfile.open(fileobj=stream, mode="w|") as archive,
        ):
            manifest = _fill(archive, installation, Path(scratch), datasets=datasets)
        begun.rename(target)
    except OSError as fault:
        raise InstallationError("backup-failed", file=str(target), reason=str(fault)) from fault
    finally:
        begun.unlink(missing_ok=True)
    return Written(manifest, target.stat().st_size)


def _fill(archive: tarfile.TarFile, installation: Installation, scratch: Path, *, datasets: bool) -> Manifest:
    addresses = databases.servers(read_settings(installation))
    held = volumes.volumes_of_this_machine(installation) if engine.is_usable() else {}
    manifest = Manifest(
        format=FORMAT,
        version=__version__,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        home=str(installation.home),
        name=installation.name,
        volumes=held,
        servers=tuple(addresses),
        with_datasets=datasets,
    )
    text = manifest.model_dump_json(indent=2).encode()
    head = tarfile.TarInfo(MANIFEST)
    head.size = len(text)
    archive.addfile(head, io.BytesIO(text))
    files, copy = home_files(installation, datasets=datasets), scratch / "copy"
    for path in files.anchors:
        _add(archive, installation, path)
    for path in files.databases:
        databases.copy_sqlite(path, copy)
        copy.chmod(path.stat().st_mode & 0o777)
        archive.add(copy, _inside(installation, path))
        copy.unlink()
    for zone, address in addresses.items():
        databases.dump_server(address, copy)
        archive.add(copy, f"{DATABASES}/{zone}")
        copy.unlink()
    for path in files.others:
        _add(archive, installation, path)
    for name in held:
        volumes.read_volume(name, copy)
        archive.add(copy, f"{VOLUMES}/{name}")
        copy.unlink()
    return manifest


def _add(archive: tarfile.TarFile, installation: Installation, path: Path) -> None:
    with suppress(FileNotFoundError):  # removed since it was listed: people work on
        archive.add(path, _inside(installation, path))


def _inside(installation: Installation, path: Path) -> str:
    return f"{HOME}/{path.relative_to(installation.home)}"
