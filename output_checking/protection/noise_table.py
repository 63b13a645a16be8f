"""Probabilities of the noise that the cell-key method adds to a count.

For each count: the distribution of greatest entropy among those on -D … D that leave it unbiased, have the
variance V, and make no count negative or 1 … js. Source: Giessing, in Privacy in Statistical Databases
(2016, doi:10.1007/978-3-319-45381-1_18); the R package ptable of sdcTools takes D, V and js so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import linprog, minimize

from governance.refusal import Refusal
from output_checking.protection.problem import Floats

_EXACT = 1e-9
_CLOSE = 1e-6  # of mean and variance


@dataclass(frozen=True, eq=False)
class NoiseTable:
    """`probabilities`: a row per count from 0, the last for all larger ones; a column per noise from
    -`deviation` to `deviation`."""

    deviation: int
    variance: float
    small: int
    probabilities: Floats

    def noise(self, count: int, draw: float) -> int:
        """The noise of a `count`, by a uniform `draw` from 0 to 1: the same for the same draw."""
        row = self.probabilities[min(count, len(self.probabilities) - 1)]
        reached = np.cumsum(row)
        at = int(np.searchsorted(reached, draw * reached[-1], side="right"))
        # A draw that the rounding of sums leaves past the last possible noise.
        possible = np.flatnonzero(row)
        return int(min(at, possible[-1])) - self.deviation


@lru_cache(maxsize=16)
def noise_table(deviation: int, variance: float, small: int) -> NoiseTable:
    """`small` (js): no count from 1 to `small` comes out. Where a count cannot have the variance V, it has
    the nearest that it can. Raises Refusal `perturbation-impossible` when nothing leaves a count unbiased."""
    if deviation <= small or variance <= 0:
        raise Refusal("perturbation-impossible", deviation=deviation, variance=f"{variance:g}", small=small)
    rows = [_row(count, deviation, variance, small) for count in range(deviation + small + 2)]
    return NoiseTable(deviation, variance, small, np.array(rows))


def _row(count: int, deviation: int, variance: float, small: int) -> Floats:
    noise = np.arange(-deviation, deviation + 1)
    after = count + noise
    # Zeros stay: nobody is invented where nobody is.
    possible = (after == 0) | (after > small) if count else noise == 0
    row = np.zeros(len(noise))
    if count == 0:
        row[possible] = 1.0
        return row
    values = noise[possible].astype(float)
    least, most = (_extreme(values, sign) for sign in (1, -1))
    if least is None or most is None:
        raise Refusal("perturbation-impossible", deviation=deviation, variance=f"{variance:g}", small=small)
    (low, lowest), (high, highest) = least, most
    if variance <= low + _EXACT:
        row[possible] = lowest
    elif variance >= high - _EXACT:
        row[possible] = highest
    else:
        row[possible] = _of_greatest_entropy(values, variance)
    return row


def _extreme(values: Floats, sign: int) -> tuple[float, Floats] | None:
    """The least (1) or greatest (-1) variance of unbiased noise on `values`, and how it is reached."""
    found = linprog(
        sign * values**2, A_eq=np.array([np.ones(len(values)), values]), b_eq=[1.0, 0.0], method="highs"
    )
    return (sign * float(found.fun), np.maximum(found.x, 0.0)) if found.success else None


def _of_greatest_entropy(values: Floats, variance: float) -> Floats:
    """exp(a v + b v²), a and b by the convex dual of the entropy: its gradient is what mean and variance
    miss."""
    moments = np.array([values, values**2 - variance])
    scale = np.abs(moments).max(axis=1)
    scaled = moments / scale[:, None]

    def dual(weights: Floats) -> tuple[float, Floats]:
        powers = weights @ scaled
        top = powers.max()
        terms = np.exp(powers - top)
        return float(top + np.log(terms.sum())), scaled @ (terms / terms.sum())

    found = minimize(dual, np.zeros(2), jac=True, method="BFGS", options={"gtol": 1e-12, "maxiter": 2000})
    powers = found.x @ scaled
    terms = np.exp(powers - powers.max())
    share: Floats = terms / terms.sum()
    if np.abs(moments @ share).max() > _CLOSE * max(1.0, variance):
        raise ArithmeticError("the noise of greatest entropy was not found")
    return share
