"""How a hidden value is worked out, step by step, as anyone could with the published tables before them."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from output_checking.protection.problem import CellId, Flags, Problem

# Equations combined in one step; longer derivations convince nobody and take long to find.
_EQUATIONS_AT_MOST = 60


@dataclass(frozen=True)
class Step:
    """`cell` = sum over `terms` of coefficient * value, from the `equations` (their positions) added up.

    `by_sign`: the equations only give the sum of several hidden cells, and it leaves each no room within its
    bounds (they sum to 0 and none is negative, for instance).
    """

    cell: CellId
    value: float
    terms: tuple[tuple[float, float, CellId], ...]  # coefficient, value, cell
    equations: tuple[int, ...]
    by_sign: bool = False

    def arithmetic(self) -> str:
        """`44 - 40 = 4`."""
        written = ""
        for coefficient, value, _ in self.terms:
            if value == 0:
                continue
            sign = "-" if coefficient * value < 0 else "+"
            size = abs(coefficient)
            factor = "" if size == 1 else f"{size:g} × "
            first = "-" if sign == "-" else ""
            written += (
                f" {sign} {factor}{_plain(abs(value))}" if written else f"{first}{factor}{_plain(abs(value))}"
            )
        return f"{written or '0'} = {_plain(self.value)}"


@dataclass(frozen=True)
class Derivation:
    """The steps that end at `cell`; each uses published cells and those of the steps before it."""

    cell: CellId
    steps: tuple[Step, ...]


def derivations(problem: Problem, hidden: Flags) -> dict[CellId, Derivation]:
    """A derivation for the hidden cells that equations give away one after the other, or a few together."""
    peeled = _peel(problem, hidden)
    unknown = hidden.copy()
    for cell in peeled:
        unknown[problem.position[cell]] = False
    steps = {**peeled, **_combined(problem, unknown)}
    return {cell: Derivation(cell, _needed(cell, steps)) for cell in steps}


def _peel(problem: Problem, hidden: Flags) -> dict[CellId, Step]:
    """Equation by equation: one unknown left in it, or several whose sum leaves them no room."""
    rows, columns = problem.equations, problem.equations.tocsc()
    unknown = hidden.copy()
    left = np.asarray(abs(rows).sign() @ unknown.astype(float)).astype(int)
    size = np.diff(rows.indptr)
    waiting = [(int(size[equation]), int(equation)) for equation in np.flatnonzero(left > 0)]
    heapq.heapify(waiting)  # short sums first: they are the easiest to follow
    steps: dict[CellId, Step] = {}
    while waiting:
        equation = heapq.heappop(waiting)[1]
        cells, coefs = _entries(rows, equation)
        open_cells = cells[unknown[cells]]
        if len(open_cells) == 1:
            found = [(int(open_cells[0]), False)]
        elif len(open_cells) > 1 and _no_room(problem, cells, coefs, unknown):
            found = [(int(cell), True) for cell in open_cells]
        else:
            continue
        for cell, by_sign in found:
            steps[problem.ids[cell]] = _step(problem, cells, coefs, cell, equation, unknown, by_sign)
        for cell, _ in found:
            unknown[cell] = False
            others = columns.indices[columns.indptr[cell] : columns.indptr[cell + 1]]
            for other in others.tolist():
                if other != equation:
                    heapq.heappush(waiting, (int(size[other]), other))
    return steps


def _entries(rows: Any, equation: int) -> tuple[Any, Any]:
    span = slice(rows.indptr[equation], rows.indptr[equation + 1])
    return rows.indices[span], rows.data[span]


def _no_room(problem: Problem, cells: Any, coefs: Any, unknown: Flags) -> bool:
    """Whether the open cells all stand at the bound that their known sum pushes them to."""
    of_open = unknown[cells]
    values, coef = problem.values[cells][of_open], coefs[of_open]
    low, high = problem.lower[cells][of_open], problem.upper[cells][of_open]
    least = np.where(coef > 0, values == low, values == high).all()
    most = np.where(coef > 0, values == high, values == low).all()
    return bool(least or most)


def _step(
    problem: Problem, cells: Any, coefs: Any, cell: int, equation: int, unknown: Flags, by_sign: bool
) -> Step:
    own = float(coefs[cells == cell][0])
    terms = tuple(
        (-float(coef) / own, float(problem.values[other]), problem.ids[other])
        for other, coef in zip(cells.tolist(), coefs.tolist(), strict=True)
        if not unknown[other]
    )
    return Step(problem.ids[cell], float(problem.values[cell]), _total_first(terms), (equation,), by_sign)


def _total_first(
    terms: Iterable[tuple[float, float, CellId]],
) -> tuple[tuple[float, float, CellId], ...]:
    return tuple(sorted(terms, key=lambda term: term[0] * term[1] < 0))


def _combined(problem: Problem, unknown: Flags) -> dict[CellId, Step]:
    """Small groups of equations added up so that one hidden cell is left: elimination over the rationals."""
    rows = problem.equations
    hidden_part = rows[:, np.flatnonzero(unknown)]
    equations = np.flatnonzero(np.diff(hidden_part.indptr) > 0)
    steps: dict[CellId, Step] = {}
    for group in _groups(rows, equations.tolist(), unknown):
        if len(group) <= _EQUATIONS_AT_MOST:
            steps.update(_eliminate(problem, group, unknown))
    return steps


def _groups(rows: Any, equations: list[int], unknown: Flags) -> Iterable[list[int]]:
    """Equations that are tied to one another by hidden cells."""
    of_cell: dict[int, int] = {}
    parent = {equation: equation for equation in equations}

    def root(equation: int) -> int:
        while parent[equation] != equation:
            parent[equation] = parent[parent[equation]]
            equation = parent[equation]
        return equation

    for equation in equations:
        cells, _ = _entries(rows, equation)
        for cell in cells[unknown[cells]].tolist():
            parent[root(equation)] = root(of_cell.setdefault(cell, equation))
    groups: dict[int, list[int]] = {}
    for equation in equations:
        groups.setdefault(root(equation), []).append(equation)
    return groups.values()


def _eliminate(problem: Problem, group: list[int], unknown: Flags) -> dict[CellId, Step]:
    lines: list[
        tuple[dict[int, Fraction], dict[int, Fraction]]
    ] = []  # hidden cell -> coef, equation -> factor
    for equation in group:
        cells, coefs = _entries(problem.equations, equation)
        hidden = {
            cell: Fraction(coef)
            for cell, coef in zip(cells.tolist(), coefs.tolist(), strict=True)
            if unknown[cell]
        }
        lines.append((hidden, {equation: Fraction(1)}))
    pivots: dict[int, tuple[dict[int, Fraction], dict[int, Fraction]]] = {}
    for hidden, factors in lines:
        for cell, (other_hidden, other_factors) in pivots.items():
            if cell in hidden:
                factor = hidden[cell]
                hidden = _minus(hidden, other_hidden, factor)
                factors = _minus(factors, other_factors, factor)
        if not hidden:
            continue
        pivot = next(iter(hidden))
        scale = hidden[pivot]
        hidden = {cell: coef / scale for cell, coef in hidden.items()}
        factors = {equation: coef / scale for equation, coef in factors.items()}
        for cell, (other_hidden, other_factors) in pivots.items():
            if pivot in other_hidden:
                factor = other_hidden[pivot]
                pivots[cell] = (
                    _minus(other_hidden, hidden, factor),
                    _minus(other_factors, factors, factor),
                )
        pivots[pivot] = (hidden, factors)
    return {
        problem.ids[cell]: _sum_of_equations(problem, cell, factors)
        for cell, (hidden, factors) in pivots.items()
        if len(hidden) == 1
    }


def _minus(
    one: Mapping[int, Fraction], other: Mapping[int, Fraction], factor: Fraction
) -> dict[int, Fraction]:
    result = dict(one)
    for key, value in other.items():
        rest = result.get(key, Fraction(0)) - factor * value
        if rest:
            result[key] = rest
        else:
            result.pop(key, None)
    return result


def _sum_of_equations(problem: Problem, cell: int, factors: Mapping[int, Fraction]) -> Step:
    total: dict[int, Fraction] = {}
    for equation, factor in factors.items():
        cells, coefs = _entries(problem.equations, equation)
        line = {at: Fraction(coef) for at, coef in zip(cells.tolist(), coefs.tolist(), strict=True)}
        total = _minus(total, line, -factor)
    terms = tuple(
        (-float(coef / total[cell]), float(problem.values[other]), problem.ids[other])
        for other, coef in total.items()
        if other != cell
    )
    value = float(problem.values[cell])
    return Step(problem.ids[cell], value, _total_first(terms), tuple(sorted(factors)))


def _needed(cell: CellId, steps: Mapping[CellId, Step]) -> tuple[Step, ...]:
    """The steps `cell` rests on, in an order in which they can be taken."""
    ordered: dict[CellId, Step] = {}
    stack = [(cell, False)]
    while stack:
        one, ready = stack.pop()
        if one in ordered:
            continue
        if ready:
            ordered[one] = steps[one]
            continue
        stack.append((one, True))
        stack.extend((term[2], False) for term in steps[one].terms if term[2] in steps)
    return tuple(ordered.values())


def _plain(value: float) -> str:
    return f"{value:.0f}" if value == round(value) else f"{value:g}"
