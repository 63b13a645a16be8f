"""Pictures by what they show: pixels, not the bytes of the file."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image, ImageChops

from output_checking.replay.model import Difference

# Of 255: another version of a library may shade an edge differently; a digit that changed is far darker.
_SHADE = 8


def picture_differences(submitted: bytes, replayed: bytes) -> Iterator[Difference]:
    """Of PNG and JPEG. Raises what Pillow does for no picture."""
    yield from pixel_differences(_pixels(submitted), _pixels(replayed))


def pixel_differences(left: Image.Image, right: Image.Image) -> Iterator[Difference]:
    """At most one: how much of the picture is drawn differently, or that the sizes differ."""
    if left.size != right.size:
        yield Difference({}, _size(left), _size(right))
        return
    bands = ImageChops.difference(left, right).split()
    strongest = bands[0]
    for band in bands[1:]:
        strongest = ImageChops.lighter(strongest, band)
    changed = sum(strongest.histogram()[_SHADE + 1 :])
    if changed:
        box = strongest.point(lambda value: 255 if value > _SHADE else 0).getbbox() or (0, 0, 0, 0)
        yield Difference({"position": f"{box[0]},{box[1]}–{box[2]},{box[3]}"}, _size(left), f"≠ {changed} px")


def _pixels(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as picture:
        return picture.convert("RGBA")


def _size(picture: Image.Image) -> str:
    return f"{picture.size[0]} × {picture.size[1]} px"
