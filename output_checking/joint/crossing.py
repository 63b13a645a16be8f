"""Two tables that share some dimensions, neither of them a breakdown of the other: their sums over what they
do not share count the same groups, even if no table prints those."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from output_checking.joint.relations import TELLING, TooMany, telling_sums
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
    def _differences(self) -> list[tuple[float, float, float]]:
        """(size, least, most difference) of each complete group's two totals."""
        return [
            (
                float(abs(self.one.low[some].sum())),
                float(self.one.low[some].sum() - self.other.high[others].sum()),
                float(self.one.high[some].sum() - self.other.low[others].sum()),
            )
            for (some, others), complete in zip(self.members, self.complete, strict=True)
            if complete
        ]

    by_measure = False

    @property
    def variable(self) -> str | None:
        return self.one.variable

    @property
    def adds_up(self) -> bool:
        return all(least <= 0 <= most for _, least, most in self._differences)

    @property
    def telling(self) -> bool:
        if not self.adds_up:
            return False
        if self.variable is None:
            sizes = [size for size, _, _ in self._differences]
            return any(size >= TELLING for size in sizes) or len(sizes) > 2
        return telling_sums((size, most - least) for size, least, most in self._differences)

    def equate(self, system: System) -> None:
        for (some, others), complete in zip(self.members, self.complete, strict=True):
            if not complete:
                system.equate(
                    [(self.one, at) for at in some.tolist()], [(self.other, at) for at in others.tolist()]
                )


def crossings(tables: Sequence[SubTable]) -> Iterator[Crossing]:
    """Only where something is hidden. Raises TooMany."""
    ones = [one for one in tables if not one.measured and not one.shares and one.dimensions]
    tried = 0
    for one, other in combinations(ones, 2):
        if one.variable != other.variable or one.table == other.table or (one.all_exact and other.all_exact):
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
