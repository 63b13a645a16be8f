"""Figures that carry the numbers they show: histogram, box plot, bars, lines, heat map.

Each is drawn from a table of summaries, never from rows, and holds that table with its evidence:
`d2h.outputs.figure(plot, name)` adds both.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from d2h_sdk.errors import UsageError
from d2h_sdk.outputs.crosstabs import PersonIds, as_words, persons_of
from d2h_sdk.outputs.evidence.cells import Counting
from d2h_sdk.outputs.evidence.dimensions import Axis, Grid, Variable
from d2h_sdk.outputs.evidence.recorded import Recorded, record
from d2h_sdk.outputs.quantiles import percentiles
from d2h_sdk.wire import Measure


class Plot:
    """`axes` and `figure` of matplotlib, to change freely; `data`: the table that is drawn."""

    def __init__(self, axes: Axes, data: pd.DataFrame) -> None:
        self.axes = axes
        self.data = data

    @property
    def figure(self) -> Figure:
        return cast(Figure, self.axes.get_figure(root=True))

    def _repr_png_(self) -> bytes:
        from d2h_sdk.outputs.figures import png

        return png(self.figure)


def hist(
    x: Any,
    bins: int | Sequence[float] = 10,
    range: tuple[float, float] | None = None,
    density: bool = False,
    *,
    ax: Axes | None = None,
    persons: PersonIds = None,
    filters: str | Sequence[str] = (),
    **drawing: Any,
) -> Plot:
    """`Axes.hist`, with round edges: with a number of `bins` (about so many) and no `range`, the outermost
    edges would be the smallest and the largest person's value. Edges given are taken as they are."""
    values = pd.Series(x) if not isinstance(x, pd.Series) else x
    known = values.notna()
    numbers = values[known].to_numpy(dtype=float)
    edges = _edges(numbers, bins, range)
    inside = known & values.between(edges[0], edges[-1])
    # The last bin holds its upper edge too, as numpy's.
    found = np.searchsorted(edges, values[inside].to_numpy(dtype=float), side="right") - 1
    which = np.clip(found, 0, len(edges) - 2)
    heights, _ = np.histogram(numbers, edges, density=density)
    heading = "density" if density else "count"
    # As text: an edge is no count, and no rule for counts reads it.
    bounds = [f"[{low:g}, {high:g})" for low, high in pairwise(edges.tolist())]
    bounds[-1] = bounds[-1][:-1] + "]"
    table = pd.DataFrame({heading: heights}, index=bounds)
    table.index.name = str(values.name or "bin")
    who = persons_of(persons, values.index, len(values))
    whom = None if who is None else who.where(inside.to_numpy())
    axis = Axis.of([Variable.of(which)], len(which))
    lines = axis.locate(pd.Index(np.arange(len(edges) - 1)))
    one = np.zeros(1, dtype=np.int64)
    counted = Counting(Grid.of(axis, Axis.of([], len(which))), whom).cells(lines, one)
    axes = axes_of(ax)
    axes.stairs(heights, edges, fill=True, **drawing)
    axes.set(ylabel=heading, xlabel=str(values.name or ""))
    data = record(
        Recorded(
            frame=table,
            measures=(Measure(statistic="share" if density else "count", of=str(values.name or "")),),
            persons=counted.persons,
            rows=counted.rows,
            person_total=None if whom is None else whom.total(),
            filters=as_words(filters, values),
        )
    )
    return Plot(axes, data)


def _edges(
    numbers: npt.NDArray[np.float64], bins: int | Sequence[float], range: tuple[float, float] | None
) -> npt.NDArray[np.float64]:
    if not isinstance(bins, int):
        return np.asarray(bins, dtype=float)
    if range is not None:
        return np.linspace(range[0], range[1], bins + 1)
    if not len(numbers):
        raise UsageError("nothing-to-draw")
    lowest, highest = float(numbers.min()), float(numbers.max())
    if lowest == highest:
        return np.array([np.floor(lowest), np.floor(lowest) + 1.0])
    return np.asarray(MaxNLocator(nbins=bins, steps=[1, 2, 2.5, 5, 10]).tick_values(lowest, highest))


def boxplot(
    data: pd.DataFrame,
    column: str,
    by: str | None = None,
    *,
    around: int = 10,
    ax: Axes | None = None,
    persons: PersonIds | str = None,
    filters: str | Sequence[str] = (),
    **drawing: Any,
) -> Plot:
    """`DataFrame.boxplot` without points: box from p25 to p75, line at p50, whiskers at p5 and p95, each the
    mean of the `around` values nearest to it, since whiskers and outliers are otherwise persons' values."""
    table = percentiles(data, column, by=by, around=around, persons=persons, filters=filters)
    axes = axes_of(ax)
    names = ("p5", "p25", "p50", "p75", "p95")
    parts = ("whislo", "q1", "med", "q3", "whishi")
    stats: list[dict[str, Any]] = [
        {**dict(zip(parts, row, strict=True)), "label": str(label), "fliers": []}
        for label, row in zip(table.index, table[list(names)].to_numpy(), strict=True)
        if not np.isnan(row).any()
    ]
    if not stats:
        raise UsageError("nothing-to-draw")
    axes.bxp(stats, showfliers=False, **drawing)
    axes.set(ylabel=column, xlabel=by or "")
    return Plot(axes, table)


def bar(table: pd.DataFrame, *, ax: Axes | None = None, **drawing: Any) -> Plot:
    """`DataFrame.plot.bar` of a table that a producer made."""
    axes = table.plot.bar(ax=axes_of(ax), **drawing)
    return Plot(axes, table)


def line(table: pd.DataFrame, *, ax: Axes | None = None, **drawing: Any) -> Plot:
    """`DataFrame.plot.line` of a table that a producer made: one point per group, none per person."""
    axes = table.plot.line(ax=axes_of(ax), **drawing)
    return Plot(axes, table)


def heatmap(table: pd.DataFrame, *, ax: Axes | None = None, **drawing: Any) -> Plot:
    """`Axes.imshow` of a table that a producer made, with its labels and a scale."""
    axes = axes_of(ax)
    image = axes.imshow(table.to_numpy(dtype=float), aspect="auto", **drawing)
    axes.set_xticks(np.arange(table.shape[1]), [str(one) for one in table.columns], rotation=45, ha="right")
    axes.set_yticks(np.arange(table.shape[0]), [str(one) for one in table.index])
    axes.set(xlabel=_words(table.columns), ylabel=_words(table.index))
    plot = Plot(axes, table)
    plot.figure.colorbar(image, ax=axes)
    return plot


def _words(labels: pd.Index) -> str:
    return " · ".join(str(name) for name in labels.names if name is not None)


def axes_of(ax: Axes | None) -> Axes:
    return Figure(figsize=(7, 4.5), layout="constrained").add_subplot() if ax is None else ax
