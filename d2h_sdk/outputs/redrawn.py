"""Figures drawn again from their repaired table: histograms with wider bins, curves with fewer steps."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import pandas as pd
from matplotlib.figure import Figure

from d2h_sdk.outputs.figures import png
from d2h_sdk.outputs.prepared import PreparedFile
from d2h_sdk.outputs.survival_curves import HAZARD, SURVIVAL, draw
from d2h_sdk.wire import Evidence, RepairedFileMessage

_EDGES = re.compile(r"[\[(]\s*([^,;]+?)\s*[,;]\s*([^,;]+?)\s*[\])]")


def redrawn(table: RepairedFileMessage) -> PreparedFile | None:
    """The figure that `table` stands behind; None for one that D2H cannot draw. Titles and colours of the
    first are lost."""
    if table.supports is None or not table.supports.lower().endswith(".png"):
        return None
    frame = pd.read_csv(io.StringIO(table.after), dtype={0: str})
    figure = _curves(frame) if {"time", "at_risk"} <= set(frame.columns) else _histogram(frame)
    if figure is None:
        return None
    evidence = Evidence(kind="figure", person_total=table.evidence.person_total)
    return PreparedFile(table.supports, png(figure), evidence)


def _curves(frame: pd.DataFrame) -> Figure | None:
    kind = next((name for name in (SURVIVAL, HAZARD) if name in frame), None)
    if kind is None or not {"lower", "upper"} <= set(frame.columns):
        return None
    groups = {"": frame} if "group" not in frame else dict(iter(frame.groupby("group", sort=False)))
    return draw({str(label): steps for label, steps in groups.items()}, "", "")


def _histogram(frame: pd.DataFrame) -> Figure | None:
    pairs = [_EDGES.fullmatch(str(label).strip()) for label in frame.iloc[:, 0]]
    edges = [pair.groups() for pair in pairs if pair is not None]
    if not edges or len(edges) < len(frame) or frame.shape[1] != 2:
        return None
    bounds = [float(edges[0][0]), *(float(right) for _, right in edges)]
    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.add_subplot()
    widths = [right - left for left, right in pairwise(bounds)]
    heights = frame.iloc[:, 1].to_numpy(dtype=float)
    # Bins of several widths: the surface counts, so that a wide bin does not look like a frequent one.
    narrowest = min(widths)
    axes.stairs(heights * narrowest / widths, bounds, fill=True)
    same = max(widths) - narrowest < 1e-9 * max(widths)
    label = str(frame.columns[1])
    axes.set(xlabel=str(frame.columns[0]), ylabel=label if same else f"{label} / {narrowest:g}")
    return figure
