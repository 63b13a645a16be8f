"""Kernel density curves that end and bend where enough persons are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from d2h_sdk.errors import UsageError
from d2h_sdk.outputs.crosstabs import PersonIds, as_words, persons_of
from d2h_sdk.outputs.evidence.recorded import Recorded, record
from d2h_sdk.outputs.plots import Plot, axes_of
from d2h_sdk.outputs.quantiles import means_around
from d2h_sdk.wire import Measure

Floats = npt.NDArray[np.float64]
_WIDER, _WIDEST = 1.25, 40  # steps of the search for a bandwidth


def density(
    x: Any,
    bw_method: Any = None,
    points: int = 50,
    *,
    step: int = 10,
    ax: Axes | None = None,
    persons: PersonIds = None,
    filters: str | Sequence[str] = (),
    **drawing: Any,
) -> Plot:
    """`Series.plot.kde`, from the 5th to the 95th percentile (each the mean of the ten values around it):
    beyond them the curve would end at the smallest and the largest person's value.

    `bw_method` as for `scipy.stats.gaussian_kde`; it is widened until every bump holds at least `step`
    persons. Raises UsageError `nothing-to-draw` for fewer values than ten times `step`, or all the same.
    """
    from scipy import stats

    series = pd.Series(x) if not isinstance(x, pd.Series) else x
    known = series.notna()
    values = series[known].to_numpy(dtype=float)
    if len(values) < 10 * step or values.min() == values.max():
        raise UsageError("nothing-to-draw")
    who = persons_of(persons, series.index, len(series))
    behind = None if who is None else who.where(known.to_numpy()).total()
    low, high = means_around(series[known], (0.05, 0.95), 10)
    along = np.linspace(low, high, points)
    curve = stats.gaussian_kde(values, bw_method)
    for _ in range(_WIDEST):
        heights = curve(along)
        if smallest_bump(along, heights) * (behind or len(values)) >= step:
            break
        curve.set_bandwidth(curve.factor * _WIDER)
    name = str(series.name or "x")
    table = pd.DataFrame({"density": heights}, index=pd.Index(along, name=name))
    axes = axes_of(ax)
    axes.plot(along, heights, **drawing)
    axes.set(xlabel=name, ylabel="density")
    return Plot(
        axes,
        record(
            Recorded(
                frame=table,
                measures=(Measure(statistic="estimate", of=name, given="density"),),
                persons=None if behind is None else np.full(table.shape, float(behind)),
                person_total=behind,
                filters=as_words(filters, x),
            )
        ),
    )


def smallest_bump(along: Floats, heights: Floats) -> float:
    """The least area between two valleys of a curve, or a valley and an end."""
    valleys = [at for at in range(1, len(heights) - 1) if heights[at - 1] > heights[at] <= heights[at + 1]]
    parts = pairwise([0, *valleys, len(heights) - 1])
    return min(float(np.trapezoid(heights[a : b + 1], along[a : b + 1])) for a, b in parts)
