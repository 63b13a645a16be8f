"""The hub's own words, French and English."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from governance.words import Words

LOCALES = Path(__file__).parent / "locales"


@lru_cache
def hub_words(language: str) -> Words:
    return Words(LOCALES, language)


def in_both_languages(code: str, **params: str) -> str:
    """For a reader of whom nothing is known yet."""
    return " · ".join(hub_words(language).say(code, **params) for language in ("fr", "en"))
