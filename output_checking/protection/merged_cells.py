"""Hidden cells that can only move together, made one: an equation between two of them ties their
deviations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from output_checking.protection.hidden_cells import HiddenCells, Positions
from output_checking.protection.problem import Floats, Matrix

_NOTHING = 1e-12


@dataclass(frozen=True)
class MergedCells:
    """Deviation of a hidden cell = `ratio` x deviation of its `group`; `groups` is a system like that of
    cells.

    A group's deviation is that of one of its cells. A group without room is known.
    """

    group: Positions
    ratio: Floats
    groups: HiddenCells

    def of_cells(self, deviation: Floats) -> Floats:
        """The deviations of the cells when the groups deviate so."""
        return np.asarray(self.ratio * deviation[self.group])

    def ends(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Low and high ends per cell, from those of the groups."""
        one, other = self.of_cells(low), self.of_cells(high)
        return np.minimum(one, other), np.maximum(one, other)

    def widest(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Ends per group that take in the ends of each of its cells."""
        one, other = low / self.ratio, high / self.ratio
        group_low, group_high = np.zeros(len(self.groups)), np.zeros(len(self.groups))
        np.minimum.at(group_low, self.group, np.minimum(one, other))
        np.maximum.at(group_high, self.group, np.maximum(one, other))
        return group_low, group_high


def merged(hidden: HiddenCells) -> MergedCells:
    """Merges until each equation left has three groups or more, or none."""
    equations = hidden.equations
    group, ratio = np.arange(len(hidden)), np.ones(len(hidden))
    known = np.zeros(len(hidden), dtype=bool)  # per group
    while True:
        sizes = np.diff(equations.indptr)
        alone = equations.indices[equations.indptr[:-1][sizes == 1]]
        known[alone] = True
        tied = np.flatnonzero(sizes == 2)
        if not len(tied) and not len(alone):
            break
        step, step_ratio, known = _tied_together(equations, tied, known)
        ratio *= step_ratio[group]
        group = step[group]
        onto = sparse.csr_matrix(
            (np.where(known[step], 0.0, step_ratio), (np.arange(len(step)), step)),
            shape=(len(step), len(known)),
        )
        equations = _without_nothing(equations @ onto)
    count = len(known)
    low, high = np.full(count, -np.inf), np.full(count, np.inf)
    one, other = hidden.low / ratio, hidden.high / ratio
    np.maximum.at(low, group, np.minimum(one, other))
    np.minimum.at(high, group, np.maximum(one, other))
    low[known] = high[known] = 0.0
    first = np.zeros(count, dtype=np.intp)
    first[group[::-1]] = np.arange(len(hidden))[::-1]
    return MergedCells(group, ratio, HiddenCells(hidden.cells[first], equations, low, high, hidden.scale))


def _tied_together(equations: Matrix, tied: Positions, known: Floats) -> tuple[Positions, Floats, Floats]:
    """Per group so far: its new group, and its ratio to it; and which new groups are known."""
    count = equations.shape[1]
    parent, to_parent = list(range(count)), [1.0] * count
    known = known.copy()

    def root(one: int) -> tuple[int, float]:
        ratio = 1.0
        path = []
        while parent[one] != one:
            path.append(one)
            one = parent[one]
        for step in reversed(path):
            ratio = to_parent[step] * ratio if parent[step] != one else to_parent[step]
            parent[step], to_parent[step] = one, ratio
        return one, ratio

    for at in equations.indptr[tied].tolist():
        (one, other), (a, b) = equations.indices[at : at + 2].tolist(), equations.data[at : at + 2].tolist()
        (root_one, ratio_one), (root_other, ratio_other) = root(one), root(other)
        if root_one == root_other:
            if abs(a * ratio_one + b * ratio_other) > _NOTHING:
                known[root_one] = True
            continue
        # a * ratio_one * d(root_one) + b * ratio_other * d(root_other) = 0
        parent[root_other], to_parent[root_other] = root_one, -(a * ratio_one) / (b * ratio_other)
        known[root_one] |= known[root_other]
    roots = [root(one) for one in range(count)]
    names, new = np.unique([one for one, _ in roots], return_inverse=True)
    return new, np.array([ratio for _, ratio in roots]), known[names]


def _without_nothing(equations: Matrix) -> Matrix:
    equations.data[np.abs(equations.data) < _NOTHING] = 0.0
    equations.eliminate_zeros()
    return sparse.csr_matrix(equations[np.diff(equations.indptr) > 0])
