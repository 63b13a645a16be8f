"""`d2h people`: apply."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from governance.actor import acting_as
from governance.cli.session import (
    HELP,
    ActorOption,
    Command,
    LanguageOption,
    settings_from_environment,
    telling_refusals,
    words_of,
)
from governance.people.people_file import read_people_file
from governance.people.registration import register_people
from governance.storage.unit_of_work import open_governance

app = typer.Typer(no_args_is_help=True, help=HELP.say("help-people"))


@app.callback()
def people() -> None:
    """Keeps `apply` a command of its own while it is the only one."""


@app.command(cls=Command, help=HELP.say("help-people-apply"))
def apply(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=HELP.say("help-people-file"))],
    actor: ActorOption = None,
    language: LanguageOption = None,
) -> None:
    words = words_of(language)
    with telling_refusals(words):
        people = read_people_file(file)
        with open_governance(settings_from_environment())() as uow:
            registered, changed = register_people(uow, people, acting_as(uow, actor))
            uow.commit()
        for code, names in (("people-registered", registered), ("people-changed", changed)):
            if names:
                typer.echo(words.say(code, count=len(names), names=", ".join(names)))
        if not registered and not changed:
            typer.echo(words.say("people-unchanged"))
