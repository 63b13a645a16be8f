"""Regression over sites: Cox, logistic, Poisson and linear models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from d2h_sdk import connection as session
from d2h_sdk.conditions import Where
from d2h_sdk.federated.exchange import Exchange, OnSiteError, Sites
from d2h_sdk.federated.fitting import fit
from d2h_sdk.federated.results import FederatedFit
from d2h_sdk.federated.specification import Covariates, Specification


def cox(
    table: str,
    duration: str,
    event: str,
    covariates: Covariates,
    *,
    strata: str | Sequence[str] = (),
    ties: Literal["efron", "breslow"] = "efron",
    times: Sequence[float] = (),
    where: Where = None,
    unit: Literal["person", "row"] = "person",
    penalty: float = 0.0,
    sites: Sites = None,
    dataset: str | None = None,
    on_site_error: OnSiteError = "raise",
) -> FederatedFit:
    """Proportional hazards, each site a stratum of its own: no time of any event leaves a site.

    Equals lifelines' pooled fit with the site (and `strata`) as strata. `event` is true or 1 where the event
    came at `duration`. See `logistic` for the rest.

    With `times` one baseline hazard serves all sites, where their permits say `shared_times`: durations are
    taken up to the next of these, who stays longer than the last is censored there. Sites merge steps until
    none is about a few persons, and the fit is of the steps that they share (`times_`); it equals lifelines'
    pooled fit of durations so rounded, without strata.
    """
    spec = Specification("cox", table, duration, covariates, event, strata, ties, unit, where, tuple(times))
    return fit(spec, penalty, Exchange(session.connection, table, dataset, sites, on_site_error))


def logistic(
    table: str,
    outcome: str,
    covariates: Covariates,
    *,
    where: Where = None,
    unit: Literal["person", "row"] = "person",
    penalty: float = 0.0,
    sites: Sites = None,
    dataset: str | None = None,
    on_site_error: OnSiteError = "raise",
) -> FederatedFit:
    """Logistic regression of an `outcome` that is true or 1, false or 0.

    `covariates`: columns of numbers, or a dict of column -> levels, of which the first is the reference and
    None marks a number: `{"age": None, "stage": ["I", "II", "III"]}`. `penalty` (ridge) adds half of it times
    the sum of squared coefficients, the intercept left out. The table holds one row per person, unless
    `unit="row"`. A site that is away or refuses raises SiteError; with `on_site_error="skip"` the fit is of
    the others, a warning says so and `missing` keeps the reason.
    """
    spec = Specification("logistic", table, outcome, covariates, unit=unit, where=where)
    return fit(spec, penalty, Exchange(session.connection, table, dataset, sites, on_site_error))


def poisson(
    table: str,
    outcome: str,
    covariates: Covariates,
    *,
    where: Where = None,
    unit: Literal["person", "row"] = "person",
    penalty: float = 0.0,
    sites: Sites = None,
    dataset: str | None = None,
    on_site_error: OnSiteError = "raise",
) -> FederatedFit:
    """Poisson regression (log link) of a count; see `logistic`. The log-likelihood is without log y!."""
    spec = Specification("poisson", table, outcome, covariates, unit=unit, where=where)
    return fit(spec, penalty, Exchange(session.connection, table, dataset, sites, on_site_error))


def linear(
    table: str,
    outcome: str,
    covariates: Covariates,
    *,
    where: Where = None,
    unit: Literal["person", "row"] = "person",
    penalty: float = 0.0,
    sites: Sites = None,
    dataset: str | None = None,
    on_site_error: OnSiteError = "raise",
) -> FederatedFit:
    """Least squares in two round trips; with `penalty`, ridge regression as scikit-learn's `Ridge(alpha)`.

    See `logistic` for the rest.
    """
    spec = Specification("linear", table, outcome, covariates, unit=unit, where=where)
    return fit(spec, penalty, Exchange(session.connection, table, dataset, sites, on_site_error))
