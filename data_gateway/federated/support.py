"""On whom a model rests: the figures its rules ask for, and the sketches of the sums it tells.

Rows of one person share that person's weight, so that every figure here counts persons, never rows.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from data_gateway.aggregates.differencing import Vector
from data_gateway.federated.design import Design

_SINGULAR = 1e-10  # of a column's own spread, what others leave unexplained


def effective(design: Design, amounts: Vector) -> float:
    """How many persons a sum rests on: of k that contribute alike and others nothing, k.

    (sum q)^2 / sum q^2 over the persons' contributions q, which are not negative; 0 without any.
    """
    count, position = design.persons
    own = np.bincount(position, weights=amounts, minlength=count)
    squares = float(own @ own)
    return float(own.sum()) ** 2 / squares if squares > 0 and np.isfinite(squares) else 0.0


def leverage(design: Design, weight: Vector) -> float:
    """The largest share that one person has in any coefficient's information: 1 when it is hers alone.

    Sum over her rows of w x'(X'WX)^-1 x, with an intercept; 1 too for a design that is singular.
    """
    basis = _basis(design, weight)
    if basis is None:
        return 1.0
    count, position = design.persons
    own = np.bincount(position, weights=np.einsum("ij,ij->i", basis, basis), minlength=count)
    return float(own.max(initial=0.0))


def column_effective(design: Design) -> Vector | None:
    """Effective persons behind what the others do not explain of each column, shape (p,).

    None for a design that is singular.
    """
    columns = design.columns - design.columns.mean(axis=0)
    scale = np.sqrt(np.mean(columns**2, axis=0))
    if not (scale > 0).all():
        return None
    columns = columns / scale
    gram = columns.T @ columns / len(columns)
    if float(np.linalg.eigvalsh(gram)[0]) < _SINGULAR:
        return None
    rest = columns @ np.linalg.inv(gram)
    return np.array([effective(design, rest[:, at] ** 2) for at in range(rest.shape[1])])


def _basis(design: Design, weight: Vector) -> Vector | None:
    total = float(weight.sum())
    if not np.isfinite(total) or total <= 0:
        return None
    columns = design.columns - (weight @ design.columns) / total
    root = np.sqrt(weight)
    weighted = root[:, None] * columns
    spread = np.sqrt((weighted**2).sum(axis=0))
    if not (spread > 0).all():
        return None
    weighted = weighted / spread
    try:
        lower = np.linalg.cholesky(weighted.T @ weighted)
    except np.linalg.LinAlgError:
        return None
    if float(np.diag(lower).min()) ** 2 < _SINGULAR:
        return None
    fitted = np.linalg.solve(lower, weighted.T).T
    return np.column_stack([fitted, root / np.sqrt(total)])


def levels(design: Design, *, outcomes: bool) -> dict[str, Vector]:
    """Of columns that hold two values, `low` and `high` persons, shape (k,); `two`: which columns.

    With `outcomes` also the persons of each value with an event, `low_with` and `high_with`, and without.
    `pairs`: the four cells of every two of these columns, shape (pairs, 6), first which two.
    """
    two = two_values(design)
    high = [design.columns[:, at] == design.columns[:, at].max() for at in two]
    share = design.share
    found = {
        "two": np.array(two, dtype=np.float64),
        "high": np.array([share[one].sum() for one in high]),
        "low": np.array([share[~one].sum() for one in high]),
    }
    if outcomes:
        met = design.event > 0
        for name, event in (("with", met), ("without", ~met)):
            found[f"high_{name}"] = np.array([share[one & event].sum() for one in high])
            found[f"low_{name}"] = np.array([share[~one & event].sum() for one in high])
    cells = []
    for (left, a), (right, b) in combinations(zip(two, high, strict=True), 2):
        four = (share[a & b].sum(), share[a & ~b].sum(), share[~a & b].sum(), share[~a & ~b].sum())
        cells.append([left, right, *four])
    found["pairs"] = np.array(cells, dtype=np.float64).reshape(-1)
    return found


def two_values(design: Design) -> list[int]:
    """The positions of columns that hold no more than two."""
    return [at for at, column in enumerate(design.columns.T) if _held_twice(column)]


def _held_twice(column: Vector) -> bool:
    low, high = column.min(initial=np.inf), column.max(initial=-np.inf)
    return bool(((column == low) | (column == high)).all())
