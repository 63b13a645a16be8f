"""PNG and JPEG pictures without what they carry beside their pixels; no pixel is touched.

What is reviewed is released byte for byte, so a picture is stripped before it is added, and not afterwards.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image, ImageOps

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
# Of a PNG what draws: all other chunks are texts, times, profiles, or what a program adds for itself.
_DRAWING = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs", b"bKGD"}
# Of a JPEG: EXIF, XMP, profiles and comments; APP0 and APP14 say how its colours are to be read.
_TALK = {*range(0xE1, 0xF0), 0xFE} - {0xEE}
_SCAN, _END = 0xDA, 0xD9
_WITHIN_PIXELS = (0, *range(0xD0, 0xD8))
_TURNED = 0x0112  # EXIF: which side is up


def stripped(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """(the picture, names of the parts left out); what is no whole PNG or JPEG comes back as it is.

    A photo that its metadata turn is turned itself, which writes its pixels anew.
    """
    if content.startswith(_JPEG):
        content, turned = _upright(content)
        parts = list(_segments(content))
        head, end = content[:2], b"\xff\xd9"
        return _without(content, head, parts, end, turned)
    if content.startswith(_PNG):
        return _without(content, _PNG, list(_chunks(content)), b"", ())
    return content, ()


def _without(
    content: bytes, head: bytes, parts: list[tuple[str, bytes, bool]], end: bytes, told: tuple[str, ...]
) -> tuple[bytes, tuple[str, ...]]:
    """`parts`: name, bytes and whether it stays; empty for a broken file."""
    if not parts:
        return content, ()
    kept = head + b"".join(raw for _, raw, stays in parts if stays) + end
    whole = len(head) + sum(len(raw) for _, raw, _ in parts) + len(end)
    left_out = [name for name, _, stays in parts if not stays]
    behind = [f"+{len(content) - whole} B"] if len(content) > whole else []
    return kept, tuple(dict.fromkeys([*told, *left_out, *behind]))


def _chunks(content: bytes) -> Iterator[tuple[str, bytes, bool]]:
    position = len(_PNG)
    while position + 12 <= len(content):
        length = int.from_bytes(content[position : position + 4], "big")
        kind = content[position + 4 : position + 8]
        yield kind.decode("latin-1"), content[position : position + 12 + length], kind in _DRAWING
        position += 12 + length
        if kind == b"IEND":
            return


def _segments(content: bytes) -> Iterator[tuple[str, bytes, bool]]:
    """Up to the mark of the end, which is none of them."""
    position = 2
    while position + 4 <= len(content) and content[position] == 0xFF and content[position + 1] != _END:
        kind = content[position + 1]
        end = position + 2 + int.from_bytes(content[position + 2 : position + 4], "big")
        if kind == _SCAN:
            end = _end_of_pixels(content, end)
        name = "comment" if kind == 0xFE else f"APP{kind - 0xE0}"
        yield name, content[position:end], kind not in _TALK
        position = end


def _end_of_pixels(content: bytes, position: int) -> int:
    """In pixels 0xFF is always followed by zero or a restart mark."""
    while (position := content.find(b"\xff", position)) >= 0 and position + 1 < len(content):
        if content[position + 1] not in _WITHIN_PIXELS:
            return position
        position += 2
    return len(content)


def _upright(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG"]) as photo:
            if photo.getexif().get(_TURNED, 1) == 1:
                return content, ()
            written = io.BytesIO()
            ImageOps.exif_transpose(photo).save(written, "JPEG", quality=95)
    except (OSError, ValueError, SyntaxError):
        return content, ()
    return written.getvalue(), ("APP1",)
