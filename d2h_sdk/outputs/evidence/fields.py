"""Recorded numbers as the fields of `Evidence` that go to the airlock."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import ValidationError

from d2h_sdk.errors import UsageError
from d2h_sdk.outputs.evidence.recorded import Recorded, recorded_of
from d2h_sdk.wire import Evidence

_DIGITS = 6  # significant ones of an amount
_MOST_BYTES = 900_000  # of evidence with one file: more does not fit into a form of the airlock
_LEAST_MISSED = ("largest", "sums", "rows", "base")


def recorded_for(df: pd.DataFrame, evidence: Any) -> Recorded:
    """What the producer of the frame `evidence` recorded, as far as `df` says the same. Raises UsageError
    `evidence-not-recorded`."""
    found = recorded_of(evidence)
    taken = None if found is None else found.of(df)
    if taken is None:
        raise UsageError("evidence-not-recorded", type=type(evidence).__name__)
    return taken


def fields_of(recorded: Recorded, skipped: int, hidden: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """`skipped`: columns of the frame that are labels in the file. `hidden`: the file's blank cells, of which
    no number is told."""

    def numbers(grid: npt.NDArray[np.float64] | None) -> tuple[tuple[int | None, ...], ...] | None:
        if grid is None:
            return None
        shown = np.where(hidden, np.nan, grid[:, skipped:])
        return tuple(tuple(None if np.isnan(one) else int(one) for one in line) for line in shown)

    def amounts(grid: npt.NDArray[np.float64] | None) -> tuple[Any, ...] | None:
        if grid is None or np.isnan(grid).all():
            return None
        shown = np.where(hidden, np.nan, grid[:, skipped:])
        return tuple(tuple(_rounded(one) for one in line) for line in shown)

    def pairs(grid: npt.NDArray[np.float64] | None) -> tuple[Any, ...] | None:
        if grid is None or np.isnan(grid).all():
            return None
        shown = np.where(hidden[:, :, None], np.nan, grid[:, skipped:])
        return tuple(tuple(_pair(*two) for two in line) for line in shown)

    def texts(grid: npt.NDArray[np.object_] | None) -> tuple[tuple[str | None, ...], ...] | None:
        if grid is None:
            return None
        return tuple(
            tuple(
                one if isinstance(one, str) and not gone else None
                for one, gone in zip(line, blank, strict=True)
            )
            for line, blank in zip(grid[:, skipped:], hidden, strict=True)
        )

    measures = recorded.measures if recorded.by_rows else recorded.measures[skipped:]
    counts = bool(measures) and all(one.statistic == "count" for one in measures)
    return {
        "kind": "counts" if counts else "magnitudes",
        "persons": numbers(recorded.persons),
        "rows": numbers(recorded.rows),
        "base": numbers(recorded.base),
        "sums": amounts(recorded.sums),
        "largest": pairs(recorded.largest),
        "keys": texts(recorded.keys),
        "measures": measures,
        "measures_along": "rows" if recorded.by_rows else "columns",
        "total_rows": recorded.total_rows,
        "total_columns": tuple(at - skipped for at in recorded.total_columns if at >= skipped),
        "person_total": recorded.person_total,
        "events": recorded.events,
        "degrees_of_freedom": recorded.degrees_of_freedom,
        "dimensions": recorded.dimensions,
        "filters": recorded.filters,
        "support": recorded.support,
    }


def _rounded(amount: float) -> float | None:
    return float(f"{amount:.{_DIGITS}g}") if np.isfinite(amount) else None


def _pair(first: float, second: float) -> tuple[float | None, float | None] | None:
    return (_rounded(first), _rounded(second)) if np.isfinite([first, second]).all() else None


def understood(fields: dict[str, Any]) -> Evidence:
    """Raises UsageError `evidence-not-understood`, which names the field."""
    try:
        found = Evidence.model_validate(fields)
    except ValidationError as fault:
        where = ".".join(str(part) for part in fault.errors()[0]["loc"])
        raise UsageError("evidence-not-understood", field=where) from fault
    for field in _LEAST_MISSED:
        if len(found.model_dump_json(exclude_defaults=True)) <= _MOST_BYTES:
            break
        found = found.model_copy(update={field: None})
    return found
