"""`d2h verify-isolation`: exit 0 when every wall holds, 2 when one is open, 1 when that cannot be said."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from governance.command_line import OneForBadUsage
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.signatures import load_public_pem
from governance.words import Words, preferred_language
from launcher.installation import Installation
from launcher.isolation.page import isolation_words
from launcher.isolation.report import Report, check_report
from launcher.isolation.trial import Verdict
from launcher.isolation.verification import open_projects, verify_isolation
from launcher.node_engine import engine_of_node, node_of_project
from launcher.systemd import units

HELP = isolation_words(preferred_language())
_EXIT = {Verdict.HOLDS: 0, Verdict.UNKNOWN: 1, Verdict.OPEN: 2}
_MARKS = {Verdict.HOLDS: "✓", Verdict.UNKNOWN: "?", Verdict.OPEN: "✗"}

app = typer.Typer(
    cls=OneForBadUsage, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)


@app.callback()
def group() -> None:
    """A program with one command is typed with its name all the same."""


@app.command("verify-isolation", help=HELP.say("help-verify-isolation"))
def verify(
    project: Annotated[str | None, typer.Option("--project", help=HELP.say("help-project"))] = None,
    node: Annotated[str | None, typer.Option("--node", help=HELP.say("help-node"))] = None,
    output: Annotated[Path | None, typer.Option("--output", help=HELP.say("help-output"))] = None,
    check: Annotated[Path | None, typer.Option("--check", help=HELP.say("help-check"))] = None,
    key: Annotated[Path | None, typer.Option("--key", help=HELP.say("help-key"))] = None,
    language: Annotated[str | None, typer.Option("--language", help=HELP.say("help-language"))] = None,
) -> None:
    words = isolation_words(preferred_language(language))
    try:
        if check:
            _check(check, key or GovernanceSettings().public_key_file, words)
        else:
            _verify(project, node, output, words)
    except Refusal as refusal:
        typer.echo(words.refusal(refusal), err=True)
        raise typer.Exit(1) from refusal


def _verify(project: str | None, node: str | None, output: Path | None, words: Words) -> None:
    installation = Installation.from_environment()
    if not (units(installation.home) or installation.is_running()):
        raise Refusal("installation-stopped")
    chosen = project or next(iter(open_projects(GovernanceSettings())), None)
    if chosen is None:
        raise Refusal("no-active-project")
    folder = output or installation.home / "isolation" / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{chosen}"
    machine = node or node_of_project(chosen)
    with engine_of_node(installation, machine) as there:
        report, path = verify_isolation(
            installation, chosen, there, folder, lambda wall: typer.echo(f"  {words.say(f'wall-{wall}')} …")
        )
    _tell(report, words)
    typer.echo(words.say("report-written", path=str(path.parent)))
    raise typer.Exit(_EXIT[report.verdict])


def _check(path: Path, key: Path, words: Words) -> None:
    try:
        public = load_public_pem(key.read_text("ascii"))
    except (OSError, UnicodeDecodeError) as fault:
        raise Refusal("key-unreadable", path=str(key)) from fault
    report = check_report(path, public)
    typer.echo(words.say("report-proved", file=path.name, when=f"{report.ended:%Y-%m-%d %H:%M} UTC"))
    _tell(report, words)


def _tell(report: Report, words: Words) -> None:
    for line in report.lines:
        if line.verdict is not Verdict.HOLDS:
            expected = line.expected[words.language]
            typer.echo(f" {_MARKS[line.verdict]} {line.id}: {line.attack[words.language]}")
            typer.echo(f"     {words.say('column-expected')}: {expected}")
            typer.echo(f"     {words.say('column-found')}: {line.found}")
    counts = {str(verdict): report.count(verdict) for verdict in Verdict}
    told = f"{words.say(f'report-verdict-{report.verdict}')} {words.say('report-counts', **counts)}"
    typer.echo(f"{_MARKS[report.verdict]} {told}")
