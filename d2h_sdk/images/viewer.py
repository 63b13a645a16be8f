"""`d2h.images.show`: slices, window, level and masks in the notebook; nothing is loaded from outside."""

from __future__ import annotations

import base64
import json
import uuid
import zlib
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from typing import Any

import numpy as np

from d2h_sdk.errors import UsageError
from d2h_sdk.images.collection import Image, Images
from d2h_sdk.images.masks import Array, Masks, layers
from d2h_sdk.words import language, say

LARGEST_SHOWN = 24 * 1024 * 1024
"""Bytes of pixels that a notebook takes; more are thinned out, evenly."""
_LEVELS = 65_535
_WORDS = (
    "slice",
    "level",
    "width",
    "preset",
    "whole",
    "lung",
    "bone",
    "soft",
    "brain",
    "invert",
    "masks",
    "opacity",
)


def show(
    images: Image | Images | Array,
    masks: Masks = None,
    *,
    window: tuple[float, float] | None = None,
    title: str = "",
) -> Viewer:
    """Show an image, a series or an array (rows × columns, or slices × rows × columns) in the notebook.

    `masks`: an array of that shape per name, true where the mask is, or one array of labels (0: none).
    `window`: centre and width, in the unit of the pixels. Raises UsageError `images-nothing-to-show`,
    `images-shapes-differ`, `images-mask-shape`.
    """
    pixels, spacing, inverted, told = _taken(images)
    shown = layers(masks, pixels.shape)
    return Viewer(pixels, shown, window or told, title, spacing=spacing, inverted=inverted)


class Viewer:
    """What a notebook shows of `pixels` (slices × rows × columns), which its output then holds."""

    def __init__(
        self,
        pixels: Array,
        masks: Mapping[str, Array],
        window: tuple[float, float] | None,
        title: str,
        *,
        spacing: tuple[float, float] = (1.0, 1.0),
        inverted: bool = False,
    ) -> None:
        self.pixels, self.masks, self.title = pixels, masks, title
        self._window, self._spacing, self._inverted = window, spacing, inverted

    def __repr__(self) -> str:
        return say("image-viewer", slices=len(self.pixels), masks=len(self.masks))

    def _repr_html_(self) -> str:
        place = f"d2h-{uuid.uuid4().hex}"
        script = (files("d2h_sdk.images") / "viewer.js").read_text(encoding="utf-8")
        # "<" would let a title or the name of a mask end the script.
        told = json.dumps(self._told(), ensure_ascii=False).replace("<", "\\u003c")
        return (
            f'<div id="{place}" class="d2h-viewer" lang="{language()}">'
            f"{escape(say('image-needs-script'))}</div>"
            f'<script>({script})(document.getElementById("{place}"), {told})</script>'
        )

    def _told(self) -> dict[str, Any]:
        slices, rows, columns = self.pixels.shape
        step = 1
        while slices * -(-rows // step) * -(-columns // step) * 2 > LARGEST_SHOWN:
            step += 1
        thinned = self.pixels[:, ::step, ::step]
        lowest, highest = float(thinned.min()), float(thinned.max())
        stored, slope, intercept = _sixteen_bits(thinned, lowest, highest)
        words = {key: say(f"image-{key}") for key in _WORDS}
        if step > 1:
            words["thinned"] = say("image-thinned", step=step)
        return {
            "title": self.title,
            "slices": slices,
            "rows": thinned.shape[1],
            "columns": thinned.shape[2],
            "step": step,
            "aspect": self._spacing[0] / self._spacing[1],
            "slope": slope,
            "intercept": intercept,
            "range": [lowest, highest],
            "window": self._window or _usual_window(thinned),
            "inverted": self._inverted,
            "pixels": _packed(stored),
            "masks": [
                {"name": name, "cells": _packed(mask[:, ::step, ::step].astype(np.uint8))}
                for name, mask in self.masks.items()
            ],
            "words": words,
        }


def _taken(images: Any) -> tuple[Array, tuple[float, float], bool, tuple[float, float] | None]:
    """Pixels as slices × rows × columns, their spacing, whether white is the least, the window told."""
    if isinstance(images, Image):
        images = [images]
    if isinstance(images, np.ndarray):
        if (
            images.ndim not in (2, 3)
            or not images.size
            or not (np.issubdtype(images.dtype, np.number) or images.dtype == bool)
        ):
            raise UsageError("images-nothing-to-show")
        return np.nan_to_num(images[None] if images.ndim == 2 else images), (1.0, 1.0), False, None
    if not isinstance(images, Images | list) or not len(images):
        raise UsageError("images-nothing-to-show")
    slices: list[Array] = []
    first = None
    for image in images:
        first = first or image.dicom
        values = image.values
        slices += [values] if values.ndim == 2 else list(values)
    if len({one.shape for one in slices}) > 1:
        raise UsageError("images-shapes-differ")
    assert first is not None  # noqa: S101 - there is one image
    spacing = first.get("PixelSpacing") or first.get("ImagerPixelSpacing") or (1.0, 1.0)
    return (
        np.stack(slices),
        (float(spacing[0]), float(spacing[1])),
        str(first.get("PhotometricInterpretation", "")) == "MONOCHROME1",
        _window_of(first),
    )


def _window_of(dicom: Any) -> tuple[float, float] | None:
    found = []
    for keyword in ("WindowCenter", "WindowWidth"):
        value = dicom.get(keyword)
        if value is None:
            return None
        found.append(float(value[0] if hasattr(value, "__getitem__") else value))
    return found[0], found[1]


def _usual_window(pixels: Array) -> tuple[float, float]:
    """All but the darkest and the brightest hundredth."""
    low, high = (float(value) for value in np.percentile(pixels[:: max(1, len(pixels) // 8)], (1, 99)))
    return (low + high) / 2, max(high - low, 1e-6)


def _sixteen_bits(pixels: Array, lowest: float, highest: float) -> tuple[Array, float, float]:
    """Whole numbers as they are where they fit, others in 65,536 levels: `stored * slope + intercept`."""
    if lowest >= 0 and highest <= _LEVELS and np.array_equal(pixels, np.floor(pixels)):
        return pixels.astype("<u2"), 1.0, 0.0
    if highest - lowest <= _LEVELS and np.array_equal(pixels, np.floor(pixels)):
        return (pixels - lowest).astype("<u2"), 1.0, lowest
    slope = (highest - lowest) / _LEVELS or 1.0
    return np.rint((pixels - lowest) / slope).astype("<u2"), slope, lowest


def _packed(cells: Array) -> str:
    return base64.b64encode(zlib.compress(np.ascontiguousarray(cells).tobytes(), 6)).decode("ascii")
