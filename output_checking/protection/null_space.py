"""What the equations alone say of hidden cells, whatever the bounds: random members of their null space.

A random deviation that the equations allow moves every cell that can move at all, and moves two cells in the
same ratio, whatever the draw, only if one gives the other away. Both hold with probability 1, so a few draws
decide for all cells at once what elimination would decide cell by cell.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse.linalg import lsmr

from output_checking.protection.problem import Flags, Floats, Matrix

_ZERO = 1e-7


def random_deviations(equations: Matrix, draws: int, seed: int = 0) -> Floats:
    """`draws` random deviations (cells x draws) with equations @ deviation = 0, of about unit size."""
    generator = np.random.default_rng(seed)
    cells = equations.shape[1]
    found = generator.standard_normal((cells, draws))
    if equations.shape[0]:
        for draw in range(draws):
            # Twice: the second projection takes away what the first one's tolerance left.
            for _ in range(2):
                step = lsmr(
                    equations, equations @ found[:, draw], atol=1e-14, btol=1e-14, maxiter=20 * cells
                )[0]
                found[:, draw] -= step
    return found


def immobile(deviations: Floats) -> Flags:
    """The cells that no deviation moves: the equations give their values away."""
    return np.asarray((np.abs(deviations) < _ZERO).all(axis=1))


def bound_together(deviations: Floats) -> npt.NDArray[np.intp]:
    """A group number per cell; cells of one group move in a fixed ratio: who knows one knows all. -1:
    immobile."""
    group = np.full(len(deviations), -1, dtype=np.intp)
    moving = np.flatnonzero(~immobile(deviations))
    if not len(moving):
        return group
    # The sign of the ratio is free: directions are compared by their projections, outer products made small.
    ratios = deviations[moving, 1:] / deviations[moving, :1]
    order = np.lexsort(np.round(ratios, 6).T[::-1])
    apart = np.abs(np.diff(ratios[order], axis=0)) > 1e-5 * (1 + np.abs(ratios[order][1:]))
    group[moving[order]] = np.concatenate([[0], np.cumsum(apart.any(axis=1))])
    return group
