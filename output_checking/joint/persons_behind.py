"""How many persons stand behind a sum or a mean, where another table counts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from output_checking.joint.relations import Relation, told
from output_checking.joint.subtables import SubTable
from output_checking.protection.problem import Floats


def weighed(tables: Sequence[SubTable]) -> list[SubTable]:
    """Means made sums by the numbers of persons that another table has for their groups: of one that is said
    to be about the same persons, else of any.

    Numbers of other persons make sums that agree with no other table's, and so tell nothing. A mean whose
    group nobody counts is left out.
    """
    counts = list(_counts(tables))
    return [one for table in tables for one in (_weighed(table, counts) if table.means else [table])]


def _counts(tables: Iterable[SubTable]) -> Iterator[SubTable]:
    return (one for one in tables if one.variable is None and not one.measured and not one.shares)


def _weighed(one: SubTable, counts: Sequence[SubTable]) -> Iterator[SubTable]:
    near = [other for other in counts if other.dimensions == one.dimensions]
    near.sort(key=lambda other: told(one.source, other.source) is not Relation.SAME)
    near = [
        other
        for other in near
        if told(one.source, other.source) in (Relation.SAME, Relation.UNKNOWN)
        and not np.isnan(_counted_in(one, other)[one.exact]).any()
    ]
    if not near:
        return
    persons = _counted_in(one, near[0])
    times = np.where(one.exact, persons, 1.0)
    corners = one.low * times, one.high * times
    yield replace(one, low=np.minimum(*corners), high=np.maximum(*corners), persons=persons, means=False)


def fill_persons(tables: Sequence[SubTable], population: Sequence[int]) -> None:
    """Into `persons` of sums that nobody told it of; `population` of each table by its number."""
    counts = list(_counts(tables))
    for one in tables:
        if one.persons is None or not np.isnan(one.persons).any():
            continue
        for other in counts:
            if population[other.table] == population[one.table] and other.dimensions == one.dimensions:
                np.copyto(one.persons, _counted_in(one, other), where=np.isnan(one.persons))


def _counted_in(one: SubTable, other: SubTable) -> Floats:
    """Persons of each group of `one` as `other` prints them, NaN where it does not."""
    ordered = other.ids[other.order]
    found = np.searchsorted(ordered, one.ids)
    found[found == len(ordered)] = 0
    at = other.order[found]
    return np.where((ordered[found] == one.ids) & other.exact[at], other.low[at], np.nan)
