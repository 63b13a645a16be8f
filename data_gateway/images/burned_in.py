"""Text burned into pixels: found by its strokes and by reading it, and painted over.

Three finders look, since none sees all: rows of small shapes that stand out from the grey around them, also
upright, whatever they say; Tesseract; and on radiographs a small network. The first two see letters in bones,
too, which no X-ray shows as sharp as a device writes: what they alone see and is neither sharp nor a long
word read without doubt stays. So does on radiographs what is sharp by chance and writing to no network.
Clean Pixel Data Option: DICOM PS3.15, E.3.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from data_gateway.images.pixels import Pixels
from data_gateway.images.reading_text import TALLEST, Box, words_in
from data_gateway.images.withheld import Reason, Withheld
from data_gateway.images.writing import probabilities, speak_against, words_of

_Mask = npt.NDArray[np.bool_]
# Pixels; a stroke is narrower than half of it. The narrow one sees small letters between bones.
_WIDE, _NARROW = 31, 15
_SHRUNK = 4  # the grey around needs no detail
_OUTSTANDING = 0.03  # of the range of greys; less is not seen by a reader either
_RANGE = (0.1, 99.9)  # percent of the pixels: a dead or hot place of a detector is no end of it
_ABOVE_NOISE = 5.0  # standard deviations
_SMALLEST = 5  # pixels of a letter's height
_IN_A_ROW, _IN_A_NARROW_ROW = 3, 4  # letters
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
        seen = [*_rows_of_shapes(strokes, _IN_A_ROW), *(word.box for word in words)]
        found = _lines_of(frame, ink, seen, softened=softened)
        found += _lines_of(frame, fine, _rows_of_shapes(_strokes(fine), _IN_A_NARROW_ROW))
        writing = []
        if radiograph:
            likely = probabilities(frame)
            writing = list(words_of(likely))
            found = [box for box in found if softened or not speak_against(likely, box)]
        found += [word.box for word in (*words, *writing) if word.no_doubt]
        covered = np.zeros(frame.shape, dtype=bool)
        for box in found:
            covered[box.top : box.bottom, box.left : box.right] = True
        if any(_share(covered, word.box) < _SEEN_BY_OTHERS for word in writing):
            raise Withheld(Reason.TEXT_LEFT)
        if not found:
            continue
        left = (strokes[0] & ~covered, strokes[1] & ~covered)
        if covered.mean() > _LARGEST_SHARE or any(word.no_doubt for word in words_in(left)):
            raise Withheld(Reason.TEXT_LEFT)
        painted[number][covered] = background
        boxes += len(found)
    return painted, boxes


def _share(covered: _Mask, box: Box) -> float:
    return float(covered[box.top : box.bottom, box.left : box.right].mean())


def _lines_of(
    frame: Pixels, ink: tuple[_Mask, _Mask], seen: Iterable[Box], *, softened: bool = False
) -> list[Box]:
    return [_along_its_line(box, *ink) for box in seen if softened or _is_sharp(frame, box, *ink)]


def _strokes(ink: tuple[_Mask, _Mask]) -> tuple[_Mask, _Mask]:
    return _small_shapes(ink[0]), _small_shapes(ink[1])


def _ink(frame: Pixels, size: int) -> tuple[_Mask, _Mask]:
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


def _is_sharp(frame: Pixels, box: Box, bright: _Mask, dark: _Mask) -> bool:
    """Whether what stands out does so from one pixel to the next, as letters do and ribs do not."""
    place = (slice(box.top, box.bottom), slice(box.left, box.right))
    values, ink = frame[place].astype(np.float32), (bright | dark)[place]
    plain: _Mask = ~np.asarray(ndimage.binary_dilation(ink))
    if not (ink.any() and plain.any()):
        return False
    steps = ndimage.maximum_filter(values, 3) - ndimage.minimum_filter(values, 3)
    contrast = abs(float(np.median(values[ink])) - float(np.median(values[plain])))
    edges: _Mask = ink & ~np.asarray(ndimage.binary_erosion(ink))
    return (
        contrast > _CLEAR * float(np.median(steps[plain]))
        and float(np.median(steps[edges])) >= _SHARP * contrast
    )


def _along_its_line(box: Box, bright: _Mask, dark: _Mask) -> Box:
    """To both ends of the line it is part of: letters that run together are no shapes of a letter's size."""
    ink: _Mask = bright | dark
    if box.bottom - box.top > box.right - box.left:
        turned = _along_its_line(Box(box.left, box.top, box.right, box.bottom), bright.T, dark.T)
        return Box(turned.left, turned.top, turned.right, turned.bottom)
    inked: _Mask = np.any(ink[box.top : box.bottom], axis=0)
    furthest = 2 * (box.bottom - box.top)  # between two words
    left, right = box.left, box.right
    while (more := np.flatnonzero(inked[max(left - furthest, 0) : left])).size:
        left = max(left - furthest, 0) + int(more[0])
    while (more := np.flatnonzero(inked[right : right + furthest])).size:
        right += int(more[-1]) + 1
    return Box(box.top, left, box.bottom, right)


def _small_shapes(mask: _Mask) -> _Mask:
    """Without what is too long for a letter: the edges of bones and organs."""
    labels, count = ndimage.label(mask, structure=np.ones((3, 3)))
    fitting = np.zeros(count + 1, dtype=bool)
    for number, place in enumerate(ndimage.find_objects(labels), start=1):
        height, width = (part.stop - part.start for part in place)
        fitting[number] = _SMALLEST <= max(height, width) <= TALLEST
    kept: _Mask = fitting[labels]
    return kept


def _rows_of_shapes(strokes: tuple[_Mask, _Mask], least: int) -> Iterator[Box]:
    for mask in strokes:
        yield from _lines(mask, least)
        for box in _lines(mask.T, least):
            yield Box(box.left, box.top, box.right, box.bottom)


def _lines(mask: _Mask, least: int) -> Iterator[Box]:
    """Rows of `least` letters or more from left to right: shapes of a height, side by side on one line."""
    labels, count = ndimage.label(mask, structure=np.ones((3, 3)))
    if not count:
        return
    letters = []
    for place in ndimage.find_objects(labels):
        height, width = (part.stop - part.start for part in place)
        if height >= _SMALLEST and width <= 2 * height:
            letters.append(Box(place[0].start, place[1].start, place[0].stop, place[1].stop))
    letters.sort(key=lambda box: box.left)
    lines: list[list[Box]] = []
    for letter in letters:
        for line in lines:
            if _continues(line[-1], letter):
                line.append(letter)
                break
        else:
            lines.append([letter])
    for line in lines:
        if len(line) >= least:
            height = max(box.bottom - box.top for box in line)
            box = Box(
                min(box.top for box in line),
                line[0].left,
                max(box.bottom for box in line),
                max(box.right for box in line),
            )
            yield box.grown(max(3, height // 2), (mask.shape[0], mask.shape[1]))


def _continues(before: Box, letter: Box) -> bool:
    heights = (before.bottom - before.top, letter.bottom - letter.top)
    return (
        max(heights) <= 2 * min(heights)
        and abs((before.top + before.bottom) - (letter.top + letter.bottom)) <= max(heights)
        and -2 <= letter.left - before.right <= max(heights)
    )
