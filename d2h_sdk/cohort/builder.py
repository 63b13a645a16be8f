"""The builder: steps that read like the protocol. Each returns a new cohort; none asks a site."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from d2h_sdk import api, words
from d2h_sdk import connection as connections
from d2h_sdk.api import Sites
from d2h_sdk.catalogue import ask_sites
from d2h_sdk.cohort.concepts import ConceptSet
from d2h_sdk.cohort.flow import Flow
from d2h_sdk.cohort.permitted import Permitted
from d2h_sdk.cohort.statement import CohortSql, Index
from d2h_sdk.cohort.steps import (
    Age,
    Event,
    FollowUp,
    Observed,
    Sex,
    Step,
    Window,
    day,
    rising,
    whole,
    window,
)
from d2h_sdk.errors import UsageError

Day = str | date | None


def first(concepts: ConceptSet, *, since: Day = None, until: Day = None) -> Cohort:
    """Persons whose index is their first event of `concepts`, among those of `since` to `until`."""
    return _begun(concepts, False, since, until)


def last(concepts: ConceptSet, *, since: Day = None, until: Day = None) -> Cohort:
    """Persons whose index is their last event of `concepts`, among those of `since` to `until`."""
    return _begun(concepts, True, since, until)


def _begun(concepts: ConceptSet, is_last: bool, since: Day, until: Day) -> Cohort:
    begins, ends = day(since), day(until)
    rising(begins, ends)
    return Cohort(Index(concepts, is_last, begins, ends))


@dataclass(frozen=True)
class Cohort:
    """An index event and the steps after it, in their order. Windows are days from the index day, which is 0;
    both ends count, None is open."""

    index: Index
    steps: tuple[Step, ...] = ()

    def age(self, low: int = 0, high: int = 150) -> Cohort:
        """Age at the index, year of the index less year of birth, from `low` to `high`."""
        rising(whole("low", low), whole("high", high))
        return self._then(Age(low, high))

    def sex(self, *concepts: int) -> Cohort:
        """`gender_concept_id` is one of `concepts`: 8507 male, 8532 female."""
        if not concepts:
            raise UsageError("cohort-concepts-wrong")
        return self._then(Sex(tuple(whole("sex", one) for one in concepts)))

    def require(self, concepts: ConceptSet, days: Window = (None, 0)) -> Cohort:
        """With an event of `concepts` in the window."""
        return self._then(Event(concepts, window(days), True))

    def exclude(self, concepts: ConceptSet, days: Window = (None, 0)) -> Cohort:
        """Without any event of `concepts` in the window."""
        return self._then(Event(concepts, window(days), False))

    def washout(self, days: int) -> Cohort:
        """Without any index event in the `days` before the index, those outside its dates included."""
        return self._then(Event(self.index.concepts, (-whole("days", days), -1), False, washout=True))

    def observed(self, days: int) -> Cohort:
        """An observation period holds the index day and the `days` before."""
        return self._then(Observed(whole("days", days)))

    def follow_up(
        self,
        days: int | None = None,
        *,
        until: Day = None,
        outcome: ConceptSet | None = None,
        censor: ConceptSet | None = None,
        death: bool = True,
    ) -> Cohort:
        """Followed from the index to the first of: `days` later, `until` (the end of the data), death (unless
        `death=False`), an event of `outcome` or of `censor` after the index day."""
        ends = day(until)
        if days is None and ends is None:
            raise UsageError("cohort-follow-up-open")
        if any(isinstance(step, FollowUp) for step in self.steps):
            raise UsageError("cohort-follow-up-twice")
        return self._then(
            FollowUp(None if days is None else whole("days", days), ends, outcome, censor, death)
        )

    def rows(self, sites: Sites = None) -> pd.DataFrame:
        """One row per person who stays: site, person_id, index_date, start, end, event, ended_by.

        `end` is missing without `follow_up`; `ended_by` is event, death, censored or end. Raises UsageError
        `cohort-…`, `cohort-rows-aggregates` where a permit gives aggregates only.
        """
        permitted = self.permitted(sites)
        if permitted.aggregates:
            raise UsageError("cohort-rows-aggregates", site=permitted.aggregates[0])
        found: pd.DataFrame = api.sql(self.statement(permitted).rows(), sites, progress=False)
        if (
            found.empty
            and not api.sql(self.statement(permitted).counts(False), sites, progress=False)["s1"].any()
        ):
            raise self._absent(sites, permitted)
        return found

    def flow(self, sites: Sites = None) -> Flow:
        """How many persons stay after each step, where that tells nothing about a few of them."""
        permitted = self.permitted(sites)
        if permitted.aggregates:
            return self._flow_of_aggregates(sites, permitted)
        everybody = permitted.everywhere("person", "person_id")
        found = api.sql(self.statement(permitted).counts(everybody), sites, progress=False).set_index("site")
        if not found["s1"].any():
            raise self._absent(sites, permitted)
        counts: dict[str, list[int | None]] = {
            str(site): [int(n) for n in row] for site, row in found.iterrows()
        }
        return Flow([*self._names(everybody), *map(str, self.steps)], counts, permitted.minimum)

    def _then(self, step: Step) -> Cohort:
        return replace(self, steps=(*self.steps, step))

    def _names(self, everybody: bool) -> list[str]:
        first = [words.say("cohort-step-persons")] if everybody else []
        return [*first, words.say("cohort-step-index", what=str(self.index.concepts))]

    def permitted(self, sites: Sites) -> Permitted:
        """What the sites let read, all that the steps need among it. Raises UsageError `cohort-…`."""
        wanted = sites if sites is None or isinstance(sites, str) else tuple(sites)
        asked = (wanted,) if isinstance(wanted, str) else wanted
        permitted = Permitted(ask_sites(connections.connection, asked))
        if not permitted.tables:
            raise UsageError("no-site-in-session")
        permitted.require_concepts(self.index.concepts, rows=not permitted.aggregates)
        if not permitted.aggregates:
            for step in self.steps:
                permitted.require_step(step)
        return permitted

    def statement(self, permitted: Permitted) -> CohortSql:
        return CohortSql(self.index, self.steps, permitted.day_column)

    def _absent(self, sites: Sites, permitted: Permitted) -> UsageError:
        ids = self.index.concepts.ids
        if permitted.everywhere("concept", "concept_id"):
            listed = ", ".join(map(str, ids))
            text = f"SELECT concept_id FROM concept WHERE concept_id IN ({listed})"  # noqa: S608
            known = set(api.sql(text, sites, progress=False)["concept_id"])
            if unknown := [str(one) for one in ids if one not in known]:
                return UsageError("cohort-concept-unknown", concepts=", ".join(unknown))
        return UsageError("cohort-index-absent", what=str(self.index.concepts))

    def _flow_of_aggregates(self, sites: Sites, permitted: Permitted) -> Flow:
        """Persons with the index event, counted by the sites themselves; no other step fits one table."""
        site, index = permitted.aggregates[0], self.index
        if self.steps or index.concepts.descendants:
            step = str(self.steps[0]) if self.steps else str(index.concepts)
            raise UsageError("cohort-step-needs-rows", site=site, step=step)
        table, column = index.concepts.table, permitted.day_column(index.concepts.table)
        where: list[tuple[str, str, object]] = [(index.concepts.column, "in", list(index.concepts.ids))]
        where += [(column, ">=", index.since)] if index.since else []
        where += [(column, "<", index.until + timedelta(days=1))] if index.until else []
        everybody = all("person" in tables for tables in permitted.tables.values())
        answers = [api.aggregate("person", sites=sites)] if everybody else []
        answers.append(api.aggregate(table, where=where, sites=sites))
        told = [dict(zip(answer["site"].astype(str), answer["persons"], strict=True)) for answer in answers]
        counts: dict[str, list[int | None]] = {
            each: [int(one[each]) if each in one else None for one in told] for each in permitted.tables
        }
        return Flow(self._names(everybody), counts, permitted.minimum)
