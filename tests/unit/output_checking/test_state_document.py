"""The page of states says what the code does; a change of the tables makes it stale, and this fail."""

from __future__ import annotations

import pytest

from output_checking.state_document import DOCS, LANGUAGES, NAME, document
from output_checking.states import TRANSITIONS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_states_is_written_from_the_tables(language: str) -> None:
    """When it is not: python -m output_checking.state_document."""
    assert (DOCS / language / NAME).read_text("utf-8") == document(language)


def test_every_transition_stands_in_the_diagram() -> None:
    shown = document("en")
    for (before, _), after in TRANSITIONS.items():
        assert before is after or f"{before} --> {after}: " in shown
