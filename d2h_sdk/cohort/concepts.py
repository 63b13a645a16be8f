"""Sets of OMOP concepts, and the table and columns in which their events stand."""

from __future__ import annotations

from dataclasses import dataclass

from d2h_sdk.errors import UsageError

# Table of OMOP CDM 5.4 -> its concept column, and those of its day or moment: the first permitted is read.
EVENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "condition_occurrence": ("condition_concept_id", ("condition_start_date", "condition_start_datetime")),
    "drug_exposure": ("drug_concept_id", ("drug_exposure_start_date", "drug_exposure_start_datetime")),
    "measurement": ("measurement_concept_id", ("measurement_date", "measurement_datetime")),
    "observation": ("observation_concept_id", ("observation_date", "observation_datetime")),
    "procedure_occurrence": ("procedure_concept_id", ("procedure_date", "procedure_datetime")),
    "visit_occurrence": ("visit_concept_id", ("visit_start_date", "visit_start_datetime")),
}


@dataclass(frozen=True)
class ConceptSet:
    """Events of one table whose concept is one of `ids`, or below one of them. `name` is for people."""

    table: str
    ids: tuple[int, ...]
    descendants: bool = False
    name: str = ""

    def __str__(self) -> str:
        return self.name or f"{self.table} {', '.join(map(str, self.ids))}"

    @property
    def column(self) -> str:
        return EVENTS[self.table][0]

    def condition(self) -> str:
        """SQL that is true of the rows of the set, over the table under the name `e`."""
        ids = ", ".join(map(str, self.ids))
        if not self.descendants:
            return f"e.{self.column} IN ({ids})"
        below = f"SELECT descendant_concept_id FROM concept_ancestor WHERE ancestor_concept_id IN ({ids})"  # noqa: S608
        return f"(e.{self.column} IN ({ids}) OR e.{self.column} IN ({below}))"


def concepts(table: str, *ids: int, descendants: bool = False, name: str = "") -> ConceptSet:
    """The events of `table` with these concept ids; with `descendants`, also with those below them, where the
    permit has `concept_ancestor`. Raises UsageError `cohort-domain-unknown` or `cohort-concepts-wrong`."""
    if table not in EVENTS:
        raise UsageError("cohort-domain-unknown", known=", ".join(EVENTS), given=str(table))
    if not ids or not all(type(one) is int and 0 <= one < 2**63 for one in ids):
        raise UsageError("cohort-concepts-wrong")
    return ConceptSet(table, tuple(dict.fromkeys(ids)), descendants, name)
