"""Text without case and accents, character for character, so that places found in it hold in the original."""

from __future__ import annotations

import unicodedata

_LETTERS = (
    *range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00),  # Latin
    *range(0x386, 0x3CF), *range(0x400, 0x530),  # Greek, Cyrillic
)  # fmt: skip


def _base(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


_TABLE = (
    {code: _base(chr(code)) for code in _LETTERS}
    | dict(zip(map(ord, "œŒæÆøØłŁđĐı"), "ooaaoollddi", strict=True))
    | dict.fromkeys(map(ord, "’ʼ‘"), "'")
    | dict.fromkeys(map(ord, "‐‑–—"), "-")
    | dict.fromkeys((0xA0, 0x202F, 0x2009), " ")
)


def fold(text: str) -> str:
    """`text` in lower case, without accents, of the same length.

    >>> fold("Hélène d’Écosse")
    "helene d'ecosse"
    """
    return text.translate(_TABLE)
