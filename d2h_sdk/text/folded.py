"""Text without case and accents, character for character."""

from __future__ import annotations

import unicodedata

_BASE = {
    code: unicodedata.normalize("NFD", chr(code))[0].lower()
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x180))
} | {ord("œ"): "o", ord("Œ"): "o", ord("æ"): "a", ord("’"): "'", 0xA0: " ", 0x202F: " ", ord("–"): "-"}


def fold(text: str) -> str:
    """Of the same length as `text`.

    >>> fold("L’Œdème")
    "l'odeme"
    """
    return text.translate(_BASE)
