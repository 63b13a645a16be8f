"""The life of a project in words: where it stands, what it lacks, what ends, every step taken."""

from __future__ import annotations

import json

import typer

from governance.projects.life import ProjectLife
from governance.projects.told import lack_words, step_words
from governance.words import Words


def print_life(life: ProjectLife, words: Words, *, timeline: bool = True) -> None:
    state = words.say(f"name-{life.view.state.lower()}")
    typer.secho(words.say("life-state", project=life.view.id, state=state), bold=True)
    for lack in life.lacks:
        typer.secho(f"  … {lack_words(lack, words)}", fg=typer.colors.CYAN)
    if life.pooled:
        said = words.say("basis-left-by-pooling", sites=life.pooled)
        typer.secho(f"  ! {said}", fg=typer.colors.MAGENTA)
    for end in life.ends:
        typer.echo(f"  {words.say('life-end', what=words.say(f'end-{end.what}'), day=end.day.isoformat())}")
    if timeline:
        for taken in life.steps:
            typer.echo(f"  {taken.record.given}  {step_words(taken, words)}")


def life_json(life: ProjectLife, words: Words) -> str:
    told = {
        "project": life.view.id,
        "state": life.view.state.value,
        "lacks": [
            {"turn": lack.turn.value, "code": lack.code, "words": lack_words(lack, words)}
            for lack in life.lacks
        ],
        "pooled": life.pooled,
        "ends": [{"what": end.what, "day": end.day.isoformat()} for end in life.ends],
        "steps": [
            {
                "step": taken.step.value,
                **taken.record.model_dump(mode="json", exclude_none=True),
                "recorded_by": taken.recorded_by,
                "recorded_at": taken.recorded_at.isoformat(),
            }
            for taken in life.steps
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)
