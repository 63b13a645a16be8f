"""Which unknowns a set of exact linear equations gives away."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

V = TypeVar("V", bound=Hashable)


@dataclass(frozen=True)
class Equation(Generic[V]):
    """Sum over `unknowns` of coefficient * unknown = `value`."""

    unknowns: dict[V, int]
    value: Fraction


def determined(equations: Sequence[Equation[V]]) -> dict[V, Fraction]:
    """The unknowns with exactly one possible value, by Gauss-Jordan elimination over the rationals."""
    names = list(dict.fromkeys(name for equation in equations for name in equation.unknowns))
    matrix = [
        [Fraction(equation.unknowns.get(name, 0)) for name in names] + [equation.value]
        for equation in equations
    ]
    pivots: list[int] = []
    for column in range(len(names)):
        row = len(pivots)
        pivot = next((at for at in range(row, len(matrix)) if matrix[at][column]), None)
        if pivot is None:
            continue
        matrix[row], matrix[pivot] = matrix[pivot], matrix[row]
        scale = matrix[row][column]
        matrix[row] = [value / scale for value in matrix[row]]
        for other in range(len(matrix)):
            factor = matrix[other][column]
            if other != row and factor:
                matrix[other] = [a - factor * b for a, b in zip(matrix[other], matrix[row], strict=True)]
        pivots.append(column)
    return {
        names[column]: line[-1]
        for line, column in zip(matrix, pivots, strict=False)
        if sum(1 for value in line[:-1] if value) == 1
    }
