"""The pixels of an image and nothing beside them: decoded, cut to their size, cleared of unused bits.

What lies behind the last pixel, in bits that no pixel uses (old overlays), or in the comments of a compressed
stream is thus gone; the values of the pixels are those that were there.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset, FileDataset

from data_gateway.images.withheld import Reason, Withheld

Pixels = npt.NDArray[np.integer]
_TYPES = {(8, 0): np.uint8, (8, 1): np.int8, (16, 0): np.uint16, (16, 1): np.int16}


def read_pixels(source: FileDataset) -> Pixels:
    """Frames × rows × columns. Raises Withheld with PIXELS_UNREADABLE."""
    try:
        allocated, stored = int(source.BitsAllocated), int(source.BitsStored)
        kind = _TYPES[allocated, int(source.PixelRepresentation)]
        if not 1 <= stored <= allocated or int(source.HighBit) != stored - 1:
            raise Withheld(Reason.PIXELS_UNREADABLE)
        found = source.pixel_array
    except Withheld:
        raise
    # Each codec raises its own.
    except Exception as fault:
        raise Withheld(Reason.PIXELS_UNREADABLE) from fault
    shape = (int(source.get("NumberOfFrames", 1) or 1), int(source.Rows), int(source.Columns))
    if found.size != np.prod(shape):
        raise Withheld(Reason.PIXELS_UNREADABLE)
    # Shifted up and down again: unused bits fall out, and the sign of what is left stands.
    unused = kind(allocated - stored)
    kept: Pixels = (found.astype(kind).reshape(shape) << unused) >> unused
    return kept


def set_pixels(target: Dataset, pixels: Pixels) -> None:
    """As explicit little endian: `target` describes them already."""
    target.PixelData = np.ascontiguousarray(pixels, dtype=pixels.dtype.newbyteorder("<")).tobytes()
    if len(target.PixelData) % 2:
        target.PixelData += b"\0"
    target["PixelData"].VR = "OB" if pixels.dtype.itemsize == 1 else "OW"
