"""A Cox model with one baseline hazard for all sites, on steps of time that no few persons leave in.

On the exact grid of event times, sums over neighbouring risk sets differ by whoever left between them: first
round differences gave the covariates of 16 % of the persons of rossi and 45 % of gbsg2 (own measurements of
the method of Lu et al., WebDISCO, 2015). Here the persons are parted by the step in which they leave, and by
whether they had the event where ties are Efron's. Each part is nobody, or enough persons for every number
that the sums of a round, and their differences from step to step, tell of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from data_gateway.aggregates.differencing import BUCKETS, SHARE, Vector
from data_gateway.federated import support
from data_gateway.federated.arithmetic import SharedTimes
from data_gateway.federated.design import Design
from data_gateway.federated.life_tables import Truth

_ROUNDS = 10  # that a step must bear; Newton's method takes five or six
_MOST_STEPS = 12  # what each tells is kept: a finer grid would spend what the project may be told


@dataclass(frozen=True)
class SharedSteps:
    """The rows of `design`, one stratum, by the steps of time that end at `asked.edges`.

    Who leaves after the last edge is at risk in the last step, and had no event in it.
    """

    design: Design
    asked: SharedTimes

    @cached_property
    def _interval(self) -> Vector:
        return np.searchsorted(self.asked.edges, self.design.outcome, side="left").astype(np.float64)

    @property
    def _met(self) -> Truth:
        return (self.design.event > 0) & (self._interval < len(self.asked.edges))

    def kept(self) -> tuple[float, ...]:
        """The edges left once steps are merged until each may be told of; none where all of it may not."""
        edges, ends, first = self.asked.edges, list[int](), 0
        least = self._met.sum() / _MOST_STEPS
        for at in range(len(edges)):
            inside = (self._interval >= first) & (self._interval <= at)
            if (inside & self._met).sum() >= least and self._bearable(inside):
                ends.append(at)
                first = at + 1
        while ends:  # the last step is also of those who leave after it
            begin = ends[-2] + 1 if len(ends) > 1 else 0
            last = SharedSteps(self.design, self.asked.model_copy(update={"edges": (edges[ends[-1]],)}))
            if last._bearable(self._interval >= begin):
                break
            ends.pop(-2 if len(ends) > 1 else -1)
        return tuple(edges[at] for at in ends)

    def opening(self) -> dict[str, Vector | float]:
        """`until`, the edges kept. Where these are all that were asked: `bearing`, how many persons the
        smallest part has, and the sketches of what a round without coefficients tells of each."""
        kept = self.kept()
        found: dict[str, Vector | float] = {"until": np.array(kept)}
        if kept != self.asked.edges:
            return found
        parts = [part for step in self._steps() for part in self._parts(step)]
        found["bearing"] = float(min(self._persons(part) for part in parts))
        for at, part in enumerate(parts):
            found[f"sketch step {at} persons"] = self.design.sketch(part.astype(np.float64))
            for column in range(self.design.columns.shape[1]):
                values = np.where(part, self.design.columns[:, column], 0.0)
                found[f"sketch step {at} sum {column}"] = self.design.sketch(values)
        return found

    def round(self, columns: Vector, coefficients: Vector) -> dict[str, Vector | float]:
        """`columns`: standardised, of shape (n, p). With a line per step, each 1 + p + p(p+1)/2 long:
        `risk`, of those at risk in it, the sums of exp(x'b), of it times x, and times the upper triangle of
        xx'; with Efron's ties also `tied`, of those who have the event in it. `events` of each step, shape
        (steps,), and `moment`, the sum of x over all events, shape (p,)."""
        risk = np.exp(columns @ coefficients)
        steps = list(self._steps())
        leaving = np.stack([_sums(columns[step], risk[step]) for step in steps])
        met = self._met
        found: dict[str, Vector | float] = {
            "events": np.array([float((step & met).sum()) for step in steps]),
            "moment": columns[met].sum(axis=0),
            "risk": np.cumsum(leaving[::-1], axis=0)[::-1].reshape(-1),
            "effective": min(self._effective(part, risk) for step in steps for part in self._parts(step)),
            "leverage": support.leverage(self.design, risk),
        }
        if self.asked.efron:
            tied = np.stack([_sums(columns[step & met], risk[step & met]) for step in steps])
            found["tied"] = tied.reshape(-1)
        return found

    def _steps(self) -> Iterator[Truth]:
        """Who leaves in each, those after the last edge in the last one."""
        last = len(self.asked.edges) - 1
        yield from (np.minimum(self._interval, last) == at for at in range(last + 1))

    def _parts(self, step: Truth) -> Iterator[Truth]:
        """What the sums of a step can be taken apart into."""
        parts = (step & self._met, step & ~self._met) if self.asked.efron else (step,)
        yield from (part for part in parts if part.any())

    def _bearable(self, step: Truth) -> bool:
        events, others = self._persons(step & self._met), step & ~self._met
        enough = events >= self.asked.minimum and self._nobody_or_enough(others)
        return enough and all(map(self._part_bearable, self._parts(step)))

    def _part_bearable(self, part: Truth) -> bool:
        design, asked = self.design.of(part), self.asked
        columns = design.columns.shape[1]
        if design.rows * (columns + 2) < SHARE * _numbers(columns) * _ROUNDS:
            return False
        if support.leverage(design, np.ones(design.rows)) > asked.leverage:
            return False
        two = support.two_values(design)
        spread = (design.columns - design.columns.mean(axis=0)) ** 2
        numbers = [at for at in range(columns) if at not in two]
        if any(support.effective(design, spread[:, at]) < asked.minimum for at in numbers):
            return False
        high = [part & (self.design.columns[:, at] == design.columns[:, at].max()) for at in two]
        if any(min(self._persons(one), self._persons(part & ~one)) < asked.minimum for one in high):
            return False
        return all(self._pair_bearable(part, one, other) for one, other in combinations(high, 2))

    def _pair_bearable(self, part: Truth, one: Truth, other: Truth) -> bool:
        """Each cell of two categories holds nobody or enough; nobody only beside groups that are large."""
        four = [part & one & other, part & one & ~other, part & ~one & other, part & ~one & ~other]
        if not all(map(self._nobody_or_enough, four)):
            return False
        margins = (self._persons(each) for each in (one, other, part & ~one, part & ~other))
        return all(cell.any() for cell in four) or min(margins) >= self.asked.whole_group_persons

    def _nobody_or_enough(self, rows: Truth) -> bool:
        return not rows.any() or self._persons(rows) >= self.asked.minimum

    def _persons(self, rows: Truth) -> int:
        """As the ledger counts them, two of one bucket as one."""
        return len(np.unique(self.design.person[rows] % BUCKETS))

    def _effective(self, part: Truth, risk: Vector) -> float:
        return support.effective(self.design.of(part), risk[part])


def rounds_borne(persons: int, columns: int) -> int:
    """As many as tell at most one number for `SHARE` of the values that stand in the smallest part."""
    return max(1, persons * (columns + 2) // (SHARE * _numbers(columns)))


def _numbers(columns: int) -> int:
    return (columns + 1) * (columns + 2) // 2


def _sums(columns: Vector, risk: Vector) -> Vector:
    whole = np.column_stack([np.ones(len(columns)), columns])
    matrix: Vector = whole.T @ (risk[:, None] * whole)
    return matrix[np.triu_indices(len(matrix))]  # first row: of 1 and of x
