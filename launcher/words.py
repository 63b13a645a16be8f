"""The launcher's sentences in French and English.

The doctor runs before anything is installed, so this reads the one-line messages of the Fluent files with
the standard library alone: `key = words with { $name }`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
_VARIABLE = re.compile(r"\{ \$([a-z_]+) \}")


def preferred_language() -> str:
    """`fr` or `en`: D2H_LANGUAGE, else the locale of the terminal, else English."""
    for name in ("D2H_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "fr" if value.lower().startswith("fr") else "en"
    return "en"


class Words:
    def __init__(self, language: str | None = None) -> None:
        self.language = language or preferred_language()
        lines = (LOCALES / f"{self.language}.ftl").read_text(encoding="utf-8").splitlines()
        self._messages = dict(line.split(" = ", 1) for line in lines if line and not line.startswith("#"))

    def say(self, key: str, **params: str | int) -> str:
        """The sentence; raises KeyError for a message or a variable that does not exist."""
        return _VARIABLE.sub(lambda found: str(params[found[1]]), self._messages[key])
