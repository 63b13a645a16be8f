"""Cox's partial likelihood with one baseline hazard for all sites, from sums per step of time.

Efron's and Breslow's ties as in Therneau and Grambsch, Modeling Survival Data, 2000, section 3.3.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from d2h_sdk.errors import UsageError
from d2h_sdk.federated.exchange import Parts, Vector, full


def agreed_edges(asked: tuple[float, ...], until: Iterable[Vector]) -> tuple[float, ...]:
    """What to ask next: the edges at which every site can end a step or, where they merged steps at edges of
    their own, every other one of those `asked`. Raises UsageError `federated-no-shared-steps`."""
    kept = [set(edges.tolist()) for edges in until]
    shared = set.intersection(*kept)
    agreed = tuple(sorted(shared)) if 2 * len(shared) >= min(map(len, kept)) else asked[1::2]
    if not agreed:
        raise UsageError("federated-no-shared-steps")
    return agreed


def pooled_likelihood(told: Collection[Parts], coefficients: Vector) -> tuple[float, Vector, Vector]:
    """Log-likelihood, score of shape (p,) and information (p, p) of the persons of all sites together."""
    size = len(coefficients)
    events = _added(told, "events")
    moment = _added(told, "moment")
    risk = _added(told, "risk").reshape(len(events), -1)
    tied = _added(told, "tied").reshape(len(events), -1) if "tied" in next(iter(told)) else 0.0 * risk
    loglik, score, information = float(coefficients @ moment), moment.copy(), np.zeros((size, size))
    for deaths, at_risk, falling in zip(events.astype(int), risk, tied, strict=True):
        # Of d events that fall together, the k-th leaves the share k/d of them out.
        share = np.arange(deaths) / max(deaths, 1)
        whole, part = full(at_risk, size + 1), full(falling, size + 1)
        left = whole[0, 0] - share * part[0, 0]
        means = (whole[0, 1:] - share[:, None] * part[0, 1:]) / left[:, None]
        loglik -= float(np.log(left).sum())
        score -= means.sum(axis=0)
        squares = (1 / left).sum() * whole[1:, 1:] - (share / left).sum() * part[1:, 1:]
        information += squares - means.T @ means
    return loglik, score, information


def _added(told: Collection[Parts], part: str) -> Vector:
    return np.sum([parts[part] for parts in told], axis=0)  # type: ignore[no-any-return]
