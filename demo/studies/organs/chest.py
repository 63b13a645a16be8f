"""One chest as X-rays would show it, from ellipses of random size and place.

What stands on a radiograph is the logarithm of what tissue lets through, that is the sum of each tissue's
attenuation times its thickness: Beer and Lambert. So organs overlap as on a real one, and the edge of a heart
fades into the spine behind it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

RIGHT_LUNG, LEFT_LUNG, HEART = "right lung", "left lung", "heart"
_LARGEST = 4095  # 12 bits
_SOFT, _AIR, _BONE = 1.0, -0.92, 0.55  # attenuation per unit of thickness, of which a chest is about one deep
Mask = npt.NDArray[np.bool_]
Field = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Chest:
    """`pixels`: rows × columns, 12 bits, bone bright; the patient's right is on the left, as in PA views."""

    pixels: npt.NDArray[np.uint16]
    masks: dict[str, Mask]


def chest(seed: int, size: int = 256) -> Chest:
    """The same seed gives the same chest; `size`: pixels of a side."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:size, 0:size] / size
    # Nobody stands quite straight.
    turn, centre = random.normal(0, 0.03), 0.5 + random.normal(0, 0.012)
    across = columns - centre + turn * (rows - 0.5)
    depth = _SOFT * _dome(across / random.uniform(0.44, 0.5), (rows - 0.55) / random.uniform(0.62, 0.7))
    lungs = {
        RIGHT_LUNG: _lung(random, rows, -across, broad=1.0),
        LEFT_LUNG: _lung(random, rows, across, broad=0.9),
    }
    heart = _dome(
        (across - random.uniform(0.035, 0.065)) / random.uniform(0.11, 0.165),
        (rows - random.uniform(0.62, 0.67)) / random.uniform(0.13, 0.17),
    )
    air = np.maximum(lungs[RIGHT_LUNG], lungs[LEFT_LUNG]) * (1 - 0.85 * (heart > 0))
    depth += _AIR * random.uniform(0.75, 0.9) * air + 0.35 * heart
    depth += _BONE * (
        _ribs(random, rows, across) + _spine(random, rows, across) + _clavicles(random, rows, across)
    )
    return Chest(
        _exposed(random, depth, size),
        {
            HEART: heart > 0,
            **{name: (lung > 0.12) & (heart <= 0) for name, lung in lungs.items()},
        },
    )


def _dome(across: Field, along: Field) -> Field:
    """Thickness of an ellipsoid: 1 in its middle, 0 outside."""
    thickness: Field = np.sqrt(np.clip(1 - across**2 - along**2, 0, None))
    return thickness


def _lung(random: np.random.Generator, rows: Field, outward: Field, broad: float) -> Field:
    """An upright ellipsoid, cut off below by the diaphragm and inside by the mediastinum."""
    middle, width = random.uniform(0.19, 0.215), broad * random.uniform(0.14, 0.165)
    top, height = random.uniform(0.1, 0.14), random.uniform(0.62, 0.7)
    along = (rows - top - height / 2) / (height / 2)
    lung = _dome((outward - middle) / (width * (1 - 0.25 * (along < 0) * along**2)), along)
    diaphragm = random.uniform(0.68, 0.74) + 1.6 * (outward - middle) ** 2
    lung[(rows > diaphragm) | (outward < random.uniform(0.055, 0.07))] = 0
    return lung


def _ribs(random: np.random.Generator, rows: Field, across: Field) -> Field:
    """Pairs of arcs that fall outwards, brighter at their edges as tubes are."""
    ribs = np.zeros_like(rows)
    first, apart, fall = random.uniform(0.12, 0.15), random.uniform(0.068, 0.078), random.uniform(0.5, 0.8)
    for number in range(9):
        line = first + apart * number + fall * (np.abs(across) - 0.1) ** 2 * (1 + 0.1 * number)
        distance = np.abs(rows - line) / 0.013
        ribs += 0.32 * np.clip(1 - distance**2, 0, None) * ((np.abs(across) > 0.05) & (np.abs(across) < 0.4))
    return ribs


def _spine(random: np.random.Generator, rows: Field, across: Field) -> Field:
    width = random.uniform(0.04, 0.048)
    discs = 0.85 + 0.15 * np.cos(2 * np.pi * rows / random.uniform(0.058, 0.066))
    spine: Field = 0.8 * discs * np.clip(1 - (across / width) ** 2, 0, None)
    return spine


def _clavicles(random: np.random.Generator, rows: Field, across: Field) -> Field:
    line = random.uniform(0.13, 0.16) - random.uniform(0.05, 0.2) * (np.abs(across) - 0.05)
    distance = np.abs(rows - line) / 0.016
    clavicles: Field = (
        0.5 * np.clip(1 - distance**2, 0, None) * ((np.abs(across) > 0.04) & (np.abs(across) < 0.34))
    )
    return clavicles


def _exposed(random: np.random.Generator, depth: Field, size: int) -> npt.NDArray[np.uint16]:
    """Scattered, noisy where little arrives, and stretched over the grey values as a detector does."""
    scattered = ndimage.gaussian_filter(depth, size / 260) + 0.08 * ndimage.gaussian_filter(depth, size / 12)
    arrived = np.exp(-2.2 * scattered)
    photons = random.uniform(3_000, 9_000)
    counted = random.normal(arrived * photons, np.sqrt(arrived * photons))
    grey = -np.log(np.clip(counted, 1, None) / photons)
    low, high = np.percentile(grey, (0.5, 99.5))
    bright = _LARGEST * (random.uniform(0.03, 0.08) + random.uniform(0.8, 0.9) * (grey - low) / (high - low))
    exposed: npt.NDArray[np.uint16] = np.clip(bright, 0, _LARGEST).astype(np.uint16)
    return exposed
