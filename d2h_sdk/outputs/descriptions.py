"""`describe`: pandas' own table, with who stands behind every number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from d2h_sdk.outputs.crosstabs import PersonIds, as_words, persons_column, persons_of
from d2h_sdk.outputs.evidence.cells import Counted
from d2h_sdk.outputs.evidence.measures import flag_of, measure_of, tell_codes, tells_of_flags, three_codes
from d2h_sdk.outputs.evidence.persons import Persons
from d2h_sdk.outputs.evidence.recorded import Recorded, record
from d2h_sdk.outputs.groups import counted_by
from d2h_sdk.wire import Measure

Floats = npt.NDArray[np.float64]


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
    return counted_by([], len(values), values, persons).cells(one, one)
