"""What one site adds to a regression at given coefficients: log-likelihood, score, information.

Cox partial likelihood with Efron's or Breslow's treatment of ties (Therneau and Grambsch, Modeling Survival
Data, 2000, section 3.3), each stratum by itself; generalised linear models with their canonical links
(McCullagh and Nelder, Generalized Linear Models, 1989).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from data_gateway.aggregates.differencing import Vector
from data_gateway.federated.design import Design


@dataclass(frozen=True)
class Terms:
    """`score` of shape (p,), `information` (p, p), `weight` (n,): what each row adds to the information."""

    loglik: float
    score: Vector
    information: Vector
    weight: Vector


def linear_terms(columns: Vector, outcome: Vector) -> tuple[Vector, Vector, float]:
    """X'X of shape (p, p), X'y (p,) and y'y."""
    return columns.T @ columns, columns.T @ outcome, float(outcome @ outcome)


def logistic_terms(columns: Vector, outcome: Vector, coefficients: Vector) -> Terms:
    predictor = columns @ coefficients
    expected = 0.5 * (1.0 + np.tanh(0.5 * predictor))
    weight = expected * (1.0 - expected)
    loglik = float(outcome @ predictor - np.logaddexp(0.0, predictor).sum())
    return Terms(loglik, columns.T @ (outcome - expected), columns.T @ (weight[:, None] * columns), weight)


def poisson_terms(columns: Vector, outcome: Vector, coefficients: Vector) -> Terms:
    """Without the term of the outcome alone, log y!, which no coefficient changes."""
    predictor = columns @ coefficients
    expected = np.exp(predictor)
    loglik = float(outcome @ predictor - expected.sum())
    return Terms(
        loglik, columns.T @ (outcome - expected), columns.T @ (expected[:, None] * columns), expected
    )


def cox_terms(design: Design, columns: Vector, coefficients: Vector, *, efron: bool) -> Terms:
    """`columns`, of shape (n, p), in the design's order; the outcome is the time to the event."""
    predictor = columns @ coefficients
    size = columns.shape[1]
    loglik, score, information = 0.0, np.zeros(size), np.zeros((size, size))
    weight = np.empty(design.rows)
    bounds = np.flatnonzero(np.diff(design.stratum, prepend=-1, append=-1))
    for begin, end in pairwise(bounds.tolist()):
        rows = slice(begin, end)
        own = _stratum(design.outcome[rows], design.event[rows], columns[rows], predictor[rows], efron=efron)
        loglik, score, information = loglik + own.loglik, score + own.score, information + own.information
        weight[rows] = own.weight
    return Terms(loglik, score, information, weight)


def _stratum(time: Vector, event: Vector, columns: Vector, predictor: Vector, *, efron: bool) -> Terms:
    predictor = predictor - predictor.max(initial=-np.inf)  # which no term of the likelihood sees
    risk = np.exp(predictor)
    starts = np.flatnonzero(np.diff(time, prepend=-np.inf))
    group = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(time)))
    died = np.add.reduceat(event, starts)
    with_event = np.flatnonzero(died)
    weighted = risk[:, None] * columns
    at_risk = np.cumsum(np.add.reduceat(risk, starts)[::-1])[::-1]
    moment = np.cumsum(np.add.reduceat(weighted, starts)[::-1], axis=0)[::-1][with_event]
    # One line per event: of d that fall together, the k-th leaves the share k/d of them out (Efron).
    deaths = died[with_event].astype(np.int64)
    line = np.repeat(np.arange(len(with_event)), deaths)
    before = np.arange(len(line)) - np.repeat(np.cumsum(deaths) - deaths, deaths)
    share = before / deaths[line] if efron else np.zeros(len(line))
    sums, means = at_risk[with_event][line], moment[line]
    if efron and len(line) > len(with_event):
        tied = np.add.reduceat(risk * event, starts)[with_event]
        tied_moment = np.add.reduceat(weighted * event[:, None], starts)[with_event]
        sums = sums - share * tied[line]
        means = means - share[:, None] * tied_moment[line]
    means = means / sums[:, None]
    hazard, spared = np.zeros(len(starts)), np.zeros(len(starts))
    hazard[with_event] = np.bincount(line, weights=1.0 / sums, minlength=len(with_event))
    spared[with_event] = np.bincount(line, weights=share / sums, minlength=len(with_event))
    weight = risk * (np.cumsum(hazard)[group] - event * spared[group])
    return Terms(
        loglik=float(event @ predictor - np.log(sums).sum()),
        score=event @ columns - means.sum(axis=0),
        information=columns.T @ (weight[:, None] * columns) - means.T @ means,
        weight=weight,
    )
