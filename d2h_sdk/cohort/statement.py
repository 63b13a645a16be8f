"""A cohort as one SELECT over the permit's tables: each person's index, follow-up and steps passed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from d2h_sdk.cohort.concepts import ConceptSet
from d2h_sdk.cohort.steps import Age, Event, FollowUp, Observed, Sex, Step, Window

DayColumn = Callable[[str], str]  # table -> its column of the day or moment


@dataclass(frozen=True)
class Index:
    """Each person's first or last event of the set, among those from `since` to `until`, both included."""

    concepts: ConceptSet
    last: bool
    since: date | None
    until: date | None


# ruff: noqa: S608 - nothing but whole numbers, days and names of this library stands in these texts
class CohortSql:
    """`day_column` tells which column the sites let read."""

    def __init__(self, index: Index, steps: tuple[Step, ...], day_column: DayColumn) -> None:
        self.index = index
        self.steps = steps
        self._day_column = day_column
        self._joins: list[str] = []

    def rows(self) -> str:
        """Columns person_id, index_date, start, end, event, ended_by; one row per person who stays."""
        return (
            f'{self._persons()} SELECT person_id, index_date, index_date AS start, end_date AS "end",'
            " ended_by = 'event' AS event, ended_by"
            f" FROM persons WHERE passed = {len(self.steps)}"
        )

    def counts(self, everybody: bool) -> str:
        """One row; columns s0 (persons in the data, if `everybody`), s1 (with the index event), s2…"""
        first = ["(SELECT count(DISTINCT person_id) FROM person) AS s0"] if everybody else []
        rest = [f"count_if(passed >= {at}) AS s{at + 1}" for at in range(len(self.steps) + 1)]
        return f"{self._persons()} SELECT {', '.join(first + rest)} FROM persons"

    def _persons(self) -> str:
        self._joins = []
        passed = [self._passed(at, step) for at, step in enumerate(self.steps)]
        follow_up = next((step for step in self.steps if isinstance(step, FollowUp)), None)
        end, ended_by = self._end(follow_up)
        tests = "".join(f" WHEN NOT coalesce({test}, FALSE) THEN {at}" for at, test in enumerate(passed))
        reached = f"CASE{tests} ELSE {len(passed)} END" if passed else "0"
        return (
            f"WITH indexed AS ({self._indexed()}), persons AS (SELECT i.person_id, i.index_date,"
            f" {end} AS end_date, {ended_by} AS ended_by, {reached} AS passed"
            f" FROM indexed i{''.join(self._joins)})"
        )

    def _day(self, table: str) -> str:
        return f"CAST(e.{self._day_column(table)} AS DATE)"

    def _indexed(self) -> str:
        index = self.index
        day = self._day(index.concepts.table)
        bounds = [f" AND {day} >= DATE '{index.since}'"] if index.since else []
        bounds += [f" AND {day} <= DATE '{index.until}'"] if index.until else []
        return (
            f"SELECT e.person_id, {'max' if index.last else 'min'}({day}) AS index_date"
            f" FROM {index.concepts.table} e WHERE {index.concepts.condition()} AND {day} IS NOT NULL"
            f"{''.join(bounds)} GROUP BY e.person_id"
        )

    def _join(self, name: str, select: str) -> None:
        self._joins.append(f" LEFT JOIN ({select}) {name} ON {name}.person_id = i.person_id")

    def _passed(self, at: int, step: Step) -> str:
        name = f"j{at}"
        match step:
            case Age(low, high):
                self._join(
                    name, "SELECT person_id, max(year_of_birth) AS born FROM person GROUP BY person_id"
                )
                return f"year(i.index_date) - {name}.born BETWEEN {low} AND {high}"
            case Sex(concepts):
                self._join(
                    name, "SELECT person_id, max(gender_concept_id) AS sex FROM person GROUP BY person_id"
                )
                return f"{name}.sex IN ({', '.join(map(str, concepts))})"
            case Event(concepts, window, wanted):
                self._join(name, self._events(concepts, window))
                return f"{name}.person_id IS {'NOT ' if wanted else ''}NULL"
            case Observed(days):
                self._join(
                    name,
                    "SELECT x.person_id FROM indexed x JOIN observation_period o ON o.person_id = x.person_id"
                    " WHERE CAST(o.observation_period_end_date AS DATE) >= x.index_date AND date_diff('day',"
                    f" CAST(o.observation_period_start_date AS DATE), x.index_date) >= {days}"
                    " GROUP BY x.person_id",
                )
                return f"{name}.person_id IS NOT NULL"
            case FollowUp():
                return f"{self._end(step)[0]} >= i.index_date"

    def _events(self, concepts: ConceptSet, window: Window) -> str:
        """Persons with an event in the window, and the first day of one."""
        day = self._day(concepts.table)
        since = f"date_diff('day', x.index_date, {day})"
        first, last = window
        bounds = [f" AND {since} >= {first}"] if first is not None else []
        bounds += [f" AND {since} <= {last}"] if last is not None else []
        return (
            f"SELECT x.person_id, min({day}) AS day FROM indexed x JOIN {concepts.table} e"
            f" ON e.person_id = x.person_id WHERE {concepts.condition()} AND {day} IS NOT NULL"
            f"{''.join(bounds)} GROUP BY x.person_id"
        )

    def _end(self, step: FollowUp | None) -> tuple[str, str]:
        """SQL of the last day of follow-up, and of what ended it: event, death, censored or end."""
        if step is None:
            return "CAST(NULL AS DATE)", "'end'"
        planned = [f"i.index_date + {step.days}"] if step.days is not None else []
        planned += [f"DATE '{step.until}'"] if step.until else []
        ends = {}
        for name, concepts in (("event", step.outcome), ("censored", step.censor)):
            if concepts is not None:
                self._join_once(f"f_{name}", self._events(concepts, (1, None)))
                ends[name] = f"f_{name}.day"
        if step.death:
            dying = "SELECT person_id, min(CAST(death_date AS DATE)) AS day FROM death GROUP BY person_id"
            self._join_once("f_death", dying)
            ends["death"] = "f_death.day"
        every = [*planned, *ends.values()]
        end = f"least({', '.join(every)})" if len(every) > 1 else every[0]
        # On one day, the outcome comes before death, and death before the end of observation.
        order = [name for name in ("event", "death", "censored") if name in ends]
        cases = "".join(f" WHEN {ends[name]} = {end} THEN '{name}'" for name in order)
        return end, f"CASE{cases} ELSE 'end' END" if cases else "'end'"

    def _join_once(self, name: str, select: str) -> None:
        if not any(f") {name} ON" in join for join in self._joins):
            self._join(name, select)
