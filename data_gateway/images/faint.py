"""Where text as faint as noise may hide on a radiograph, so that a person looks: a network, in numpy.

It says of squares of 16 pixels whether text is there, from what `writing.contrast` sees; what it says counts
over the length of a word or a line, level or upright: noise does not go together there, strokes do.
Trained by `data_gateway.images.training.train_faint`; the weights ship.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from data_gateway.images.convolutions import Field, halved, last, layer, pooled, tiled, weights_in
from data_gateway.images.writing import SMALLER, contrast, shrunk

WEIGHTS = Path(__file__).with_name("weights") / "faint.npz"
LEVELS = 4
_CELL = 2**LEVELS  # pixels
_SMALLEST = 256  # pixels of a side; on less, ribs are as narrow as strokes
# Pixels beside what is covered; and of a cell the share of which no more than a strip is left, like a stroke.
_FRINGE, _MOSTLY = 3, 0.5
_SUREST = 8.0  # of a logit: one cell is no word, however sure
# Cells of a word or a line, and what the mean of their logits stays below in nine of ten chests of 384 × 384
# without text; by chance it is higher somewhere in a larger one.
_BARS = {2: 1.2, 4: 0.8, 9: -0.5}
_CELLS, _HIGHER = (384 // _CELL) ** 2, 0.5  # by the logarithm of how many times the cells are


def may_hide(frame: npt.NDArray[np.integer], covered: npt.NDArray[np.bool_]) -> bool:
    """Whether text may lie where nothing is `covered`."""
    for logit in logits(frame, covered):
        seen = np.clip(logit, -_SUREST, _SUREST)
        higher = _HIGHER * math.log(seen.size / _CELLS)
        for length, bar in _BARS.items():
            means = (ndimage.uniform_filter(seen, size) for size in ((1, length), (length, 1)))
            if any((mean > bar + higher).any() for mean in means):
                return True
    return False


def logits(frame: npt.NDArray[np.integer], covered: npt.NDArray[np.bool_]) -> Iterator[Field]:
    """Of each cell of the image, and of it made smaller, that it bears text beside what is `covered`."""
    if covered.any():
        covered = np.asarray(ndimage.binary_dilation(covered, iterations=_FRINGE))
    grey, hidden = _without(frame.astype(np.float32), covered), covered.astype(np.float32)
    for smaller in SMALLER:
        if smaller > 1 and min(grey.shape) < _SMALLEST * smaller:
            break
        seen = contrast(shrunk(grey, smaller))
        seen[:, shrunk(hidden, smaller) > 0] = 0
        logit = tiled(seen, _logit, to_the_edge=True)[::_CELL, ::_CELL]
        share = shrunk(hidden, smaller * _CELL)
        logit[: share.shape[0], : share.shape[1]][share > _MOSTLY] = -_SUREST
        yield logit


def _without(grey: Field, covered: npt.NDArray[np.bool_]) -> Field:
    """What is covered is as the nearest pixel that is not: letters would darken what is around them."""
    if not covered.any() or covered.all():
        return grey
    nearest = ndimage.distance_transform_edt(covered, return_distances=False, return_indices=True)
    bare: Field = grey[tuple(nearest)]
    return bare


def _logit(seen: Field) -> Field:
    weights, values = weights_in(WEIGHTS), halved(seen)
    for level in range(LEVELS):
        values = pooled(values).mean((2, 4)) if level else values
        values = layer(layer(values, weights, f"{level}a"), weights, f"{level}b")
    found: Field = np.repeat(np.repeat(last(values, weights), _CELL, axis=0), _CELL, axis=1)
    return found
