"""Text burned into pixels: found by its strokes and by reading it, and painted over.

Three finders look, since none sees all: rows and columns of small shapes that stand out from the grey around
them, also upright, whatever they say; Tesseract; and on radiographs a small network. The first two see
letters in bones, too, which no X-ray shows as sharp as a device writes: what they alone see and is neither
sharp nor a long word read without doubt stays. So does on radiographs a row that is sharp by chance and
writing to no network; a long column of the kind waits for a person, and so does what another small network
takes for text as faint as noise.
Clean Pixel Data Option: DICOM PS3.15, E.3.1.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy import ndimage

from data_gateway.images.faint import may_hide
from data_gateway.images.letters import Mask, along_its_line, columns_of_shapes, rows_of_shapes, small_shapes
from data_gateway.images.pixels import Pixels
from data_gateway.images.reading_text import Box, words_in
from data_gateway.images.withheld import Reason, Withheld
from data_gateway.images.writing import probabilities, speak_against, words_of

# Pixels; a stroke is narrower than half of it. The narrow one sees small letters between bones.
_WIDE, _NARROW = 31, 15
_SHRUNK = 4  # the grey around needs no detail
_OUTSTANDING = 0.03  # of the range of greys; less is not seen by a reader either
_RANGE = (0.1, 99.9)  # percent of the pixels: a dead or hot place of a detector is no end of it
_ABOVE_NOISE = 5.0  # standard deviations
_IN_A_ROW, _IN_A_NARROW_ROW, _IN_A_COLUMN = 3, 4, 3  # letters
_LONG_COLUMN = 5  # letters; three or four ribs are as alike
_CLEAR = 1.7  # times what its ground changes from one pixel to the next
_SHARP = 0.7  # of its contrast that a letter gains from one pixel to the next
_SEEN_BY_OTHERS = 0.5  # share of a doubtful word's box, at least
_LARGEST_SHARE = 0.25  # of an image that may be painted over before it is more text than image


def paint_over(
    pixels: Pixels, *, inverted: bool, softened: bool = False, radiograph: bool = True
) -> tuple[Pixels, int]:
    """The same frames without text, and how many boxes were painted. `inverted`: white is the least value;
    `softened`: letters need not be sharp any more, and all that looks like text is painted over, bones too;
    `radiograph`: the network looks, too, and takes single letters.

    Raises Withheld with TEXT_LEFT when text is read after painting all the same, or may be there.
    """
    painted, boxes = pixels.copy(), 0
    for number, frame in enumerate(pixels):
        background = frame.max() if inverted else frame.min()
        ink, fine = _ink(frame, _WIDE), _ink(frame, _NARROW)
        strokes = _strokes(ink)
        words = list(words_in(strokes))
        seen = [*rows_of_shapes(strokes, _IN_A_ROW), *(word.box for word in words)]
        found = _lines_of(frame, ink, seen, softened=softened)
        found += _lines_of(frame, fine, rows_of_shapes(_strokes(fine), _IN_A_NARROW_ROW))
        found += _columns(frame, ink, fine, least=_IN_A_COLUMN)
        maybe = []
        if radiograph:
            likely = probabilities(frame)
            writing = list(words_of(likely))
            # Of letters below each other the network knows little.
            maybe = [*(word.box for word in writing), *_columns(frame, ink, fine, least=_LONG_COLUMN)]
            found = [box for box in found if softened or not speak_against(likely, box)]
            found += [word.box for word in writing if word.no_doubt]
        found += [word.box for word in words if word.no_doubt]
        covered = np.zeros(frame.shape, dtype=bool)
        for box in found:
            covered[box.top : box.bottom, box.left : box.right] = True
        if any(_share(covered, box) < _SEEN_BY_OTHERS for box in maybe):
            raise Withheld(Reason.TEXT_LEFT)
        if radiograph and may_hide(frame, covered):
            raise Withheld(Reason.TEXT_LEFT)
        if not found:
            continue
        left = (strokes[0] & ~covered, strokes[1] & ~covered)
        if covered.mean() > _LARGEST_SHARE or any(word.no_doubt for word in words_in(left)):
            raise Withheld(Reason.TEXT_LEFT)
        painted[number][covered] = background
        boxes += len(found)
    return painted, boxes


def _share(covered: Mask, box: Box) -> float:
    return float(covered[box.top : box.bottom, box.left : box.right].mean())


def _lines_of(
    frame: Pixels, ink: tuple[Mask, Mask], seen: Iterable[Box], *, softened: bool = False
) -> list[Box]:
    return [along_its_line(box, *ink) for box in seen if softened or _is_sharp(frame, box, *ink)]


def _columns(frame: Pixels, *inks: tuple[Mask, Mask], least: int) -> list[Box]:
    return [box for ink in inks for box in _lines_of(frame, ink, columns_of_shapes(_strokes(ink), least))]


def _strokes(ink: tuple[Mask, Mask]) -> tuple[Mask, Mask]:
    return small_shapes(ink[0]), small_shapes(ink[1])


def _ink(frame: Pixels, size: int) -> tuple[Mask, Mask]:
    """Where an image is brighter, and darker, than what is around it within `size` pixels."""
    values = frame.astype(np.float32)
    small = ndimage.median_filter(values[::_SHRUNK, ::_SHRUNK], size=size // _SHRUNK, mode="nearest")
    around = np.repeat(np.repeat(small, _SHRUNK, axis=0), _SHRUNK, axis=1)[: frame.shape[0], : frame.shape[1]]
    difference = values - around
    # From the median: text and edges do not raise it.
    noise = 1.4826 * float(np.median(np.abs(difference)))
    low, high = np.percentile(values, _RANGE)
    least = max(_OUTSTANDING * float(high - low), _ABOVE_NOISE * noise)
    return difference > least, difference < -least


def _is_sharp(frame: Pixels, box: Box, bright: Mask, dark: Mask) -> bool:
    """Whether what stands out does so from one pixel to the next, as letters do and ribs do not."""
    place = (slice(box.top, box.bottom), slice(box.left, box.right))
    values, ink = frame[place].astype(np.float32), (bright | dark)[place]
    plain: Mask = ~np.asarray(ndimage.binary_dilation(ink))
    if not (ink.any() and plain.any()):
        return False
    steps = ndimage.maximum_filter(values, 3) - ndimage.minimum_filter(values, 3)
    contrast = abs(float(np.median(values[ink])) - float(np.median(values[plain])))
    edges: Mask = ink & ~np.asarray(ndimage.binary_erosion(ink))
    return (
        contrast > _CLEAR * float(np.median(steps[plain]))
        and float(np.median(steps[edges])) >= _SHARP * contrast
    )
