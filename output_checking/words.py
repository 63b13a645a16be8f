"""The airlock's words: refusals, findings and verdicts in French and English."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from governance.words import Words

LOCALES = Path(__file__).parent / "locales"


@lru_cache
def airlock_words(language: str) -> Words:
    return Words(LOCALES, language)
