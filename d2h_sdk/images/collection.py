"""Images of a project: a table that says what each is, and pixels that come when they are asked for."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pandas as pd
import pydicom

from d2h_sdk.errors import UsageError

AHEAD_BYTES = 64 * 1024 * 1024
"""Pixels fetched in one go while images are gone through."""
AHEAD_IMAGES = 100
Key = tuple[str, int]
"""Site and `image_id`."""
Fetch = Callable[[Sequence[Key]], Mapping[Key, bytes]]


class Image:
    """One image; its pixels are fetched when first asked for, and kept as long as this object is."""

    def __init__(self, about: pd.Series[Any], fetch: Callable[[], bytes]) -> None:
        """`about`: its row of the table."""
        self.about = about
        self._fetch = fetch

    @cached_property
    def dicom(self) -> pydicom.Dataset:
        """The whole DICOM object, under the project's own numbers and days."""
        return pydicom.dcmread(io.BytesIO(self._fetch()))

    @cached_property
    def pixels(self) -> npt.NDArray[np.integer]:
        """Rows × columns of values as stored, or frames × rows × columns."""
        found: npt.NDArray[np.integer] = self.dicom.pixel_array
        return found

    @property
    def values(self) -> npt.NDArray[np.float32]:
        """The pixels in the unit of the modality: Hounsfield units of a CT, say."""
        slope = float(self.dicom.get("RescaleSlope", 1))
        scaled = self.pixels.astype(np.float32) * slope + float(self.dicom.get("RescaleIntercept", 0))
        return scaled

    def __repr__(self) -> str:
        told = ("site", "modality", "body_part", "image_number", "image_id")
        known = (
            f"{name}={self.about[name]}" for name in told if name in self.about and pd.notna(self.about[name])
        )
        return f"<Image {', '.join(known)}>"


class Images(Sequence[Image]):
    """`table`: a row an image, in their order. Chosen by place, by a slice or by a mask of rows."""

    def __init__(self, table: pd.DataFrame, fetch: Fetch) -> None:
        self.table = table.reset_index(drop=True)
        self._fetch = fetch

    def __len__(self) -> int:
        return len(self.table)

    @overload
    def __getitem__(self, chosen: int) -> Image: ...
    @overload
    def __getitem__(self, chosen: slice | pd.Series[bool] | npt.NDArray[np.bool_]) -> Images: ...
    def __getitem__(self, chosen: Any) -> Image | Images:
        """Raises UsageError `images-mask-length` for a mask of another table."""
        if isinstance(chosen, int | np.integer):
            key = self._keys()[chosen]
            return Image(self.table.iloc[int(chosen)], lambda: self._fetch([key])[key])
        if isinstance(chosen, slice):
            return Images(self.table.iloc[chosen], self._fetch)
        mask = np.asarray(chosen, dtype=bool)
        if mask.shape != (len(self),):
            raise UsageError("images-mask-length", rows=len(self), given=mask.size)
        return Images(self.table[mask], self._fetch)

    def __iter__(self) -> Iterator[Image]:
        """Several are fetched at a time; those gone through are forgotten."""
        keys, start = self._keys(), 0
        while start < len(keys):
            end = self._end_of_group(start)
            held = dict(self._fetch(keys[start:end]))
            for place in range(start, end):
                content = held.pop(keys[place])
                yield Image(self.table.iloc[place], lambda content=content: content)  # type: ignore[misc]
            start = end

    def series(self) -> dict[int, Images]:
        """By `series_id`, each in the order of its images."""
        order = [name for name in ("image_number", "image_id") if name in self.table]
        return {
            int(number): Images(self.table[self.table["series_id"] == number].sort_values(order), self._fetch)
            for number in self.table["series_id"].unique()
        }

    def _end_of_group(self, start: int) -> int:
        held, end = 0, start
        sizes = self.table["pixels"]
        while end < len(self) and end - start < AHEAD_IMAGES:
            held += int(sizes.iloc[end])
            if end > start and held > AHEAD_BYTES:
                break
            end += 1
        return end

    def _keys(self) -> list[Key]:
        rows = zip(self.table["site"].astype(str), self.table["image_id"], strict=True)
        return [(site, int(number)) for site, number in rows]

    def __repr__(self) -> str:
        return repr(self.table)

    def _repr_html_(self) -> str:
        return str(self.table.to_html(max_rows=20, notebook=True))
