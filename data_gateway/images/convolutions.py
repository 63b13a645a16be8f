"""The small networks of this package, in numpy: their layers, their weights, and large images in tiles."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]
Weights = dict[str, Field]
_CELL = 16  # pixels; the smallest square that a network halves to the end
_TILE, _MARGIN = 512, 64  # pixels; the margin is what a network sees of its surroundings


@cache
def weights_in(path: Path) -> Weights:
    with np.load(path) as kept:
        return {name: kept[name].astype(np.float32) for name in kept.files}


def tiled(seen: Field, network: Callable[[Field], Field], *, to_the_edge: bool = False) -> Field:
    """What a network says of each pixel of views × rows × columns. Sides of what it gets are multiples of 16.
    `to_the_edge`: it learnt from tiles that end where what it sees ends; else it sees nothing beyond.
    """
    _, rows, columns = seen.shape
    beyond = 0 if to_the_edge else _MARGIN
    around = ((0, 0), *((beyond, beyond + -side % _CELL) for side in (rows, columns)))
    padded = np.pad(seen, around, "symmetric") if to_the_edge else np.pad(seen, around)
    found: Field = np.zeros((rows + -rows % _CELL, columns + -columns % _CELL), np.float32)
    for top in range(beyond, beyond + rows, _TILE):
        for left in range(beyond, beyond + columns, _TILE):
            above, before = min(top, _MARGIN), min(left, _MARGIN)
            tile = padded[:, top - above : top + _TILE + _MARGIN, left - before : left + _TILE + _MARGIN]
            part = found[top - beyond : top - beyond + _TILE, left - beyond : left - beyond + _TILE]
            part[:] = network(tile)[above : above + part.shape[0], before : before + part.shape[1]]
    return found[:rows, :columns]


def halved(values: Field) -> Field:
    """Of half the rows and columns, four times as many: top left, top right, bottom left, bottom right."""
    return np.concatenate([values[:, row::2, column::2] for row in (0, 1) for column in (0, 1)])


def pooled(values: Field) -> npt.NDArray[np.float32]:
    """Squares of four pixels: channels × rows / 2 × 2 × columns / 2 × 2."""
    return values.reshape(len(values), values.shape[1] // 2, 2, -1, 2)


def layer(values: Field, weights: Weights, name: str) -> Field:
    """A convolution of 3 × 3 and what is positive of it."""
    weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
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


def last(values: Field, weights: Weights) -> Field:
    """The logit of each place."""
    logit: Field = np.tensordot(weights["last.weight"], values, 1) + weights["last.bias"]
    return logit
