"""Where the windows begin and end, as SQL: at the admission of stays, or at the index of a cohort."""

from __future__ import annotations

from dataclasses import dataclass

from d2h_sdk.cohort import Cohort
from d2h_sdk.cohort.concepts import EVENTS
from d2h_sdk.cohort.permitted import Permitted
from d2h_sdk.cohort.steps import FollowUp

STAY = ("visit_start_datetime", "visit_end_datetime")


@dataclass(frozen=True)
class Stays:
    """`select`: one row per stay (or person), with its `keys`, `start`, `closes` and whether it is `whole`:
    whether nothing ended it, nor the follow-up, before its window ends."""

    keys: tuple[str, ...]
    select: str


# ruff: noqa: S608 - nothing but numbers and names of this library stands in these texts
def of_admissions(hours: float, shorter: bool, cohort: Cohort | None, permitted: Permitted) -> Stays:
    """All stays, or of each person of the cohort the one in which the index day lies, the latest begun.
    With `shorter`, a stay's end ends its window."""
    permitted.require({"visit_occurrence": ("person_id", "visit_occurrence_id", *STAY)})
    start, ends = (f"v.{column}" for column in STAY)
    closes = f"{start} + INTERVAL '{seconds(hours)}' SECOND"
    found = f"v.person_id, v.visit_occurrence_id, {start} AS start, {closes} AS closes, {ends} AS ends"
    listed = f"SELECT {found} FROM visit_occurrence v WHERE {start} IS NOT NULL"
    if cohort is not None:
        listed = (
            f'SELECT {found}, c."end" AS followed FROM visit_occurrence v JOIN ({_rows(cohort, permitted)}) c'
            f" ON c.person_id = v.person_id WHERE CAST({start} AS DATE) <= c.index_date"
            f" AND ({ends} IS NULL OR CAST({ends} AS DATE) >= c.index_date)"
            f" QUALIFY row_number() OVER (PARTITION BY v.person_id ORDER BY {start} DESC,"
            " v.visit_occurrence_id DESC) = 1"
        )
    whole = f"(x.ends IS NULL OR x.ends >= x.closes OR {_truth(shorter)}) AND {_followed(cohort)}"
    closes = "least(x.closes, x.ends)" if shorter else "x.closes"
    keys = ("person_id", "visit_occurrence_id")
    select = f"SELECT {_keys('x', keys)}, x.start, {closes} AS closes, {whole} AS whole FROM ({listed}) x"
    return Stays(keys, select)


def of_index(hours: float, cohort: Cohort, permitted: Permitted) -> Stays:
    """Persons of the cohort, from the moment of their index event; from its day where no moment is served."""
    index = cohort.index
    moment = moment_column(index.concepts.table, permitted)
    at = f"{'max' if index.last else 'min'}(CAST(e.{moment} AS TIMESTAMP))"
    listed = (
        f'SELECT c.person_id, {at} AS start, max(c."end") AS followed'
        f" FROM ({_rows(cohort, permitted)}) c JOIN {index.concepts.table} e ON e.person_id = c.person_id"
        f" WHERE {index.concepts.condition()} AND CAST(e.{moment} AS DATE) = c.index_date"
        " GROUP BY c.person_id"
    )
    closes = f"y.start + INTERVAL '{seconds(hours)}' SECOND"
    select = (
        f"SELECT x.person_id, x.start, x.closes, {_followed(cohort)} AS whole"
        f" FROM (SELECT y.person_id, y.start, y.followed, {closes} AS closes FROM ({listed}) y) x"
    )
    return Stays(("person_id",), select)


def moment_column(table: str, permitted: Permitted) -> str:
    """The most precise that every site lets read. Raises UsageError `cohort-…-missing`."""
    return next(
        (name for name in reversed(EVENTS[table][1]) if permitted.everywhere(table, name)),
        permitted.day_column(table),
    )


def seconds(hours: float) -> int:
    return round(hours * 3600)


def _rows(cohort: Cohort, permitted: Permitted) -> str:
    return cohort.statement(permitted).rows()


def _followed(cohort: Cohort | None) -> str:
    """Outcomes are known by their day: those of the day on which a window ends may lie in it."""
    if cohort is None or not any(isinstance(step, FollowUp) for step in cohort.steps):
        return "TRUE"
    return "x.followed > CAST(x.closes AS DATE)"


def _keys(alias: str, keys: tuple[str, ...]) -> str:
    return ", ".join(f"{alias}.{key}" for key in keys)


def _truth(value: bool) -> str:
    return "TRUE" if value else "FALSE"
