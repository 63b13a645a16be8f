"""Results of statistical tests, with the groups and the degrees of freedom they rest on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from d2h_sdk.errors import UsageError
from d2h_sdk.outputs.crosstabs import as_words, persons_of
from d2h_sdk.outputs.evidence.recorded import Recorded, record
from d2h_sdk.wire import Measure, Support

_SHOWN = ("statistic", "correlation", "slope", "intercept", "pvalue", "df", "dof")


def hypothesis_test(
    test: str | Callable[..., Any],
    *samples: Any,
    persons: Any = None,
    filters: str | Sequence[str] = (),
    **options: Any,
) -> pd.DataFrame:
    """A test of `scipy.stats`, by name or as function, as a table of one row: `statistic`, `pvalue`, `df`.

    `samples` and `options` are the test's own. `persons`: the ids of the persons of each sample, a list with
    one entry per sample or one entry for all, or `"rows"` when every value is another person's. Raises
    UsageError `test-unknown`, and whatever scipy raises.
    """
    from scipy import stats

    function = getattr(stats, test, None) if isinstance(test, str) else test
    if not callable(function):
        raise UsageError("test-unknown", test=str(test))
    name = test if isinstance(test, str) else getattr(function, "__name__", "test")
    # Only scipy's own functions are known to answer with nothing but statistics.
    known = getattr(function, "__module__", "").startswith("scipy.stats")
    answer = function(*samples, **options)
    found = {key: _number(getattr(answer, key)) for key in _SHOWN if hasattr(answer, key)}
    if not found and isinstance(answer, tuple):
        found = dict(zip(("statistic", "pvalue"), map(_number, answer), strict=False))
    found = {key: value for key, value in found.items() if value is not None}
    if not found:
        raise UsageError("test-unknown", test=str(name))
    table = pd.DataFrame([found], index=pd.Index([name], name="test"))
    support = _groups(samples, persons)
    sizes = [one.persons for one in support]
    told = found.get("df", found.get("dof"))
    rows = [np.size(sample) for sample in samples if np.ndim(sample) == 1]
    freedom = int(told) if told is not None else max(sum(rows) - len(rows) - 1, 0) if rows else None
    behind = None if not sizes or None in sizes else float(min(one or 0 for one in sizes))
    statistic: Any = "test" if known else "unknown"
    return record(
        Recorded(
            frame=table,
            measures=tuple(Measure(statistic=statistic, of=key, given=str(name)) for key in table.columns),
            persons=None if behind is None else np.full(table.shape, behind),
            person_total=None if None in sizes or not sizes else sum(one or 0 for one in sizes),
            degrees_of_freedom=freedom,
            support=support,
            filters=as_words(filters, *samples),
        )
    )


def _groups(samples: tuple[Any, ...], persons: Any) -> tuple[Support, ...]:
    lines = [sample for sample in samples if np.ndim(sample) == 1]
    if not lines:
        return _cells_of_tables(samples)
    if persons is None:
        return tuple(Support(label=f"sample {at}") for at in range(1, len(lines) + 1))
    each = [persons] * len(lines) if isinstance(persons, str) else list(persons)
    if len(each) != len(lines):
        each = [persons] * len(lines)
    found = []
    for at, (sample, ids) in enumerate(zip(lines, each, strict=True), start=1):
        who = persons_of(ids, None, len(sample))
        found.append(Support(label=f"sample {at}", persons=None if who is None else who.total()))
    return tuple(found)


def _cells_of_tables(samples: tuple[Any, ...]) -> tuple[Support, ...]:
    """A test on a table of counts rests on its cells."""
    counts = [np.asarray(sample) for sample in samples if np.ndim(sample) == 2]
    return tuple(
        Support(label=f"cell {at}", persons=int(one))
        for at, one in enumerate((cell for table in counts for cell in table.ravel()), start=1)
        if float(one).is_integer() and one >= 0
    )


def _number(value: Any) -> float | None:
    return float(value) if np.ndim(value) == 0 and isinstance(value, int | float | np.number) else None
