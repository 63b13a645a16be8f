"""Data frames that R hands over: a file of numbers for each column, with levels where these are codes.

Nothing is written as text, so that a sum over them is to the last digit what it is in Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from d2h_sdk.errors import UsageError
from d2h_sdk.frames import FILTERS_KEY

_MISSING = np.iinfo(np.int32).min  # what R writes for a whole number that is not there
_EXACT = float(1 << 53)


def frame_of_r(told: Mapping[str, Any], folder: Path) -> pd.DataFrame:
    """`told`: `columns`, each with `name`, `class`, `file` and `levels`; `filters`.

    Raises UsageError `r-column-class` for a class that stands for no column of a table.
    """
    columns = [_column(one, folder) for one in told["columns"]]
    frame = pd.DataFrame(dict(enumerate(columns)))
    frame.columns = pd.Index([one["name"] for one in told["columns"]])
    if told.get("filters"):
        frame.attrs[FILTERS_KEY] = list(told["filters"])
    return frame


def _column(told: Mapping[str, Any], folder: Path) -> Any:
    kind, file = told["class"], folder / told.get("file", "")
    if kind in ("integer", "logical", "character", "factor", "ordered"):
        codes = np.fromfile(file, dtype="<i4")
        return _of_codes(codes, kind, told.get("levels") or [])
    if kind in ("numeric", "Date", "POSIXct"):
        return _of_doubles(np.fromfile(file, dtype="<f8"), kind)
    raise UsageError("r-column-class", column=told["name"], given=kind)


def _of_codes(codes: np.ndarray[Any, Any], kind: str, levels: list[str]) -> Any:
    missing = codes == _MISSING
    if kind == "integer":
        return _whole(codes.astype(np.int64), missing)
    if kind == "logical":
        return pd.arrays.BooleanArray(codes == 1, missing) if missing.any() else codes == 1
    at = np.where(missing, 0, codes) - 1  # R counts from 1
    if kind == "character":
        return np.array([*levels, None], dtype=object)[at]
    kinds = pd.CategoricalDtype(levels, ordered=kind == "ordered")
    return pd.Categorical.from_codes([int(one) for one in at], dtype=kinds)


def _of_doubles(values: np.ndarray[Any, Any], kind: str) -> Any:
    if kind == "Date":
        return pd.to_datetime(pd.Series(values), unit="D")
    if kind == "POSIXct":
        return pd.to_datetime(pd.Series(values), unit="s", utc=True)
    missing = np.isnan(values)
    known = values[~missing]
    # R has doubles for whole numbers too: a year is to be called 1950 in a table, not 1950.0.
    if len(known) and (known == np.floor(known)).all() and (np.abs(known) < _EXACT).all():
        return _whole(np.where(missing, 0, values).astype(np.int64), missing)
    return values


def _whole(values: np.ndarray[Any, Any], missing: np.ndarray[Any, Any]) -> Any:
    return pd.arrays.IntegerArray(values, missing) if missing.any() else values
