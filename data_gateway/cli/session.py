"""What the site's commands share: their arguments, their language, and refusals told in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from governance.refusal import Refusal
from governance.source_file import SourceRefusal
from governance.words import Words, governance_words, preferred_language

LOCALES = Path(__file__).parent.parent / "locales"
HELP = Words(LOCALES, preferred_language())

Site = Annotated[str, typer.Argument(metavar="SITE", help=HELP.say("help-site-name"))]
Project = Annotated[str, typer.Argument(metavar="PROJECT", help=HELP.say("help-project-id"))]
Yes = Annotated[bool, typer.Option("--yes", "-y", help=HELP.say("help-yes"))]
TitleFr = Annotated[str | None, typer.Option(help=HELP.say("help-title-fr"))]
TitleEn = Annotated[str | None, typer.Option(help=HELP.say("help-title-en"))]
Language = Annotated[str | None, typer.Option("--language", help=HELP.say("help-language"))]


def new_group(help_text: str = "") -> typer.Typer:
    return typer.Typer(
        help=help_text, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
    )


def titles(title_fr: str | None, title_en: str | None, otherwise: str) -> dict[str, str]:
    """Title by language; `otherwise` in both when none is given."""
    given = {language: title for language, title in (("fr", title_fr), ("en", title_en)) if title}
    return given or {"fr": otherwise, "en": otherwise}


def said(refusal: Refusal, words: Words) -> str:
    """What governance refuses is said in its own words."""
    known = words if words.knows(refusal.code) else governance_words(words.language)
    return known.refusal(refusal)


@contextmanager
def telling_refusals(language: str | None) -> Iterator[Words]:
    """The words to answer with; a refusal goes to standard error, and the command exits with 1."""
    words = Words(LOCALES, preferred_language(language))
    try:
        yield words
    except SourceRefusal as refusal:
        for fault in refusal.faults:
            place = f"{fault.file}:{fault.line}" if fault.line else fault.file
            key = f" {fault.key}:" if fault.key else ""
            typer.echo(f"{place}:{key} {said(Refusal(fault.code, **fault.params), words)}", err=True)
        typer.echo(said(refusal, words), err=True)
        raise typer.Exit(1) from refusal
    except Refusal as refusal:
        typer.echo(said(refusal, words), err=True)
        raise typer.Exit(1) from refusal
