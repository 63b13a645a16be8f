"""Words in the person's language, from the Fluent catalogues of `locales/`."""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES = ("en", "fr")
_spoken: str | None = None


def speak(language: str) -> None:
    """Use `language` from now on; the session does so once it knows the person."""
    global _spoken
    _spoken = language if language in LANGUAGES else "en"


def language() -> str:
    """The session's language, else the environment's (`D2H_LANGUAGE`, `LANG`), else English."""
    if _spoken:
        return _spoken
    wanted = os.environ.get("D2H_LANGUAGE") or os.environ.get("LANG", "")
    return "fr" if wanted.lower().startswith("fr") else "en"


@cache
def catalogue(language: str) -> FluentBundle:
    text = (files("d2h_sdk") / "locales" / f"{language}.ftl").read_text(encoding="utf-8")
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(text))
    return bundle


def knows(key: str) -> bool:
    return bool(catalogue(language()).has_message(key))


def say(key: str, /, **params: object) -> str:
    """The words of `key`; the key itself when no catalogue holds it."""
    bundle = catalogue(language())
    pattern = bundle.get_message(key).value if bundle.has_message(key) else None
    if pattern is None:
        return key
    words, _ = bundle.format_pattern(pattern, params)
    return str(words)


def advice(key: str, /, **params: object) -> str:
    """What to do about `key`: the attribute `do` of its message; empty when it has none."""
    bundle = catalogue(language())
    pattern = bundle.get_message(key).attributes.get("do") if bundle.has_message(key) else None
    return str(bundle.format_pattern(pattern, params)[0]) if pattern is not None else ""


def in_words(titles: dict[str, str], otherwise: str) -> str:
    """The title in the person's language, else in any language, else `otherwise`."""
    return titles.get(language()) or next(iter(titles.values()), otherwise)
