"""`d2h backup` and `d2h restore`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from governance.actor import acting_as
from governance.storage.unit_of_work import open_governance
from launcher.backup.restoring import restore_backup
from launcher.backup.writing import write_backup
from launcher.cli import print_line
from launcher.errors import InstallationError
from launcher.installation import Installation
from launcher.settings import governance_settings, read_settings
from launcher.words import Words

WORDS = Words()
_MEGABYTE = 1_000_000

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command(help=WORDS.say("help-backup"))
def backup(
    file: Annotated[Path, typer.Argument(help=WORDS.say("help-backup-file"))],
    recipient: Annotated[list[str] | None, typer.Option(help=WORDS.say("help-recipient"))] = None,
    without_datasets: Annotated[
        bool, typer.Option("--without-datasets", help=WORDS.say("help-without-datasets"))
    ] = False,
) -> None:
    if not recipient:
        raise InstallationError("backup-no-recipient")
    begin, installation = time.monotonic(), Installation.from_environment()
    written = write_backup(installation, file, recipient, datasets=not without_datasets)
    details = {"at": written.manifest.at, "recipients": recipient, "datasets": not without_datasets}
    _audited(installation, "backup.written", details)
    size = f"{written.size / _MEGABYTE:,.1f}"
    seconds = f"{time.monotonic() - begin:.1f}"
    print_line(
        WORDS.say("backup-written", file=str(file), size=size, seconds=seconds, at=written.manifest.at)
    )
    if without_datasets:
        print_line(WORDS.say("backup-no-data"))


@app.command(help=WORDS.say("help-restore"))
def restore(
    file: Annotated[Path, typer.Argument(help=WORDS.say("help-restore-file"))],
    identity: Annotated[Path, typer.Option(help=WORDS.say("help-identity"))],
) -> None:
    begin, installation = time.monotonic(), Installation.from_environment()
    restored = restore_backup(installation, file, identity)
    made = Installation.from_environment()
    _audited(made, "backup.restored", {"at": restored.manifest.at, "version": restored.manifest.version})
    seconds, lost = f"{time.monotonic() - begin:.1f}", str(restored.age).partition(".")[0]
    print_line(WORDS.say("restored", at=restored.manifest.at, seconds=seconds, lost=lost))
    if not restored.manifest.with_datasets:
        print_line(WORDS.say("backup-no-data"))


def _audited(installation: Installation, event: str, details: dict[str, Any]) -> None:
    with open_governance(governance_settings(read_settings(installation)))() as uow:
        actor = acting_as(uow, None)
        uow.audit.append(
            actor=actor.name, event=event, subject=installation.name, details=actor.details | details
        )
        uow.commit()
