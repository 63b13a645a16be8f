"""What the pages of the administration say: words of their own, else those of the command line."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from governance.refusal import Refusal
from governance.words import Language, Words, governance_words

LOCALES = Path(__file__).parent / "locales"


class Wording:
    """Everything one reader is told, in one language. `governance`: the words that commands share."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.governance = governance_words(language)
        self._words = Words(LOCALES, language)

    def say(self, code: str, **params: Any) -> str:
        return self._words.say(code, **params)

    def title(self, titles: dict[str, str]) -> str:
        return self._words.title(titles)

    def refusal(self, refusal: Refusal) -> str:
        return (self._words if self._words.knows(refusal.code) else self.governance).refusal(refusal)


@lru_cache
def wording(language: Language) -> Wording:
    return Wording(language)
