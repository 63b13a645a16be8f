"""`d2h announce`: a sentence in every open workspace."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from governance.actor import acting_as
from governance.announcements import announce, withdraw_all
from governance.cli.session import (
    HELP,
    ActorOption,
    LanguageOption,
    settings_from_environment,
    telling_refusals,
    words_of,
)
from governance.storage.unit_of_work import open_governance


def announce_(
    fr: Annotated[str, typer.Option("--fr", help=HELP.say("help-announce-fr"))] = "",
    en: Annotated[str, typer.Option("--en", help=HELP.say("help-announce-en"))] = "",
    minutes: Annotated[int, typer.Option("--minutes", help=HELP.say("help-announce-minutes"))] = 60,
    withdraw: Annotated[bool, typer.Option("--withdraw", help=HELP.say("help-announce-withdraw"))] = False,
    actor: ActorOption = None,
    language: LanguageOption = None,
) -> None:
    words = words_of(language)
    with telling_refusals(words), open_governance(settings_from_environment())() as uow:
        by = acting_as(uow, actor)
        if withdraw:
            count = withdraw_all(uow, by)
            told = words.say("announcements-withdrawn", count=count)
        else:
            said = announce(uow, {"fr": fr, "en": en}, timedelta(minutes=minutes), by)
            until = said.until.astimezone().strftime("%Y-%m-%d %H:%M")
            told = words.say("announcement-said", until=until)
        uow.commit()
    typer.echo(told)
