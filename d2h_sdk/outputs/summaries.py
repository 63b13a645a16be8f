"""Summaries of columns: `describe`, percentiles, ratios, each with who stands behind every number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from d2h_sdk.outputs.crosstabs import PersonIds, as_words, dimensions_of, persons_column, persons_of
from d2h_sdk.outputs.evidence.cells import Counted, Counting
from d2h_sdk.outputs.evidence.dimensions import Axis, Grid, Variable
from d2h_sdk.outputs.evidence.measures import (
    flag_of,
    measure_of,
    one_row_each,
    tell_codes,
    tells_of_flags,
    three_codes,
)
from d2h_sdk.outputs.evidence.persons import Persons
from d2h_sdk.outputs.evidence.recorded import Recorded, record
from d2h_sdk.wire import Measure, Statistic

Floats = npt.NDArray[np.float64]
By = str | Sequence[str] | None
PERCENTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def describe(
    data: pd.DataFrame | pd.Series,
    percentiles: Sequence[float] | None = None,
    include: Any = None,
    exclude: Any = None,
    *,
    persons: PersonIds | str = None,
    filters: str | Sequence[str] = (),
) -> pd.DataFrame:
    """`DataFrame.describe`: same arguments, same table (of one column for a Series). Its minimum and maximum
    are single persons' values: leave them out with `.drop(index=["min", "max"])`."""
    frame = data.to_frame() if isinstance(data, pd.Series) else data
    table = frame.describe(
        percentiles=None if percentiles is None else list(percentiles), include=include, exclude=exclude
    )
    who = persons_of(persons_column(frame, persons), frame.index, len(frame))
    measures = tuple(_described(str(label)) for label in table.index)
    counted = [_whole(frame[name], who) for name in table.columns]

    def down(numbers: list[Any]) -> Floats:
        return np.repeat(np.stack([one[0, 0] for one in numbers])[None].astype(float), len(table), axis=0)

    persons_behind = None if who is None else down([one.persons for one in counted])
    rows_behind, base = down([one.rows for one in counted]), None
    # A mean and a spread of two values say how many have which.
    flagged = [at for at, measure in enumerate(measures) if tells_of_flags(measure)]
    for column, name in enumerate(table.columns):
        flag = flag_of(frame[name]) if flagged else None
        codes = three_codes(frame[name]) if tell_codes(measures) and who is not None else None
        if codes and persons_behind is not None:
            each = [_whole(one, who).persons for one in codes]
            told = [at for at in flagged if measures[at].statistic in ("mean", "sum", "spread")]
            base = np.full(table.shape, np.nan) if base is None else base
            base[told, column] = persons_behind[told, column]
            persons_behind[told, column] = min(one[0, 0] for one in each if one is not None)
        if flag is None:
            continue
        among = _whole(flag.rows, who)
        rows_behind[flagged, column] = among.rows[0, 0]
        if persons_behind is not None and among.persons is not None:
            base = np.full(table.shape, np.nan) if base is None else base
            base[flagged, column] = persons_behind[flagged, column]
            persons_behind[flagged, column] = among.persons[0, 0]
    modal = [at for at, label in enumerate(table.index) if label in ("top", "freq")]
    for column, name in enumerate(table.columns):
        if not modal or pd.isna(table.loc["top"].iloc[column]):
            continue
        having = _whole(frame[name].where(frame[name] == table.loc["top"].iloc[column]), who)
        rows_behind[modal, column] = having.rows[0, 0]
        if persons_behind is not None and having.persons is not None:
            persons_behind[modal, column] = having.persons[0, 0]
    return record(
        Recorded(
            frame=table,
            measures=measures,
            by_rows=True,
            persons=persons_behind,
            rows=rows_behind,
            base=base,
            person_total=None if who is None else who.total(),
            filters=as_words(filters, data),
        )
    )


def _described(label: str) -> Measure:
    if label in ("0%", "100%"):
        return Measure(statistic="extreme", given=label)
    if label.endswith("%"):
        return Measure(statistic="quantile", quantile=float(label[:-1]) / 100, given=label)
    return measure_of({"unique": "nunique", "freq": "count", "top": "mode"}.get(label, label))


def _whole(values: Any, persons: Persons | None) -> Counted:
    one = np.zeros(1, dtype=np.int64)
    return _grid([], len(values), values, persons).cells(one, one)


def _grid(by: list[Variable], length: int, values: Any, persons: Persons | None) -> Counting:
    return Counting(Grid.of(Axis.of(by, length), Axis.of([], length)), persons, values)


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
    names = _names(by)
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
    counting = _grid(variables, len(data), data[values], who)
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
    names = _names(by)
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
    parts = [_grid(variables, len(data), values, who).cells(lines, one) for values in added]
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


def _names(by: By) -> list[str]:
    return [] if by is None else [by] if isinstance(by, str) else list(by)
