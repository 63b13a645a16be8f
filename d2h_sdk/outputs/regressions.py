"""Regression tables from fitted models: coefficients, and the persons, events and freedom behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from d2h_sdk.errors import UsageError
from d2h_sdk.federated.results import FederatedFit
from d2h_sdk.outputs.group_means import Contributed, cells_of_means, contributed
from d2h_sdk.outputs.prepared import PreparedFile
from d2h_sdk.outputs.supports import outcome_of, persons_behind, persons_in, supports_of
from d2h_sdk.outputs.tables import table_file
from d2h_sdk.wire import Evidence, Measure, Support

DECIMALS = 4
INTERCEPT = "intercept"
INTERCEPTS = frozenset({INTERCEPT, "Intercept", "const"})
NOT_RELEASED = ["cmp to", "-log2(p)"]  # columns that say nothing the others do not


@dataclass(frozen=True)
class Fit:
    """What a fitted model says of itself; None where it does not."""

    summary: pd.DataFrame
    rows: int | None = None
    events: int | None = None
    degrees_of_freedom: int | None = None


def regression_file(
    fitted: Any,
    name: str,
    *,
    data: pd.DataFrame | None = None,
    persons: int | pd.Series | None = None,
    events: int | None = None,
    degrees_of_freedom: int | None = None,
    description: str = "",
) -> PreparedFile:
    """`fitted`: of `d2h.federated`, `d2h.models`, lifelines or statsmodels, a linear scikit-learn model, or a
    frame with one row per coefficient.

    `data`: the frame the model was fitted on, to count the persons behind each coefficient (the smaller of
    the two groups of a yes/no column or of a category, all persons otherwise) and in every category.
    `persons`: their number, or a column of their ids aligned with `data`; without it every row is taken for
    one person. What the model knows of events and freedom is taken from it.
    """
    fit = describe_fit(fitted)
    total, ids = fit.rows if data is None else len(data), None
    if isinstance(persons, pd.Series):
        total, ids = int(persons.nunique()), persons
    elif persons is not None:
        total = persons
    degrees = fit.degrees_of_freedom if degrees_of_freedom is None else degrees_of_freedom
    if degrees is None and total is not None:
        degrees = total - len(fit.summary)
    summary = fit.summary.map(_rounded)
    behind = None
    if data is not None and total is not None:
        behind = [
            total if name in INTERCEPTS else persons_behind(name, data, ids, total)
            for name in map(_covariate, summary.index)
        ]
    supports: tuple[Support, ...] = ()
    means: Contributed | None = None
    if data is not None:
        names = [_covariate(label) for label in summary.index]
        followed = hasattr(fitted, "event_col")
        supports = supports_of(names, data, outcome_of(fitted), ids, until_the_event=followed)
        slopes = [one for one in names if one not in INTERCEPTS]
        crossed = cells_of_means(slopes, data, len(names))
        told = {one.label for one in supports}
        supports += tuple(
            Support(label=label, persons=persons_in(who, ids)) for label, who in crossed if label not in told
        )
        if crossed:
            means = contributed(names, slopes, data, outcome_of(fitted), ids, summary.shape[1])
    table = table_file(summary, name, persons=behind)
    evidence = Evidence(
        kind="regression",
        persons=table.evidence.persons,
        person_total=total,
        events=fit.events if events is None else events,
        degrees_of_freedom=degrees,
        index_columns=table.evidence.index_columns,
        description=description,
        measures=(Measure(statistic="estimate"),) * summary.shape[1],
        support=supports,
        sums=means.sums if means else None,
        largest=means.largest if means else None,
    )
    return PreparedFile(table.name, table.content, evidence)


def _rounded(value: Any) -> Any:
    """To four decimals, a small number to four digits: an error of 0 would tell a perfect fit."""
    if not isinstance(value, float | np.floating):
        return value
    number = float(value)
    small = 0 < abs(number) < 10.0 ** (1 - DECIMALS)
    return float(f"{number:.{DECIMALS}g}") if small else round(number, DECIMALS)


def _covariate(label: Any) -> str:
    """The name of the covariate: of several levels, as in lifelines' parametric models, the last."""
    return str(label[-1] if isinstance(label, tuple) else label)


def describe_fit(fitted: Any) -> Fit:
    """Raises UsageError `model-not-understood`, which says which shapes are."""
    if isinstance(fitted, pd.DataFrame):
        return Fit(fitted)
    if isinstance(fitted, FederatedFit):
        return _federated(fitted)
    if isinstance(getattr(fitted, "summary", None), pd.DataFrame):
        return _lifelines(fitted)
    if hasattr(fitted, "params") and hasattr(fitted, "bse"):
        return _statsmodels(fitted)
    steps = getattr(fitted, "steps", None)
    final = steps[-1][1] if steps else fitted
    if hasattr(final, "coef_"):
        return _scikit_learn(fitted, final, bool(steps))
    raise UsageError("model-not-understood", type=type(fitted).__name__)


def _federated(fitted: FederatedFit) -> Fit:
    summary = fitted.summary.drop(columns=NOT_RELEASED)
    informing = fitted.persons if fitted.events is None else fitted.events
    return Fit(
        summary, rows=fitted.persons, events=fitted.events, degrees_of_freedom=informing - len(summary)
    )


def _lifelines(fitted: Any) -> Fit:
    summary = fitted.summary.drop(columns=NOT_RELEASED, errors="ignore")
    events = int(np.asarray(fitted.event_observed).sum())
    # In survival models information comes from events, not from rows: the cautious count of freedom.
    return Fit(summary, rows=len(fitted.durations), events=events, degrees_of_freedom=events - len(summary))


def _statsmodels(fitted: Any) -> Fit:
    summary = pd.DataFrame({"coef": fitted.params, "se": fitted.bse, "p": fitted.pvalues})
    summary[["coef lower 95%", "coef upper 95%"]] = np.asarray(fitted.conf_int())
    summary.index.name = "covariate"
    outcome = getattr(getattr(fitted, "model", None), "endog", None)
    events = None if outcome is None or not set(np.unique(outcome)) <= {0, 1} else int(np.sum(outcome))
    return Fit(summary, rows=int(fitted.nobs), events=events, degrees_of_freedom=int(fitted.df_resid))


def _scikit_learn(fitted: Any, final: Any, in_pipeline: bool) -> Fit:
    coefficients = np.atleast_2d(final.coef_)
    names = getattr(final, "feature_names_in_", None)
    if in_pipeline and len(fitted.steps) > 1:
        names = fitted[:-1].get_feature_names_out()
    if names is None:
        names = [f"x{position}" for position in range(coefficients.shape[1])]
    classes = list(getattr(final, "classes_", []))
    if len(coefficients) == 1:
        summary = pd.DataFrame({"coef": coefficients[0]}, index=pd.Index(names, name="covariate"))
        summary.loc[INTERCEPT] = float(np.ravel(final.intercept_)[0])
        if classes:
            summary["odds ratio"] = np.exp(summary["coef"])
    else:
        headings = [f"coef {label}" for label in (classes or range(len(coefficients)))]
        summary = pd.DataFrame(coefficients.T, index=pd.Index(names, name="covariate"), columns=headings)
        summary.loc[INTERCEPT] = np.ravel(final.intercept_)
    return Fit(summary)
