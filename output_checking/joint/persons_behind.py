"""How many persons stand behind a sum, where another table about the same persons counts them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from output_checking.joint.subtables import SubTable


def fill_persons(tables: Sequence[SubTable], population: Sequence[int]) -> None:
    """Into `persons` of sums that nobody told it of; `population` of each table by its number."""
    counts = [one for one in tables if one.variable is None and not one.measured and not one.shares]
    for one in tables:
        if one.persons is None or not np.isnan(one.persons).any():
            continue
        for other in counts:
            if population[other.table] == population[one.table] and other.dimensions == one.dimensions:
                _fill(one.persons, one, other)


def _fill(persons: np.ndarray[tuple[int], np.dtype[np.float64]], one: SubTable, other: SubTable) -> None:
    ordered = other.ids[other.order]
    found = np.searchsorted(ordered, one.ids)
    found[found == len(ordered)] = 0
    at = other.order[found]
    told = np.isnan(persons) & (ordered[found] == one.ids) & other.exact[at]
    persons[told] = other.low[at][told]
