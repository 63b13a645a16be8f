"""The use case: ask the sites for stays and variables, keep one unit of each, and set them side by side."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Literal

import pandas as pd

from d2h_sdk import api, words
from d2h_sdk import connection as connections
from d2h_sdk.api import Sites
from d2h_sdk.catalogue import ask_sites
from d2h_sdk.cohort import Cohort, ConceptSet
from d2h_sdk.cohort.permitted import Permitted
from d2h_sdk.cohort.steps import FollowUp
from d2h_sdk.errors import UsageError, ValuesLeftOutWarning
from d2h_sdk.features import units
from d2h_sdk.features.shown import Features
from d2h_sdk.features.statement import COLUMNS, select, together
from d2h_sdk.features.stays import Stays, of_admissions, of_index
from d2h_sdk.features.variables import Variable, checked, window

_WINDOW = {"start": "window_start", "closes": "window_end"}  # a cohort's rows have a `start` of their own


def first_hours(
    variables: Sequence[ConceptSet | Variable],
    hours: float = 48,
    *,
    cohort: Cohort | None = None,
    since: Literal["admission", "index"] = "admission",
    shorter: bool = False,
    sites: Sites = None,
) -> Features:
    """One row per stay, from its admission; with `cohort`, of the stay in which each person's index lies;
    `since="index"`: one row per person, from the moment of the index event.

    A stay that ends before its window does, and a person whose follow-up ends by that day, would tell the
    outcome: they are left out and counted in `left_out`. `shorter=True` keeps such stays, up to their end. A
    value in another unit than the others is left out, with a warning; `units` tells which. Raises UsageError
    `features-…` and `cohort-…`, SiteError.
    """
    first, last = window(hours)
    if first or last <= 0:
        raise UsageError("features-hours-wrong", given=str(hours))
    if since not in ("admission", "index") or (since == "index" and cohort is None):
        raise UsageError("features-since-wrong", given=str(since))
    wanted = checked(variables, last, _outcome(cohort))
    permitted = _permitted(cohort, sites)
    if since == "index" and cohort is not None:
        stays = of_index(last, cohort, permitted)
    else:
        stays = of_admissions(last, shorter, cohort, permitted)
    asked = [(members, select(members, stays, permitted)) for members in together(wanted)]
    listed = _site_as_text(api.sql(stays.select, sites, progress=False))
    found = [(members, _site_as_text(api.sql(text, sites, progress=False))) for members, text in asked]
    return _side_by_side(wanted, stays, listed, found, permitted, sites)


def _side_by_side(
    wanted: tuple[Variable, ...],
    stays: Stays,
    listed: pd.DataFrame,
    found: list[tuple[list[tuple[int, Variable]], pd.DataFrame]],
    permitted: Permitted,
    sites: Sites,
) -> Features:
    whole = listed["whole"].astype(bool)
    keys = ["site", *stays.keys]
    data = listed[whole].drop(columns="whole").rename(columns=_WINDOW).sort_values(keys).set_index(keys)
    columns: dict[int, dict[str, pd.Series]] = {}
    missing, report = {}, []
    for members, rows in found:
        for at, one in members:
            own = rows[rows["variable"] == at]
            if one.of_numbers:
                told = units.of(one, own)
                report.append(told)
                own = own[own["unit"].isin(told.loc[told["used"], "unit"])]
            own = own.set_index(keys).reindex(data.index)
            columns[at] = _columns(one, own)
            missing[one.name] = own["counted"].isna().groupby(level="site").mean()
    made = [data, *(pd.DataFrame(columns[at], index=data.index) for at in range(len(wanted)))]
    told = units.named(pd.concat(report, ignore_index=True), permitted, sites) if report else units.EMPTY
    if sentences := units.left_out(told):
        summary = words.say("features-values-left-out")
        warnings.warn("\n- ".join([summary, *sentences]), ValuesLeftOutWarning, stacklevel=4)
    left_out = (~whole).groupby(listed["site"]).sum()
    shares = pd.DataFrame(missing, columns=[one.name for one in wanted]).T
    return Features(pd.concat(made, axis=1).reset_index(), shares, told, left_out)


def _columns(one: Variable, own: pd.DataFrame) -> dict[str, pd.Series]:
    """`own`: one row per stay, empty where it has no value or event."""
    counted = own["counted"].astype("Int64").fillna(0).astype("int64")
    simple = {"count": counted, "any": (counted > 0).astype(int), "missing": (counted == 0).astype(int)}
    return {
        f"{one.name}_{feature}": simple[feature] if feature in simple else own[COLUMNS[feature]].astype(float)
        for feature in one.features
    }


def _permitted(cohort: Cohort | None, sites: Sites) -> Permitted:
    """Raises UsageError `features-aggregates`."""
    asked = (sites,) if isinstance(sites, str) else sites if sites is None else tuple(sites)
    permitted = Permitted(ask_sites(connections.connection, asked))
    if not permitted.tables:
        raise UsageError("no-site-in-session")
    if permitted.aggregates:
        raise UsageError("features-aggregates", site=permitted.aggregates[0])
    return permitted if cohort is None else cohort.permitted(sites)


def _outcome(cohort: Cohort | None) -> ConceptSet | None:
    steps = () if cohort is None else cohort.steps
    return next((step.outcome for step in steps if isinstance(step, FollowUp)), None)


def _site_as_text(found: pd.DataFrame) -> pd.DataFrame:
    return found.astype({"site": str})
