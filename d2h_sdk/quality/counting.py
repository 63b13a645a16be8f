"""Persons and rows per period, unit and code: by SQL where a permit gives records, else by aggregates.

Both give the same frames. `told` is whether as many persons as the permit's smallest group stand behind
`persons` and `rows`; `inside` (rows within the limits) is missing where few persons are outside. What a
gateway withholds is no row at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from d2h_sdk import api
from d2h_sdk.cohort.concepts import EVENTS, ConceptSet

Period = Literal["month", "year"]
Limits = tuple[float, float] | None
ANY_UNIT, NO_UNIT = -1, 0
OF_VARIABLE = ["site", "period", "unit", "persons", "rows", "inside", "told"]
OF_CODES = ["site", "period", "code", "persons", "rows", "told"]


@dataclass(frozen=True)
class Source:
    """A table as all sites let read it: `moment` dates its rows, `code` holds the codes of the site."""

    table: str
    moment: str
    code: str
    units: bool
    period: Period

    @property
    def concept(self) -> str:
        return EVENTS[self.table][0]


# ruff: noqa: S608 - nothing but numbers and names of this library stands in these texts
@dataclass(frozen=True)
class BySql:
    """Of sites whose permits give records; `minimum`: site -> smallest group that is shown."""

    sites: Sequence[str]
    minimum: dict[str, int]

    def variable(self, source: Source, concepts: ConceptSet, limits: Limits) -> pd.DataFrame:
        """Columns OF_VARIABLE; the unit ANY_UNIT stands for all of them together."""
        where = f"WHERE {concepts.condition()}" + (
            " AND e.value_as_number IS NOT NULL" if source.units else ""
        )
        outside = (
            "FALSE" if limits is None else f"NOT (e.value_as_number BETWEEN {limits[0]} AND {limits[1]})"
        )
        counts = (
            "count(DISTINCT e.person_id) AS persons, count(*) AS rows,"
            f" count(DISTINCT CASE WHEN {outside} THEN e.person_id END) AS few,"
            f" count(*) - count_if({outside}) AS inside"
        )
        period = _period(source)
        rows = f"{counts} FROM {source.table} e {where}"
        text = f"SELECT {period} AS period, {ANY_UNIT} AS unit, {rows} GROUP BY 1"
        if source.units:
            unit = f"coalesce(e.unit_concept_id, {NO_UNIT})"
            text += f" UNION ALL SELECT {period} AS period, {unit} AS unit, {rows} GROUP BY 1, 2"
        found = self._counted(text)
        least = found["site"].map(self.minimum)
        found["inside"] = found["inside"].where((found["few"] == 0) | (found["few"] >= least))
        return found[OF_VARIABLE]

    def everybody(self, source: Source) -> pd.DataFrame:
        """Persons with any row, and rows: columns site, period, persons, rows, told."""
        return self._counted(
            f"SELECT {_period(source)} AS period, count(DISTINCT e.person_id) AS persons, count(*) AS rows"
            f" FROM {source.table} e GROUP BY 1"
        )

    def codes(self, source: Source, periods: Sequence[Any]) -> pd.DataFrame:
        """Columns OF_CODES."""
        code = f"coalesce(CAST(e.{source.code} AS TEXT), '')"
        return self._counted(
            f"SELECT {_period(source)} AS period, {code} AS code, count(DISTINCT e.person_id) AS persons,"
            f" count(*) AS rows FROM {source.table} e GROUP BY 1, 2"
        )[OF_CODES]

    def _counted(self, text: str) -> pd.DataFrame:
        found: pd.DataFrame = api.sql(text, list(self.sites), progress=False).astype({"site": str})
        found = found.dropna(subset="period").assign(period=pd.to_datetime(found["period"]))
        counts = [name for name in ("persons", "rows", "inside") if name in found]
        found[counts] = found[counts].astype("Float64")
        return found.assign(told=found["persons"] >= found["site"].map(self.minimum))


@dataclass(frozen=True)
class ByAggregates:
    """Of sites whose permits give aggregates: the gateways count, and withhold what is small."""

    sites: Sequence[str]

    def variable(self, source: Source, concepts: ConceptSet, limits: Limits) -> pd.DataFrame:
        where: list[tuple[Any, ...]] = [(source.concept, "in", list(concepts.ids))]
        where += [("value_as_number", "is not null")] if source.units else []
        found = self._by_period(source, where).assign(unit=ANY_UNIT)
        inside = found["rows"]
        if limits is not None:
            low, high = limits
            within = self._by_period(
                source, [*where, ("value_as_number", ">=", low), ("value_as_number", "<=", high)]
            )
            keys = ["site", "period"]
            inside = found[keys].merge(within, on=keys, how="left")["rows"]
        parts = [found.assign(inside=inside.to_numpy())]
        if source.units and len(found):
            parts.append(self._units(source, where, sorted(found["period"].unique())))
        return pd.concat(parts, ignore_index=True)[OF_VARIABLE]

    def everybody(self, source: Source) -> pd.DataFrame:
        return self._by_period(source, [])

    def codes(self, source: Source, periods: Sequence[Any]) -> pd.DataFrame:
        found = self._each_period(source, source.code, [], periods).rename(columns={source.code: "code"})
        codes = found["code"].astype(object)
        return found.assign(code=codes.where(codes.notna(), "").astype(str))[OF_CODES]

    def _units(self, source: Source, where: list[tuple[Any, ...]], periods: Sequence[Any]) -> pd.DataFrame:
        found = self._each_period(source, "unit_concept_id", where, periods)
        units = found["unit_concept_id"].astype("Int64").fillna(NO_UNIT)
        return found.assign(unit=units.astype(int), inside=found["rows"])

    def _each_period(
        self, source: Source, by: str, where: list[tuple[Any, ...]], periods: Sequence[Any]
    ) -> pd.DataFrame:
        """Values of `by` in each period by itself: of all periods together, one that came late could be
        withheld because few persons lack it."""
        after = pd.DateOffset(months=1) if source.period == "month" else pd.DateOffset(years=1)
        parts = []
        for period in periods:
            days = (period.date(), (period + after).date())
            during = [*where, (source.moment, ">=", days[0]), (source.moment, "<", days[1])]
            told = api.aggregate(source.table, by, during, list(self.sites), rows=True)
            parts.append(_counted(told).assign(period=period))
        return pd.concat(parts, ignore_index=True)

    def _by_period(self, source: Source, where: list[tuple[Any, ...]]) -> pd.DataFrame:
        by = (source.moment, source.period)
        told = api.aggregate(source.table, by, where, list(self.sites), rows=True)
        named = told.rename(columns={f"{source.moment}_{source.period}": "period"}).dropna(subset="period")
        return _counted(named).assign(period=pd.to_datetime(named["period"]))


def _counted(told: pd.DataFrame) -> pd.DataFrame:
    return told.astype({"site": str, "persons": "Float64", "rows": "Float64"}).assign(told=True)


def _period(source: Source) -> str:
    return f"CAST(date_trunc('{source.period}', CAST(e.{source.moment} AS TIMESTAMP)) AS DATE)"
