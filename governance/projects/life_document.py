"""`python -m governance.projects.life_document`: write the table of steps as pages.

What the pages say is what the code reads: steps.py.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import product
from pathlib import Path

from governance.projects.project import ProjectState
from governance.projects.steps import NEEDED, REMIND_DAYS, REVIEW_DAYS, STEPS, TRANSITIONS, Step
from governance.words import Words, governance_words

DOCS = Path(__file__).parents[2] / "docs"
NAME = "project-life.md"
LANGUAGES = ("en", "fr")
# What people take; the other one only a migration writes.
TAKEN = tuple(step for step in Step if step is not Step.TAKEN_OVER)


def document(language: str) -> str:
    words = governance_words(language)
    first, second = REMIND_DAYS
    return "\n".join(
        [
            f"# {words.say('life-title')}",
            "",
            words.say("life-opening"),
            "",
            "```mermaid",
            *diagram(words),
            "```",
            "",
            f"## {words.say('life-steps')}",
            "",
            *_table(
                [
                    words.say(f"life-column-{one}")
                    for one in ("step", "turn", "document", "reference", "audit")
                ],
                (
                    [
                        words.say(f"name-{step}"),
                        words.say(f"turn-{STEPS[step].turn}"),
                        _mark(STEPS[step].document),
                        _mark(STEPS[step].reference),
                        f"`{STEPS[step].event}`",
                    ]
                    for step in TAKEN
                ),
            ),
            "",
            f"## {words.say('life-when')}",
            "",
            *_table(
                ["", *(words.say(f"name-{state.lower()}") for state in ProjectState)],
                (
                    [
                        words.say(f"name-{step}"),
                        *(_mark((state, step) in TRANSITIONS) for state in ProjectState),
                    ]
                    for step in TAKEN
                ),
            ),
            "",
            f"## {words.say('life-needs')}",
            "",
            *(f"* {words.say(f'name-{step}')}" for step in NEEDED),
            f"* {words.say('life-signatures')}",
            "",
            words.say("life-over", days=REVIEW_DAYS, first=first, second=second),
            "",
        ]
    )


def diagram(words: Words) -> Iterable[str]:
    yield "stateDiagram-v2"
    yield f"    [*] --> {ProjectState.DRAFT}"
    for before, step in product(ProjectState, Step):
        after = TRANSITIONS.get((before, step), before)
        if before is not after:
            yield f"    {before} --> {after}: {words.say(f'name-{step}')}"
    yield f"    {ProjectState.DESTROYED} --> [*]"


def _table(heading: list[str], rows: Iterable[list[str]]) -> Iterable[str]:
    yield f"| {' | '.join(heading)} |"
    yield "|---" * len(heading) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _mark(yes: bool) -> str:
    return "●" if yes else ""


def main() -> int:
    for language in LANGUAGES:
        target = DOCS / language / NAME
        target.write_text(document(language), encoding="utf-8")
        print(target.relative_to(DOCS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
