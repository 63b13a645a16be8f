"""`d2h archive`, `d2h open-archive`, `d2h destroy`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from governance.actor import acting_as
from governance.cli.session import ActorOption, settings_from_environment, telling_refusals, words_of
from governance.command_line import OneForBadUsage
from governance.storage.unit_of_work import open_governance
from governance.words import preferred_language
from launcher.ending.archive import open_archive
from launcher.ending.certificate import ending_words
from launcher.ending.steps import archive, destroy
from launcher.errors import InstallationError
from launcher.installation import Installation
from launcher.node_engine import engine_of_project

WORDS = ending_words(preferred_language())

app = typer.Typer(
    cls=OneForBadUsage, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)
ProjectArgument = Annotated[str, typer.Argument(metavar="PROJECT", help=WORDS.say("help-project"))]


@app.command("archive", help=WORDS.say("help-archive"))
def archive_(
    project: ProjectArgument,
    file: Annotated[Path, typer.Argument(help=WORDS.say("help-file"))],
    reason: Annotated[str, typer.Option(help=WORDS.say("help-reason"))],
    recipient: Annotated[list[str] | None, typer.Option(help=WORDS.say("help-recipient"))] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help=WORDS.say("help-until"))] = None,
    actor: ActorOption = None,
) -> None:
    if not recipient:
        raise InstallationError("backup-no-recipient")
    try:
        last = date.fromisoformat(until) if until else None
    except ValueError as fault:
        raise typer.BadParameter(WORDS.say("date-unreadable"), param_hint="--until") from fault
    with telling_refusals(words_of(None)):
        unit = open_governance(settings_from_environment())
        with unit() as uow:
            acting = acting_as(uow, actor)
        installation = Installation.from_environment()
        with engine_of_project(installation, project):
            digest = archive(installation, unit, acting, project, file, recipient, reason=reason, until=last)
    typer.echo(WORDS.say("archived", project=project, file=str(file), digest=digest))


@app.command("open-archive", help=WORDS.say("help-open-archive"))
def open_archive_(
    file: Annotated[Path, typer.Argument(help=WORDS.say("help-file"))],
    folder: Annotated[Path, typer.Argument(help=WORDS.say("help-folder"))],
    identity: Annotated[Path, typer.Option(help=WORDS.say("help-identity"))],
) -> None:
    manifest = open_archive(file, identity, folder)
    typer.echo(
        WORDS.say("archive-opened", project=manifest.project, count=len(manifest.parts), folder=str(folder))
    )


@app.command("destroy", help=WORDS.say("help-destroy"))
def destroy_(
    project: ProjectArgument,
    by: Annotated[str, typer.Option(help=WORDS.say("help-by"))],
    out: Annotated[Path | None, typer.Option(help=WORDS.say("help-out"))] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=WORDS.say("help-yes"))] = False,
    actor: ActorOption = None,
) -> None:
    if not yes and not typer.confirm(WORDS.say("destroy-question", project=project)):
        raise typer.Exit(1)
    installation = Installation.from_environment()
    folder = out or installation.home / "destroyed" / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{project}"
    with telling_refusals(words_of(None)):
        settings = settings_from_environment()
        unit = open_governance(settings)
        with unit() as uow:
            acting = acting_as(uow, actor)
        with engine_of_project(installation, project):
            path = destroy(installation, unit, acting, project, by, settings.key_file, folder)
    typer.echo(WORDS.say("destroyed", project=project, path=str(path)))
