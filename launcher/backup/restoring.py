"""`./d2h restore`: an installation as a backup found it, in a place where none stands."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import ValidationError

from hub_config.settings import HubSettings
from hub_config.work_volumes import WorkVolumes
from launcher import engine
from launcher.backup import databases, volumes
from launcher.backup.contents import DATABASES, FORMAT, HOME, MANIFEST, VOLUMES, Manifest
from launcher.backup.encryption import decrypted
from launcher.errors import InstallationError
from launcher.installation import Installation
from launcher.settings import read_settings, write_private

# Of a volume's files, in percent: a file system keeps some of its size for its own tables.
_ROOM = 125


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    age: timedelta  # what was done since is lost


def restore_backup(installation: Installation, source: Path, identity: Path) -> Restored:
    """Files, databases and volumes of `source`; `./d2h up` makes the rest. `identity`: age's private key.

    Nothing is put in its place before the whole backup was read and proved whole. Raises InstallationError
    `backup-…` or `restore-…`.
    """
    for file in (source, identity):
        if not file.is_file():
            raise InstallationError("restore-no-file", file=str(file))
    home = installation.home
    if (home / "installation.json").exists():
        raise InstallationError("restore-occupied", folder=str(home))
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=home) as scratch:
        place = Path(scratch)
        manifest = _unpacked(source, identity, place)
        if manifest.volumes and not engine.is_usable():
            raise InstallationError("restore-no-engine")
        settings = _moved(replace(installation, home=place / HOME), manifest.home, str(home))
        for zone, address in databases.servers(settings).items():
            databases.restore_server(address, place / DATABASES / zone)
        with _sized(replace(installation, name=manifest.name), place / HOME) as sized:
            for name, labels in manifest.volumes.items():
                copy = place / VOLUMES / name
                sized.make_again(name, copy.stat().st_size * _ROOM // 100)
                volumes.write_volume(name, labels, copy)
        last = place / HOME / "installation.json"
        for path in sorted((place / HOME).iterdir(), key=lambda each: each == last):
            shutil.move(path, home / path.name)
    return Restored(manifest, datetime.now(UTC) - datetime.fromisoformat(manifest.at))


@contextmanager
def _sized(installation: Installation, unpacked: Path) -> Iterator[WorkVolumes]:
    """Volumes as the hub makes them; their devices stand in its folder, which is not in its place yet."""
    settings = HubSettings(_env_file=replace(installation, home=unpacked).environment_file)  # type: ignore[call-arg]
    hub = installation.home / "hub"
    was_there = hub.exists()
    try:
        yield WorkVolumes(
            installation.container_prefix,
            hub / "devices",
            own=settings.work_bytes,
            project=settings.project_bytes,
        )
    finally:
        if not was_there:
            shutil.rmtree(hub, ignore_errors=True)


def _unpacked(source: Path, identity: Path, place: Path) -> Manifest:
    try:
        with (
            decrypted(source, identity) as stream,
            tarfile.open(fileobj=stream, mode="r|") as archive,
        ):
            archive.extractall(place, filter="data")
        manifest = Manifest.model_validate_json((place / MANIFEST).read_text(encoding="utf-8"))
    except (tarfile.TarError, ValidationError, OSError, EOFError) as fault:
        raise InstallationError("restore-unreadable", file=str(source)) from fault
    if manifest.format != FORMAT:
        raise InstallationError("restore-format", version=manifest.version)
    return manifest


def _moved(unpacked: Installation, before: str, now: str) -> dict[str, str]:
    """The settings, whose databases stand in the folder of now."""
    text = unpacked.environment_file.read_text(encoding="utf-8")
    write_private(unpacked.environment_file, text.replace(f"sqlite:///{before}/", f"sqlite:///{now}/"))
    return read_settings(unpacked)
