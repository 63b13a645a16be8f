"""`d2h sites`: register."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from governance.actor import acting_as
from governance.catalogue.registration import key_fingerprint, read_site_card, register_site
from governance.cli.session import (
    HELP,
    ActorOption,
    Command,
    LanguageOption,
    settings_from_environment,
    telling_refusals,
    words_of,
)
from governance.storage.unit_of_work import open_governance

app = typer.Typer(no_args_is_help=True, help=HELP.say("help-sites"))


@app.callback()
def sites() -> None:
    """Keeps `register` a command of its own while it is the only one."""


@app.command(cls=Command, help=HELP.say("help-register"))
def register(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=HELP.say("help-card-file"))],
    new_key: Annotated[bool, typer.Option("--new-key", help=HELP.say("help-new-key"))] = False,
    actor: ActorOption = None,
    language: LanguageOption = None,
) -> None:
    words = words_of(language)
    with telling_refusals(words):
        cards = [read_site_card(file) for file in files]
        with open_governance(settings_from_environment())() as uow:
            by = acting_as(uow, actor)
            changed = [register_site(uow, card, by, new_key=new_key) for card in cards]
            uow.commit()
        for card, is_changed in zip(cards, changed, strict=True):
            code = "site-registered" if is_changed else "site-unchanged"
            key = key_fingerprint(card.data_owner_public_key)
            typer.echo(words.say(code, site=card.id, key=key[:16]))
