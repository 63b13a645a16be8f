"""Texts cut into the pieces that the tagger decides on."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+|\d+|[^\w\s]|_+")


class Token(NamedTuple):
    """A run of letters, a run of digits or one sign; `gap` says what stands before: nothing, blank, line."""

    start: int
    end: int
    text: str
    folded: str
    gap: str


def tokens_of(text: str, folded: str) -> list[Token]:
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        start = match.start()
        between = text[end:start]
        gap = "line" if "\n" in between or not found else "blank" if between else ""
        end = match.end()
        found.append(Token(start, end, match[0], folded[start:end], gap))
    return found
