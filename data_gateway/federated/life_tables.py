"""Counts of a survival curve between times that everybody may know, and the log-rank test.

Intervals are merged until each holds enough persons who had the event and, if any, enough who left without:
a step of the curve is then never about a few. The log-rank test keeps the site's own times: only its sums
leave (Mantel 1966; variance of the hypergeometric law, as in Kalbfleisch and Prentice 2002, section 1.5).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from data_gateway.aggregates.differencing import Vector
from data_gateway.federated.design import Design, Whole

Truth = npt.NDArray[np.bool_]


def figures(design: Design, edges: Vector, groups: int) -> dict[str, Vector | float]:
    """Per group and interval, `events` and `censored` of shape (groups * intervals,), with sketches of both.

    An interval reaches from one edge (left out) to the next (held); who stays longer than the last edge is
    in a last interval that is never told. One row per person.
    """
    interval = np.searchsorted(edges, design.outcome, side="left")
    group = design.columns[:, 0].astype(np.int64) if design.columns.shape[1] else np.zeros(design.rows, int)
    cell = group * (len(edges) + 1) + interval
    size = groups * (len(edges) + 1)
    met = design.event > 0
    found: dict[str, Vector | float] = {
        "rows": float(design.rows),
        "persons": float(design.persons[0]),
        "events": np.bincount(cell[met], minlength=size).astype(np.float64),
        "censored": np.bincount(cell[~met], minlength=size).astype(np.float64),
        "log surviving": log_surviving(design.outcome, met, group, interval, groups, len(edges) + 1),
        "members": np.bincount(group, minlength=groups).astype(np.float64),
        "sketch persons": design.sketch(np.ones(design.rows)),
    }
    for at in range(size):
        if found["events"][at] or found["censored"][at]:  # type: ignore[index]
            found[f"sketch events {at}"] = design.sketch(((cell == at) & met).astype(np.float64))
            found[f"sketch censored {at}"] = design.sketch(((cell == at) & ~met).astype(np.float64))
    return found | (log_rank(design.outcome, met, group, groups) if groups > 1 else {})


def log_surviving(time: Vector, met: Truth, group: Whole, interval: Whole, groups: int, width: int) -> Vector:
    """Per group and interval, shape (groups * width,), the logarithm of Kaplan and Meier's factor over it."""
    factors = np.zeros(groups * width)
    for level in range(groups):
        own = group == level
        distinct, first, counts = np.unique(time[own], return_index=True, return_counts=True)
        died = np.bincount(np.searchsorted(distinct, time[own & met]), minlength=len(distinct))
        at_risk = np.cumsum(counts[::-1])[::-1]
        with np.errstate(divide="ignore"):  # nobody survives: the logarithm of 0
            np.add.at(factors, level * width + interval[own][first], np.log1p(-died / at_risk))
    return factors


def log_rank(time: Vector, met: Truth, group: Whole, groups: int) -> dict[str, Vector | float]:
    """`observed` and `expected` events per group, shape (groups,); `variance`, (groups * groups,)."""
    distinct, position = np.unique(time, return_inverse=True)
    leaving = np.zeros((len(distinct), groups))
    died = np.zeros((len(distinct), groups))
    np.add.at(leaving, (position, group), 1.0)
    np.add.at(died, (position[met], group[met]), 1.0)
    at_risk = np.cumsum(leaving[::-1], axis=0)[::-1]
    all_risk, all_died = at_risk.sum(axis=1), died.sum(axis=1)
    share = at_risk / all_risk[:, None]
    spread = np.where(all_risk > 1, all_died * (all_risk - all_died) / np.maximum(all_risk - 1, 1), 0.0)
    variance = np.diag(spread @ share) - (share * spread[:, None]).T @ share
    return {
        "observed": died.sum(axis=0),
        "expected": all_died @ share,
        "variance": variance.reshape(-1),
    }
