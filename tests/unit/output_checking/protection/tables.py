"""Random linked tables, and what brute force says of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import hypothesis.strategies as st
import numpy as np
from scipy.optimize import linprog


def table_with_totals(inner: np.ndarray, **more: Any) -> dict[str, Any]:
    """The problem of a table of any number of dimensions, with a total along each: ids count in reading
    order."""
    full = inner
    for axis in range(inner.ndim):
        full = np.concatenate([full, full.sum(axis=axis, keepdims=True)], axis=axis)
    ids = np.arange(full.size).reshape(full.shape)
    equations = []
    for axis in range(full.ndim):
        for line in np.moveaxis(ids, axis, -1).reshape(-1, full.shape[axis]).tolist():
            equations.append({"idx": [line[-1], *line[:-1]], "coef": [-1] + [1] * (len(line) - 1)})
    cells = [{"id": int(at), "value": value} for at, value in enumerate(full.ravel().tolist())]
    return {"cells": cells, "equations": equations, "primary": [], **more}


@st.composite
def linked_tables(draw: st.DrawFn, most: int = 9, **more: Any) -> dict[str, Any]:
    """A small table of counts with totals, some of its cells sensitive."""
    shape = draw(st.sampled_from([(2, 2), (2, 3), (3, 3), (3, 4), (2, 2, 2), (4,), (2, 3, 2)]))
    values = draw(st.lists(st.integers(0, most), min_size=int(np.prod(shape)), max_size=int(np.prod(shape))))
    problem = table_with_totals(np.array(values).reshape(shape), **more)
    problem["primary"] = draw(
        st.lists(
            st.sampled_from([cell["id"] for cell in problem["cells"]]), min_size=1, max_size=4, unique=True
        )
    )
    return problem


def brute_force_intervals(data: dict[str, Any], hidden: Sequence[int]) -> dict[int, tuple[float, float]]:
    """Two linear programs per hidden cell on the values themselves, by another solver's interface."""
    values = np.array([cell["value"] for cell in data["cells"]], dtype=float)
    matrix = np.zeros((len(data["equations"]), len(values)))
    for at, equation in enumerate(data["equations"]):
        matrix[at, equation["idx"]] = equation["coef"]
    bounds = data.get("bounds", {"lower": 0, "upper": values.max()})
    limits = [
        (bounds["lower"], bounds["upper"]) if at in hidden else (value, value)
        for at, value in enumerate(values)
    ]
    found = {}
    for cell in hidden:
        ends = []
        for sign in (1, -1):
            objective = np.zeros(len(values))
            objective[cell] = sign
            ends.append(sign * linprog(objective, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=limits).fun)
        found[cell] = (ends[0], ends[1])
    return found
