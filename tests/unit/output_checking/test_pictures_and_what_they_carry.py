"""A PNG leaves with its pixels and nothing else, and only with its numbers beside it."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from output_checking.checks.file_type import PNG
from output_checking.checks.registry import Companion
from output_checking.findings import Finding, Severity
from output_checking.request_files import FileRole

Judge = Callable[..., list[Finding]]
DATA = Companion("figure data.csv", FileRole.SUPPORTING, "figure.png")


def drawn(mode: str = "RGB", size: tuple[int, int] = (37, 23), **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, "PNG", **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def with_chunk(kind: bytes, data: bytes) -> bytes:
    whole = drawn()
    return whole[:-12] + chunk(kind, data) + whole[-12:]


def with_pixels(compressed: bytes) -> bytes:
    """A picture of 37 x 23 whose compressed part is this one."""
    return PNG + drawn()[8:33] + chunk(b"IDAT", compressed) + chunk(b"IEND", b"")


PIXELS = bytes((1 + 37 * 3) * 23)


def blocking(findings: list[Finding]) -> list[str]:
    return [one.explanation for one in findings if one.severity is Severity.BLOCK]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_plain_picture_with_its_data_is_looked_at_by_a_person(judge: Judge, mode: str) -> None:
    findings = judge("figure.png", drawn(mode), companions=(DATA,))
    assert blocking(findings) == []
    assert "picture-to-look-at" in {one.explanation for one in findings}


def test_an_interlaced_picture_is_measured_rightly(judge: Judge) -> None:
    passes = (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    )
    lines = b"".join(
        (b"\0" + bytes(3 * len(range(x, 37, across)))) * len(range(y, 23, down))
        for x, y, across, down in passes
    )
    header = bytearray(drawn()[16:29])
    header[12] = 1
    whole = PNG + chunk(b"IHDR", bytes(header)) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    assert blocking(judge("figure.png", whole, companions=(DATA,))) == []


def test_what_matplotlib_writes_by_itself_is_no_secret(judge: Judge) -> None:
    info = PngInfo()
    info.add_text("Software", "Matplotlib version3.10.1, https://matplotlib.org/")
    assert blocking(judge("figure.png", drawn(pnginfo=info), companions=(DATA,))) == []


@pytest.mark.parametrize("key", ["Comment", "Software", "Author"])
def test_text_in_a_picture_blocks(judge: Judge, key: str) -> None:
    info = PngInfo()
    info.add_text(key, "person 12345: 1950-03-03")
    findings = judge("figure.png", drawn(pnginfo=info), companions=(DATA,))
    assert blocking(findings) == ["picture-metadata"]
    assert not any("12345" in str(one.document()) for one in findings)


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"eXIf", b"prVt", b"tIME", b"dSIG", b"iCCP"])
def test_any_other_part_than_pixels_blocks(judge: Judge, kind: bytes) -> None:
    content = with_chunk(kind, b"\0" * 26)
    assert "picture-metadata" in blocking(judge("figure.png", content, companions=(DATA,)))


@pytest.mark.parametrize(
    "content",
    [
        drawn() + b"person_id,age\n",
        with_pixels(zlib.compress(PIXELS) + b"person_id,age\n"),
        with_pixels(zlib.compress(PIXELS + b"person_id,age\n")),
    ],
    ids=["after the end", "behind the compressed pixels", "compressed with the pixels"],
)
def test_hidden_bytes_block_wherever_they_hide(judge: Judge, content: bytes) -> None:
    (found,) = [
        one for one in judge("figure.png", content, companions=(DATA,)) if one.severity is Severity.BLOCK
    ]
    assert (found.explanation, found.params) == ("picture-extra-bytes", {"bytes": 14})


@pytest.mark.parametrize(
    "content",
    [
        PNG,
        drawn()[:-12],
        drawn()[:-1],
        drawn()[:60],
        drawn().replace(b"IDAT", b"IDAX"),
        PNG + chunk(b"IHDR", bytes(13)) + chunk(b"IEND", b""),
        with_pixels(b"no zlib"),
        drawn("1", (13_000, 2)),
    ],
    ids=["nothing", "no end", "cut", "cut early", "false sum", "no size", "no pixels", "too wide"],
)
def test_a_broken_or_huge_picture_blocks(judge: Judge, content: bytes) -> None:
    assert "picture-unreadable" in blocking(judge("figure.png", content, companions=(DATA,)))


def test_a_picture_that_would_swell_without_end_blocks(judge: Judge) -> None:
    header = (60_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    bomb = PNG + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1 << 20))) + chunk(b"IEND", b"")
    assert "picture-unreadable" in blocking(judge("figure.png", bomb, companions=(DATA,)))


@pytest.mark.parametrize(
    "companions",
    [
        (),
        (Companion("other.csv", FileRole.SUPPORTING, "other.png"),),
        (Companion("notes.md", FileRole.SUPPORTING, "figure.png"),),
        (Companion("figure.csv", FileRole.OUTPUT, None),),
    ],
    ids=["alone", "of another picture", "no table", "not behind it"],
)
def test_a_figure_without_its_numbers_blocks(judge: Judge, companions: tuple[Companion, ...]) -> None:
    assert blocking(judge("figure.png", drawn(), companions=companions)) == ["picture-data-missing"]


def test_a_supporting_picture_needs_no_numbers(judge: Judge) -> None:
    assert blocking(judge("figure.png", drawn(), role=FileRole.SUPPORTING)) == []
