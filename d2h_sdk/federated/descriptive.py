"""Describing the persons of several sites: table 1, correlations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from d2h_sdk import connection as session
from d2h_sdk.conditions import Where, conditions
from d2h_sdk.errors import UsageError
from d2h_sdk.federated.exchange import Exchange, OnSiteError, Sites, full
from d2h_sdk.federated.fitting import open_model
from d2h_sdk.federated.specification import Specification

POOLED = "pooled"


def table1(
    table: str,
    numbers: Sequence[str] = (),
    categories: Sequence[str] = (),
    *,
    where: Where = None,
    sites: Sites = None,
    dataset: str | None = None,
    on_site_error: OnSiteError = "raise",
) -> pd.DataFrame:
    """Persons, mean and standard deviation of `numbers`, persons in each of the `categories`.

    One column per site and one of all together; rows are `(variable, figure)`. The pooled mean and spread are
    those of all values together; each number is of the persons who have a value. What a site withholds is
    missing, and then so is the pooled figure: it would be of the other sites alone.
    """
    from d2h_sdk.api import aggregate

    base = [(c.column, c.op, c.value) for c in conditions(where)]
    asked = {"sites": sites, "dataset": dataset, "on_site_error": on_site_error}
    counted = aggregate(table, where=base, **asked)  # type: ignore[arg-type]
    found: dict[tuple[str, str], pd.Series] = {("", "persons"): counted.set_index("site")["persons"]}
    answering = list(counted["site"].astype(str))
    pooled: dict[tuple[str, str], float] = {("", "persons"): float(counted["persons"].sum())}
    for column in numbers:
        known = aggregate(
            table,
            where=[*base, (column, "is not null", None)],
            rows=True,
            mean=[column],
            variance=[column],
            **asked,  # type: ignore[arg-type]
        ).set_index("site")
        rows, mean, variance = known["rows"], known[f"{column}_mean"], known[f"{column}_variance"]
        found |= {(column, "persons"): known["persons"], (column, "mean"): mean}
        found[column, "sd"] = np.sqrt(variance)
        if len(known) == len(answering):
            n = float(rows.sum())
            centre = float((rows * mean).sum() / n)
            squares = float(((rows - 1) * variance + rows * (mean - centre) ** 2).sum())
            pooled |= {(column, "persons"): float(known["persons"].sum()), (column, "mean"): centre}
            pooled[column, "sd"] = (squares / (n - 1)) ** 0.5
    for column in categories:
        levels = aggregate(table, by=column, where=base, **asked)  # type: ignore[arg-type]
        for level, group in levels.groupby(column, dropna=False, observed=True):
            key = (column, str(level))
            found[key] = group.set_index("site")["persons"]
            if len(group) == len(answering):
                pooled[key] = float(group["persons"].sum())
    frame = pd.DataFrame({key: series.rename(str) for key, series in found.items()}).T
    frame = frame.reindex(columns=answering)
    frame[POOLED] = pd.Series(pooled)
    frame.index = pd.MultiIndex.from_tuples(list(found), names=["variable", "figure"])
    return frame


def correlation(
    table: str,
    columns: Sequence[str],
    *,
    where: Where = None,
    sites: Sites = None,
    dataset: str | None = None,
    on_site_error: OnSiteError = "raise",
) -> pd.DataFrame:
    """Pearson's correlations of all sites' rows together, of the persons who have every value."""
    if len(columns) < 2:
        raise UsageError("federated-two-columns")
    first, *others = columns
    exchange = Exchange(session.connection, table, dataset, sites, on_site_error)
    model = open_model(Specification("linear", table, first, others, where=where), exchange)
    told = model.ask(np.zeros(0))
    gram = full(sum(parts["gram"] for parts in told.values()), len(columns))  # type: ignore[arg-type]
    moment = sum(parts["moment"] for parts in told.values())
    squares = sum(parts["squares"][0] for parts in told.values())
    n = gram[0, 0]
    whole = np.empty((len(columns), len(columns)))
    mean = np.concatenate([[moment[0] / n], gram[0, 1:] / n])  # type: ignore[index]
    whole[0, 0], whole[1:, 1:] = squares, gram[1:, 1:]
    whole[0, 1:] = whole[1:, 0] = moment[1:]  # type: ignore[index]
    covariance = whole / n - np.outer(mean, mean)
    spread = np.sqrt(np.diag(covariance))
    exchange.warn_of_missing()
    return pd.DataFrame(covariance / np.outer(spread, spread), index=list(columns), columns=list(columns))
