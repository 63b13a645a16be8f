"""What an aggregation is, told by its name or its very function. What is not known here is `unknown`."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any

import numpy as np

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
