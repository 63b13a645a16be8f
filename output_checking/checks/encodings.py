"""Which signs the bytes of a text are: UTF-8, UTF-16 with its mark, else Windows-1252."""

from __future__ import annotations

import codecs
import re

UTF_8 = "utf-8"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
# UTF-16 is told by its mark alone: without it any bytes could be read as some signs.
_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_text(content: bytes) -> tuple[str, str]:
    """(text, name of its encoding). Raises UnicodeDecodeError for bytes that are no text in any of them."""
    for mark, encoding in _MARKED:
        if content.startswith(mark):
            return content.decode(encoding), encoding
    try:
        return content.decode(UTF_8), UTF_8
    except UnicodeDecodeError:
        return content.decode("cp1252"), "windows-1252"


def is_printable(text: str) -> bool:
    """No control signs but those that end lines and cells."""
    return not _CONTROL.search(text)
