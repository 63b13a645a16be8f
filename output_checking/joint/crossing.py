"""Two tables that share some dimensions, neither of them a breakdown of the other: their sums over what they
do not share count the same groups, even if no table prints those."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from output_checking.joint.relations import TELLING, TooMany
from output_checking.joint.subtables import Places, SubTable
from output_checking.joint.system import System

_MOST_PAIRS = 2_000


@dataclass(frozen=True, eq=False)
class Crossing:
    """`members`: for each shared group the cells of either table that add up to it."""

    one: SubTable
    other: SubTable
    members: tuple[tuple[Places, Places], ...]

    @cached_property
    def complete(self) -> tuple[bool, ...]:
        return tuple(
            bool(self.one.exact[some].all() and self.other.exact[others].all())
            for some, others in self.members
        )

    @cached_property
    def _sums(self) -> list[tuple[float, float]]:
        return [
            (float(self.one.low[some].sum()), float(self.other.low[others].sum()))
            for (some, others), complete in zip(self.members, self.complete, strict=True)
            if complete
        ]

    by_measure = False

    @property
    def adds_up(self) -> bool:
        return all(mine == theirs for mine, theirs in self._sums)

    @property
    def telling(self) -> bool:
        return self.adds_up and (any(mine >= TELLING for mine, _ in self._sums) or len(self._sums) > 2)

    def equate(self, system: System) -> None:
        for (some, others), complete in zip(self.members, self.complete, strict=True):
            if not complete:
                system.equate(self.one, some.tolist(), self.other, others.tolist())


def crossings(tables: Sequence[SubTable]) -> Iterator[Crossing]:
    """Only where something is hidden. Raises TooMany."""
    ones = [one for one in tables if not one.measured and not one.shares and one.dimensions]
    tried = 0
    for one, other in combinations(ones, 2):
        if one.table == other.table or (one.all_exact and other.all_exact):
            continue
        mine, theirs = set(one.dimensions), set(other.dimensions)
        if mine <= theirs or theirs <= mine:
            continue
        tried += 1
        if tried > _MOST_PAIRS:
            raise TooMany
        shared = tuple(name for name in one.dimensions if name in theirs)
        left, right = one.projected(shared), other.projected(shared)
        members = tuple(
            (np.flatnonzero(left == group), np.flatnonzero(right == group))
            for group in np.intersect1d(left, right)
        )
        if members:
            yield Crossing(one, other, members)
