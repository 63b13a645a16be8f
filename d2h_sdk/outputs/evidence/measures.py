"""What an aggregation is, told by its name or its very function. What is not known here is `unknown`."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
    "mode": "mode",
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
_PLAIN = (0.0, 1.0)
_GLANCE = 1000  # rows


@dataclass(frozen=True)
class Flag:
    """A column of two values, however coded: `rows` is 1 where the larger one stands, missing elsewhere."""

    values: tuple[float, float]
    rows: npt.NDArray[np.float64]


def of_flag(measure: Measure, flag: Flag | None, counted: Counted | None = None) -> Measure | None:
    """The measure of a column of two values, None where it tells nothing of who has which.

    Coded 0 and 1, a sum is a count and a mean a share; coded otherwise, as 1 and 2, both still follow from
    the count (`two`). Where persons have several rows, as `counted` tells, a mean is no share of persons.
    """
    statistic = _OF_FLAGS.get(measure.statistic)
    if statistic is None or flag is None:
        return None
    if flag.values != _PLAIN:
        return measure.model_copy(update={"two": flag.values})
    if statistic == "share" and counted is not None and not one_row_each(counted):
        statistic = "mean"
    return measure.model_copy(update={"statistic": statistic})


def tells_of_flags(measure: Measure) -> bool:
    return measure.statistic in _OF_FLAGS


def one_row_each(counted: Counted) -> bool:
    return counted.persons is None or bool(np.array_equal(counted.rows, counted.persons))


def needs_base(measure: Measure) -> bool:
    """Of the measures that `of_flag` gives: whether it says how many have the other value, too."""
    return measure.statistic != "count"


def flag_of(values: Any) -> Flag | None:
    """None when these are neither truth values nor numbers of two kinds; a column of 0 or 1 alone is one."""
    series = values if isinstance(values, pd.Series) else pd.Series(values)
    if len(series) > _GLANCE and series.iloc[:_GLANCE].nunique() > 2:
        return None
    amounts, _ = amounts_of(series)
    if amounts is None or not len(amounts):
        return None
    low, high = float(amounts.min()), float(amounts.max())
    if not ((amounts == low) | (amounts == high)).all():
        return None
    if low >= 0 and high <= 1 and {low, high} <= {*_PLAIN}:
        low, high = _PLAIN
    if low == high:
        return None
    known = series.to_numpy(dtype=np.float64, na_value=np.nan)
    return Flag((low, high), np.where(known == high, 1.0, np.nan))


def three_codes(values: Any) -> list[npt.NDArray[np.float64]] | None:
    """For a column of three values: 1 where each of them stands, missing elsewhere. None for any other.

    How many have which follows from their number, mean and spread: three equations with three unknowns.
    """
    series = values if isinstance(values, pd.Series) else pd.Series(values)
    if len(series) > _GLANCE and series.iloc[:_GLANCE].nunique() > 3:
        return None
    amounts, _ = amounts_of(series)
    codes = np.unique(amounts) if amounts is not None else np.empty(0)
    if len(codes) != 3:
        return None
    known = series.to_numpy(dtype=np.float64, na_value=np.nan)
    return [np.where(known == code, 1.0, np.nan) for code in codes]


def tell_codes(measures: Iterable[Measure]) -> bool:
    """Whether these, of one column, are both its mean or sum and its spread."""
    told = {one.statistic for one in measures}
    return "spread" in told and bool(told & {"mean", "sum"})
