"""What the journey tells exists in both languages, and every sentence gets the values it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message
from fluent.syntax.serializer import FluentSerializer

DEMO = Path(__file__).parents[3] / "demo"
STEPS = set(re.findall(r'stage\.step\(\d, "([a-z-]+)"', "".join(p.read_text() for p in DEMO.rglob("*.py"))))


def messages(language: str) -> dict[str, set[str]]:
    """Message id -> the variables it names."""
    parsed = FluentParser().parse((DEMO / "locales" / f"{language}.ftl").read_text(encoding="utf-8"))
    return {
        entry.id.name: set(re.findall(r"\$([a-z]+)", FluentSerializer().serialize_entry(entry)))
        for entry in parsed.body
        if isinstance(entry, Message)
    }


def test_both_catalogues_have_the_same_messages_with_the_same_variables() -> None:
    assert messages("fr") == messages("en")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_step_of_the_journey_has_its_line_and_no_line_is_left_over(language: str) -> None:
    assert set(messages(language)) == STEPS
