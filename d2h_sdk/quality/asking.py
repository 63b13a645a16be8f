"""The use case: which sites give what, the counts of each variable, and the report made of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from d2h_sdk import api, words
from d2h_sdk import connection as connections
from d2h_sdk.api import Sites
from d2h_sdk.catalogue import ask_sites
from d2h_sdk.cohort import ConceptSet
from d2h_sdk.cohort.concepts import EVENTS
from d2h_sdk.cohort.permitted import Permitted
from d2h_sdk.errors import UsageError
from d2h_sdk.quality.counting import ANY_UNIT, NO_UNIT, ByAggregates, BySql, Limits, Period, Source
from d2h_sdk.quality.measures import changes, completeness, stability, told_whole
from d2h_sdk.quality.shown import Quality

PERIODS: tuple[Period, ...] = ("month", "year")


def report(
    variables: Sequence[ConceptSet],
    *,
    plausible: Mapping[str, tuple[float, float]] | None = None,
    period: Period | None = None,
    sites: Sites = None,
) -> Quality:
    """Completeness, units, codes and implausible values of each variable, per site and period.

    `plausible`: name of a variable -> its limits, both included. `period` None is the month, and the year
    where a permit gives aggregates only, since each number told counts there. Raises UsageError `quality-…`
    and `cohort-…`, SiteError.
    """
    asked = (sites,) if isinstance(sites, str) else sites if sites is None else tuple(sites)
    permitted = Permitted(ask_sites(connections.connection, asked))
    if not permitted.tables:
        raise UsageError("no-site-in-session")
    limits = _checked(variables, plausible or {}, permitted)
    if period is None:
        period = "year" if permitted.aggregates else "month"
    if period not in PERIODS:
        raise UsageError("quality-period-wrong", given=str(period))
    doors: list[BySql | ByAggregates] = []
    if exact := [site for site in permitted.tables if site not in permitted.aggregates]:
        doors.append(BySql(exact, permitted.minimum))
    if permitted.aggregates:
        doors.append(ByAggregates(permitted.aggregates))
    data, drift, shifts = [], [], []
    for table in dict.fromkeys(one.table for one in variables):
        source = _source(table, period, permitted)
        everybody = _stacked([door.everybody(source) for door in doors])
        periods = sorted(everybody["period"].unique())
        for one in (each for each in variables if each.table == table):
            own = limits.get(str(one))
            counts = _stacked([door.variable(source, one, own) for door in doors])
            data.append(completeness(counts, everybody, exact).assign(variable=str(one)))
            total = counts["unit"] == ANY_UNIT
            units = changes(told_whole(counts[~total], counts[total]), "unit")
            drift.append(units.assign(kind="unit", variable=str(one)))
        codes = _stacked([door.codes(source, periods) for door in doors])
        codes = told_whole(codes, everybody)
        drift.append(changes(codes, "code").assign(kind="code", variable=table))
        shifts.append(stability(codes).assign(table=table))
    return Quality(
        _stacked(data).sort_values("site", kind="stable", ignore_index=True),
        _named(_stacked(drift), permitted, sites),
        _stacked(shifts),
        max(permitted.minimum.values()),
    )


def _checked(
    variables: Sequence[ConceptSet], plausible: Mapping[str, tuple[float, float]], permitted: Permitted
) -> dict[str, Limits]:
    names = [str(one) for one in variables if isinstance(one, ConceptSet)]
    if not names or len(names) < len(variables) or len(set(names)) < len(names):
        raise UsageError("quality-variables-wrong")
    for one in variables:
        if permitted.aggregates and one.descendants:
            raise UsageError("quality-descendants", site=permitted.aggregates[0], name=str(one))
        permitted.require_concepts(one, rows=not permitted.aggregates)
    known = {str(one) for one in variables if one.table == "measurement"}
    for name, ends in plausible.items():
        numbers = (
            isinstance(ends, tuple) and len(ends) == 2 and all(type(end) in (int, float) for end in ends)
        )
        if name not in known or not numbers or not -math.inf < ends[0] < ends[1] < math.inf:
            raise UsageError("quality-plausible-wrong", name=name)
    return dict(plausible)


def _source(table: str, period: Period, permitted: Permitted) -> Source:
    concept, moments = EVENTS[table]
    moment = next(
        (name for name in reversed(moments) if permitted.everywhere(table, name)), permitted.day_column(table)
    )
    own = concept.replace("_concept_id", "_source_value")
    units = table == "measurement"
    if units:
        permitted.require({table: ("value_as_number", "unit_concept_id")})
    return Source(table, moment, own if permitted.everywhere(table, own) else concept, units, period)


def _named(drift: pd.DataFrame, permitted: Permitted, sites: Sites) -> pd.DataFrame:
    """Names of units in place of their concept ids, where the vocabulary may be read as records."""
    names = {NO_UNIT: words.say("features-no-unit")}
    of_units = drift["kind"] == "unit"
    wanted = sorted({int(one) for one in drift.loc[of_units, "name"]} - {NO_UNIT})
    readable = all(permitted.everywhere("concept", name) for name in ("concept_id", "concept_name"))
    if wanted and readable and not permitted.aggregates:
        listed = ", ".join(map(str, wanted))
        text = f"SELECT concept_id, concept_name FROM concept WHERE concept_id IN ({listed})"  # noqa: S608
        found = api.sql(text, sites, progress=False)
        names |= dict(zip(found["concept_id"].astype(int), found["concept_name"].astype(str), strict=True))
    told = [
        names.get(int(name), str(name)) if unit else str(name)
        for name, unit in zip(drift["name"], of_units, strict=True)
    ]
    return drift.assign(name=told)[["site", "kind", "variable", "name", "change", "period"]]


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """One below the other; an empty one has no types to agree with."""
    return pd.concat([one for one in frames if len(one)] or frames[:1], ignore_index=True)
