"""Where writing is burned into a radiograph, as a small network sees it: a U-Net of 40,000 weights, in numpy.

It looks at how each place differs from what is around it, near and farther, in units of how much places
around it differ: so neither bits nor windows nor white or black bones matter, and some letters are seen that
are as faint as noise. Larger letters are looked for on smaller images. Of other images it knows nothing: in
sections and scintigrams it takes fat for writing.
Trained by `data_gateway.images.training.train` on drawn scenes; the weights ship.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from data_gateway.images.convolutions import Field, halved, last, layer, pooled, tiled, weights_in
from data_gateway.images.reading_text import Box, Word

WEIGHTS = Path(__file__).with_name("weights") / "writing.npz"
LEVELS = 3
# Pixels: bones are told from letters by the first; beside the second even bones are flat, and noise is left.
_AROUNDS = (16.0, 3.0)
_COMPARED = 16.0  # pixels
_FAINTEST = 0.5  # of a grey value: a window shows whatever differs by one
_FARTHEST = 5.0
SMALLER = (1, 2, 4)
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
    return np.stack([of_usual(difference, usual(difference)) for difference in differences(grey)])


def differences(grey: Field) -> list[Field]:
    return [grey - ndimage.gaussian_filter(grey, around) for around in _AROUNDS]


def usual(difference: Field) -> Field:
    compared: Field = ndimage.gaussian_filter(np.abs(difference), _COMPARED) + np.float32(_FAINTEST)
    return compared


def of_usual(difference: Field, usually: Field) -> Field:
    clipped: Field = np.clip(difference / usually, -_FARTHEST, _FARTHEST) / np.float32(_FARTHEST)
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
    for smaller in SMALLER:
        if smaller > 1 and min(grey.shape) < _SMALLEST * smaller:
            break
        network = partial(_probability, against=_BONES_INSTEAD if smaller > 1 else 0.0)
        seen = tiled(contrast(shrunk(grey, smaller)), network)
        wide = np.repeat(np.repeat(seen, smaller, axis=0), smaller, axis=1)
        part = found[: wide.shape[0], : wide.shape[1]]
        np.maximum(part, wide, out=part)
    return found


def shrunk(grey: Field, by: int) -> Field:
    rows, columns = (side // by for side in grey.shape)
    smaller: Field = grey[: rows * by, : columns * by].reshape(rows, by, columns, by).mean((1, 3))
    return smaller


def _probability(seen: Field, *, against: float) -> Field:
    """Of each pixel. `against`: taken from its logit."""
    weights, values, kept = weights_in(WEIGHTS), halved(seen), []
    for level in range(LEVELS):
        values = pooled(values).max((2, 4)) if level else values
        values = layer(layer(values, weights, f"down{level}a"), weights, f"down{level}b")
        kept.append(values)
    for level in range(LEVELS - 2, -1, -1):
        wide = np.repeat(np.repeat(values, 2, axis=1), 2, axis=2)
        values = layer(np.concatenate([wide, kept[level]]), weights, f"up{level}")
    half = 1 / (1 + np.exp(against - last(values, weights)))
    probability: Field = np.repeat(np.repeat(half, 2, axis=0), 2, axis=1)
    return probability
