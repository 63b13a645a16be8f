"""A picture that the workspace strips carries nothing the airlock blocks, and shows what it showed."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from d2h_sdk.outputs.pictures import stripped
from output_checking.checks.registry import Companion
from output_checking.findings import Finding, Severity
from output_checking.request_files import FileRole

Judge = Callable[..., list[Finding]]


def scene(size: tuple[int, int] = (48, 32)) -> Image.Image:
    return Image.radial_gradient("L").resize(size).convert("RGB")


def png() -> bytes:
    told = PngInfo()
    told.add_text("Comment", "17,44")
    told.add_itxt("XML:com.adobe.xmp", "<rows>17,44</rows>")
    buffer = io.BytesIO()
    scene().save(buffer, "PNG", pnginfo=told, exif=exif(), icc_profile=b"17,44" * 40, dpi=(100, 100))
    return buffer.getvalue()


def exif(turned: int = 1) -> Image.Exif:
    told = Image.Exif()
    told[0x9286] = "17,44"
    told[0x0112] = turned
    return told


def photo(**options: object) -> bytes:
    buffer = io.BytesIO()
    given = {"exif": exif(), "comment": "17,44", "icc_profile": b"17,44" * 40, **options}
    scene().save(buffer, "JPEG", **given)  # type: ignore[arg-type]
    return buffer.getvalue()


PICTURES = {
    "a PNG with texts, EXIF and a profile": ("f.png", png()),
    "a PNG with rows behind it": ("f.png", png() + b"17,44"),
    "a photo with EXIF, a comment and a profile": ("f.jpg", photo()),
    "a photo that is drawn in several passes": ("f.jpg", photo(progressive=True)),
    "a photo with rows behind it": ("f.jpg", photo() + b"17,44"),
}


@pytest.mark.parametrize(("name", "content"), PICTURES.values(), ids=PICTURES)
def test_what_stands_beside_the_pixels_is_left_out_and_told(name: str, content: bytes, judge: Judge) -> None:
    beside = Companion("f.csv", FileRole.SUPPORTING, name)
    assert blocking(judge(name, content, companions=(beside,))) != []
    kept, left_out = stripped(content)
    assert blocking(judge(name, kept, companions=(beside,))) == []
    assert left_out and b"17,44" not in kept
    assert pixels(kept) == pixels(content)
    assert stripped(kept) == (kept, ())


def test_a_photo_that_its_metadata_turn_still_stands_upright() -> None:
    kept, left_out = stripped(photo(exif=exif(turned=6)))
    with Image.open(io.BytesIO(kept)) as turned:
        assert turned.size == (32, 48) and not turned.getexif()
        difference = ImageChops.difference(
            turned.convert("RGB"), scene().transpose(Image.Transpose.ROTATE_270)
        )
    assert max(top for _, top in difference.getextrema()) < 40
    assert "APP1" in left_out


@pytest.mark.parametrize(
    "content", [b"ward,n\nA,412\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", png()[:60], b""]
)
def test_what_is_no_whole_picture_stays_for_the_checks(content: bytes) -> None:
    kept, _ = stripped(content)
    assert content.startswith(kept) or kept == content


def pixels(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as picture:
        return picture.tobytes()


def blocking(findings: list[Finding]) -> list[str]:
    return [one.explanation for one in findings if one.severity is Severity.BLOCK]
