"""One fit per site, put together: fixed and random effects, heterogeneity, each site left out in turn.

Inverse variance; DerSimonian and Laird 1986 for the variance between sites, Higgins and Thompson 2002 for
I squared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from d2h_sdk import connection as session
from d2h_sdk.errors import SiteError, UsageError
from d2h_sdk.federated.exchange import Exchange, OnSiteError, Sites, Vector
from d2h_sdk.federated.fitting import newton, open_model
from d2h_sdk.federated.specification import Specification

NORMAL_95 = float(stats.norm.ppf(0.975))


@dataclass(frozen=True)
class MetaAnalysis:
    """Per coefficient. `estimates` and `standard_errors`: rows are sites.

    `heterogeneity`: `Q`, its `p`, `I2` (percent) and `tau2`. `leave_one_out`: random effects without each.
    """

    estimates: pd.DataFrame
    standard_errors: pd.DataFrame
    fixed: pd.DataFrame
    random: pd.DataFrame
    heterogeneity: pd.DataFrame
    leave_one_out: pd.DataFrame
    exchange: pd.DataFrame
    missing: dict[str, SiteError]

    def __str__(self) -> str:
        return "\n\n".join(str(part) for part in (self.random, self.heterogeneity, self.exchange))

    __repr__ = __str__


def meta_analysis(
    spec: Specification,
    *,
    sites: Sites = None,
    dataset: str | None = None,
    on_site_error: OnSiteError = "raise",
) -> MetaAnalysis:
    """Fit `spec` (`logistic`, `poisson` or `cox`) at each site alone, and put the fits together.

    Raises UsageError `federated-one-site` when fewer than two take part, and as the fits do.
    """
    exchange = Exchange(session.connection, spec.table, dataset, sites, on_site_error)
    model = open_model(spec, exchange)
    names = [book.site for book in exchange.taking_part()]
    fits = {site: newton(model, 0.0, [site]) for site in names}
    exchange.warn_of_missing()
    return combined(
        {site: made.params_ for site, made in fits.items()},
        {site: made.standard_errors_ for site, made in fits.items()},
        exchange.frame(),
        dict(exchange.missing),
    )


def combined(
    estimates: Mapping[str, pd.Series],
    errors: Mapping[str, pd.Series],
    exchange: pd.DataFrame,
    missing: dict[str, SiteError],
) -> MetaAnalysis:
    """Raises UsageError `federated-one-site`."""
    if len(estimates) < 2:
        raise UsageError("federated-one-site")
    values, spread = pd.DataFrame(estimates).T, pd.DataFrame(errors).T
    effects, variances = values.to_numpy(), spread.to_numpy() ** 2
    names = values.columns
    tau2, q = between(effects, variances)
    freedom = len(effects) - 1
    left_out = {
        site: _pooled(*_without(effects, variances, at), names, random=True)
        for at, site in enumerate(values.index)
    }
    return MetaAnalysis(
        estimates=values,
        standard_errors=spread,
        fixed=_pooled(effects, variances, names, random=False),
        random=_pooled(effects, variances, names, random=True),
        heterogeneity=pd.DataFrame(
            {
                "Q": q,
                "p": stats.chi2.sf(q, freedom),
                "I2": 100 * np.maximum(0.0, 1 - freedom / np.maximum(q, 1e-300)),
                "tau2": tau2,
            },
            index=names,
        ),
        leave_one_out=pd.concat(left_out, names=["left out"]),
        exchange=exchange,
        missing=missing,
    )


def between(effects: Vector, variances: Vector) -> tuple[Vector, Vector]:
    """tau squared and Q of each column; both arguments of shape (sites, coefficients)."""
    weights = 1 / variances
    total = weights.sum(axis=0)
    mean = (weights * effects).sum(axis=0) / total
    q = (weights * (effects - mean) ** 2).sum(axis=0)
    room = total - (weights**2).sum(axis=0) / total
    return np.maximum(0.0, (q - (len(effects) - 1)) / room), q


def _pooled(effects: Vector, variances: Vector, names: pd.Index, *, random: bool) -> pd.DataFrame:
    extra = between(effects, variances)[0] if random and len(effects) > 1 else 0.0
    weights = 1 / (variances + extra)
    mean = (weights * effects).sum(axis=0) / weights.sum(axis=0)
    error = np.sqrt(1 / weights.sum(axis=0))
    return pd.DataFrame(
        {
            "coef": mean,
            "se(coef)": error,
            "coef lower 95%": mean - NORMAL_95 * error,
            "coef upper 95%": mean + NORMAL_95 * error,
            "z": mean / error,
            "p": 2 * stats.norm.sf(np.abs(mean / error)),
        },
        index=names,
    )


def _without(effects: Vector, variances: Vector, at: int) -> tuple[Vector, Vector]:
    return np.delete(effects, at, axis=0), np.delete(variances, at, axis=0)
