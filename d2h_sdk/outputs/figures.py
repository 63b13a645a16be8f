"""Figures: a PNG that carries nothing but its picture, and the data it was drawn from."""

from __future__ import annotations

import io
from typing import Any, Literal

import pandas as pd

from d2h_sdk.errors import UsageError
from d2h_sdk.outputs.plots import Plot
from d2h_sdk.outputs.prepared import PreparedFile, file_name
from d2h_sdk.outputs.tables import Persons, table_file
from d2h_sdk.wire import Evidence

DOTS_PER_INCH = 150


def figure_files(
    fig: Any,
    name: str,
    data: pd.DataFrame | None = None,
    *,
    kind: Literal["counts", "magnitudes"] | None = None,
    persons: Persons = None,
    person_total: int | None = None,
    description: str = "",
) -> tuple[PreparedFile, PreparedFile]:
    """`fig`: a plot of `d2h.outputs`, which holds its numbers; or a matplotlib figure, axes, or anything with
    a `.figure`, with `data`, the numbers drawn, checked like a table of their `kind`. Raises UsageError
    `figure-not-understood` or `figure-without-data`."""
    if data is None and isinstance(fig, Plot):
        data = fig.data
    if data is None:
        raise UsageError("figure-without-data", name=name)
    image_name = file_name(name, ".png")
    evidence = Evidence(kind="figure", person_total=person_total, description=description)
    image = PreparedFile(image_name, png(fig), evidence)
    numbers = table_file(
        data,
        image_name.removesuffix(".png") + "-data.csv",
        kind=kind,
        persons=persons,
        person_total=person_total,
        description=description,
        supports=image_name,
    )
    return image, numbers


def png(fig: Any) -> bytes:
    figure: Any = fig if hasattr(fig, "savefig") else getattr(fig, "figure", None)
    if not hasattr(figure, "savefig"):
        raise UsageError("figure-not-understood", type=type(fig).__name__)
    buffer = io.BytesIO()
    # Without metadata: the picture must not tell which software, where and when.
    figure.savefig(buffer, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return buffer.getvalue()
