"""Newton's method over sites: each round adds up what every site tells at the same coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from d2h_sdk.errors import UsageError
from d2h_sdk.federated.exchange import Exchange, Parts, Vector, full, parts_of
from d2h_sdk.federated.results import FederatedFit, from_standardised
from d2h_sdk.federated.shared_times import agreed_edges, pooled_likelihood
from d2h_sdk.federated.specification import Specification

MOST_ROUNDS = 20  # round trips of one fit, the opening one too
SETTLED = 1e-14  # of the Newton decrement: the last step moved no coefficient by 1e-7 of its error
LONGEST = 2.0  # step of a coefficient, per standard deviation of its column
INTERCEPT = "Intercept"


def fit(spec: Specification, penalty: float, exchange: Exchange) -> FederatedFit:
    """Raises SiteError, or UsageError `federated-not-converged`, `federated-penalty-wrong`."""
    if not penalty >= 0:
        raise UsageError("federated-penalty-wrong")
    opened = open_model(spec, exchange)
    made = least_squares(opened, penalty) if spec.family == "linear" else newton(opened, penalty)
    exchange.warn_of_missing()
    return made


@dataclass(frozen=True)
class OpenModel:
    """A model that the sites let pass. `centre` and `scale`: pooled mean and spread of each column."""

    spec: Specification
    exchange: Exchange
    centre: Vector
    scale: Vector
    outcome: float  # pooled mean: of persons with the event, or of the outcome
    openings: int = 1

    def ask(self, coefficients: Vector, sites: Sequence[str] | None = None) -> dict[str, Parts]:
        asked = {
            "centre": tuple(self.centre.tolist()),
            "scale": tuple(self.scale.tolist()),
            "coefficients": tuple(coefficients.tolist()),
        }
        answers = self.exchange.ask(
            lambda dataset: self.spec.request(dataset).model_copy(update=asked), sites
        )
        return {site: parts_of(answer) for site, answer in answers.items()}

    def likelihood(
        self, coefficients: Vector, sites: Sequence[str] | None = None
    ) -> tuple[float, Vector, Vector]:
        """Log-likelihood, score and information over the sites."""
        told = self.ask(coefficients, sites).values()
        if self.spec.times:
            return pooled_likelihood(told, coefficients)
        return (
            float(sum(parts["loglik"][0] for parts in told)),
            np.sum([parts["score"] for parts in told], axis=0),
            full(np.sum([parts["information"] for parts in told], axis=0), len(coefficients)),
        )

    @property
    def intercept(self) -> int:
        return int(self.spec.family != "cox")

    def result(
        self,
        coefficients: Vector,
        variance: npt.NDArray[np.floating[Any]],
        loglik: float,
        iterations: int,
        degrees_of_freedom: float | None = None,
    ) -> FederatedFit:
        raw, spread = from_standardised(coefficients, variance.astype(np.float64), self.centre, self.scale)
        names = pd.Index([INTERCEPT] * self.intercept + self.spec.names(), name="covariate")
        return FederatedFit(
            family=self.spec.family,
            table=self.spec.table,
            params_=pd.Series(raw, index=names, name="coef"),
            variance_matrix_=pd.DataFrame(spread, index=names, columns=names),
            log_likelihood_=loglik,
            iterations=iterations,
            exchange=self.exchange.frame(),
            degrees_of_freedom=degrees_of_freedom,
            missing=dict(self.exchange.missing),
            sites=tuple(self.exchange.taking_part()),
            times_=tuple(self.spec.times),
        )


def open_model(spec: Specification, exchange: Exchange) -> OpenModel:
    """Every site decides whether the model may be fitted, and tells means and variances."""
    told = {site: parts_of(answer) for site, answer in exchange.ask(spec.request).items()}
    openings = 1
    asked = tuple(float(time) for time in spec.times)
    while asked and (agreed := agreed_edges(asked, (parts["until"] for parts in told.values()))) != asked:
        asked = agreed
        spec = replace(spec, times=asked)
        told = {site: parts_of(answer) for site, answer in exchange.ask(spec.request).items()}
        openings += 1
    for site, parts in told.items():
        book = exchange.sites[site]
        book.persons, book.rows = int(parts["persons"][0]), int(parts["rows"][0])
        book.events = int(parts["events"][0]) if "events" in parts else None
    rows = np.array([parts["rows"][0] for parts in told.values()])
    means = np.array([parts["mean"] for parts in told.values()])
    within = np.array([parts["variance"] for parts in told.values()])
    centre = rows @ means / rows.sum()
    scale = np.sqrt((rows @ (within + (means - centre) ** 2)) / rows.sum())
    outcomes = [(parts.get("events", parts.get("outcome", rows)))[0] for parts in told.values()]
    outcome = sum(outcomes) / rows.sum() if "events" in parts else rows @ np.array(outcomes) / rows.sum()
    return OpenModel(spec, exchange, centre, scale, float(outcome), openings)


def least_squares(model: OpenModel, penalty: float) -> FederatedFit:
    told = model.ask(np.zeros(0))
    size = len(model.scale) + 1
    gram = full(np.sum([parts["gram"] for parts in told.values()], axis=0), size)
    moment = np.sum([parts["moment"] for parts in told.values()], axis=0)
    squares = float(sum(parts["squares"][0] for parts in told.values()))
    rows = sum(parts["rows"][0] for parts in told.values())
    inverse = np.linalg.inv(gram + penalty * _ridge(model))
    coefficients = inverse @ moment
    left = squares - 2 * coefficients @ moment + coefficients @ gram @ coefficients
    freedom = float(rows - size)
    noise = float(left / freedom)
    loglik = float(-rows / 2 * (np.log(2 * np.pi * left / rows) + 1))
    return model.result(coefficients, noise * inverse, loglik, 1, freedom)


def newton(model: OpenModel, penalty: float, sites: Sequence[str] | None = None) -> FederatedFit:
    """Of the `sites` named, or of all that take part."""
    size = len(model.scale) + model.intercept
    ridge = penalty * _ridge(model)
    coefficients, step, best = _start(model, size), np.zeros(size), -np.inf
    for iteration in range(1, MOST_ROUNDS - model.openings + 1):
        own, score, information = model.likelihood(coefficients, sites)
        pulled = ridge @ coefficients
        value = float(own - coefficients @ pulled / 2)
        if value < best - 1e-7 * abs(best):  # too far: go back half of the way
            step = step / 2
            coefficients = coefficients - step
            continue
        best = value
        score, information = score - pulled, information + ridge
        step = np.linalg.solve(information, score).astype(np.float64)
        if float(step @ score) < SETTLED * max(1.0, abs(value)) ** 0.5:
            return model.result(coefficients + step, np.linalg.inv(information), own, iteration)
        step = step * min(1.0, LONGEST / float(np.abs(step).max()))
        coefficients = coefficients + step
    raise UsageError("federated-not-converged", rounds=MOST_ROUNDS)


def _start(model: OpenModel, size: int) -> Vector:
    """The fit without covariates."""
    start = np.zeros(size)
    if model.spec.family == "poisson":
        start[0] = np.log(max(model.outcome, 1e-6))
    if model.spec.family == "logistic":
        start[0] = np.log(model.outcome / (1 - model.outcome))
    return start


def _ridge(model: OpenModel) -> Vector:
    """Of raw coefficients, in the standardised ones; the intercept is not drawn to zero."""
    return np.diag(np.concatenate([np.zeros(model.intercept), 1.0 / model.scale**2]))
