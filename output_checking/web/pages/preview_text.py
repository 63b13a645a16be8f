"""Any bytes as text, one page at a time; what is no text is shown in hexadecimal digits."""

from __future__ import annotations

from dataclasses import dataclass

from output_checking.checks.encodings import read_text

CHARACTERS = 60_000
_PER_LINE = 16


@dataclass(frozen=True)
class TextPage:
    """`digits`: shown byte by byte, since it is no text."""

    text: str
    number: int
    pages: int
    digits: bool = False


def text_page(content: bytes, *, number: int = 1) -> TextPage:
    try:
        text = read_text(content)[0]
    except UnicodeDecodeError:
        return _digits_page(content, number)
    if "\0" in text:
        return _digits_page(content, number)
    pages = max(1, -(-len(text) // CHARACTERS))
    number = min(max(1, number), pages)
    return TextPage(text[(number - 1) * CHARACTERS : number * CHARACTERS], number, pages)


def _digits_page(content: bytes, number: int) -> TextPage:
    lines_per_page = CHARACTERS // 80
    size = lines_per_page * _PER_LINE
    pages = max(1, -(-len(content) // size))
    number = min(max(1, number), pages)
    first = (number - 1) * size
    lines = []
    for at in range(first, min(first + size, len(content)), _PER_LINE):
        piece = content[at : at + _PER_LINE]
        readable = "".join(chr(sign) if 32 <= sign < 127 else "." for sign in piece)
        lines.append(f"{at:08x}  {piece.hex(' '):<{3 * _PER_LINE - 1}}  {readable}")
    return TextPage("\n".join(lines), number, pages, digits=True)
