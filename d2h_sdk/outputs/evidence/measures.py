"""What an aggregation is, told by its name or its very function. What is not known here is `unknown`."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from d2h_sdk.outputs.evidence.cells import Counted, amounts_of
from d2h_sdk.wire import Measure, Statistic

_NAMED: Mapping[str, Statistic] = {
    "count": "count",
    "size": "count",
    "sum": "sum",
    "mean": "mean",
    "median": "quantile",
    "quantile": "quantile",
    "min": "extreme",
    "max": "extreme",
    "first": "extreme",
    "last": "extreme",
    "std": "spread",
    "var": "spread",
    "sem": "spread",
    "skew": "spread",
    "nunique": "distinct",
}
# A function is known by identity: anybody may call theirs "mean".
_FUNCTIONS: Mapping[Any, str] = {
    **{getattr(np, name): name for name in ("sum", "mean", "median", "min", "max", "std", "var")},
    **{getattr(np, f"nan{name}"): name for name in ("sum", "mean", "median", "min", "max", "std", "var")},
    **{getattr(builtins, name): name for name in ("sum", "min", "max")},
    len: "size",
}


def measure_of(aggregation: Any, of: object = "") -> Measure:
    """`aggregation`: as pandas' `aggfunc` takes one of them."""
    known = aggregation if isinstance(aggregation, str) else _known_function(aggregation)
    given = aggregation if isinstance(aggregation, str) else getattr(aggregation, "__name__", "function")
    statistic: Statistic = _NAMED.get(known, "unknown") if known is not None else "unknown"
    quantile = 0.5 if statistic == "quantile" else None
    return Measure(statistic=statistic, of=str(of), quantile=quantile, given=str(given))


def _known_function(function: Any) -> str | None:
    try:
        return _FUNCTIONS.get(function)
    except TypeError:  # not hashable
        return None


def name_in_headings(aggregation: Any) -> str:
    """What pandas writes over the columns of one aggregation of a list."""
    return aggregation if isinstance(aggregation, str) else getattr(aggregation, "__name__", str(aggregation))


# What one of these says of a yes/no column follows from how many have the yes, and out of how many.
_OF_FLAGS: Mapping[Statistic, Statistic] = {"sum": "count", "mean": "share", "spread": "spread"}


def of_flag(measure: Measure, counted: Counted | None = None) -> Measure | None:
    """The measure of a yes/no column: its sum is a count, its mean a share. None where it tells of neither.

    Where persons have several rows, as `counted` tells, a mean is no share of persons.
    """
    statistic = _OF_FLAGS.get(measure.statistic)
    if statistic == "share" and counted is not None and not one_row_each(counted):
        statistic = "mean"
    return None if statistic is None else measure.model_copy(update={"statistic": statistic})


def one_row_each(counted: Counted) -> bool:
    return counted.persons is None or bool(np.array_equal(counted.rows, counted.persons))


def needs_base(measure: Measure) -> bool:
    """Of the measures that `of_flag` gives: whether it says how many have not the yes, too."""
    return measure.statistic != "count"


def yes_of(values: Any) -> npt.NDArray[np.float64] | None:
    """1 in every row with a yes, missing elsewhere; None when these are not truth values or only 0 and 1."""
    series = values if isinstance(values, pd.Series) else pd.Series(values)
    amounts, _ = amounts_of(series)
    if amounts is None or not len(amounts) or amounts.min() < 0 or amounts.max() > 1:
        return None
    if not ((amounts == 0) | (amounts == 1)).all():
        return None
    return np.where(series.to_numpy(dtype=np.float64, na_value=np.nan) == 1, 1.0, np.nan)
