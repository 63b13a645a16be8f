"""Words for codes: the Fluent catalogue of one zone in one language."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

from fluent.runtime import FluentBundle, FluentResource

from governance.refusal import Refusal

Language = Literal["fr", "en"]
LOCALES = Path(__file__).parent / "locales"


class Words:
    """Messages of `<folder>/<language>.ftl`; what a catalogue lacks is said in English, else by its code."""

    def __init__(self, locales_folder: Path, language: str) -> None:
        self.language: Language = "fr" if language.lower().startswith("fr") else "en"
        catalogues = [locales_folder / f"{one}.ftl" for one in dict.fromkeys((self.language, "en"))]
        self._bundles = [_bundle(one) for one in catalogues if one.is_file()]
        # A page of a list says the same few things on every line, and pages follow one another.
        self._said = lru_cache(maxsize=4096, typed=True)(self._format)

    def say(self, code: str, **params: str | int | float) -> str:
        return self._said(code, **params)

    def _format(self, code: str, **params: str | int | float) -> str:
        for bundle in self._bundles:
            pattern = bundle.get_message(code).value if bundle.has_message(code) else None
            if pattern is not None:
                return str(bundle.format_pattern(pattern, params)[0])
        return code

    def advice(self, code: str, **params: str | int | float) -> str:
        """What to do about `code`: the attribute `do` of its message; empty when it has none."""
        for bundle in self._bundles:
            pattern = bundle.get_message(code).attributes.get("do") if bundle.has_message(code) else None
            if pattern is not None:
                return str(bundle.format_pattern(pattern, params)[0])
        return ""

    def knows(self, code: str) -> bool:
        return self.say(code) != code

    def refusal(self, refusal: Refusal) -> str:
        said, advice = self.say(refusal.code, **refusal.params), self.advice(refusal.code, **refusal.params)
        return f"{said} {advice}" if advice else said

    def title(self, titles: dict[str, str]) -> str:
        """The title in this language, else in any other."""
        return titles.get(self.language) or next(iter(titles.values()), "")


def _bundle(catalogue: Path) -> FluentBundle:
    bundle = FluentBundle([catalogue.stem], use_isolating=False)
    bundle.add_resource(FluentResource(catalogue.read_text("utf-8")))
    return bundle


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
