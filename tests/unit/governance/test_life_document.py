"""The page of a project's life says what the code does; a change of the table makes it stale."""

from __future__ import annotations

import pytest

from governance.projects.life_document import DOCS, LANGUAGES, NAME, document
from governance.projects.steps import NEEDED, STEPS, Step, Turn
from governance.words import governance_words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_written_from_the_table(language: str) -> None:
    """When it is not: python -m governance.projects.life_document."""
    assert (DOCS / language / NAME).read_text("utf-8") == document(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_turn_and_lack_has_words(language: str) -> None:
    words = governance_words(language)
    codes = {
        *(f"name-{step}" for step in Step),
        *(f"turn-{turn}" for turn in Turn),
        *(f"lacks-{step}" for step in NEEDED),
        *(f"end-{what}" for what in ("project", *NEEDED, Step.REVIEW, Step.ARCHIVE)),
        *(f"event-{rule.event.replace('.', '-')}" for rule in STEPS.values()),
    }
    assert {code for code in codes if not words.knows(code)} == set()
