"""`d2h evidence`: exit 0 when the file is made or proved, 1 when it cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.signatures import load_private_key, load_public_pem
from governance.words import Words, preferred_language
from launcher.evidence.catalogue import Status, load_catalogue
from launcher.evidence.dossier import KIND, Dossier, gather
from launcher.evidence.page import pages_of
from launcher.evidence.results import NONE, read_results
from launcher.evidence.wording import evidence_words
from launcher.installation import Installation
from launcher.signed_report import read_signed, write_signed

HELP = evidence_words(preferred_language())
EVIDENCE = "evidence.json"

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.callback()
def group() -> None:
    """A program with one command is typed with its name all the same."""


@app.command("evidence", help=HELP.say("help-evidence"))
def evidence(
    out: Annotated[Path | None, typer.Option("--out", help=HELP.say("help-out"))] = None,
    tests: Annotated[Path | None, typer.Option("--tests", help=HELP.say("help-tests"))] = None,
    check: Annotated[Path | None, typer.Option("--check", help=HELP.say("help-check"))] = None,
    key: Annotated[Path | None, typer.Option("--key", help=HELP.say("help-key"))] = None,
    language: Annotated[str | None, typer.Option("--language", help=HELP.say("help-language"))] = None,
) -> None:
    words = evidence_words(preferred_language(language))
    try:
        if check:
            _check(check, key or GovernanceSettings().public_key_file, words)
        elif out:
            _make(out, tests, words)
        else:
            raise Refusal("out-missing")
    except Refusal as refusal:
        typer.echo(words.refusal(refusal), err=True)
        raise typer.Exit(1) from refusal


def _make(out: Path, tests: Path | None, words: Words) -> None:
    settings = GovernanceSettings()
    if not settings.key_file.is_file():
        raise Refusal("not-installed", folder=str(Installation.from_environment().home))
    results = read_results(tests) if tests else NONE
    try:
        out.mkdir(parents=True, exist_ok=True)
        dossier, pages = pages_of(gather(Installation.from_environment(), load_catalogue(), results))
        for stale in out.glob("evidence.*.pdf"):  # of an earlier file, where Chromium has gone since
            stale.unlink()
        write_signed(dossier, pages, load_private_key(settings.key_file), out / EVIDENCE, kind=KIND)
    except OSError as fault:
        raise Refusal("out-unwritable", folder=str(out), reason=fault.strerror or "") from fault
    _tell(dossier, words)
    typer.echo(words.say("evidence-written", folder=str(out)))


def _check(path: Path, key: Path, words: Words) -> None:
    try:
        public = load_public_pem(key.read_text("ascii"))
    except (OSError, UnicodeDecodeError) as fault:
        raise Refusal("key-unreadable", path=str(key)) from fault
    dossier = read_signed(path, public, Dossier, kind=KIND)
    typer.echo(words.say("evidence-proved", file=path.name, when=f"{dossier.made:%Y-%m-%d %H:%M} UTC"))
    _tell(dossier, words)


def _tell(dossier: Dossier, words: Words) -> None:
    counts = dossier.status_counts()
    for status in Status:
        typer.echo(f" {counts[status]:4} {words.say(f'status-{status}')}")
    run = dossier.tests
    if run is None:
        typer.echo(words.say("tests-none"))
    else:
        typer.echo(words.say("tests-run", passed=run.passed, failed=run.failed, skipped=run.skipped))
    if not dossier.printed:
        typer.echo(words.say("not-printed"))
