"""Grounds without text and faint lines to write on them: what the finder of faint text learns from.

A line is added anew to another place of another ground each time, as faint as a person can just tell it from
the noise, or clearer. What a network sees is a difference from what is around, so it is added there, too.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from data_gateway.images.training.scenes import line, without_text
from data_gateway.images.writing import differences, of_usual, shrunk, usual
from demo.studies.organs.chest import chest

TILE, CELL = 128, 16  # pixels
_GROUND = 256
_SIDES = (256, 320, 384, 384, 512, 768, 1024)
_NOISE = (20.0, 130.0)  # of 4095, added to some
# Rose's criterion: what a person tells from noise has five times its contrast over the root of its pixels.
_ROSE = (4.0, 60.0)
_STROKES = 0.17  # pixels of a letter's strokes to the square of its size
_LARGEST = 26  # pixels of type; larger letters are looked for on a smaller image
_LETTERS_BELOW = 0.15  # of the lines
_INKED = 0.3
_INKED = 0.3
_WITH_TEXT, _WITH_BOX = 0.65, 0.25  # of the tiles
_INSIDE, _OUTSIDE = 0.25, 0.02  # share of a cell that words cover; what is between teaches nothing
Half = npt.NDArray[np.float16]
Single = npt.NDArray[np.float32]
_Random = np.random.Generator


@dataclass(frozen=True)
class Ground:
    """Of each view, differences and what is usual there; and the noise. Of _GROUND pixels a side."""

    different: Half
    usual: Half
    noise: Half


@dataclass(frozen=True)
class Line:
    """Of each view, the difference that ink makes; the share of each cell that words cover; letters' size."""

    different: Half
    words: Single
    size: int


def ground(number: int) -> Ground:
    random = np.random.default_rng(number)
    grey = _chest(random) if random.random() < 0.7 else without_text(random)
    by = int(random.choice([1, 1, 2, 4]))
    while min(grey.shape) < _GROUND * by:
        by //= 2
    grey = shrunk(grey.astype(np.float32), by)
    fine = grey - ndimage.gaussian_filter(grey, 2.0)
    views = differences(grey)
    place = tuple(
        slice(start, start + _GROUND)
        for start in (int(random.integers(side - _GROUND + 1)) for side in grey.shape)
    )
    scale = np.float32(max(float(np.abs(views[0]).max()) / 1_000, 1e-3))  # within half precision
    return Ground(
        np.stack([view[place] / scale for view in views]).astype(np.float16),
        np.stack([usual(view)[place] / scale for view in views]).astype(np.float16),
        (np.sqrt(ndimage.gaussian_filter(fine**2, 8.0))[place] / scale + 0.3 / scale).astype(np.float16),
    )


def _chest(random: _Random) -> Single:
    pixels = chest(int(random.integers(10**6, 10**9)), int(random.choice(_SIDES))).pixels.astype(np.float32)
    kind = random.random()
    if kind < 0.4:
        noise = random.normal(0, np.exp(random.uniform(*np.log(_NOISE))), pixels.shape)
        if kind < 0.2:
            blurred = float(random.uniform(0.5, 1.4))
            noise = ndimage.gaussian_filter(noise, blurred) * 3.5 * blurred
        pixels = np.clip(pixels + noise, 0, 4095)
    elif kind < 0.55:
        pixels = ndimage.gaussian_filter(pixels, random.uniform(0.4, 1.5))
    kept: Single = np.round(pixels).astype(np.float32)
    return kept


def written(fonts: Sequence[Path], number: int) -> Line:
    random = np.random.default_rng(number)
    while True:
        ink, words, _, size = line(random, fonts, largest=_LARGEST, below=_LETTERS_BELOW)
        rows, columns = np.nonzero(words)
        if len(rows) > size * size:
            break
    ink = ndimage.gaussian_filter(ink, random.choice([0, 0, 0.5, 0.8, 1.0]))
    one = int(random.integers(len(rows)))
    place = tuple(
        slice(start, start + TILE)
        for start in (
            int(np.clip(at - random.integers(TILE), 0, side - TILE))
            for at, side in zip((rows[one], columns[one]), ink.shape, strict=True)
        )
    )
    covered = words[place].reshape(TILE // CELL, CELL, -1, CELL).mean((1, 3))
    views = differences(ink.astype(np.float32))
    return Line(np.stack([view[place] for view in views]).astype(np.float16), covered, size)


def bank(fonts: Sequence[Path], grounds: int, lines: int) -> tuple[list[Ground], list[Line]]:
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        return (
            list(processes.map(ground, range(grounds), chunksize=10)),
            list(processes.map(partial(written, fonts), range(lines), chunksize=50)),
        )


def tile(random: _Random, grounds: Sequence[Ground], lines: Sequence[Line]) -> tuple[Single, Single, Single]:
    """What the network sees, 2 × TILE × TILE; 1 for cells that bear text; and 1 for those that teach."""
    under = grounds[int(random.integers(len(grounds)))]
    top, left = random.integers(0, _GROUND - TILE + 1, 2)
    turn, mirrored = int(random.integers(4)), bool(random.integers(2))
    different, usually, noise = (
        _turned(values[..., top : top + TILE, left : left + TILE].astype(np.float32), turn, mirrored)
        for values in (under.different, under.usual, under.noise)
    )
    words = np.zeros((TILE // CELL, TILE // CELL), np.float32)
    if random.random() < _WITH_TEXT:
        over = lines[int(random.integers(len(lines)))]
        times = np.exp(random.uniform(*np.log(_ROSE))) / (np.sqrt(_STROKES) * over.size)
        ink = over.different.astype(np.float32)
        if (inked := ink[1] > _INKED).any():
            change = random.choice([-1, 1]) * times * noise[inked].mean()
            different, words = different + np.float32(change) * ink, over.words
    seen = np.stack([of_usual(*pair) for pair in zip(different, usually, strict=True)])
    learnt = ((words > _INSIDE) | (words < _OUTSIDE)).astype(np.float32)
    if random.random() < _WITH_BOX:
        _painted_over(random, seen, learnt)
    return (-seen if random.random() < 0.5 else seen), (words > _INSIDE).astype(np.float32), learnt


def _painted_over(random: _Random, seen: Single, learnt: Single) -> None:
    """In a box, as where a clear line is painted over, nothing is seen and nothing to be learnt."""
    high, wide = (int(side) for side in random.integers((12, 24), (40, TILE)))
    if random.random() < 0.3:
        high, wide = wide, high
    top, left = (int(random.integers(-side // 2, TILE - side // 2)) for side in (high, wide))
    box = (slice(max(top, 0), top + high), slice(max(left, 0), left + wide))
    seen[(..., *box)] = 0
    hidden = np.zeros((TILE, TILE), np.float32)
    hidden[box] = 1
    learnt[hidden.reshape(TILE // CELL, CELL, -1, CELL).mean((1, 3)) > _INSIDE] = 0


def _turned(values: Single, turn: int, mirrored: bool) -> Single:
    turned = np.rot90(values, turn, (-2, -1))
    return turned[..., ::-1] if mirrored else turned
