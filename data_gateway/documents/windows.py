"""A long text cut into windows, so that memory grows with a window, whatever a letter's length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from data_gateway.documents.spans import Span

_LENGTH = 20_000  # characters
_AROUND = 1_000
"""What each window shows of its neighbours: an identifier on a border is whole in one of them."""
_CUTS = (re.compile(r"\n"), re.compile(r"\s"))
_NEAR = 4_000
"""How far before a border the end of a line or word is looked for: farther than unseen marks fill a name."""


class Window(NamedTuple):
    """Characters `start` to `end` of a text, read with those from `shown_from` to `shown_to` around them."""

    start: int
    end: int
    shown_from: int
    shown_to: int

    def own(self, found: list[Span]) -> Iterator[Span]:
        """Of spans in what is shown, those that touch its own characters, in the offsets of the text."""
        for span in found:
            moved = span.moved(self.shown_from)
            if moved.end > self.start and moved.start < self.end:
                yield moved


def windows_of(text: str) -> Iterator[Window]:
    """One for each text of usual length, and for an empty one."""
    start = 0
    while True:
        end = len(text) if len(text) - start <= _LENGTH + _NEAR else _border(text, start + _LENGTH)
        yield Window(start, end, max(0, start - _AROUND), min(len(text), end + _AROUND))
        if end == len(text):
            return
        start = end


def _border(text: str, last: int) -> int:
    for cut in _CUTS:
        if found := list(cut.finditer(text, last - _NEAR, last)):
            return found[-1].end()
    return last
