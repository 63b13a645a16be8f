"""A picture is shown only if it is a whole PNG of a size that a browser can bear."""

from __future__ import annotations

import base64
import binascii
import zlib

from output_checking.checks.file_type import PNG

_LARGEST_SIDE = 12_000  # pixels
_MOST_PIXELS = 40_000_000


def is_picture(content: bytes) -> bool:
    """Signature, header, unbroken chunks from IHDR to IEND and nothing after them."""
    if not content.startswith(PNG):
        return False
    position, first, last = len(PNG), b"", b""
    while position < len(content):
        length = int.from_bytes(content[position : position + 4], "big")
        end = position + 12 + length
        if end > len(content):
            return False
        kind, data = content[position + 4 : position + 8], content[position + 8 : end - 4]
        if zlib.crc32(kind + data) != int.from_bytes(content[end - 4 : end], "big"):
            return False
        if not first and not _bearable(kind, data):
            return False
        first, last, position = first or kind, kind, end
        if kind == b"IEND":
            break
    return last == b"IEND" and position == len(content)


def _bearable(kind: bytes, header: bytes) -> bool:
    if kind != b"IHDR" or len(header) != 13:
        return False
    width, height = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    return 0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE and width * height <= _MOST_PIXELS


def data_address(encoded: str) -> str | None:
    """A `data:` address for the PNG that `encoded` (base64) holds, written anew; None for anything else."""
    try:
        content = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    if not is_picture(content):
        return None
    return f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}"
