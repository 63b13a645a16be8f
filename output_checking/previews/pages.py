"""The pages of a PDF: each drawn as a picture, and its text, which says what the picture may hide."""

from __future__ import annotations

import pypdfium2 as pdfium

from output_checking.previews.parts import Form, Part
from output_checking.previews.pictures import encoded

_PAGES = 30
_POINTS_PER_INCH, _DOTS_PER_INCH = 72, 96
_LARGEST_SIDE = 5_000  # points; PDF pages may claim to be as large as a field


def parts(name: str, content: bytes) -> list[Part]:
    """The first 30 pages, a picture and a text of each."""
    document = pdfium.PdfDocument(content)
    found: list[Part] = []
    for number in range(min(len(document), _PAGES)):
        page = document[number]
        place = {"page": str(number + 1)}
        if max(page.get_size()) <= _LARGEST_SIDE:
            drawn = page.render(scale=_DOTS_PER_INCH / _POINTS_PER_INCH, may_draw_forms=False)
            found.append(Part(Form.PICTURE, str(number + 1), encoded(drawn.to_pil()), place=place))
        text = page.get_textpage().get_text_bounded()
        found.append(Part(Form.TEXT, str(number + 1), text, place=place))
    return found
