"""`python -m output_checking.rule_document`: write what the checks may say as a page, with its sources.

Words stand in locales/, sources in sources.yaml; a test fails when the page is stale.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from output_checking.sources import LANGUAGES, Source, sources, sources_of
from output_checking.words import LOCALES, airlock_words

DOCS = Path(__file__).parents[1] / "docs"
NAME = "airlock-rules.md"


def document(language: str) -> str:
    words = airlock_words(language)
    text = (LOCALES / f"{language}.ftl").read_text("utf-8")
    # What a real finding fills in is left open.
    left_open = dict.fromkeys(re.findall(r"\$(\w+)", text), "…")
    rows = (
        [
            f"`{code}`",
            _cell(words.say(code, **left_open)),
            _cell(words.advice(code, **left_open)),
            "; ".join(_cited(one, language) for one in sources_of(code)),
        ]
        for code in sources().explanations
    )
    heading = [words.say(f"rules-{one}") for one in ("code", "seen", "advice", "sources")]
    return "\n".join(
        [f"# {words.say('rules-title')}", "", words.say("rules-opening"), "", *_table(heading, rows), ""]
    )


def _cell(said: str) -> str:
    return said.replace("|", "\\|").replace("<", "&lt;")


def _cited(one: Source, language: str) -> str:
    title = one.titled(language)
    return f"[{title}]({one.link})" if one.link else title


def _table(heading: list[str], rows: Iterable[list[str]]) -> Iterable[str]:
    yield f"| {' | '.join(heading)} |"
    yield "|---" * len(heading) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def main() -> int:
    for language in LANGUAGES:
        target = DOCS / language / NAME
        target.write_text(document(language), encoding="utf-8")
        print(target.relative_to(DOCS))
    return 0


if __name__ == "__main__":
    sys.exit(main())
