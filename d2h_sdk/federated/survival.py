"""Survival curves and the log-rank test from counts that the sites let pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from pydantic import ValidationError
from scipy import stats

from d2h_sdk import connection as session
from d2h_sdk.conditions import Where, conditions
from d2h_sdk.errors import SiteError, UsageError
from d2h_sdk.federated.exchange import Exchange, OnSiteError, Sites
from d2h_sdk.federated.specification import Levels, terms
from d2h_sdk.wire import SurvivalRequest

NORMAL_95 = float(stats.norm.ppf(0.975))


@dataclass(frozen=True)
class FederatedSurvival:
    """`curves`: per group and time `at_risk`, `events`, `censored`, `survival` and its 95 % limits.

    `logrank`: `test_statistic`, `degrees_of_freedom`, `p` of the test stratified by site, None for one group.
    """

    curves: pd.DataFrame
    logrank: dict[str, float] | None
    exchange: pd.DataFrame
    missing: dict[str, SiteError]

    def __str__(self) -> str:
        return "\n\n".join(str(part) for part in (self.curves, self.logrank, self.exchange))

    __repr__ = __str__


def kaplan_meier(
    table: str,
    duration: str,
    event: str,
    times: Sequence[float],
    *,
    by: Mapping[str, Levels] | None = None,
    where: Where = None,
    sites: Sites = None,
    dataset: str | None = None,
    on_site_error: OnSiteError = "raise",
) -> FederatedSurvival:
    """Survival at `times`, over all sites, and by the levels of one column: `by={"arm": ["A", "B"]}`.

    Each site merges steps until none is about a few persons; the curve has the steps that all sites share.
    Over a step, each site tells its own exact Kaplan-Meier factor, and these are averaged over the persons at
    risk: with steps that hold one time each it is the pooled curve of Kaplan and Meier. The log-rank test
    uses each site's own exact times.
    """
    (group,) = terms(by) if by else (None,)
    edges = tuple(float(time) for time in times)

    def request(dataset: str) -> SurvivalRequest:
        try:
            return SurvivalRequest(
                dataset=dataset,
                table=table,
                duration=duration,
                event=event,
                by=group,
                edges=edges,
                where=conditions(where),
            )
        except ValidationError as fault:
            place = ".".join(str(step) for step in fault.errors()[0]["loc"])
            raise UsageError("request-not-understood", place=place) from fault

    exchange = Exchange(session.connection, table, dataset, sites, on_site_error)
    told = {site: _frame(answer) for site, answer in exchange.ask(request).items()}
    for site, frame in told.items():
        steps = frame[frame["until"].notna()]
        book = exchange.sites[site]
        book.persons = book.rows = int(steps.groupby("group")["at_risk"].max().sum())
    levels = [str(level) for level in group.levels] if group is not None else ["all"]
    curves = {level: _curve(list(told.values()), at) for at, level in enumerate(levels)}
    exchange.warn_of_missing()
    return FederatedSurvival(
        curves=pd.concat(curves, names=["group"]),
        logrank=_log_rank(list(told.values()), len(levels)) if len(levels) > 1 else None,
        exchange=exchange.frame(),
        missing=dict(exchange.missing),
    )


def _frame(answer: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = answer.to_pandas()
    return frame


def _curve(sites: list[pd.DataFrame], group: int) -> pd.DataFrame:
    """The steps between times at which every site ends one."""
    own = [site[(site["group"] == group) & site["until"].notna()] for site in sites]
    shared = set.intersection(*(set(site["until"]) for site in own))
    if not shared:
        raise UsageError("federated-no-shared-steps")
    times = np.array(sorted(shared))
    steps = []
    for site in own:
        known = site[site["until"] <= times[-1]]
        place = np.searchsorted(times, known["until"].to_numpy())
        summed = known.groupby(place)[["events", "censored"]].sum()
        summed["at_risk"] = known.groupby(place)["at_risk"].max()
        summed["staying"] = known.groupby(place)["surviving"].prod() * summed["at_risk"]
        steps.append(summed)
    total = sum(steps[1:], start=steps[0])
    kept = total["staying"] / total["at_risk"]
    survival = kept.cumprod()
    exposed = total["events"] / (1 - kept)  # as many at risk would lose the same share by these events
    # Greenwood, on the log-log scale as lifelines does.
    spread = (total["events"] / (exposed * (exposed - total["events"]))).cumsum()
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = NORMAL_95 * np.sqrt(spread) / np.log(survival)
        total["survival"] = survival
        total["lower 95%"] = survival ** np.exp(-reach)
        total["upper 95%"] = survival ** np.exp(reach)
    total.index = pd.Index(times, name="time")
    columns = ["at_risk", "events", "censored", "survival", "lower 95%", "upper 95%"]
    return pd.DataFrame(total, columns=columns)


def _log_rank(sites: list[pd.DataFrame], groups: int) -> dict[str, float]:
    tests = [site[site["until"].isna()].sort_values("group") for site in sites]
    excess = sum((test["observed"] - test["expected"]).to_numpy() for test in tests)
    variance = sum(test[[f"v{at}" for at in range(groups)]].to_numpy() for test in tests)
    kept = slice(0, groups - 1)  # the last follows from the others
    statistic = float(excess[kept] @ np.linalg.solve(variance[kept, kept], excess[kept]))  # type: ignore[index]
    freedom = groups - 1
    return {
        "test_statistic": statistic,
        "degrees_of_freedom": float(freedom),
        "p": float(stats.chi2.sf(statistic, freedom)),
    }
