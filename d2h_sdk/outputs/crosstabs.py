"""`crosstab`: pandas' own table, with who stands behind each cell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, Literal

import numpy as np
import pandas as pd

from d2h_sdk.errors import UsageError
from d2h_sdk.frames import FILTERS_KEY
from d2h_sdk.outputs.evidence.beside import at_once, worth_it
from d2h_sdk.outputs.evidence.cell_keys import record_keys
from d2h_sdk.outputs.evidence.cells import Counting
from d2h_sdk.outputs.evidence.dimensions import TOTAL, Axis, Grid, Variable, usable
from d2h_sdk.outputs.evidence.measures import Flag, flag_of, measure_of, needs_base, of_flag, tells_of_flags
from d2h_sdk.outputs.evidence.persons import Persons
from d2h_sdk.outputs.evidence.recorded import Recorded, record
from d2h_sdk.wire import Dimension, Measure

PersonIds = pd.Series | pd.Index | np.ndarray | Sequence[Any] | Literal["rows"] | None


def crosstab(
    index: Any,
    columns: Any,
    values: Any = None,
    rownames: Any = None,
    colnames: Any = None,
    aggfunc: Any = None,
    margins: bool = False,
    margins_name: Any = "All",
    dropna: bool = True,
    normalize: Any = False,
    *,
    persons: PersonIds = None,
    filters: str | Sequence[str] = (),
    cell_keys: bool = False,
) -> pd.DataFrame:
    """`pandas.crosstab`: same arguments, same table; what stands behind each cell is recorded.

    `persons`: the person of each row, or `"rows"` when every row is another person; without it the persons
    are unknown, and output checkers will ask. `filters`: who is in the table, in words. `cell_keys`: records
    what `fix("perturb")` draws the noise of each cell from; it takes the pseudonyms in `persons`. Raises
    UsageError `persons-length` or `cell-keys-persons`, and whatever pandas raises.
    """
    row_values, column_values = _each(index), _each(columns)
    if cell_keys and (persons is None or isinstance(persons, str)):
        raise UsageError("cell-keys-persons")

    measure = _measure(values, aggfunc, normalize)

    def count() -> tuple[list[Axis], Counting, tuple[Flag, Counting] | None, int | None]:
        rows = _common_rows([*row_values, *column_values])
        length = _length(row_values[0], rows)
        given = (row_values, column_values)
        axes = [Axis.of([Variable.of(_aligned(one, rows)) for one in each], length) for each in given]
        who = persons_of(persons, rows, length)
        amounts = None if values is None else _aligned(values, rows)
        counting = Counting(Grid.of(*axes), who, amounts)
        flag = flag_of(amounts) if amounts is not None and tells_of_flags(measure) else None
        of_yes = None if flag is None else (flag, Counting(Grid.of(*axes), who, flag.rows))
        return axes, counting, of_yes, None if who is None else who.total()

    table, (axes, counting, of_yes, person_total) = at_once(
        lambda: pd.crosstab(
            index, columns, values, rownames, colnames, aggfunc, margins, margins_name, dropna, normalize
        ),
        count,
        worth_it(len(row_values[0]) if row_values else 0, [*row_values, *column_values]),
    )
    name = margins_name if margins else None
    row_lines, column_lines = axes[0].locate(table.index, name), axes[1].locate(table.columns, name)
    in_totals = usable(axes) if dropna else None
    counted = counting.cells(row_lines, column_lines, in_totals)
    keys = None
    if cell_keys:
        rows = _common_rows([*row_values, *column_values])
        of_rows = record_keys(_of_each_row(persons, rows, _length(row_values[0], rows)))
        keys = counting.keys(row_lines, column_lines, in_totals, *of_rows)
    base = None
    flagged = None if of_yes is None else of_flag(measure, of_yes[0], counted)
    if of_yes is not None and flagged is not None:
        measure, everybody = flagged, counted.persons
        counted = of_yes[1].cells(row_lines, column_lines, in_totals)
        base = everybody if needs_base(measure) else None
    if normalize is not False:
        whole = np.full(1, TOTAL)
        along = {"index": "rows", "0": "rows", "columns": "columns", "1": "columns"}.get(str(normalize))
        over_rows = row_lines if along == "rows" else whole
        over_columns = column_lines if along == "columns" else whole
        denominator = counting.cells(over_rows, over_columns, in_totals).persons
        base = None if denominator is None else np.broadcast_to(denominator, table.shape)
    return record(
        Recorded(
            frame=table,
            measures=(measure,) * table.shape[1],
            persons=counted.persons,
            rows=counted.rows,
            base=base,
            sums=counted.sums,
            largest=counted.largest,
            keys=keys,
            total_rows=tuple(int(at) for at in np.flatnonzero(row_lines == TOTAL)),
            total_columns=tuple(int(at) for at in np.flatnonzero(column_lines == TOTAL)),
            person_total=person_total,
            dimensions=dimensions_of(table),
            filters=as_words(filters, *row_values, *column_values, values),
        )
    )


def _measure(values: Any, aggfunc: Any, normalize: Any) -> Measure:
    of = "" if values is None or getattr(values, "name", None) is None else str(values.name)
    found = Measure(statistic="count") if values is None else measure_of(aggfunc, of)
    if normalize is False or found.statistic == "unknown":
        return found
    share = found.statistic == "count"
    return found.model_copy(update={"statistic": "share" if share else "ratio"})


def _each(given: Any) -> list[Any]:
    """One array, or a list of them, as pandas tells them apart."""
    return list(given) if isinstance(given, list | tuple) else [given]


def _common_rows(given: list[Any]) -> pd.Index | None:
    """The labels that all Series share, None when none has labels."""
    found = [one.index for one in given if isinstance(one, pd.Series | pd.DataFrame)]
    if not found:
        return None
    if all(one is found[0] or one.equals(found[0]) for one in found[1:]):
        return found[0]
    return reduce(lambda left, right: left.intersection(right, sort=False), found)


def _aligned(one: Any, rows: pd.Index | None) -> Any:
    if (
        isinstance(one, pd.Series)
        and rows is not None
        and one.index is not rows
        and not one.index.equals(rows)
    ):
        return one.reindex(rows)
    return one


def _length(first: Any, rows: pd.Index | None) -> int:
    return len(first) if rows is None else len(rows)


def persons_of(persons: PersonIds, rows: pd.Index | None, length: int) -> Persons | None:
    """One per row: by label for a Series, by position otherwise. Raises UsageError `persons-length`."""
    if persons is None:
        return None
    if isinstance(persons, str):
        if persons != "rows":
            raise UsageError("persons-not-understood", given=persons)
        return Persons.of(np.arange(length))
    return Persons.of(_of_each_row(persons, rows, length))


def _of_each_row(persons: Any, rows: pd.Index | None, length: int) -> Any:
    aligned = persons
    if isinstance(persons, pd.Series) and rows is not None and persons.index.is_unique:
        aligned = _aligned(persons, rows)
    if len(aligned) != length:
        raise UsageError("persons-length", rows=length, persons=len(aligned))
    return aligned


def persons_column(data: pd.DataFrame, persons: Any) -> Any:
    """The column of that name, or what was given."""
    return data[persons] if isinstance(persons, str) and persons in data.columns else persons


def dimensions_of(table: pd.DataFrame) -> tuple[Dimension, ...]:
    rows = [Dimension(name=str(name), axis="rows") for name in table.index.names if name is not None]
    columns = [Dimension(name=str(name), axis="columns") for name in table.columns.names if name is not None]
    return (*rows, *columns)


def as_words(filters: str | Sequence[str], *sources: Any) -> tuple[str, ...]:
    """What the author says of who is in a result, and what `d2h.read` was asked for."""
    said = (filters,) if isinstance(filters, str) else tuple(str(one) for one in filters)
    read = (str(one) for source in sources for one in getattr(source, "attrs", {}).get(FILTERS_KEY, ()))
    return tuple(dict.fromkeys([*said, *read]))
