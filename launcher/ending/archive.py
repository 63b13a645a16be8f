"""One encrypted file of all that a project leaves: its members' work and what they share, its imports, its
life and its audit."""

from __future__ import annotations

import hashlib
import io
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from launcher.backup.encryption import decrypted, encrypted
from launcher.backup.volumes import read_volume
from launcher.commands import run_d2h
from launcher.ending.holdings import Holdings
from launcher.errors import InstallationError
from launcher.installation import Installation

FORMAT = 1
MANIFEST, LIFE, AUDIT = "manifest.json", "life.json", "audit.json"
IMPORTS, FOLDER, WORK = "imports.tar", "project.tar", "work"


class ArchiveManifest(BaseModel):
    """`parts`: SHA-256 of each part by its name in the file; it comes last, once all are known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    project: str
    parts: dict[str, str]


def write_archive(installation: Installation, project: str, target: Path, recipients: Sequence[str]) -> str:
    """Write `target`, whole or not at all; its SHA-256. `recipients`: public keys of age. Nobody may work in
    the project meanwhile.

    Raises InstallationError `backup-…`.
    """
    if target.exists():
        raise InstallationError("backup-exists", file=str(target))
    begun = target.with_name(f".{target.name}.part")
    try:
        with (
            tempfile.TemporaryDirectory(prefix=".archive-", dir=installation.home) as scratch,
            encrypted(begun, recipients) as stream,
            tarfile.open(fileobj=stream, mode="w|") as archive,
        ):
            _fill(archive, installation, project, Path(scratch) / "part")
        digest = _digest(begun)
        begun.rename(target)
    except OSError as fault:
        raise InstallationError("backup-failed", file=str(target), reason=str(fault)) from fault
    finally:
        begun.unlink(missing_ok=True)
    return digest


def _fill(archive: tarfile.TarFile, installation: Installation, project: str, part: Path) -> None:
    holdings, parts = Holdings(installation, project), dict[str, str]()

    def add(name: str) -> None:
        parts[name] = _digest(part)
        archive.add(part, name)
        part.unlink()

    for name, words in {
        LIFE: ("project", "life", project, "--json"),
        AUDIT: ("audit", "show", "--project", project, "--json"),
    }.items():
        part.write_text(run_d2h(installation, *words), encoding="utf-8")
        add(name)
    if holdings.imports.is_dir():
        with tarfile.open(part, "w") as imports:
            imports.add(holdings.imports, ".")
        add(IMPORTS)
    for volume in holdings.folder():
        read_volume(volume, part)
        add(FOLDER)
    for user, volume in sorted(holdings.volumes().items()):
        read_volume(volume, part)
        add(f"{WORK}/{user}.tar")
    text = ArchiveManifest(format=FORMAT, project=project, parts=parts).model_dump_json(indent=2).encode()
    last = tarfile.TarInfo(MANIFEST)
    last.size = len(text)
    archive.addfile(last, io.BytesIO(text))


def open_archive(source: Path, identity: Path, folder: Path) -> ArchiveManifest:
    """Lay an archive out in a new `folder`: `work/USER/…`, `project/…`, `imports/…`, `life.json` and so on.

    Nothing is left there unless every part proves to be what was written. Raises InstallationError
    `backup-decryption`, `archive-unreadable`, `archive-folder`.
    """
    if folder.exists():
        raise InstallationError("archive-folder", folder=str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".archive-", dir=folder.parent) as scratch:
        place = Path(scratch) / "archive"
        place.mkdir(mode=0o700)
        try:
            with decrypted(source, identity) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
                archive.extractall(place, filter="data")
            manifest = ArchiveManifest.model_validate_json((place / MANIFEST).read_text(encoding="utf-8"))
            proved = {name: _digest(place / name) for name in manifest.parts}
            for name in manifest.parts:
                if name.endswith(".tar"):
                    with tarfile.open(place / name) as part:
                        part.extractall((place / name).with_suffix(""), filter="data")
                    (place / name).unlink()
        except (tarfile.TarError, ValidationError, OSError, EOFError) as fault:
            raise InstallationError("archive-unreadable", file=str(source)) from fault
        if manifest.format != FORMAT or proved != manifest.parts:
            raise InstallationError("archive-unreadable", file=str(source))
        place.rename(folder)
    return manifest


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
