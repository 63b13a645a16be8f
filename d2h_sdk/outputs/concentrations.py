"""How unequally an amount is shared out among persons: Gini, Herfindahl and the Lorenz curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from d2h_sdk.errors import UsageError
from d2h_sdk.outputs.crosstabs import PersonIds, as_words, dimensions_of, persons_column, persons_of
from d2h_sdk.outputs.evidence.recorded import Recorded, record
from d2h_sdk.outputs.groups import PERSON, By, groups_of, names_of
from d2h_sdk.wire import Measure

Floats = npt.NDArray[np.float64]


def concentration(
    data: pd.DataFrame,
    values: str,
    by: By = None,
    *,
    persons: PersonIds | str = None,
    filters: str | Sequence[str] = (),
) -> pd.DataFrame:
    """`persons`, `gini` and `hhi` (the sum of squared shares, 0 to 1) of what each person adds up to in
    `values`, per group. Without `persons` every row is one contributor, and who they are is unknown.

    Raises UsageError `negative-amounts`: shares of a total have no negative parts.
    """
    names = names_of(by)
    who = persons_column(data, persons)
    total = persons_of(who, data.index, len(data))
    ids = np.arange(len(data)) if total is None else total.ids
    each = data.assign(**{PERSON: ids}).dropna(subset=[values])
    added = each.groupby([*names, PERSON], observed=True, sort=True)[values].sum().astype(float)
    labels, groups = groups_of(added, names, values)
    lines = []
    for one in groups:
        amounts = _of_contributors(np.asarray(one, dtype=np.float64))
        lines.append((len(amounts), gini(amounts), herfindahl(amounts), amounts.sum(), *_two(amounts)))
    found = np.array(lines, dtype=float).reshape(len(labels), 6)
    table = pd.DataFrame(
        {"persons": found[:, 0].astype(int), "gini": found[:, 1], "hhi": found[:, 2]}, labels
    )
    unknown = np.full((len(labels), 2), np.nan)
    return record(
        Recorded(
            frame=table,
            measures=(
                Measure(statistic="count", given="persons"),
                Measure(statistic="estimate", of=values, given="gini"),
                Measure(statistic="estimate", of=values, given="hhi"),
            ),
            persons=None if total is None else np.repeat(found[:, :1], 3, axis=1),
            # Only a sum of squares follows the largest contributors; a Gini follows everybody.
            sums=np.column_stack([unknown, found[:, 3]]),
            largest=np.stack([np.full((len(labels), 2), np.nan)] * 2 + [found[:, 4:]], axis=1),
            person_total=None if total is None else total.total(),
            dimensions=dimensions_of(table) if names else (),
            filters=as_words(filters, data),
        )
    )


def lorenz(
    values: Any,
    points: int = 10,
    *,
    step: int = 10,
    persons: PersonIds = None,
    filters: str | Sequence[str] = (),
) -> pd.DataFrame:
    """The Lorenz curve: `cumulative_persons` and `cumulative_value`, shares from 0 to 1, poorest first.

    About `points` points, and at least `step` persons between two of them. Raises UsageError
    `too-few-contributors` for fewer persons than two steps, `negative-amounts` for negative sums.
    """
    series = pd.Series(values)
    total = persons_of(persons, series.index, len(series))
    ids = np.arange(len(series)) if total is None else total.ids
    amounts = np.sort(_of_contributors(series.groupby(ids).sum(min_count=1).dropna().to_numpy(dtype=float)))
    if len(amounts) < 2 * step:
        raise UsageError("too-few-contributors", persons=len(amounts), least=2 * step)
    parts = min(points, len(amounts) // step)
    ends = np.rint(np.linspace(0, len(amounts), parts + 1)).astype(int)
    reached = np.concatenate([[0.0], np.cumsum(amounts)])[ends]
    table = pd.DataFrame(
        {"cumulative_persons": ends / len(amounts), "cumulative_value": reached / (reached[-1] or 1.0)}
    )
    table.index = pd.Index([f"point {at}" for at in range(len(ends))], name="point")
    between = np.diff(ends, prepend=-ends[1]).astype(float)
    sums, largest = np.full((len(ends), 2), np.nan), np.full((len(ends), 2, 2), np.nan)
    for at in range(1, len(ends)):
        part = amounts[ends[at - 1] : ends[at]]
        sums[at, 1], largest[at, 1] = part.sum(), _two(part)
    return record(
        Recorded(
            frame=table,
            measures=tuple(Measure(statistic="estimate", given=f"lorenz {name}") for name in table.columns),
            persons=None if total is None else np.repeat(between[:, None], 2, axis=1),
            sums=sums,
            largest=largest,
            person_total=None if total is None else len(amounts),
            filters=as_words(filters, values),
        )
    )


def gini(amounts: Floats) -> float:
    """Half the mean difference of any two amounts over their mean (Gini 1912); NaN where all are 0."""
    ordered, n = np.sort(amounts), len(amounts)
    whole = ordered.sum()
    return float(2 * (np.arange(1, n + 1) @ ordered) / (n * whole) - (n + 1) / n) if whole else float("nan")


def herfindahl(amounts: Floats) -> float:
    """The sum of the squared shares (Herfindahl 1950, Hirschman 1945); NaN where all are 0."""
    whole = amounts.sum()
    return float(((amounts / whole) ** 2).sum()) if whole else float("nan")


def _of_contributors(amounts: Floats) -> Floats:
    if len(amounts) and amounts.min() < 0:
        raise UsageError("negative-amounts")
    return amounts


def _two(amounts: Floats) -> tuple[float, float]:
    largest = np.sort(amounts)[::-1][:2]
    return (*map(float, largest), *[0.0] * (2 - len(largest)))  # type: ignore[return-value]
