"""`pivot_table`: pandas' own table, with who stands behind each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pandas as pd

from d2h_sdk.outputs.crosstabs import PersonIds, as_words, dimensions_of, persons_column, persons_of
from d2h_sdk.outputs.evidence.beside import at_once, worth_it
from d2h_sdk.outputs.evidence.cells import Counting, Mask
from d2h_sdk.outputs.evidence.dimensions import TOTAL, Axis, Grid, Variable, usable
from d2h_sdk.outputs.evidence.measures import (
    Flag,
    flag_of,
    needs_base,
    of_flag,
    tell_codes,
    tells_of_flags,
    three_codes,
)
from d2h_sdk.outputs.evidence.persons import Persons
from d2h_sdk.outputs.evidence.recorded import Recorded, record
from d2h_sdk.outputs.pivot_headings import Headings
from d2h_sdk.wire import Measure

_AS_PANDAS = object()


def pivot_table(
    data: pd.DataFrame,
    values: Any = None,
    index: Any = None,
    columns: Any = None,
    aggfunc: Any = "mean",
    fill_value: Any = None,
    margins: bool = False,
    dropna: bool = True,
    margins_name: str = "All",
    observed: Any = _AS_PANDAS,
    sort: bool = True,
    *,
    persons: PersonIds | str = None,
    filters: str | Sequence[str] = (),
) -> pd.DataFrame:
    """`pandas.pivot_table`: same arguments, same table; what stands behind each cell is recorded.

    `persons`: a column of `data`, the person of each row, or `"rows"` when every row is another person.
    An aggregation that is not known leaves its cells without a known measure, which never passes by itself.
    """
    chosen = {} if observed is _AS_PANDAS else {"observed": observed}
    keys = _keys(index), _keys(columns)
    turned = not keys[0]
    lines = (keys[1], keys[0]) if turned else keys
    named = [one for each in lines for one in each]
    keyed = [data[one] if isinstance(one, str) and one in data.columns else one for one in named]
    said = list(values) if pd.api.types.is_list_like(values) else [values]

    def make() -> Any:
        return pd.pivot_table(
            data,
            values=values,
            index=index,
            columns=columns,
            aggfunc=aggfunc,
            fill_value=fill_value,
            margins=margins,
            dropna=dropna,
            margins_name=margins_name,
            sort=sort,
            **chosen,
        )

    def count() -> tuple[_Counts, int | None]:
        who = persons_of(persons_column(data, persons), None, len(data))
        counts = _Counts(data, lines, who)
        for variable in said:
            counts.of(variable)
        return counts, None if who is None else who.total()

    table, (counts, person_total) = at_once(make, count, worth_it(len(data), keyed))
    if not isinstance(table, pd.DataFrame):
        return cast(pd.DataFrame, table)  # pandas may answer a Series
    if turned and margins:
        # Without an index pandas' totals are not those of the persons: nothing is claimed of them.
        unknown = Measure(statistic="unknown", given="margins")
        return record(Recorded(table, (unknown,) * table.shape[1], filters=as_words(filters, data)))
    upright = table.T if turned else table
    headings = Headings(upright, values, len(lines[1]), aggfunc, data, [*lines[0], *lines[1]])
    recorded = _recorded(upright, headings, counts, margins_name if margins else None, dropna)
    found = recorded.transposed() if turned else recorded
    return record(
        replace(
            found,
            frame=table,
            person_total=person_total,
            dimensions=dimensions_of(table),
            filters=as_words(filters, data),
        )
    )


class _Counts:
    """The cells of each variable, counted once."""

    def __init__(
        self, data: pd.DataFrame, keys: tuple[list[Any], list[Any]], persons: Persons | None
    ) -> None:
        self.data = data
        self.rows, self.columns = (
            Axis.of([_variable(data, key) for key in each], len(data)) for each in keys
        )
        self._grid = Grid.of(self.rows, self.columns)
        self._persons = persons
        self._found: dict[Any, Counting] = {}
        self._of_yes: dict[Any, tuple[Flag, Counting] | None] = {}

    def of_yes(self, variable: Any) -> tuple[Flag, Counting] | None:
        """Of the rows with the larger of two values alone; None for a column of more."""
        if variable is None or variable not in self.data.columns:
            return None
        if variable not in self._of_yes:
            flag = flag_of(self.data[variable])
            found = None if flag is None else (flag, Counting(self._grid, self._persons, flag.rows))
            self._of_yes[variable] = found
        return self._of_yes[variable]

    def of_codes(self, variable: Any) -> list[Counting] | None:
        """Of the rows with each of three values; None for a column of more or fewer."""
        if variable is None or variable not in self.data.columns or self._persons is None:
            return None
        codes = three_codes(self.data[variable])
        return None if codes is None else [Counting(self._grid, self._persons, one) for one in codes]

    def of(self, variable: Any) -> Counting | None:
        """None for what is no column."""
        if variable is None or variable not in self.data.columns:
            return None
        if variable not in self._found:
            self._found[variable] = Counting(self._grid, self._persons, self.data[variable])
        return self._found[variable]


def rarest(codes: list[Counting], rows: Any, columns: Any, mask: Mask = None) -> Any:
    """Persons with the rarest of the values that stand in each cell."""
    found = [one.cells(rows, columns, mask).persons for one in codes]
    each = np.stack([one for one in found if one is not None]).astype(float)
    least = np.where(each > 0, each, np.inf).min(axis=0)
    return np.where(np.isfinite(least), least, 0)


def _recorded(
    table: pd.DataFrame, headings: Headings, counts: _Counts, total: str | None, dropna: bool
) -> Recorded:
    rows, columns = counts.rows, counts.columns
    row_lines = rows.locate(table.index, total)
    totals = total is not None and dropna
    in_totals = _complete(counts.data, [rows, columns], headings.summed) if totals else None
    grids: dict[str, Any] = {}
    total_columns: list[int] = []
    measures = list(headings.measures)
    for variable in dict.fromkeys(headings.variables):
        counting = counts.of(variable)
        if counting is None:
            continue
        at = np.array([position for position, one in enumerate(headings.variables) if one == variable])
        own = headings.dimension_labels(table.columns[at])
        lines = np.zeros(len(at), dtype=np.int64) if own is None else columns.locate(own, total)
        total_columns += [int(one) for one in at[lines == TOTAL]]
        of_all = counting.cells(row_lines, lines, in_totals)
        counted = vars(of_all)
        told = [tells_of_flags(measures[one]) for one in at]
        of_yes = counts.of_yes(variable) if any(told) else None
        flagged = np.array(told) & (of_yes is not None)
        among_yes = vars(of_yes[1].cells(row_lines, lines, in_totals)) if of_yes else {}
        based = np.zeros(len(at), dtype=bool)
        for place in np.flatnonzero(flagged):
            found = of_flag(measures[at[place]], of_yes[0] if of_yes else None, of_all)
            measures[at[place]] = found or measures[at[place]]
            based[place] = needs_base(measures[at[place]])
        if based.any() and counted["persons"] is not None:
            base = grids.setdefault("base", np.full(table.shape, np.nan))
            base[:, at[based]] = counted["persons"][:, based]
        coded = np.array([measures[one].statistic in ("mean", "sum", "spread") for one in at])
        codes = counts.of_codes(variable) if tell_codes(measures[one] for one in at) else None
        if codes:
            base = grids.setdefault("base", np.full(table.shape, np.nan))
            base[:, at[coded]] = counted["persons"][:, coded]
        for name, numbers in counted.items():
            if numbers is not None:
                known = numbers.copy()
                if codes and name == "persons":
                    known[:, coded] = rarest(codes, row_lines, lines, in_totals)[:, coded]
                if among_yes:
                    known[:, flagged] = among_yes[name][:, flagged]
                empty = np.full((*table.shape, *numbers.shape[2:]), np.nan)
                grids.setdefault(name, empty)[:, at] = known
    return Recorded(
        frame=table,
        measures=tuple(measures),
        total_rows=tuple(int(one) for one in np.flatnonzero(row_lines == TOTAL)),
        total_columns=tuple(sorted(total_columns)),
        **grids,
    )


def _keys(given: Any) -> list[Any]:
    """As pandas tells one key from a list of them."""
    if given is None:
        return []
    if isinstance(given, list | tuple):
        return list(given)
    return [given]


def _variable(data: pd.DataFrame, key: Any) -> Variable:
    if isinstance(key, pd.Grouper):
        groups = data.groupby(key)
        return Variable.coded(groups.ngroup().to_numpy(), groups.size().index)
    if isinstance(key, pd.Series):
        return Variable.of(key.reindex(data.index) if not key.index.equals(data.index) else key)
    if isinstance(key, np.ndarray | pd.Index | list) or hasattr(key, "dtype"):
        return Variable.of(key)
    return Variable.of(data[key])


def _complete(data: pd.DataFrame, axes: list[Axis], summed: list[Any]) -> Mask:
    """pandas' totals leave out rows that lack any value the table uses."""
    found = usable(axes)
    for name in summed:
        if name in data.columns:
            known = data[name].notna().to_numpy()
            if not known.all():
                found = known if found is None else found & known
    return found
