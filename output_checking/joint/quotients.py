"""Counts that nobody prints: a sum over the mean of the same variable, be they in one table or in two.

Reasoned by D2H. So a mean, a sum and a hidden count meet in the equations between counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from output_checking.joint.derived import Disclosure, Kind, Limits, figure
from output_checking.joint.relations import Relation, told
from output_checking.joint.subtables import SubTable
from output_checking.joint.system import told_files

_SLACK = 1e-9


@dataclass(frozen=True, eq=False)
class Quotient:
    """`counts`: at the places of `sums`, as far as their rounding tells; `at`: the mean of each, or -1."""

    counts: SubTable
    sums: SubTable
    means: SubTable
    at: tuple[int, ...]

    @property
    def certain(self) -> bool:
        same_table = self.counts.table == self.means.table
        return same_table or told(self.counts.source, self.means.source) is Relation.SAME


def quotients(tables: Sequence[SubTable]) -> list[Quotient]:
    """Of every printed sum and every mean of the same variable and groups, except those that are told to be
    of a part of the persons, and those that no whole number of persons makes."""
    found = []
    for means in (one for one in tables if one.means):
        for sums in tables:
            alike = sums.variable == means.variable and sums.dimensions == means.dimensions
            if alike and not sums.means and not _is_of_means(sums):
                one = _quotient(sums, means)
                if one is not None and (one.certain or told(sums.source, means.source) in _OPEN):
                    found.append(one)
    return found


_OPEN = (Relation.UNKNOWN, Relation.APART)


def _is_of_means(sums: SubTable) -> bool:
    """Whether these were worked out of means and the counts beside them."""
    counts = len(sums.source.table.columns)
    return any(sums.source.table.sums[int(at) - counts].mean for at in sums.columns[:1])


def _quotient(sums: SubTable, means: SubTable) -> Quotient | None:
    where = {int(number): at for at, number in enumerate(means.ids)}
    low, high = np.zeros(len(sums.ids)), np.full(len(sums.ids), np.inf)
    places = []
    for at, number in enumerate(sums.ids):
        mean = where.get(int(number), -1)
        places.append(mean)
        if mean < 0 or not (sums.exact[at] and means.exact[mean]) or means.low[mean] * means.high[mean] <= 0:
            continue
        ends = [
            total / one
            for total in (sums.low[at], sums.high[at])
            for one in (means.low[mean], means.high[mean])
        ]
        least, most = max(np.ceil(min(ends) - _SLACK), 0), np.floor(max(ends) + _SLACK)
        if least > most:
            return None
        low[at], high[at] = least, most
    if not np.isfinite(high).any():
        return None
    counts = replace(
        sums,
        low=low,
        high=high,
        exact=low == high,
        variable=None,
        persons=None,
        largest=None,
        beside=" ÷ " + means.source.name,
    )
    return Quotient(counts, sums, means, tuple(places))


def small_quotients(found: Sequence[Quotient], limits: Limits) -> Iterator[Disclosure]:
    """Of fewer persons than the threshold, whatever the rounding."""
    for one in found:
        if one.counts.source.release and one.means.source.release:
            continue
        asked = None if one.certain else told(one.counts.source, one.means.source)
        for at, mean in enumerate(one.at):
            if mean < 0 or not 0 < one.counts.high[at] < limits.threshold:
                continue
            places = [(one.sums, at), (one.means, mean)]
            terms = [f"{_printed(*place)} [{place[0].place(place[1])}]" for place in places]
            arithmetic = f"{' ÷ '.join(terms)} = {figure(one.counts.high[at])}"
            current = next(place for place in places if place[0].source.release is None)
            disclosure = Disclosure(
                Kind.QUOTIENT,
                int(one.counts.low[at]),
                int(one.counts.high[at]),
                arithmetic,
                current,
                told_files(places),
            )
            yield disclosure if asked is None else disclosure.if_tied(asked)


def _printed(table: SubTable, cell: int) -> str:
    return figure((table.low[cell] + table.high[cell]) / 2)
