"""The words of the evidence, and sentences said in both languages at once."""

from __future__ import annotations

from pathlib import Path

from governance.refusal import Refusal
from governance.words import Words, governance_words
from launcher.isolation.page import isolation_words
from output_checking.words import airlock_words

LANGUAGES = ("fr", "en")
LOCALES = Path(__file__).parent / "locales"


def evidence_words(language: str) -> Words:
    return Words(LOCALES, language)


_WORDS = {language: evidence_words(language) for language in LANGUAGES}


def in_both(key: str, **params: str | int | dict[str, str]) -> dict[str, str]:
    """A sentence in each language; a parameter that is itself said in both comes in that language."""
    return {
        language: words.say(
            key, **{name: one[language] if isinstance(one, dict) else one for name, one in params.items()}
        )
        for language, words in _WORDS.items()
    }


def refused(refusal: Refusal) -> dict[str, str]:
    return in_both("live-unreadable", reason=reason(refusal.code, **refusal.params))


def reason(code: str, **params: str | int) -> dict[str, str]:
    """A code in the words of the zone that knows it."""
    said = {}
    for language in LANGUAGES:
        zones = (governance_words(language), airlock_words(language), isolation_words(language))
        said[language] = next((zone.say(code, **params) for zone in zones if zone.knows(code)), code)
    return said
