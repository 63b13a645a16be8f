"""Shares, rates and ratios, with who stands above and below the line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from d2h_sdk.outputs.crosstabs import PersonIds, as_words, dimensions_of, persons_column, persons_of
from d2h_sdk.outputs.evidence.cells import Counted
from d2h_sdk.outputs.evidence.dimensions import Axis, Variable
from d2h_sdk.outputs.evidence.measures import one_row_each
from d2h_sdk.outputs.evidence.recorded import Recorded, record
from d2h_sdk.outputs.groups import By, counted_by, names_of
from d2h_sdk.wire import Measure, Statistic

Floats = npt.NDArray[np.float64]


def ratios(
    data: pd.DataFrame,
    numerator: str,
    denominator: str | None = None,
    by: By = None,
    *,
    per: float = 1.0,
    persons: PersonIds | str = None,
    filters: str | Sequence[str] = (),
) -> pd.DataFrame:
    """Numerator, denominator and their ratio times `per`, per group: shares, rates, ratios.

    `numerator` and `denominator` are columns that are added up (a yes/no column counts its yes); without a
    denominator the rows that have a numerator are counted. The persons of the ratio are those of the
    numerator; those of the denominator are its base.
    """
    names = names_of(by)
    below = data[denominator] if denominator is not None else data[numerator].notna()
    heading = denominator if denominator is not None else "rows"
    amounts = pd.DataFrame({"above": data[numerator], "below": below})
    keys: Any = [data[name] for name in names] if names else np.full(len(data), numerator)
    sums = amounts.groupby(keys, observed=True).sum()
    table = pd.DataFrame(
        {numerator: sums["above"], heading: sums["below"], "ratio": per * sums["above"] / sums["below"]}
    )
    who = persons_of(persons_column(data, persons), data.index, len(data))
    variables = [Variable.of(data[name]) for name in names]
    lines = Axis.of(variables, len(data)).locate(table.index) if names else np.zeros(1, dtype=np.int64)
    one = np.zeros(1, dtype=np.int64)
    # Who adds nothing stands behind nothing.
    added = (amounts[side].where(amounts[side].astype(float) != 0) for side in ("above", "below"))
    parts = [counted_by(variables, len(data), values, who).cells(lines, one) for values in added]
    chosen = (0, 1, 0)

    def beside(numbers: list[Any]) -> Floats | None:
        known = [numbers[at] for at in chosen]
        return None if any(one is None for one in known) else np.concatenate(known, axis=1)

    base = parts[1].persons
    return record(
        Recorded(
            frame=table,
            measures=(
                _added(data[numerator], numerator),
                _added(below, heading),
                Measure(
                    statistic=_of_ratio(data[numerator], below, parts[1]),
                    of=numerator,
                    given="mean" if per in (1, 100) else f"per {per:g}",
                ),
            ),
            persons=beside([part.persons for part in parts]),
            rows=beside([part.rows for part in parts]),
            base=None if base is None else np.concatenate([np.full((len(table), 2), np.nan), base], axis=1),
            sums=beside([part.sums for part in parts]),
            largest=beside([part.largest for part in parts]),
            person_total=None if who is None else who.total(),
            dimensions=dimensions_of(table) if names else (),
            filters=as_words(filters, data),
        )
    )


def _added(values: pd.Series, name: str) -> Measure:
    return Measure(statistic="count" if _is_flag(values) else "sum", of=name, given="sum")


def _is_flag(values: pd.Series) -> bool:
    return set(values.dropna().unique()) <= {0, 1}


def _of_ratio(above: pd.Series, below: pd.Series, counted: Counted) -> Statistic:
    """A share where every yes above the line is one below it: of persons, if each has one row."""
    if not (_is_flag(above) and _is_flag(below)) or ((above == 1) & ~(below == 1)).any():
        return "ratio"
    return "share" if one_row_each(counted) else "mean"
