"""A stored image as a person looks at it: as it is, or with local contrast raised so that faint text shows.

Raised is how each place differs from what is around it, in units of how much places around it differ: faint
writing stands out alike on bone, on air and in the dark.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pydicom
from PIL import Image
from scipy import ndimage

from data_gateway.images.pixels import read_pixels

MOST_SHOWN = 100_000_000  # pixels of all frames
_WINDOW = (0.5, 99.5)  # percent of the pixels, from black to white
# Pixels: a little beyond a stroke, so that bones are flat; and a word's height.
_AROUND, _COMPARED = 3.0, 16.0
_FAINTEST = 0.5  # of a grey value
_FARTHEST = 4.0  # times what is usual; beyond it all is black or white
_SOFTER = 0.7  # pixels: noise is finer than strokes
_GREATEST = 65_500  # rows or columns of a PNG that browsers show


def picture(path: Path, *, raised: bool, side: int) -> Image.Image:
    """8 bits of grey; frames beside one another. No side is longer than `side` pixels, or 0: as it is.

    Raises Withheld with PIXELS_UNREADABLE, ValueError for one too large to be shown.
    """
    source = pydicom.dcmread(path)
    frames = read_pixels(source)
    if frames.size > MOST_SHOWN:
        raise ValueError(frames.size)
    sheet = _beside_one_another(frames.astype(np.float32))
    smaller = max(1, -(-max(sheet.shape) // (side or _GREATEST)))
    sheet = _shrunk(sheet, smaller)
    if str(source.get("PhotometricInterpretation", "")) == "MONOCHROME1":
        sheet = -sheet
    return Image.fromarray(_raised(sheet) if raised else _windowed(sheet))


def _beside_one_another(frames: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    count, rows, columns = frames.shape
    across = int(np.ceil(np.sqrt(count)))
    down = -(-count // across)
    sheet = np.full((down * rows, across * columns), frames.min(), np.float32)
    for place, frame in enumerate(frames):
        top, left = place // across * rows, place % across * columns
        sheet[top : top + rows, left : left + columns] = frame
    return sheet


def _shrunk(sheet: npt.NDArray[np.float32], by: int) -> npt.NDArray[np.float32]:
    """By the mean of each square: what is left of noise is less than what is left of strokes."""
    if by == 1:
        return sheet
    rows, columns = (max(1, side // by) for side in sheet.shape)
    tall, wide = min(by, sheet.shape[0]), min(by, sheet.shape[1])
    shrunk: npt.NDArray[np.float32] = (
        sheet[: rows * tall, : columns * wide].reshape(rows, tall, columns, wide).mean((1, 3))
    )
    return shrunk


def _windowed(sheet: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    low, high = np.percentile(sheet, _WINDOW)
    return _grey((sheet - low) / max(float(high - low), 1.0))


def _raised(sheet: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    difference = ndimage.gaussian_filter(sheet, _SOFTER) - ndimage.gaussian_filter(sheet, _AROUND)
    usual = ndimage.gaussian_filter(np.abs(difference), _COMPARED) + _FAINTEST
    return _grey(0.5 + difference / usual / (2 * _FARTHEST))


def _grey(share: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    return (np.clip(share, 0, 1) * 255).astype(np.uint8)
