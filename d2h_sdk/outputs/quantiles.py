"""Percentiles that are nobody's own value, with who stands behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from d2h_sdk.outputs.crosstabs import PersonIds, as_words, dimensions_of, persons_column, persons_of
from d2h_sdk.outputs.evidence.dimensions import Axis, Variable
from d2h_sdk.outputs.evidence.recorded import Recorded, record
from d2h_sdk.outputs.groups import By, counted_by, names_of
from d2h_sdk.wire import Measure

PERCENTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def percentiles(
    data: pd.DataFrame,
    values: str,
    q: Sequence[float] = PERCENTILES,
    by: By = None,
    *,
    around: int = 10,
    persons: PersonIds | str = None,
    filters: str | Sequence[str] = (),
) -> pd.DataFrame:
    """Percentiles of a column per group, one column each (`p5`, `p50`…).

    Each is the mean of the `around` values nearest to it in rank, so that none is one person's value; blank
    where a group has fewer. `around=1` gives `data.groupby(by)[values].quantile(q).unstack()`.
    """
    names = names_of(by)
    groups = data.groupby(names, observed=True)[values] if names else None
    if around == 1:
        exact: Any = data[values] if groups is None else groups
        found = exact.quantile(list(q))
        table = found.to_frame().T if groups is None else found.unstack()
    elif groups is None:
        table = pd.DataFrame([means_around(data[values], q, around)], index=[values])
    else:
        averaged = {label: means_around(one, q, around) for label, one in groups}
        labels = groups.size().index
        keys = [label if isinstance(label, tuple) else (label,) for label in averaged]
        order = pd.MultiIndex.from_tuples(keys, names=names) if len(names) > 1 else labels
        table = pd.DataFrame(list(averaged.values()), index=order)
    table.columns = pd.Index([f"p{100 * one:g}" for one in q])
    measures = tuple(Measure(statistic="quantile", of=values, quantile=one) for one in q)
    return _recorded_by_group(data, table, names, values, measures, persons, filters)


def means_around(values: pd.Series, q: Sequence[float], around: int) -> list[float]:
    """Per quantile, the mean of the `around` values nearest to it in rank; NaN of fewer values."""
    ordered = np.sort(values.dropna().to_numpy(dtype=float))
    if len(ordered) < around:
        return [np.nan] * len(q)
    firsts = [round((len(ordered) - 1) * one - (around - 1) / 2) for one in q]
    begins = [min(max(first, 0), len(ordered) - around) for first in firsts]
    return [float(ordered[begin : begin + around].mean()) for begin in begins]


def _recorded_by_group(
    data: pd.DataFrame,
    table: pd.DataFrame,
    names: list[str],
    values: str,
    measures: tuple[Measure, ...],
    persons: PersonIds | str,
    filters: str | Sequence[str],
) -> pd.DataFrame:
    who = persons_of(persons_column(data, persons), data.index, len(data))
    variables = [Variable.of(data[name]) for name in names]
    axis = Axis.of(variables, len(data))
    lines = axis.locate(table.index) if names else np.zeros(1, dtype=np.int64)
    counting = counted_by(variables, len(data), data[values], who)
    counted = counting.cells(lines, np.zeros(table.shape[1], dtype=np.int64))
    return record(
        Recorded(
            frame=table,
            measures=measures,
            persons=counted.persons,
            rows=counted.rows,
            person_total=None if who is None else who.total(),
            dimensions=dimensions_of(table) if names else (),
            filters=as_words(filters, data),
        )
    )
