"""Two tables about the two parts of a third one's persons: treated and untreated, and all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from output_checking.joint.relations import TELLING, Relation, TooMany, compare, telling_sums, told
from output_checking.joint.subtables import Places, SubTable
from output_checking.joint.system import System
from output_checking.protection.problem import Flags, Floats

_MOST = 5_000


@dataclass(frozen=True, eq=False)
class Complement:
    """`cells`: groups x 3, of the whole and of its two parts. `said`: the author says that they are parts,
    and `apart` that nobody is in both."""

    tables: tuple[SubTable, SubTable, SubTable]
    cells: Places
    said: bool
    apart: bool

    @property
    def variable(self) -> str | None:
        return self.tables[0].variable

    @cached_property
    def complete(self) -> Flags:
        exact = [one.exact[at] for one, at in zip(self.tables, self.cells.T, strict=True)]
        return np.asarray(np.logical_and.reduce(exact))

    @cached_property
    def rests(self) -> tuple[Floats, Floats]:
        """Least and most of the whole that is in neither part."""
        whole, one, other = self.tables
        at_whole, at_one, at_other = self.cells.T
        return (
            np.asarray(whole.low[at_whole] - one.high[at_one] - other.high[at_other]),
            np.asarray(whole.high[at_whole] - one.low[at_one] - other.low[at_other]),
        )

    @property
    def certain(self) -> bool:
        """Whether all complete groups add up, and that is hardly by chance: three tables agree more easily
        than two, so it takes two groups where nobody says what the tables are about."""
        least, most = (ends[self.complete] for ends in self.rests)
        if (least > 0).any() or (most < 0).any():
            return False
        size = np.abs(self.tables[0].low[self.cells[:, 0]][self.complete])
        needed = 1 if self.said else 2
        if self.variable is None:
            return int((size >= TELLING).sum()) >= needed
        agreeing = zip(size.tolist(), (most - least).tolist(), strict=True)
        return sum(telling_sums([one]) for one in agreeing) >= needed

    @property
    def open(self) -> Iterator[tuple[int, int, int]]:
        yield from (tuple(line) for line in self.cells[~self.complete].tolist())

    def equate(self, system: System) -> None:
        whole, one, other = self.tables
        for at_whole, at_one, at_other in self.open:
            system.equate([(whole, at_whole)], [(one, at_one), (other, at_other)])


def complements(tables: Sequence[SubTable], population: Sequence[int]) -> Iterator[Complement]:
    """Where something is hidden in one of the three, or their author says that they are parts. Raises
    TooMany."""
    alike: dict[tuple[str | None, tuple[str, ...]], list[SubTable]] = {}
    for one in tables:
        if not one.shares and not one.measured:
            alike.setdefault((one.variable, one.dimensions), []).append(one)
    tried = 0
    for ones in alike.values():
        nothing_hidden = all(one.all_exact for one in ones)
        for whole in ones:
            parts = []
            for part in ones:
                if population[part.table] != population[whole.table]:
                    said = told(part.source, whole.source) is Relation.PART
                    if said or (not nothing_hidden and _may_be_part(part, whole)):
                        parts.append((part, said))
            for (one, said), (other, also_said) in combinations(parts, 2):
                both = said and also_said
                printed = whole.all_exact and one.all_exact and other.all_exact
                if population[one.table] == population[other.table] or (printed and not both):
                    continue
                tried += 1
                if tried > _MOST:
                    raise TooMany
                cells = _common(whole, one, other)
                if len(cells):
                    apart = told(one.source, other.source) is Relation.APART
                    yield Complement((whole, one, other), cells, both, apart)


def _may_be_part(part: SubTable, whole: SubTable) -> bool:
    """Nowhere more than the whole, of what cannot be negative."""
    pair = compare(whole, part)
    return pair is not None and (bool((part.low < 0).any()) or not pair.contradicts)


def _common(whole: SubTable, one: SubTable, other: SubTable) -> Places:
    groups = np.intersect1d(np.intersect1d(whole.ids, one.ids), other.ids)
    found = [table.order[np.searchsorted(table.ids[table.order], groups)] for table in (whole, one, other)]
    return np.stack(found, axis=1)
