"""A plan in words, one line per change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import typer

from governance.projects.plan import ProjectPlan
from governance.projects.told import lack_words, line_words
from governance.words import Words

_COLOURS = {
    "+": typer.colors.GREEN,
    "-": typer.colors.RED,
    "~": typer.colors.YELLOW,
    "!": typer.colors.MAGENTA,
}


def print_plans(plans: Iterable[ProjectPlan], words: Words) -> None:
    for plan in plans:
        typer.secho(words.say(f"plan-project-{plan.change}", project=plan.project), bold=True)
        for line in plan.lines:
            indent = "  " + "    " * line.depth
            typer.secho(f"{indent}{line.sign} {line_words(line, words)}", fg=_COLOURS[line.sign])
        for note in plan.notes:
            typer.secho(f"  {note.sign} {line_words(note, words)}", fg=_COLOURS[note.sign])
        for lack in plan.lacks:
            typer.secho(f"  … {lack_words(lack, words)}", fg=typer.colors.CYAN)


def plans_json(plans: Iterable[ProjectPlan], words: Words) -> list[dict[str, Any]]:
    return [
        {
            "project": plan.project,
            "change": plan.change,
            "lines": [
                {
                    "sign": line.sign,
                    "code": line.code,
                    "params": line.params,
                    "words": line_words(line, words),
                }
                for line in plan.lines
            ],
            "notes": [{"code": note.code, "words": line_words(note, words)} for note in plan.notes],
            "lacks": [
                {"turn": lack.turn.value, "code": lack.code, "words": lack_words(lack, words)}
                for lack in plan.lacks
            ],
        }
        for plan in plans
    ]
