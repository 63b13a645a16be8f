"""Words in pixels, read by Tesseract."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from data_gateway.images.withheld import Reason, Withheld

_Mask = npt.NDArray[np.bool_]
TALLEST = 90  # pixels of a letter's height
READER = "tesseract"
READER_SECONDS = 60
_LONGEST_SIDE, _SHORTEST_SIDE = 2400, 1200  # pixels in which letters have a size that is read well
_NARROWEST, _WIDEST = 0.2, 1.8  # a letter's width to its height; what is otherwise is anatomy
_INK = 0.1  # share of a word's box that its letters cover, at least
_SURE = 40.0  # of 100: below it Tesseract sees words in noise
_WORD = re.compile(r"[^\W_]{2,}|\d")
# Without doubt: text even where it is not sharp, and text that stayed when read beside what was painted.
_NO_DOUBT = 70.0
_LONG_WORD = re.compile(r"[^\W_]{4,}")


@dataclass(frozen=True)
class Box:
    top: int
    left: int
    bottom: int
    right: int

    def grown(self, by: int, shape: tuple[int, int]) -> Box:
        return Box(
            max(self.top - by, 0),
            max(self.left - by, 0),
            min(self.bottom + by, shape[0]),
            min(self.right + by, shape[1]),
        )


@dataclass(frozen=True)
class Word:
    box: Box
    no_doubt: bool


def can_read() -> bool:
    return shutil.which(READER) is not None


def words_in(strokes: tuple[_Mask, _Mask]) -> Iterator[Word]:
    for mask in strokes:
        if not mask.any():
            continue
        shape = (mask.shape[0], mask.shape[1])
        scale = _scale(shape)
        # Dark on bright is what the reader knows best.
        drawn = Image.fromarray(np.where(mask, 0, 255).astype(np.uint8))
        for word in _read(drawn.resize((round(shape[1] * scale), round(shape[0] * scale)))):
            box = word.box
            placed = Box(*(round(edge / scale) for edge in (box.top, box.left, box.bottom, box.right)))
            height = placed.bottom - placed.top
            if (
                height <= TALLEST
                and mask[placed.top : placed.bottom, placed.left : placed.right].mean() > _INK
            ):
                yield Word(placed.grown(max(3, height // 3), shape), word.no_doubt)


def _scale(shape: tuple[int, ...]) -> float:
    longest = max(shape)
    if longest > _LONGEST_SIDE:
        return _LONGEST_SIDE / longest
    return _SHORTEST_SIDE / longest if longest < _SHORTEST_SIDE else 1.0


def _read(image: Image.Image) -> Iterator[Word]:
    """Raises Withheld with PIXELS_UNREAD when the reader is missing, fails or does not end."""
    content = io.BytesIO()
    image.save(content, "PNG")
    try:
        finished = subprocess.run(  # noqa: S603 Debian's, on the path
            [READER, "stdin", "stdout", "--psm", "11", "--dpi", "150", "tsv"],
            input=content.getvalue(),
            capture_output=True,
            env={"PATH": os.environ.get("PATH", os.defpath), "OMP_THREAD_LIMIT": "1"},
            timeout=READER_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as fault:
        raise Withheld(Reason.PIXELS_UNREAD) from fault
    rows = csv.DictReader(
        io.StringIO(finished.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    for row in rows:
        sure, text = float(row["conf"]), row["text"] or ""
        if sure >= _SURE and _WORD.search(text):
            top, left, height, width = (int(row[name]) for name in ("top", "left", "height", "width"))
            if _NARROWEST <= width / height / len(text) <= _WIDEST:
                no_doubt = sure >= _NO_DOUBT and _LONG_WORD.search(text) is not None
                yield Word(Box(top, left, top + height, left + width), no_doubt)
