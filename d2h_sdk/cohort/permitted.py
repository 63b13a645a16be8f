"""Whether the permits cover what a cohort reads, asked before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from d2h_sdk.catalogue import Datasets
from d2h_sdk.cohort.concepts import EVENTS, ConceptSet
from d2h_sdk.cohort.steps import Age, Event, FollowUp, Observed, Sex, Step
from d2h_sdk.errors import UsageError


class Permitted:
    """The tables and columns of each site. Raises the SiteError of a site that is away."""

    def __init__(self, found: Datasets) -> None:
        for away in found.away.values():
            raise away
        self.tables: dict[str, dict[str, set[str]]] = {}
        self.minimum: dict[str, int] = {}
        self.aggregates: list[str] = []
        for dataset in found.datasets:
            tables = self.tables.setdefault(dataset.site, {})
            for table in dataset.tables:
                tables.setdefault(table.name, set()).update(column.name for column in table.columns)
            least = self.minimum.get(dataset.site, 0)
            self.minimum[dataset.site] = max(least, dataset.minimum_group_size)
            if dataset.mode == "aggregates" and dataset.site not in self.aggregates:
                self.aggregates.append(dataset.site)

    def everywhere(self, table: str, column: str) -> bool:
        return all(column in tables.get(table, ()) for tables in self.tables.values())

    def day_column(self, table: str) -> str:
        """Raises UsageError `cohort-table-missing` or `cohort-column-missing`."""
        names = EVENTS[table][1]
        found = next((name for name in names if self.everywhere(table, name)), None)
        if found is None:
            self.require({table: names[:1]})
        return found or names[0]

    def require(self, needed: Mapping[str, Iterable[str]]) -> None:
        """Raises UsageError `cohort-table-missing` or `cohort-column-missing`."""
        for site, tables in self.tables.items():
            for table, columns in needed.items():
                if table not in tables:
                    code = "descendants" if table == "concept_ancestor" else "table"
                    raise UsageError(f"cohort-{code}-missing", site=site, table=table)
                for column in columns:
                    if column not in tables[table]:
                        raise UsageError("cohort-column-missing", site=site, table=table, column=column)

    def require_concepts(self, concepts: ConceptSet, *, rows: bool = True) -> None:
        self.require({concepts.table: (("person_id",) if rows else ()) + (concepts.column,)})
        self.day_column(concepts.table)
        if concepts.descendants:
            self.require({"concept_ancestor": ("ancestor_concept_id", "descendant_concept_id")})

    def require_step(self, step: Step) -> None:
        match step:
            case Age():
                self.require({"person": ("person_id", "year_of_birth")})
            case Sex():
                self.require({"person": ("person_id", "gender_concept_id")})
            case Event(concepts):
                self.require_concepts(concepts)
            case Observed():
                ends = ("observation_period_start_date", "observation_period_end_date")
                self.require({"observation_period": ("person_id", *ends)})
            case FollowUp():
                for each in (step.outcome, step.censor):
                    if each is not None:
                        self.require_concepts(each)
                if step.death:
                    self.require({"death": ("person_id", "death_date")})
