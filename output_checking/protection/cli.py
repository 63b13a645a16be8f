"""`d2h sdc …`: what linked tables give away, and which further cells to hide."""

from __future__ import annotations

import json
import time
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from governance.refusal import Refusal
from governance.words import Words, preferred_language
from output_checking.profile import PROFILES, load_profile, named_profile
from output_checking.protection.answer import audit_answer, suppression_answer
from output_checking.protection.audit import audit
from output_checking.protection.linear_program import SolverError
from output_checking.protection.problem import Problem
from output_checking.protection.problem_file import load_problem
from output_checking.protection.report import audit_lines, suppression_lines
from output_checking.protection.suppression import Cost, Method, suppress

LOCALES = Path(__file__).parent / "locales"
BAD_INPUT, RECOVERABLE = 1, 2

sdc = typer.Typer(no_args_is_help=True, help="Linked tables: audit and cell suppression.")


ProblemPath = Annotated[Path, typer.Argument(metavar="PROBLEM", help="The problem: JSON, or a JJ file.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
CostOf = Annotated[Cost | None, typer.Option(help="What hiding a cell costs; by default its weight, else 1.")]
ProfileOf = Annotated[
    str, typer.Option(help=f"Dominance rules for `top`: {', '.join(PROFILES)}, or a YAML file.")
]
Language = Annotated[str | None, typer.Option(help="fr or en.")]


@sdc.command("audit")
def audit_command(
    problem: ProblemPath,
    as_json: AsJson = False,
    cost: CostOf = None,
    profile: ProfileOf = PROFILES[0],
    language: Language = None,
) -> None:
    """What can be worked out of hidden cells: exit 0 when nothing, 2 when something, 1 for a bad problem."""
    words = protection_words(preferred_language(language))
    started = time.perf_counter()
    given = _problem(problem, profile, words)
    try:
        result = audit(given)
    except SolverError as fault:
        _fail(words.say("sdc-solver", status=str(fault)))
    seconds = time.perf_counter() - started
    if as_json:
        _print(audit_answer(given, result, given.costs(cost), seconds))
    else:
        _say(audit_lines(given, result, words))
    raise typer.Exit(0 if result.safe else RECOVERABLE)


@sdc.command("suppress")
def suppress_command(
    problem: ProblemPath,
    method: Annotated[Method, typer.Option(help="Least cost, or quick on large tables.")] = "fast",
    cost: CostOf = None,
    seconds: Annotated[float, typer.Option(help="How long `optimal` may search.", min=0.1)] = 60.0,
    profile: ProfileOf = PROFILES[0],
    as_json: AsJson = False,
    language: Language = None,
) -> None:
    """Which further cells to hide, with the audit as certificate: exit codes as of `audit`."""
    words = protection_words(preferred_language(language))
    started = time.perf_counter()
    given = _problem(problem, profile, words)
    try:
        found = suppress(given, method, cost, seconds)
    except SolverError as fault:
        _fail(words.say("sdc-solver", status=str(fault)))
    if as_json:
        _print(suppression_answer(found, time.perf_counter() - started))
    else:
        _say(suppression_lines(found, words))
    raise typer.Exit(0 if found.audit.safe else RECOVERABLE)


@lru_cache
def protection_words(language: str) -> Words:
    return Words(LOCALES, language)


def _problem(path: Path, profile: str, words: Words) -> Problem:
    try:
        return load_problem(path, load_profile(named_profile(profile) or Path(profile)).rules)
    except Refusal as refusal:
        _fail(words.refusal(refusal))


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(BAD_INPUT)


def _print(answer: dict[str, Any]) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False))


def _say(lines: list[str]) -> None:
    for line in lines:
        typer.echo(line)
