"""Words drawn in a picture, read by Tesseract: an aid, whose silence proves nothing.

The programs are started before the reading process gives up starting any, and confined like it. They never
see the file: only pixels that were decoded and drawn anew.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from PIL import Image, ImageChops, ImageFilter, ImageOps

from output_checking.checks.confinement import confine_program
from output_checking.profile import Reader

PROGRAM = "tesseract"
# Sparse text, no layout of a page: labels of a figure stand anywhere.
_CALL = ("stdin", "stdout", "--psm", "11", "-l", "eng", "tsv")
_SECONDS = 15.0  # for one picture; a reading process may take longer in all
# Sizes in pixels and degrees of sureness (of 100) at which the labels of figures are read best (measured on
# matplotlib's at 100 dots per inch).
_LONGEST_SIDE, _LONGEST_OF_STROKES = 2000, 1200
_SURE, _SURE_OF_STROKES = 70.0, 90.0
_SHRUNK, _AROUND, _DARKER = 4, 15, 3
_MOST_WORDS = 2000
_WORD = "5"  # Tesseract's level of a line of its answer


@dataclass(frozen=True)
class Word:
    """`line` is equal for the words of one line; edges in shares of the picture's longest side."""

    text: str
    line: tuple[str, ...]
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def overlaps(self, other: Word) -> bool:
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)


class PictureReader:
    """Reads one picture. `close()` ends what was started, whether it was used or not."""

    def __init__(self, programs: tuple[subprocess.Popen[bytes], ...]) -> None:
        self._programs = programs

    @classmethod
    def started(cls, reader: Reader) -> PictureReader | None:
        """None where Tesseract is not installed or cannot be confined."""
        program = shutil.which(PROGRAM)
        if program is None:
            return None
        started: list[subprocess.Popen[bytes]] = []
        try:
            for _ in range(2):
                started.append(
                    subprocess.Popen(  # noqa: S603 - no shell, no word of the file
                        [program, *_CALL],
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.DEVNULL,
                        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"},
                        preexec_fn=partial(confine_program, reader),
                    )
                )
        except (OSError, subprocess.SubprocessError):
            cls(tuple(started)).close()
            return None
        return cls(tuple(started))

    def words(self, content: bytes) -> tuple[Word, ...] | None:
        """None when the programs did not come to an end. Raises what Pillow does for no picture."""
        grey = _grey(content)
        end = time.monotonic() + _SECONDS
        plain, strokes = _sized(grey, _LONGEST_SIDE), _strokes(_sized(grey, _LONGEST_OF_STROKES))
        found: list[Word] = []
        for program, pixels, sure in (
            (self._programs[0], plain, _SURE),
            (self._programs[1], strokes, _SURE_OF_STROKES),
        ):
            answer = _answer(program, pixels, end)
            if answer is None:
                return None
            more = list(_words(answer, max(pixels.size), sure))
            # Letters on coloured ground are seen by their strokes alone, but much with strokes is no letter.
            found += [word for word in more if not any(word.overlaps(other) for other in found)]
        return tuple(found[:_MOST_WORDS])

    def close(self) -> None:
        for program in self._programs:
            for pipe in (program.stdin, program.stdout):
                if pipe:
                    with contextlib.suppress(OSError):
                        pipe.close()
            program.kill()
            program.wait()


def _grey(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as picture:
        picture.thumbnail((2 * _LONGEST_SIDE, 2 * _LONGEST_SIDE))
        opaque = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", opaque.size, "white"), opaque).convert("L")


def _sized(grey: Image.Image, longest: int) -> Image.Image:
    scale = longest / max(grey.size)
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    return grey.resize(size, Image.Resampling.LANCZOS)


def _strokes(grey: Image.Image) -> Image.Image:
    """What stands out from the ground around it, dark on white."""
    small = grey.resize((max(1, grey.width // _SHRUNK), max(1, grey.height // _SHRUNK)), Image.Resampling.BOX)
    ground = small.filter(ImageFilter.MedianFilter(_AROUND)).resize(grey.size, Image.Resampling.BILINEAR)
    outstanding = ImageChops.difference(grey, ground)
    return ImageOps.invert(outstanding.point([min(255, _DARKER * level) for level in range(256)]))


def _answer(program: subprocess.Popen[bytes], pixels: Image.Image, end: float) -> str | None:
    drawn = io.BytesIO()
    pixels.save(drawn, format="PPM")
    try:
        said, _ = program.communicate(drawn.getvalue(), timeout=max(0.0, end - time.monotonic()))
    except (OSError, subprocess.TimeoutExpired):
        return None
    return said.decode("utf-8", "replace") if program.returncode == 0 else None


def _words(answer: str, longest: int, sure: float) -> Iterator[Word]:
    for row in answer.splitlines():
        fields = row.split("\t")
        if len(fields) == 12 and fields[0] == _WORD and float(fields[10]) >= sure and fields[11].strip():
            left, top, width, height = (int(field) / longest for field in fields[6:10])
            line = (str(longest), *fields[1:5])
            yield Word(fields[11].strip(), line, left, top, left + width, top + height)
