"""`python -m output_checking.state_document`: write the tables of states and permissions as pages.

What the pages say is what the code reads: states.py, permissions.py, visibility.py and notices.py.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import product
from pathlib import Path

from governance.words import Words
from output_checking.notices import AUDIENCES
from output_checking.permissions import PERMISSIONS, Standing
from output_checking.states import TRANSITIONS, Action, State
from output_checking.visibility import JUDGES, PACKAGE_READERS, VISIBLE_STATES
from output_checking.words import airlock_words

DOCS = Path(__file__).parents[1] / "docs"
NAME = "airlock-states.md"
LANGUAGES = ("en", "fr")


def document(language: str) -> str:
    words = airlock_words(language)
    return "\n".join(
        [
            f"# {words.say('states-title')}",
            "",
            words.say("states-opening"),
            "",
            f"## {words.say('states-diagram')}",
            "",
            "```mermaid",
            *diagram(words),
            "```",
            "",
            f"## {words.say('states-permissions')}",
            "",
            *_table(
                ["", *(words.say(f"standing-{one}") for one in Standing)],
                (
                    [words.say(f"action-{action}"), *(_mark(one in PERMISSIONS[action]) for one in Standing)]
                    for action in Action
                ),
            ),
            "",
            words.say("states-where"),
            "",
            f"## {words.say('states-visibility')}",
            "",
            *_table(
                ["", *(words.say(f"standing-{one}") for one in Standing)],
                [
                    *(
                        [words.say(f"in-{state}"), *(_mark(state in VISIBLE_STATES[one]) for one in Standing)]
                        for state in State
                    ),
                    [words.say("states-private"), *(_mark(one in JUDGES) for one in Standing)],
                    [words.say("states-package"), *(_mark(one in PACKAGE_READERS) for one in Standing)],
                ],
            ),
            "",
            words.say("states-votes"),
            "",
            f"## {words.say('states-notices')}",
            "",
            *_table(
                [words.say("states-entered"), words.say("states-told")],
                (
                    [
                        words.say(f"in-{state}"),
                        ", ".join(words.say(f"audience-{one}") for one in sorted(audiences)),
                    ]
                    for state, audiences in AUDIENCES.items()
                ),
            ),
            "",
        ]
    )


def diagram(words: Words) -> Iterable[str]:
    yield "stateDiagram-v2"
    yield f"    [*] --> {State.DRAFT}"
    labels: dict[tuple[State, State], list[str]] = {}
    for before, action in product(State, Action):
        after = TRANSITIONS.get((before, action), before)
        if before is not after:
            labels.setdefault((before, after), []).append(words.say(f"action-{action}"))
    for (before, after), actions in labels.items():
        yield f"    {before} --> {after}: {', '.join(actions)}"
    leads_on = {before for before, _ in labels}
    yield from (f"    {state} --> [*]" for state in State if state not in leads_on)


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
