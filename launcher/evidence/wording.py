"""The words of the evidence, and sentences said in both languages at once."""

from __future__ import annotations

from pathlib import Path

from governance.refusal import Refusal
from governance.words import Words, governance_words
from output_checking.words import airlock_words

LANGUAGES = ("fr", "en")
LOCALES = Path(__file__).parent / "locales"


def evidence_words(language: str) -> Words:
    return Words(LOCALES, language)


_WORDS = {language: evidence_words(language) for language in LANGUAGES}


def in_both(key: str, **params: str | int | float) -> dict[str, str]:
    return {language: words.say(key, **params) for language, words in _WORDS.items()}


def refused(refusal: Refusal) -> dict[str, str]:
    """Why something could not be read, in the words of the zone that refused."""
    said = {}
    for language, words in _WORDS.items():
        zones = (governance_words(language), airlock_words(language))
        known = next((zone.refusal(refusal) for zone in zones if zone.knows(refusal.code)), refusal.code)
        said[language] = words.say("live-unreadable", reason=known)
    return said
