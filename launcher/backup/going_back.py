"""What governance, airlock and hub know, kept while none of them runs, so that a version can be left again.

Not encrypted, for no private key is on the machine: it stands beside the databases it is a copy of, and goes
once the new version is found good. Sites are not in it: no version of the hub changes what they keep.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from governance.actor import acting_as
from governance.storage.unit_of_work import open_governance
from launcher.backup import databases
from launcher.backup.contents import DATABASES, HOME, home_files
from launcher.errors import InstallationError
from launcher.installation import Installation
from launcher.settings import governance_settings, read_settings

FOLDER = ".before"  # backups leave it out


def keep_state(installation: Installation) -> None:
    """Databases, anchors of trails and settings, whole or not at all; what was kept before is replaced.

    Raises InstallationError `backup-database`.
    """
    kept = installation.home / FOLDER
    begun = kept.with_name(f"{FOLDER}.part")
    for folder in (kept, begun):
        shutil.rmtree(folder, ignore_errors=True)
    begun.mkdir(mode=0o700)
    (begun / DATABASES).mkdir()
    files = home_files(installation, datasets=False)
    for path in (*files.anchors, *files.databases, installation.environment_file):
        if path.is_relative_to(installation.home / "sites") or not path.is_file():
            continue
        copy = begun / HOME / path.relative_to(installation.home)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if path in files.databases:
            databases.copy_sqlite(path, copy)
        else:
            shutil.copy2(path, copy)
    for zone, address in databases.servers(read_settings(installation)).items():
        databases.dump_server(address, begun / DATABASES / zone)
    begun.rename(kept)


def put_state_back(installation: Installation) -> None:
    """As it was kept, with a record of it in governance's audit; may be done again. No service runs.

    Raises InstallationError `backup-database`, `going-back-nothing`.
    """
    kept = installation.home / FOLDER
    if not kept.is_dir():
        raise InstallationError("going-back-nothing", folder=str(kept))
    for copy in sorted(path for path in (kept / HOME).rglob("*") if path.is_file()):
        path = installation.home / copy.relative_to(kept / HOME)
        if path.suffix == ".sqlite":
            databases.copy_sqlite(copy, path)
        else:
            _replace(path, copy)
    settings = read_settings(installation)
    for zone, address in databases.servers(settings).items():
        databases.restore_server(address, kept / DATABASES / zone)
    governance = governance_settings(settings)
    if governance.audit_anchor and governance.audit_anchor.is_file():
        with open_governance(governance, any_schema=True)() as uow:
            actor = acting_as(uow, None)
            uow.audit.append(actor=actor.name, event="version.left", subject=installation.name)
            uow.commit()


def _replace(path: Path, copy: Path) -> None:
    fresh = path.with_name(f".{path.name}.back")
    shutil.copy2(copy, fresh)
    fresh.replace(path)
