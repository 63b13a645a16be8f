"""Text, one page of lines at a time."""

from __future__ import annotations

from dataclasses import dataclass

CHARACTERS = 60_000


@dataclass(frozen=True)
class TextPage:
    text: str
    number: int
    pages: int


def text_page(text: str, *, number: int = 1) -> TextPage:
    pages = max(1, -(-len(text) // CHARACTERS))
    number = min(max(1, number), pages)
    return TextPage(text[(number - 1) * CHARACTERS : number * CHARACTERS], number, pages)
