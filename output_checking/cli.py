"""`d2h release …` and `d2h check …`: what can be done anywhere, without the airlock."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from governance.command_line import OneForBadUsage
from governance.refusal import Refusal
from governance.signatures import load_public_pem
from governance.words import Words, preferred_language
from output_checking.findings import Severity
from output_checking.package.verification import verify_package
from output_checking.profile import PROFILES, Profile, load_profile, named_profile
from output_checking.protection.cli import sdc
from output_checking.sources import sources_of
from output_checking.use_cases.check_paths import CheckedPath, check_paths, gravest
from output_checking.words import airlock_words

app = typer.Typer(cls=OneForBadUsage, no_args_is_help=True)
release = typer.Typer(no_args_is_help=True, help="Released packages.")
app.add_typer(release, name="release")
app.add_typer(sdc, name="sdc")
_EXIT = {Severity.PASS: 0, Severity.REVIEW: 3, Severity.BLOCK: 2}
_MARKS = {Severity.PASS: "✓", Severity.REVIEW: "?", Severity.BLOCK: "✗"}


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files, or folders of files.")],
    profile: Annotated[str, typer.Option(help=f"{', '.join(PROFILES)}, or a YAML file.")] = PROFILES[0],
    earlier: Annotated[
        list[Path] | None, typer.Option(help="Files or folders that left before; may be given again.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
    language: Annotated[str | None, typer.Option(help="fr or en.")] = None,
) -> None:
    """Check files as the airlock would, all of them as one request: exit 0 when all pass, 3 to be examined,
    2 blocked, 1 on an error."""
    words = airlock_words(preferred_language(language))
    begin = time.monotonic()
    try:
        checked = check_paths(paths, _profile(profile), earlier or ())
    except Refusal as refusal:
        typer.echo(words.refusal(refusal), err=True)
        raise typer.Exit(1) from refusal
    verdict = gravest(one.verdict for one in checked)
    seconds = round(time.monotonic() - begin, 3)
    if as_json:
        typer.echo(json.dumps(_document(checked, verdict, seconds), ensure_ascii=False))
    else:
        _tell(checked, words)
    raise typer.Exit(_EXIT[verdict])


def _profile(name: str) -> Profile:
    return load_profile(named_profile(name) or Path(name))


def _document(checked: Sequence[CheckedPath], verdict: Severity, seconds: float) -> dict[str, Any]:
    files = [
        {
            "path": one.path,
            "type": one.type,
            "verdict": one.verdict.value,
            "findings": [finding.document() for finding in one.findings],
        }
        for one in checked
    ]
    return {"files": files, "verdict": verdict.value, "seconds": seconds}


def _tell(checked: Sequence[CheckedPath], words: Words) -> None:
    for one in checked:
        typer.echo(f"{_MARKS[one.verdict]} {one.path} ({one.type or '?'})")
        for finding in one.findings:
            if finding.severity is Severity.PASS and one.verdict is not Severity.PASS:
                continue
            place = ", ".join(
                words.say("finding-place", key=key, value=value)
                for key, value in finding.where.items()
                if key != "file"
            )
            said = words.say(finding.explanation, **finding.params)
            typer.echo(f"    {_MARKS[finding.severity]} {f'[{place}] ' if place else ''}{said}")
            advice = words.advice(finding.explanation, **finding.params)
            if advice and finding.severity is not Severity.PASS:
                typer.echo(f"      → {advice}")
            if titles := [one.titled(words.language) for one in sources_of(finding.explanation)]:
                typer.echo(
                    f"      {words.say('finding-sources', count=len(titles), titles='; '.join(titles))}"
                )


@release.callback()
def releases() -> None:
    """Released packages."""


@release.command()
def verify(
    package: Annotated[Path, typer.Argument(help="The released zip.", exists=True, dir_okay=False)],
    key: Annotated[Path, typer.Option(help="The airlock's public key (PEM).", exists=True, dir_okay=False)],
    language: Annotated[str | None, typer.Option(help="fr or en.")] = None,
) -> None:
    """Prove that a package is what the airlock released: exit 0 when it is, 1 when it is not."""
    words = airlock_words(preferred_language(language))
    try:
        verified = verify_package(package, load_public_pem(_pem(key)))
    except Refusal as refusal:
        typer.echo(words.say("verify-failed", package=package.name), err=True)
        typer.echo(words.refusal(refusal), err=True)
        raise typer.Exit(1) from refusal
    typer.echo(
        words.say(
            "verify-held",
            package=package.name,
            request=verified.request,
            project=verified.project,
            title=verified.title,
            approved=verified.approved_at,
            files=len(verified.files),
        )
    )
    for name in verified.files:
        typer.echo(f"  {name}")


def _pem(key: Path) -> str:
    try:
        return key.read_text("ascii")
    except (OSError, UnicodeDecodeError) as fault:
        raise Refusal("key-unreadable", path=key.name) from fault
