"""The equations between the counts of all tables, or between the sums of one variable, as one problem of the
audit. No equation ties counts to sums: a mean comes in as the sum that it tells."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from governance.refusal import Refusal
from output_checking.joint.relations import Comparison
from output_checking.joint.subtables import SubTable
from output_checking.protection.intervals import TOLERANCE
from output_checking.protection.linear_program import LinearProgram, SolverError
from output_checking.protection.problem import Floats, Problem, Protection

Key = Hashable
_FAR = 1000.0  # persons, or units of the largest sum
_SCALE = 1e6  # of the largest sum: a solver's absolute tolerance fits it


@dataclass
class SystemCell:
    """A group of persons, or their sum: what all its printings together say of it, and where they stand.

    `rest`: the persons of a whole that are in none of its parts, printed nowhere; `parts`: the cells of the
    whole and of its parts then.
    """

    low: float = 0.0
    high: float = math.inf
    places: list[tuple[SubTable, int]] = field(default_factory=list)
    rest: bool = False
    parts: tuple[Key, ...] = ()

    @property
    def printed(self) -> bool:
        return any(one.exact[at] for one, at in self.places)

    @property
    def hidden(self) -> bool:
        """Whether some printing keeps it back."""
        return any(not one.exact[at] for one, at in self.places)

    @property
    def choices(self) -> float:
        """Possible counts as the printing that tells least leaves them."""
        return max((one.high[at] - one.low[at] + 1 for one, at in self.places), default=math.inf)

    @property
    def words(self) -> str:
        """Where the number is printed, else where it is hidden."""
        printed = [(one, at) for one, at in self.places if one.exact[at]]
        one, at = (printed or self.places)[0]
        return one.place(at)


class System:
    """Cells and equations; `population` tells tables with the same persons apart from the others.

    `variable`: whose sums the cells are, None for counts.
    """

    def __init__(self, population: Sequence[int], variable: str | None = None) -> None:
        self._population = population
        self.variable = variable
        self.cells: dict[Key, SystemCell] = {}
        self._equations: dict[tuple[Key, ...], list[int]] = {}

    def see(self, one: SubTable, cell: int) -> Key:
        """Takes in what this printing of a group says. Raises Refusal `linked-contradiction`."""
        key = (self._population[one.table], int(one.ids[cell]))
        known = self.cells.setdefault(key, SystemCell())
        if not any(other is one for other, _ in known.places):
            known.places.append((one, cell))
            known.low, known.high = max(known.low, one.low[cell]), min(known.high, one.high[cell])
            if known.low > known.high:
                raise Refusal("linked-contradiction", tables=told_files(known.places))
        return key

    def add(self, pair: Comparison, lines: Iterable[int], *, exhaustive: bool) -> None:
        """For each of these lines: the whole is the sum of its parts and, unless they are `exhaustive`, of
        the rest."""
        members = np.argsort(pair.line, kind="stable")
        begins = np.searchsorted(pair.line[members], np.arange(len(pair.coarse.ids) + 1))
        for line in lines:
            whole = self.see(pair.coarse, line)
            parts = [self.see(pair.fine, int(at)) for at in members[begins[line] : begins[line + 1]]]
            if [whole] == parts:
                continue
            coefficients = [-1] + [1] * len(parts)
            cells = [whole, *parts]
            if not exhaustive:
                rest = ("rest", whole, *parts)
                signed = (pair.coarse.low < 0).any() or (pair.fine.low < 0).any()
                least = -math.inf if signed else 0.0
                self.cells.setdefault(rest, SystemCell(low=least, rest=True, parts=(whole, *parts)))
                cells.append(rest)
                coefficients.append(1)
            self._equations[tuple(cells)] = coefficients

    def equate(self, some: Iterable[tuple[SubTable, int]], others: Iterable[tuple[SubTable, int]]) -> None:
        """The same persons, broken down in two ways."""
        left, right = [self.see(*one) for one in some], [self.see(*one) for one in others]
        both = set(left) & set(right)
        left, right = [key for key in left if key not in both], [key for key in right if key not in both]
        self._equations[(*left, *right)] = [1] * len(left) + [-1] * len(right)

    @property
    def keys(self) -> list[Key]:
        return list(self.cells)

    @property
    def equations(self) -> Iterable[tuple[Key, ...]]:
        return self._equations

    def problem(self) -> Problem:
        """A cell is hidden when its printings leave it room. Behind it stands a possible count, not the true
        one. Raises Refusal `linked-contradiction` when no counts fit all that is printed."""
        keys = self.keys
        position = {key: at for at, key in enumerate(keys)}
        entries = [
            (row, position[key], coefficient)
            for row, (cells, coefficients) in enumerate(self._equations.items())
            for key, coefficient in zip(cells, coefficients, strict=True)
        ]
        rows, columns, data = zip(*entries, strict=True) if entries else ((), (), ())
        matrix = sparse.csr_matrix(
            (np.array(data, dtype=float), (rows, columns)), shape=(len(self._equations), len(keys))
        )
        low = np.array([self.cells[key].low for key in keys])
        high = np.array([self.cells[key].high for key in keys])
        # Where nothing printed bounds a value, it may be anything: this end only stands for none.
        known = np.where(np.isfinite(high), high, np.where(np.isfinite(low), low, 0.0))
        most = float(np.abs(known).sum()) * (1 if np.isfinite(low).all() else _FAR) + _FAR
        high = np.where(np.isfinite(high), high, most)
        low = np.where(np.isfinite(low), low, -most)
        hidden = low < high
        return Problem(
            ids=tuple(range(len(keys))),
            labels=tuple(() for _ in keys),
            values=self._possible(matrix, low, high),
            equations=matrix,
            primary=hidden,
            lower=low,
            upper=high,
            protection=Protection.shares(np.zeros(len(keys)), 0.0, 0.0),
            suppressed=hidden,
        )

    def _possible(self, matrix: sparse.csr_matrix, low: Floats, high: Floats) -> Floats:
        largest = max(float(np.abs(low).max(initial=0.0)), float(np.abs(high).max(initial=0.0)))
        scale = 1.0 if self.variable is None else max(largest, 1.0) / _SCALE
        try:
            found = LinearProgram(matrix, low / scale, high / scale).solve() * scale
        except SolverError as fault:
            places = [place for cell in self.cells.values() for place in cell.places]
            raise Refusal("linked-contradiction", tables=told_files(places)) from fault
        if self.variable is not None:
            return np.clip(found, low, high)
        nearest = np.rint(found)
        near = np.where(np.abs(found - nearest) < TOLERANCE, nearest, found)
        return np.clip(near, low, high)


def told_files(places: Iterable[tuple[SubTable, int]], most: int = 4) -> str:
    names = list(dict.fromkeys(one.source.name for one, _ in places))
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")
