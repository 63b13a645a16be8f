"""What a protection problem must be for an audit of it to mean anything."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from governance.refusal import Refusal
from output_checking.protection.problem import Problem

# An equation may miss zero by the rounding of binary fractions, no more.
_RELATIVE, _ABSOLUTE = 1e-9, 1e-6


def require_valid(problem: Problem) -> None:
    """Raises Refusal `sdc-no-cells`, `sdc-bounds-order`, `sdc-value-below`, `sdc-value-above`,
    `sdc-equation-does-not-hold`, `sdc-cycle`, `sdc-weight-negative`, `sdc-persons-negative`."""
    if not problem.ids:
        raise Refusal("sdc-no-cells")
    _require_within_bounds(problem)
    for column, code in ((problem.weights, "sdc-weight-negative"), (problem.persons, "sdc-persons-negative")):
        if column is not None and (column < 0).any():
            raise Refusal(code, cell=str(problem.ids[int(np.argmax(column < 0))]))
    _require_equations_hold(problem)
    _require_no_total_within_itself(problem)


def _require_within_bounds(problem: Problem) -> None:
    for wrong, code in (
        (problem.lower > problem.upper, "sdc-bounds-order"),
        (problem.values < problem.lower, "sdc-value-below"),
        (problem.values > problem.upper, "sdc-value-above"),
    ):
        if wrong.any():
            at = int(np.argmax(wrong))
            raise Refusal(
                code,
                cell=str(problem.ids[at]),
                value=f"{problem.values[at]:g}",
                lower=f"{problem.lower[at]:g}",
                upper=f"{problem.upper[at]:g}",
            )


def _require_equations_hold(problem: Problem) -> None:
    missed = np.abs(problem.equations @ problem.values)
    size = abs(problem.equations) @ np.abs(problem.values)
    wrong = missed > _RELATIVE * size + _ABSOLUTE
    if wrong.any():
        at = int(np.argmax(wrong))
        raise Refusal("sdc-equation-does-not-hold", equation=at, missed=f"{missed[at]:g}")


def _require_no_total_within_itself(problem: Problem) -> None:
    """A total is the one cell of its equation with the other sign; its parts may not lead back to it."""
    rows = problem.equations
    count = len(problem.ids)
    equation = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    negative = np.bincount(equation, rows.data < 0, rows.shape[0])
    size = np.diff(rows.indptr)
    # With two cells either is the total of the other: they are the same number.
    total_sign = np.where(
        (negative == 1) & (size > 2), -1, np.where((size - negative == 1) & (size > 2), 1, 0)
    )
    is_total = (np.sign(rows.data) == total_sign[equation]) & (total_sign[equation] != 0)
    total_of = np.full(rows.shape[0], -1)
    total_of[equation[is_total]] = rows.indices[is_total]
    part = ~is_total & (total_sign[equation] != 0)
    graph = sparse.csr_matrix(
        (np.ones(part.sum()), (total_of[equation[part]], rows.indices[part])), shape=(count, count)
    )
    _, group = connected_components(graph, directed=True, connection="strong")
    sizes = np.bincount(group)
    if (sizes > 1).any():
        inside = np.flatnonzero(sizes[group] > 1)[:5]
        raise Refusal("sdc-cycle", cells=", ".join(str(problem.ids[at]) for at in inside))
