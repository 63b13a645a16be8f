"""Totals and means of a sample in which each row stands for several persons of a population."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from d2h_sdk.errors import UsageError
from d2h_sdk.outputs.crosstabs import PersonIds, as_words, dimensions_of, persons_column, persons_of
from d2h_sdk.outputs.evidence.recorded import Recorded, record
from d2h_sdk.outputs.groups import PERSON, By, groups_of, names_of
from d2h_sdk.wire import Measure


def weighted(
    data: pd.DataFrame,
    values: str,
    weights: str,
    by: By = None,
    *,
    persons: PersonIds | str = None,
    filters: str | Sequence[str] = (),
) -> pd.DataFrame:
    """`persons` (unweighted), `weighted_total` and `weighted_mean` of a column, per group.

    Recorded are the unweighted persons, the weighted total, and its two largest contributions as if each
    person stood there as often as their whole weight says (Eurostat, Handbook on SDC: with weights 4 and 7 of
    100 and 10 the two largest are 100 and 100). Raises UsageError `weights-negative`.
    """
    names = names_of(by)
    rows = data.dropna(subset=[values, weights])
    if (rows[weights] < 0).any():
        raise UsageError("weights-negative", column=weights)
    who = persons_of(persons_column(data, persons), data.index, len(data))
    ids = pd.Series(np.arange(len(data)) if who is None else who.ids, index=data.index).loc[rows.index]
    amount = rows[values].astype(float)
    each = pd.DataFrame({"total": amount * rows[weights], "size": amount.abs(), "weight": rows[weights]})
    each["absolute"] = each["total"].abs()
    # A person's own rows add up; the weight is that of the first, as in one sample.
    keys = [*[rows[name] for name in names], ids.rename(PERSON)]
    person = each.groupby(keys, observed=True).agg(
        {"total": "sum", "absolute": "sum", "size": "sum", "weight": "first"}
    )
    labels, groups = groups_of(person, names, values)
    lines = [(len(one), one["total"].sum(), one["absolute"].sum(), *_largest(one)) for one in groups]
    found = np.array(lines, dtype=float).reshape(len(labels), 5)
    weight = each["weight"].groupby([rows[name] for name in names], observed=True).sum() if names else None
    below = np.array([each["weight"].sum()]) if weight is None else weight.reindex(labels).to_numpy()
    table = pd.DataFrame(
        {
            "persons": found[:, 0].astype(int),
            "weighted_total": found[:, 1],
            "weighted_mean": found[:, 1] / np.where(below > 0, below, np.nan),
        },
        labels,
    )
    unknown = np.full(len(labels), np.nan)
    return record(
        Recorded(
            frame=table,
            measures=(
                Measure(statistic="count", given="persons"),
                Measure(statistic="sum", of=values, given="weighted sum"),
                Measure(statistic="mean", of=values, given="weighted mean"),
            ),
            persons=None if who is None else np.repeat(found[:, :1], 3, axis=1),
            sums=np.column_stack([unknown, found[:, 2], found[:, 2]]),
            largest=np.stack([np.full((len(labels), 2), np.nan), found[:, 3:], found[:, 3:]], axis=1),
            person_total=None if who is None else who.total(),
            dimensions=dimensions_of(table) if names else (),
            filters=as_words(filters, data),
        )
    )


def _largest(of: pd.DataFrame) -> tuple[float, float]:
    """The two largest values, each repeated by its weight; one with a weight below 1 counts once."""
    top = of.nlargest(2, "size")
    repeated = [
        size
        for size, weight in zip(top["size"], top["weight"], strict=True)
        for _ in range(2 if weight >= 2 else 1)
    ]
    return (*map(float, repeated[:2]), *[0.0] * max(2 - len(repeated), 0))  # type: ignore[return-value]
