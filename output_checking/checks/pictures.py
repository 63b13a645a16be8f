"""PNG and JPEG pictures: nothing in the file but the picture, and the numbers behind it beside it."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator

from PIL import Image

from output_checking.checks.file_type import JPEG, PNG
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.findings import Finding, Severity
from output_checking.request_files import FileRole

RULE = "picture.content"
_DRAWING = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"sBIT",
    b"pHYs",
    b"bKGD",
    b"hIST",
}
# What matplotlib writes by itself tells nothing of anybody.
_HARMLESS_TEXT = re.compile(rb"Software\x00Matplotlib version ?[\w.+]{1,30}, https://matplotlib\.org/")
# Samples per pixel by colour type, and the seven passes of an interlaced picture: first x, y, steps in x, y.
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
# Of a JPEG: whatever is neither its tables nor its pixels, but for the mark of its own format (APP0).
_JPEG_COMMENT = 0xFE
_JPEG_TALK = {*range(0xE1, 0xF0), _JPEG_COMMENT} - {0xEE}
_TABLE_NAMES = (".csv", ".tsv", ".xlsx", ".parquet")


@register(RULE, Kind.PICTURE)
def check_picture(file: CheckedFile, context: Context) -> Iterator[Finding]:
    yield from picture_findings(file, file.content, context)
    if context.role is FileRole.OUTPUT and not has_data(file.name, context):
        yield Finding("picture.data", Severity.BLOCK, "picture-data-missing", {}, file.where())
    # What is drawn cannot be proved harmless by a rule.
    yield Finding("picture.data", Severity.REVIEW, "picture-to-look-at", {}, file.where())


def has_data(name: str, context: Context) -> bool:
    """Whether a table stands behind the file as supporting file."""
    return any(
        one.supports == name and one.role is FileRole.SUPPORTING and one.name.lower().endswith(_TABLE_NAMES)
        for one in context.companions
    )


def picture_findings(
    file: CheckedFile, content: bytes, context: Context, **place: object
) -> Iterator[Finding]:
    """Blocks what is no whole PNG or JPEG and what carries more than its pixels."""
    where = file.where(**place)
    if content.startswith(JPEG):
        yield from _photo(content, context, where)
        return
    chunks, rest = _chunks(content)
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND" or not _drawable(content, context):
        yield Finding(RULE, Severity.BLOCK, "picture-unreadable", {}, where)
        return
    if rest:
        yield Finding(RULE, Severity.BLOCK, "picture-extra-bytes", {"bytes": len(rest)}, where)
    pixels = b"".join(data for kind, data in chunks if kind == b"IDAT")
    hidden = _hidden_behind_pixels(pixels, _bytes_of_pixels(chunks[0][1]))
    if hidden:
        yield Finding(RULE, Severity.BLOCK, "picture-extra-bytes", {"bytes": hidden}, where)
    for kind, data in chunks:
        if kind not in _DRAWING and not (kind == b"tEXt" and _HARMLESS_TEXT.fullmatch(data)):
            name = kind.decode("ascii", "replace")
            yield Finding(RULE, Severity.BLOCK, "picture-metadata", {"chunk": name}, where)


def _photo(content: bytes, context: Context, where: dict[str, str]) -> Iterator[Finding]:
    segments, rest = _segments(content)
    if not segments or not _drawable(content, context):
        yield Finding(RULE, Severity.BLOCK, "picture-unreadable", {}, where)
        return
    if rest:
        yield Finding(RULE, Severity.BLOCK, "picture-extra-bytes", {"bytes": rest}, where)
    for kind in segments:
        if kind in _JPEG_TALK:
            name = "comment" if kind == _JPEG_COMMENT else f"APP{kind - 0xE0}"
            yield Finding(RULE, Severity.BLOCK, "picture-metadata", {"chunk": name}, where)


def _segments(content: bytes) -> tuple[list[int], int]:
    """(kinds of segments up to the end of the picture, bytes behind it); none for a broken one."""
    found: list[int] = []
    position = 2
    while position + 4 <= len(content):
        if content[position] != 0xFF:
            return [], 0
        kind = content[position + 1]
        if kind == 0xD9:
            return found, len(content) - position - 2
        found.append(kind)
        position += 2 + int.from_bytes(content[position + 2 : position + 4], "big")
        if kind == 0xDA:  # pixels follow, in which 0xFF is always followed by zero or a restart mark
            while position + 1 < len(content) and not (
                content[position] == 0xFF and content[position + 1] not in (0, *range(0xD0, 0xD8))
            ):
                position += 1
            if content[position : position + 2] == b"\xff\xd9":
                return found, len(content) - position - 2
    return [], 0


def _chunks(content: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """(kind, data) of each chunk up to IEND, and whatever follows; no chunk at all for broken ones."""
    if not content.startswith(PNG):
        return [], content
    found: list[tuple[bytes, bytes]] = []
    position = len(PNG)
    while position + 12 <= len(content):
        length = int.from_bytes(content[position : position + 4], "big")
        kind = content[position + 4 : position + 8]
        data = content[position + 8 : position + 8 + length]
        stored = content[position + 8 + length : position + 12 + length]
        if len(stored) < 4 or zlib.crc32(kind + data) != int.from_bytes(stored, "big"):
            return [], content
        found.append((kind, data))
        position += 12 + length
        if kind == b"IEND":
            break
    return found, content[position:]


def _drawable(content: bytes, context: Context) -> bool:
    side = context.limits.dimension
    Image.MAX_IMAGE_PIXELS = side * side
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as picture:
            if max(picture.size) > side:
                return False
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True


def _hidden_behind_pixels(pixels: bytes, drawn: int) -> int:
    """Bytes after the `drawn` ones, whether compressed with the picture or behind it in its own chunks."""
    stream, length = zlib.decompressobj(), 0
    waiting = pixels
    while waiting and not stream.eof:
        length += len(stream.decompress(waiting, 1 << 20))
        waiting = stream.unconsumed_tail
    return max(0, length - drawn) + len(stream.unused_data)


def _bytes_of_pixels(header: bytes) -> int:
    """What the pixels of this IHDR take before compression: each line with its byte of filter."""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    bits = depth * _CHANNELS[colour]
    passes = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    sizes = [(-(-(width - x) // across), -(-(height - y) // down)) for x, y, across, down in passes]
    return sum(high * (1 + -(-wide * bits // 8)) for wide, high in sizes if wide > 0 and high > 0)
