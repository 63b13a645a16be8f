"""`d2h text deidentify`: documents without their identifiers, at the site, on files."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from data_gateway.cli.session import HELP, Language, new_group, said, telling_refusals
from governance.refusal import Refusal

app = new_group()
text = new_group(HELP.say("help-text"))
app.add_typer(text, name="text")


@app.callback()
def _d2h() -> None:
    """`text` stays a word of its own although it is the only group."""


@text.callback()
def _text() -> None:
    """`deidentify` stays a word of its own although it is the only command."""


@text.command(help=HELP.say("help-deidentify"))
def deidentify(
    source: Annotated[Path, typer.Option("--in", metavar="FILE", help=HELP.say("help-text-in"))],
    output: Annotated[Path, typer.Option("--out", metavar="FILE", help=HELP.say("help-text-out"))],
    context: Annotated[
        Path | None, typer.Option("--context", metavar="FILE", help=HELP.say("help-text-context"))
    ] = None,
    surrogates: Annotated[bool, typer.Option("--surrogates", help=HELP.say("help-surrogates"))] = False,
    rules_only: Annotated[bool, typer.Option("--rules-only", help=HELP.say("help-rules-only"))] = False,
    language: Language = None,
) -> None:
    # The tagger's library loads only for this command.
    from data_gateway.documents.batch import Context, deidentify_file, read_context
    from data_gateway.documents.deidentifying import Deidentifier
    from data_gateway.documents.known_identifiers import Known
    from data_gateway.documents.tagger import shipped_tagger

    with telling_refusals(language) as words:

        def complaint(file: Path) -> Callable[[int, Refusal], None]:
            return lambda line, refusal: typer.echo(f"{file}:{line}: {said(refusal, words)}", err=True)

        known = read_context(context, complaint(context)) if context else Context({}, Known())
        tagger = None if rules_only else shipped_tagger()
        counts = deidentify_file(
            source,
            output,
            lambda directory: Deidentifier(directory, tagger),
            known,
            _with_surrogates() if surrogates else lambda found, person: found.tagged(),
            complaint(source),
        )
        typer.echo(
            words.say("text-done", documents=counts.documents, identifiers=counts.identifiers), err=True
        )
        if counts.faults:
            typer.echo(words.say("text-faults", lines=counts.faults), err=True)
            raise typer.Exit(1)


def _with_surrogates() -> Callable[..., str]:
    """Surrogates with a key of this run alone: nobody can make them again from the names."""
    from data_gateway.documents.deidentifying import Identified
    from data_gateway.documents.surrogates import Surrogates
    from data_gateway.patients.pseudonyms import date_shift

    key = secrets.token_bytes(32)

    def written(found: Identified, person: str | None) -> str:
        whose = person if person is not None else secrets.token_hex(16)
        of_person = hmac.digest(key, whose.encode("utf-8", "surrogatepass"), "sha256")
        return found.replaced(Surrogates(of_person, date_shift(of_person.hex(), key)).of)

    return written
