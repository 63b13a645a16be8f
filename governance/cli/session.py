"""What every command shares: its options, its language, and a refusal told in words with exit code 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError
from typer.core import TyperCommand

from governance.actor import Actor, acting_as
from governance.projects.life import NotReady
from governance.projects.told import lack_words
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.source_file import SourceRefusal
from governance.storage.unit_of_work import UnitOfWork, open_governance
from governance.words import Words, governance_words, preferred_language

HELP = governance_words(preferred_language())

LanguageOption = Annotated[str | None, typer.Option("--language", help=HELP.say("help-language"))]
ActorOption = Annotated[str | None, typer.Option("--as", envvar="D2H_ACTOR", help=HELP.say("help-as"))]
JsonOption = Annotated[bool, typer.Option("--json", help=HELP.say("help-json"))]


class Command(TyperCommand):
    """A mistyped option exits with 1: 2 says that a plan has changes."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except Exception as fault:
            if getattr(fault, "exit_code", None) == 2:
                fault.exit_code = 1  # type: ignore[attr-defined]
            raise


def words_of(language: str | None) -> Words:
    return governance_words(preferred_language(language))


def settings_from_environment() -> GovernanceSettings:
    """Raises Refusal `setting-invalid` naming the variable."""
    try:
        return GovernanceSettings()
    except ValidationError as faults:
        name = str(faults.errors()[0]["loc"][0]).upper()
        raise Refusal("setting-invalid", name=f"D2H_GOVERNANCE_{name}") from faults


@contextmanager
def telling_refusals(words: Words) -> Iterator[None]:
    """Refusals go to standard error, and the command exits with 1."""
    try:
        yield
    except SourceRefusal as refusal:
        for fault in refusal.faults:
            place = f"{fault.file}:{fault.line}" if fault.line else fault.file
            key = f" {fault.key}:" if fault.key else ""
            typer.echo(f"{place}:{key} {words.say(fault.code, **fault.params)}", err=True)
        typer.echo(words.refusal(refusal), err=True)
        raise typer.Exit(1) from refusal
    except NotReady as refusal:
        typer.echo(words.refusal(refusal), err=True)
        for lack in refusal.lacks:
            typer.echo(f"  - {lack_words(lack, words)}", err=True)
        raise typer.Exit(1) from refusal
    except Refusal as refusal:
        typer.echo(words.refusal(refusal), err=True)
        raise typer.Exit(1) from refusal
    except OperationalError as fault:
        typer.echo(words.say("database-busy"), err=True)
        raise typer.Exit(1) from fault


@contextmanager
def writing(actor: str | None, language: str | None) -> Iterator[tuple[UnitOfWork, Actor, Words]]:
    """One unit of work; the block commits it."""
    words = words_of(language)
    with telling_refusals(words), open_governance(settings_from_environment())() as uow:
        yield uow, acting_as(uow, actor), words
