"""How values are spread over several sites: histograms, and quantiles of all values together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from d2h_sdk.conditions import Where, conditions
from d2h_sdk.errors import UsageError
from d2h_sdk.federated.descriptive import POOLED
from d2h_sdk.federated.exchange import OnSiteError, Sites
from d2h_sdk.wire import Condition


def histogram(
    table: str,
    column: str,
    edges: Sequence[float],
    *,
    where: Where = None,
    sites: Sites = None,
    dataset: str | None = None,
    on_site_error: OnSiteError = "raise",
) -> pd.DataFrame:
    """Persons with a value from one of the `edges` (held) to the next (left out), per site and pooled.

    Bins that a site withholds are missing there, and in `pooled`.
    """
    asked: dict[str, Any] = {"sites": sites, "dataset": dataset, "on_site_error": on_site_error}
    frame = _binned("persons", table, column, edges, conditions(where), asked)
    frame[POOLED] = frame.sum(axis=1, skipna=False)
    return frame


def quantiles(
    table: str,
    column: str,
    q: Sequence[float],
    edges: Sequence[float],
    *,
    where: Where = None,
    sites: Sites = None,
    dataset: str | None = None,
    on_site_error: OnSiteError = "raise",
) -> pd.DataFrame:
    """Quantiles of all sites' values together, a row per `q`: `estimate`, and `low` and `high`.

    No value of a person is told. From counts between `edges`, the quantile of pooled rows (the least value
    that `q` of them do not pass, numpy's `inverted_cdf`) lies at `low` or above, and below `high`, for sure:
    what is withheld may lie anywhere. `estimate` takes values for evenly spread between two edges, and those
    withheld for half below; missing where `low` or `high` is infinite. Closer edges bound closer, until bins
    are withheld.
    Raises UsageError `federated-edges-not-rising` or `federated-quantile-outside`.
    """
    from d2h_sdk.api import aggregate

    if not all(0 < each < 1 for each in q):
        raise UsageError("federated-quantile-outside")
    asked: dict[str, Any] = {"sites": sites, "dataset": dataset, "on_site_error": on_site_error}
    base = conditions(where)
    # Before its parts: of a bin and the whole that would tell it, the bin is what may be missing.
    whole = aggregate(table, where=[*_triples(base), (column, "is not null", None)], rows=True, **asked)
    bins = _binned("rows", table, column, edges, base, asked).reindex(columns=whole["site"].astype(str))
    least = np.concatenate([[0.0], bins.sum(axis=1).cumsum().to_numpy()])
    total = float(whole["rows"].sum())
    withheld = total - least[-1]
    places = np.asarray(edges, dtype=float)
    found = []
    for share in q:
        rank = share * total
        low = places[least + withheld < rank]
        high = places[least >= rank]
        bounds = (low[-1] if low.size else -np.inf, high[0] if high.size else np.inf)
        estimate = np.interp(rank, least + withheld / 2, places) if np.isfinite(bounds).all() else np.nan
        found.append((float(np.clip(estimate, *bounds)), *bounds))
    return pd.DataFrame(found, columns=["estimate", "low", "high"], index=pd.Index(q, name="q"))


def _binned(
    figure: str,
    table: str,
    column: str,
    edges: Sequence[float],
    base: Sequence[Condition],
    asked: Mapping[str, Any],
) -> pd.DataFrame:
    from d2h_sdk.api import aggregate

    if len(edges) < 2 or list(edges) != sorted(set(edges)):
        raise UsageError("federated-edges-not-rising")
    bins: dict[pd.Interval, pd.Series] = {}
    for low, high in pairwise(edges):
        within = [*_triples(base), (column, ">=", low), (column, "<", high)]
        counted = aggregate(table, where=within, rows=figure == "rows", **asked)
        bins[pd.Interval(low, high, closed="left")] = counted.set_index("site")[figure].rename(str)
    frame = pd.DataFrame(bins).T
    frame.index.name = column
    return frame


def _triples(base: Sequence[Condition]) -> list[tuple[str, str, object]]:
    return [(each.column, each.op, each.value) for each in base]
