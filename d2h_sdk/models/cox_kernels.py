"""One pass over sorted rows gives likelihood, score and information; compiled with numba, one core.

Rows come by stratum, then by falling time, so that the risk set only grows. Of d events that fall together
Efron's k-th leaves the share k/d of them out; its sums over k need the matrices of the tied rows only once
(Therneau and Grambsch, Modeling Survival Data, 2000, section 3.3). Weighted ties follow the mean weight of
the tied events, as in R's survival.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Vector = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


# Sums may be taken in any order, which lets them be taken several at a time; no number is taken for finite.
_ANY_ORDER = {"reassoc", "contract"}
_BLOCK = 2_048  # rows that stay in the processor's cache while they are filled column by column


@njit(cache=True, fastmath=_ANY_ORDER)
def standardised(values: Vector, mean: Vector, spread: Vector) -> Vector:
    """`values` of shape (p, n) as rows (n, p), less their `mean` and by their `spread`, of shape (p,)."""
    p, n = values.shape
    rows = np.empty((n, p))
    for begin in range(0, n, _BLOCK):
        for j in range(p):
            for row in range(begin, min(n, begin + _BLOCK)):
                rows[row, j] = (values[j, row] - mean[j]) / spread[j]
    return rows


def partial_likelihood(
    columns: Vector,
    time: Vector,
    event: npt.NDArray[np.bool_],
    weight: Vector,
    stratum: Whole,
    coefficients: Vector,
    efron: bool,
) -> tuple[float, Vector, Vector]:
    """Log-likelihood, score of shape (p,) and information (p, p) of rows sorted as said above."""
    predictor = columns @ coefficients
    risk = weight * np.exp(predictor)
    return _over_risk_sets(columns, time, event, weight, stratum, predictor, risk, efron)


@njit(cache=True, fastmath=_ANY_ORDER)
def _over_risk_sets(
    columns: Vector,
    time: Vector,
    event: npt.NDArray[np.bool_],
    weight: Vector,
    stratum: Whole,
    predictor: Vector,
    risk: Vector,
    efron: bool,
) -> tuple[float, Vector, Vector]:
    """As `partial_likelihood`.

    A row's own matrix belongs to every risk set from the first event on until its own time. It is therefore
    added once, times the sum of what each of these gives it.
    """
    n, p = columns.shape
    loglik = 0.0
    score, information = np.zeros(p), np.zeros((p, p))
    s0, s1 = 0.0, np.zeros(p)
    d1 = np.zeros(p)
    first, given, taken = np.empty(n + 1, dtype=np.int64), np.empty(n), np.empty(n)
    times, begin = 0, 0
    while begin < n:
        if begin == 0 or stratum[begin] != stratum[begin - 1]:
            s0 = 0.0
            s1[:] = 0.0
        end, deaths = begin, 0
        d0, dead_weight = 0.0, 0.0
        while end < n and stratum[end] == stratum[begin] and time[end] == time[begin]:
            deaths += event[end]
            end += 1
        tied = efron and deaths > 1
        d1[:] = 0.0
        for row in range(begin, end):
            s0 += risk[row]
            for j in range(p):
                s1[j] += risk[row] * columns[row, j]
            if event[row]:
                loglik += weight[row] * predictor[row]
                dead_weight += weight[row]
                for j in range(p):
                    score[j] += weight[row] * columns[row, j]
                if tied:
                    d0 += risk[row]
                    for j in range(p):
                        d1[j] += risk[row] * columns[row, j]
        a, b, aa, ab, bb = 0.0, 0.0, 0.0, 0.0, 0.0
        if deaths > 0:
            each = dead_weight / deaths
            for turn in range(deaths):
                share = turn / deaths if tied else 0.0
                left = s0 - share * d0
                loglik -= each * np.log(left)
                a += each / left
                b += each * share / left
                aa += each / (left * left)
                ab += each * share / (left * left)
                bb += each * share * share / (left * left)
            for j in range(p):
                score[j] += d1[j] * b - s1[j] * a
                for k in range(j + 1):
                    crossed = s1[j] * d1[k] + d1[j] * s1[k]
                    information[j, k] += crossed * ab - s1[j] * s1[k] * aa - d1[j] * d1[k] * bb
        first[times], given[times], taken[times] = begin, a, b
        times += 1
        begin = end
    first[times] = n
    later = 0.0
    for at in range(times - 1, -1, -1):
        if at < times - 1 and stratum[first[at]] != stratum[first[at + 1]]:
            later = 0.0
        later += given[at]
        for row in range(first[at], first[at + 1]):
            times_in = risk[row] * (later - (taken[at] if event[row] else 0.0))
            for j in range(p):
                part = times_in * columns[row, j]
                for k in range(j + 1):
                    information[j, k] += part * columns[row, k]
    for j in range(p):
        for k in range(j):
            information[k, j] = information[j, k]
    return loglik, score, information


@njit(cache=True)
def concordant_pairs(
    time: Vector, event: npt.NDArray[np.bool_], rank: Whole, ranks: int
) -> tuple[float, float]:
    """Concordant pairs (ties of risk count one half) and comparable ones; `time` falling, one stratum.

    `rank` orders the risks from 0 to `ranks` - 1. A pair is comparable when one had the event before the
    other's time, or when the other was censored at that very time (Harrell).
    """
    tree = np.zeros(ranks + 1, dtype=np.int64)  # Fenwick: how many of each rank are still at risk
    held, concordant, pairs = 0, 0.0, 0.0
    n, begin = len(time), 0
    while begin < n:
        end = begin
        while end < n and time[end] == time[begin]:
            if not event[end]:
                at = rank[end] + 1
                while at <= ranks:
                    tree[at] += 1
                    at += at & -at
                held += 1
            end += 1
        for row in range(begin, end):
            if event[row]:
                below, at = 0, rank[row]
                while at > 0:
                    below += tree[at]
                    at -= at & -at
                up_to, at = 0, rank[row] + 1
                while at > 0:
                    up_to += tree[at]
                    at -= at & -at
                concordant += below + 0.5 * (up_to - below)
                pairs += held
        for row in range(begin, end):
            if event[row]:
                at = rank[row] + 1
                while at <= ranks:
                    tree[at] += 1
                    at += at & -at
                held += 1
        begin = end
    return concordant, pairs
