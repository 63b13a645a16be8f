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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from PIL import Image, ImageChops, ImageFilter

from output_checking.checks.confinement import confine_program
from output_checking.profile import Reader

PROGRAM = "tesseract"
# Sparse text, no layout of a page: labels of a figure stand anywhere.
_CALL = ("stdin", "stdout", "--psm", "11", "-l", "eng", "tsv")
_SECONDS = 15.0  # for one picture; a reading process may take longer in all
# Sizes in pixels and degrees of sureness (of 100) at which the labels of figures are read best (measured on
# matplotlib's at 100 dots per inch).
_LONGEST_SIDE, _LONGEST_OF_STROKES = 2000, 1600
_SURE, _SURE_OF_STROKES = 70.0, 90.0
_SHRUNK, _AROUND, _DARKER, _OUTSTANDING, _TALLEST = 4, 7, 3, 40, 60
_MOST_WORDS = 2000
_VIEWS = 4  # the picture and its strokes, level and turned
_WORD = "5"  # Tesseract's level of a line of its answer


@dataclass(frozen=True)
class Word:
    """`line` is equal for the words of one line; edges in shares of the picture's longest side. `sure`: of
    100, as Tesseract says; `by_strokes`: read of the strokes alone. `upright`: written from bottom to top,
    with its edges in the picture turned by a right angle."""

    text: str
    line: tuple[str, ...]
    left: float
    top: float
    right: float
    bottom: float
    sure: float = 100.0
    by_strokes: bool = False
    upright: bool = False

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
            for _ in range(_VIEWS):
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
        # The label of a vertical axis is written upwards: turned to the right it is level.
        turned = [one.transpose(Image.Transpose.ROTATE_270) for one in (plain, strokes)]
        found: list[Word] = []
        views = enumerate((plain, strokes, *turned))
        for program, (view, pixels) in zip(self._programs, views, strict=True):
            answer = _answer(program, pixels, end)
            if answer is None:
                return None
            words = _words(answer, max(pixels.size), by_strokes=view % 2 == 1, upright=view > 1)
            found += islice(words, _MOST_WORDS)
        return tuple(found)

    def close(self) -> None:
        for program in self._programs:
            for pipe in (program.stdin, program.stdout):
                if pipe:
                    with contextlib.suppress(OSError):
                        pipe.close()
            program.kill()
            program.wait()


def certain(words: Iterable[Word]) -> list[Word]:
    """Those that are surely read, each place once.

    Letters on coloured ground are seen by their strokes alone, but much with strokes is no letter.
    """
    found: list[Word] = []
    for word in words:
        sure = _SURE_OF_STROKES if word.by_strokes else _SURE
        if word.sure >= sure and not (word.by_strokes and any(word.overlaps(other) for other in found)):
            found.append(word)
    return found


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
    """What stands out from the ground around it and is small enough for a letter, black on white."""
    import numpy as np
    from scipy import ndimage

    small = grey.resize((max(1, grey.width // _SHRUNK), max(1, grey.height // _SHRUNK)), Image.Resampling.BOX)
    ground = small.filter(ImageFilter.MedianFilter(_AROUND)).resize(grey.size, Image.Resampling.BILINEAR)
    outstanding = np.asarray(ImageChops.difference(grey, ground))
    shapes, count = ndimage.label(outstanding > _OUTSTANDING, structure=np.ones((3, 3)))
    fitting = np.zeros(count + 1, dtype=bool)
    for number, place in enumerate(ndimage.find_objects(shapes), start=1):
        fitting[number] = max(part.stop - part.start for part in place) <= _TALLEST
    drawn = np.where(fitting[shapes], 255 - np.minimum(255, _DARKER * outstanding.astype(int)), 255)
    return Image.fromarray(drawn.astype(np.uint8))


def _answer(program: subprocess.Popen[bytes], pixels: Image.Image, end: float) -> str | None:
    drawn = io.BytesIO()
    pixels.save(drawn, format="PPM")
    try:
        said, _ = program.communicate(drawn.getvalue(), timeout=max(0.0, end - time.monotonic()))
    except (OSError, subprocess.TimeoutExpired):
        return None
    return said.decode("utf-8", "replace") if program.returncode == 0 else None


def _words(answer: str, longest: int, *, by_strokes: bool, upright: bool) -> Iterator[Word]:
    for row in answer.splitlines():
        fields = row.split("\t")
        if len(fields) == 12 and fields[0] == _WORD and fields[11].strip():
            left, top, width, height = (int(field) / longest for field in fields[6:10])
            line = (str(by_strokes), str(upright), *fields[1:5])
            sure, text = float(fields[10]), fields[11].strip()
            yield Word(text, line, left, top, left + width, top + height, sure, by_strokes, upright)
