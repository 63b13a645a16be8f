"""The hub's own words, French and English."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from governance.words import Words

LOCALES = Path(__file__).parent / "locales"


@lru_cache
def hub_words(language: str) -> Words:
    return Words(LOCALES, language)
