"""The hub's catalogues: both languages say everything the code and the pages ask for."""

from __future__ import annotations

import re
from pathlib import Path

from fluent.syntax import FluentParser, ast

from hub_config.words import LOCALES, hub_words

PACKAGE = LOCALES.parent
ENTRY_REFUSALS = (
    "project-unknown",
    "not-a-member",
    "project-not-active",
    "project-not-started",
    "project-expired",
    "project-step-over",
    "access-review-over",
    "no-permit-in-force",
    "display-budget-spent",
    "training-lacking",
    "charter-unsigned",
    "charter-changed",
    "second-factor-missing",
    "node-drained",
)


def identifiers(language: str) -> dict[str, set[str]]:
    """Each message with the variables it uses."""
    text = (LOCALES / f"{language}.ftl").read_text(encoding="utf-8")
    entries = FluentParser().parse(text).body
    assert not [entry for entry in entries if isinstance(entry, ast.Junk)]
    return {
        entry.id.name: set(re.findall(r"\$([a-z]+)", text[entry.span.start : entry.span.end]))
        for entry in entries
        if isinstance(entry, ast.Message)
    }


def test_both_languages_say_the_same_messages_with_the_same_variables():
    assert identifiers("fr") == identifiers("en")


def test_every_word_of_the_pages_is_in_the_catalogue():
    pages = "".join(page.read_text() for page in (PACKAGE / "templates").glob("*.html"))
    asked = set(re.findall(r"""portal\.say\(["']([a-z-]+[a-z])["']""", pages))

    assert asked and asked <= identifiers("fr").keys()


def test_every_refusal_has_words():
    code = "".join(file.read_text() for file in Path(PACKAGE).glob("*.py"))
    raised = set(re.findall(r"""Refusal\(\s*["']([a-z-]+)["']""", code)) | set(ENTRY_REFUSALS)

    assert raised <= identifiers("fr").keys()


def test_numbers_of_signatures_are_said_in_french():
    say = hub_words("fr").say

    assert say("sites-signed", count=0) == "aucun établissement n'a signé"
    assert say("sites-signed", count=1) == "un établissement a signé"
    assert say("sites-signed", count=4) == "4 établissements ont signé"
