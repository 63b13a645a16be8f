"""Letters as shapes: what is of a letter's size, and stands in a row or a column with others of its size."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from data_gateway.images.reading_text import TALLEST, Box

Mask = npt.NDArray[np.bool_]
_SMALLEST = 5  # pixels of a letter's height
_TOUCHING = np.ones((3, 3))
# In heights of a letter: letters below each other are alike, and a space is a line of its own.
_ALIKE, _ASIDE, _BELOW = 1.4, 0.4, 3.0


def small_shapes(mask: Mask) -> Mask:
    """Without what is too long for a letter: the edges of bones and organs."""
    labels, count = ndimage.label(mask, structure=_TOUCHING)
    fitting = np.zeros(count + 1, dtype=bool)
    for number, place in enumerate(ndimage.find_objects(labels), start=1):
        height, width = (part.stop - part.start for part in place)
        fitting[number] = _SMALLEST <= max(height, width) <= TALLEST
    kept: Mask = fitting[labels]
    return kept


def rows_of_shapes(strokes: tuple[Mask, Mask], least: int) -> Iterator[Box]:
    """Of `least` letters or more side by side, level and upright, a little beyond their ends."""
    for mask in strokes:
        yield from _lines(_letters(mask), least, _continues, mask)
        for box in _lines(_letters(mask.T), least, _continues, mask.T):
            yield Box(box.left, box.top, box.right, box.bottom)


def columns_of_shapes(strokes: tuple[Mask, Mask], least: int) -> Iterator[Box]:
    """Of `least` letters or more one below another, each as upright as on a line."""
    for mask in strokes:
        letters = sorted(_letters(mask), key=lambda box: box.top)
        yield from _lines(letters, least, _stands_below, mask)


def _lines(letters: list[Box], least: int, follows: Callable[[Box, Box], bool], mask: Mask) -> Iterator[Box]:
    lines: list[list[Box]] = []
    for letter in letters:
        for line in lines:
            if follows(line[-1], letter):
                line.append(letter)
                break
        else:
            lines.append([letter])
    for line in lines:
        if len(line) >= least:
            height = max(box.bottom - box.top for box in line)
            yield _around(line).grown(max(3, height // 2), (mask.shape[0], mask.shape[1]))


def _continues(before: Box, letter: Box) -> bool:
    heights = (before.bottom - before.top, letter.bottom - letter.top)
    return (
        max(heights) <= 2 * min(heights)
        and abs((before.top + before.bottom) - (letter.top + letter.bottom)) <= max(heights)
        and -2 <= letter.left - before.right <= max(heights)
    )


def _stands_below(above: Box, letter: Box) -> bool:
    heights = (above.bottom - above.top, letter.bottom - letter.top)
    return (
        max(heights) <= _ALIKE * min(heights)
        and abs(above.left + above.right - letter.left - letter.right) <= 2 * _ASIDE * max(heights)
        and 1 <= letter.top - above.bottom <= _BELOW * max(heights)
    )


def _letters(mask: Mask) -> list[Box]:
    """From left to right."""
    labels, _ = ndimage.label(mask, structure=_TOUCHING)
    letters = []
    for rows, columns in ndimage.find_objects(labels):
        height, width = rows.stop - rows.start, columns.stop - columns.start
        if height >= _SMALLEST and width <= 2 * height:
            letters.append(Box(rows.start, columns.start, rows.stop, columns.stop))
    return sorted(letters, key=lambda box: box.left)


def _around(boxes: list[Box]) -> Box:
    return Box(
        min(box.top for box in boxes),
        min(box.left for box in boxes),
        max(box.bottom for box in boxes),
        max(box.right for box in boxes),
    )


def along_its_line(box: Box, bright: Mask, dark: Mask) -> Box:
    """To both ends of the line it is part of: letters that run together are no shapes of a letter's size."""
    ink: Mask = bright | dark
    if box.bottom - box.top > box.right - box.left:
        turned = along_its_line(Box(box.left, box.top, box.right, box.bottom), bright.T, dark.T)
        return Box(turned.left, turned.top, turned.right, turned.bottom)
    inked: Mask = np.any(ink[box.top : box.bottom], axis=0)
    furthest = 2 * (box.bottom - box.top)  # between two words
    left, right = box.left, box.right
    while (more := np.flatnonzero(inked[max(left - furthest, 0) : left])).size:
        left = max(left - furthest, 0) + int(more[0])
    while (more := np.flatnonzero(inked[right : right + furthest])).size:
        right += int(more[-1]) + 1
    return Box(box.top, left, box.bottom, right)
