"""Where writing is burned into a radiograph, as a small network sees it: a U-Net of 40,000 weights, in numpy.

It looks at how each place differs from what is around it, near and farther, in units of how much places
around it differ: so neither bits nor windows nor white or black bones matter, and some letters are seen that
are as faint as noise. Larger letters are looked for on smaller images. Of other images it knows nothing: in
sections and scintigrams it takes fat for writing.
Trained by `data_gateway.images.training.train` on drawn scenes; the weights ship.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from data_gateway.images.reading_text import Box, Word

WEIGHTS = Path(__file__).with_name("weights") / "writing.npz"
Field = npt.NDArray[np.float32]
LEVELS = 3
# Pixels: bones are told from letters by the first; beside the second even bones are flat, and noise is left.
_AROUNDS = (16.0, 3.0)
_COMPARED = 16.0  # pixels
_FAINTEST = 0.5  # of a grey value: a window shows whatever differs by one
_FARTHEST = 5.0
_CELL = 2**LEVELS  # pixels; the smallest square that the network halves to the end
_TILE, _MARGIN = 512, 64  # pixels; the margin is what the network sees of its surroundings
_SMALLER = (1, 2, 4)
_SMALLEST = 128  # pixels of a side that is worth a look
# Of what it sees on a smaller image, where bones are as narrow and as sharp as strokes.
_BONES_INSTEAD = 2.0
# Bones look like writing up to 0.91; within words the network is sure somewhere. Of faint ones it
# sees some letters and no others: below the last a person looks.
_LIKELY, _UNLIKE_BONES, _SURE = 0.3, 0.92, 0.995
_NONE = 0.8
_AROUND_WORD = 8  # pixels


def contrast(grey: npt.NDArray[np.float32]) -> Field:
    """How each pixel stands out from its wide and narrow surroundings, from -1 to 1: 2 × rows × columns."""
    return np.stack([_outstanding(grey, around) for around in _AROUNDS])


def _outstanding(grey: Field, around: float) -> Field:
    difference = grey - ndimage.gaussian_filter(grey, around)
    usual = ndimage.gaussian_filter(np.abs(difference), _COMPARED) + _FAINTEST
    clipped: Field = np.clip(difference / usual, -_FARTHEST, _FARTHEST) / np.float32(_FARTHEST)
    return clipped


def words_of(likely: Field) -> Iterator[Word]:
    """Words in `probabilities`, level, upright or askew. A doubtful one's box may hold a part."""
    seen, count = ndimage.label(likely > _LIKELY)
    most = ndimage.maximum(likely, seen, range(1, count + 1))
    for (rows, columns), sure in zip(ndimage.find_objects(seen), most, strict=True):
        if sure > _UNLIKE_BONES:
            box = Box(rows.start, columns.start, rows.stop, columns.stop)
            yield Word(
                box.grown(_AROUND_WORD, (likely.shape[0], likely.shape[1])), no_doubt=bool(sure >= _SURE)
            )


def speak_against(likely: Field, box: Box) -> bool:
    """Whether `probabilities` are low everywhere in a box."""
    return float(likely[box.top : box.bottom, box.left : box.right].max(initial=0.0)) < _NONE


def probabilities(frame: npt.NDArray[np.integer]) -> Field:
    """For each pixel of rows × columns, that it lies in a word."""
    grey, found = frame.astype(np.float32), np.zeros(frame.shape, np.float32)
    for smaller in _SMALLER:
        if smaller > 1 and min(grey.shape) < _SMALLEST * smaller:
            break
        seen = _tiled(contrast(_shrunk(grey, smaller)), _BONES_INSTEAD if smaller > 1 else 0.0)
        wide = np.repeat(np.repeat(seen, smaller, axis=0), smaller, axis=1)
        part = found[: wide.shape[0], : wide.shape[1]]
        np.maximum(part, wide, out=part)
    return found


def _shrunk(grey: Field, by: int) -> Field:
    rows, columns = (side // by for side in grey.shape)
    shrunk: Field = grey[: rows * by, : columns * by].reshape(rows, by, columns, by).mean((1, 3))
    return shrunk


def _tiled(seen: Field, against: float) -> Field:
    _, rows, columns = seen.shape
    padded = np.pad(seen, ((0, 0), (_MARGIN, _MARGIN + -rows % _CELL), (_MARGIN, _MARGIN + -columns % _CELL)))
    found: Field = np.empty_like(padded[0])
    for top in range(0, rows, _TILE):
        for left in range(0, columns, _TILE):
            tile = padded[:, top : top + _TILE + 2 * _MARGIN, left : left + _TILE + 2 * _MARGIN]
            inside = _probability(tile, against)[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
            found[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
    return found[:rows, :columns]


def _probability(seen: Field, against: float) -> Field:
    """Of each pixel; sides are multiples of _CELL. `against`: taken from its logit."""
    values = _halved(seen)
    kept = []
    for level in range(LEVELS):
        if level:
            values = values.reshape(len(values), values.shape[1] // 2, 2, -1, 2).max((2, 4))
        values = _layer(_layer(values, f"down{level}a"), f"down{level}b")
        kept.append(values)
    for level in range(LEVELS - 2, -1, -1):
        wide = np.repeat(np.repeat(values, 2, axis=1), 2, axis=2)
        values = _layer(np.concatenate([wide, kept[level]]), f"up{level}")
    weights = _weights()
    raw = np.tensordot(weights["last.weight"], values, 1) + weights["last.bias"]
    half = 1 / (1 + np.exp(against - raw))
    probability: Field = np.repeat(np.repeat(half, 2, axis=0), 2, axis=1)
    return probability


def _halved(values: Field) -> Field:
    """Of half the rows and columns, four times as many: top left, top right, bottom left, bottom right."""
    return np.concatenate([values[:, row::2, column::2] for row in (0, 1) for column in (0, 1)])


def _layer(values: Field, name: str) -> Field:
    """A convolution of 3 × 3 and what is positive of it."""
    weight, bias = _weights()[f"{name}.weight"], _weights()[f"{name}.bias"]
    _, rows, columns = values.shape
    padded = np.pad(values, ((0, 0), (1, 1), (1, 1)))
    found = np.zeros((len(weight), rows * columns), np.float32)
    for row in range(3):
        for column in range(3):
            moved = padded[:, row : row + rows, column : column + columns].reshape(len(values), -1)
            found += weight[:, :, row, column] @ moved
    found += bias[:, None]
    positive: Field = np.maximum(found, 0, out=found).reshape(-1, rows, columns)
    return positive


@cache
def _weights() -> dict[str, Field]:
    with np.load(WEIGHTS) as kept:
        return {name: kept[name].astype(np.float32) for name in kept.files}
