"""PDF page by page: what each says and draws, not when and by what the file was written."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

import pypdfium2 as pdfium
from PIL import Image

from output_checking.replay.comparison.pictures import pixel_differences
from output_checking.replay.comparison.values import same_text, shown
from output_checking.replay.model import Difference

_PAGES = 200
_LONGEST_SIDE = 1600  # pixels of a page that is drawn


def pdf_differences(submitted: bytes, replayed: bytes) -> Iterator[Difference]:
    """The text of each page, line by line, and what it draws. Raises ValueError past 200 pages."""
    left, right = pdfium.PdfDocument(submitted), pdfium.PdfDocument(replayed)
    if max(len(left), len(right)) > _PAGES:
        raise ValueError("pages")
    if len(left) != len(right):
        yield Difference({"page": str(min(len(left), len(right)) + 1)}, str(len(left)), str(len(right)))
    for number in range(min(len(left), len(right))):
        place = {"page": str(number + 1)}
        one, other = (book[number].get_textpage().get_text_bounded().splitlines() for book in (left, right))
        for line, (before, after) in enumerate(zip_longest(one, other, fillvalue=""), start=1):
            if not same_text(before, after):
                yield Difference({**place, "line": str(line)}, shown(before), shown(after))
        for found in pixel_differences(_drawn(left[number]), _drawn(right[number])):
            yield Difference({**place, **found.where}, found.submitted, found.replayed)


def _drawn(page: pdfium.PdfPage) -> Image.Image:
    drawn: Image.Image = page.render(
        scale=_LONGEST_SIDE / max(page.get_size()), may_draw_forms=False
    ).to_pil()
    return drawn
