"""A picture drawn anew, pixel by pixel, as PNG: whatever else its file held is left behind."""

from __future__ import annotations

import base64
import io

from PIL import Image

from output_checking.previews.parts import Form, Part

_MOST_PIXELS = 40_000_000
_LARGEST_SIDE = 2_400  # pixels; larger ones are shown smaller


def parts(name: str, content: bytes) -> list[Part]:
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
        opened.load()
        return [Part(Form.PICTURE, content=encoded(opened))]


def encoded(image: Image.Image) -> str:
    """PNG in base64, of pixels alone."""
    drawn = Image.new("RGB", image.size, "white")
    drawn.paste(image, mask=image.convert("RGBA").getchannel("A"))
    drawn.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
    buffer = io.BytesIO()
    drawn.save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode("ascii")
