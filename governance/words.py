"""Words for codes: the Fluent catalogue of one zone in one language."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from fluent.runtime import FluentLocalization, FluentResourceLoader

from governance.refusal import Refusal

Language = Literal["fr", "en"]
LOCALES = Path(__file__).parent / "locales"


class Words:
    """Messages of `<folder>/<language>.ftl`; what a catalogue lacks is said in English, else by its code."""

    def __init__(self, locales_folder: Path, language: str) -> None:
        self.language: Language = "fr" if language.lower().startswith("fr") else "en"
        languages: list[str] = [self.language, "en"]
        loader = FluentResourceLoader(str(locales_folder))
        self._messages = FluentLocalization(languages, ["{locale}.ftl"], loader)
        # It reads its catalogues when first asked, and breaks when two threads are the first ones.
        self._messages.format_value("no-such-message")

    def say(self, code: str, **params: str | int | float) -> str:
        return self._messages.format_value(code, params)

    def knows(self, code: str) -> bool:
        return self.say(code) != code

    def refusal(self, refusal: Refusal) -> str:
        return self.say(refusal.code, **refusal.params)

    def title(self, titles: dict[str, str]) -> str:
        """The title in this language, else in any other."""
        return titles.get(self.language) or next(iter(titles.values()), "")


@lru_cache
def governance_words(language: str) -> Words:
    return Words(LOCALES, language)


def preferred_language(asked: str | None = None) -> Language:
    """`asked`, else `D2H_LANGUAGE`, else the locale of the shell; English unless one says French."""
    for wish in (
        asked,
        *(os.environ.get(name) for name in ("D2H_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")),
    ):
        if wish:
            return "fr" if wish.lower().startswith("fr") else "en"
    return "en"
