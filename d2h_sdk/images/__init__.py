"""Medical images: `d2h.images.read(...)`, a table, and pixels when asked; `d2h.images.show(...)` to look."""

from __future__ import annotations

from d2h_sdk.images.collection import Image, Images
from d2h_sdk.images.masks import read_masks, save_masks
from d2h_sdk.images.reading import read
from d2h_sdk.images.viewer import Viewer, show

__all__ = ["Image", "Images", "Viewer", "read", "read_masks", "save_masks", "show"]
