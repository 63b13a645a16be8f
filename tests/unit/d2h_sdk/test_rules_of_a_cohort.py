"""The rules of cohorts: what a protocol may say, and which numbers of its flow chart may be shown."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import d2h_sdk as d2h
from d2h_sdk.cohort.safe_counts import pooled, shown
from d2h_sdk.cohort.statement import CohortSql
from d2h_sdk.errors import UsageError
from data_gateway.queries.sql_door import checked
from data_gateway.queries.sql_written import View

FAILURE = d2h.concepts("condition_occurrence", 316139, 201826, descendants=True)
VIEWS = [
    View(
        "omop",
        "condition_occurrence",
        {"person_id": "BIGINT", "condition_concept_id": "BIGINT", "condition_start_date": "DATE"},
    ),
    View("omop", "concept_ancestor", {"ancestor_concept_id": "BIGINT", "descendant_concept_id": "BIGINT"}),
    View("omop", "person", {"person_id": "BIGINT", "year_of_birth": "BIGINT"}),
    View("omop", "death", {"person_id": "BIGINT", "death_date": "DATE"}),
]


def test_each_step_is_a_new_cohort() -> None:
    begun = d2h.cohort.first(FAILURE)
    adults = begun.age(18)
    assert begun.steps == () and len(adults.steps) == 1
    assert adults == d2h.cohort.first(FAILURE).age(18)


def test_the_door_of_the_sites_takes_a_cohort_with_descendants_and_censoring() -> None:
    cohort = d2h.cohort.last(FAILURE).age(18).follow_up(90, outcome=FAILURE, censor=FAILURE)
    written = CohortSql(cohort.index, cohort.steps, lambda table: "condition_start_date")
    rows = checked(written.rows(), VIEWS)
    assert [column.name for column in rows.columns][-2:] == ["event", "ended_by"]
    assert ("omop", "concept_ancestor") in rows.tables
    assert len(checked(written.counts(True), VIEWS).columns) == 4


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (lambda: d2h.concepts("condition", 1), "cohort-domain-unknown"),
        (lambda: d2h.concepts("measurement"), "cohort-concepts-wrong"),
        (lambda: d2h.concepts("measurement", "1) OR (1=1"), "cohort-concepts-wrong"),  # type: ignore[arg-type]
        (lambda: d2h.cohort.first(FAILURE, since="2025-02-30"), "cohort-date-wrong"),
        (lambda: d2h.cohort.first(FAILURE, since="2025-02-03", until="2025-01-01"), "cohort-range-wrong"),
        (lambda: d2h.cohort.first(FAILURE).age(60, 18), "cohort-range-wrong"),
        (lambda: d2h.cohort.first(FAILURE).age(True), "cohort-number-wrong"),
        (lambda: d2h.cohort.first(FAILURE).washout(-1), "cohort-number-wrong"),
        (lambda: d2h.cohort.first(FAILURE).exclude(FAILURE, days=("x", 0)), "cohort-window-wrong"),  # type: ignore[arg-type]
        (lambda: d2h.cohort.first(FAILURE).require(FAILURE, days=(5, 0)), "cohort-range-wrong"),
        (lambda: d2h.cohort.first(FAILURE).follow_up(), "cohort-follow-up-open"),
        (lambda: d2h.cohort.first(FAILURE).follow_up(1).follow_up(2), "cohort-follow-up-twice"),
    ],
)
def test_what_no_protocol_says_is_refused_in_words(wrong: Callable[[], object], code: str) -> None:
    with pytest.raises(UsageError) as told:
        wrong()
    assert told.value.code == code and code not in str(told.value)


def test_small_numbers_and_small_differences_are_not_shown() -> None:
    assert shown([100, 95, 60, 60, 40], 10) == [100, None, 60, 60, 40]
    assert shown([100, 50, 45], 10) == [100, None, 45]
    assert shown([100, 9, 0], 10) == [100, None, 0]
    assert shown([9, 4], 10) == [None, None]
    assert shown([], 10) == []


@given(st.lists(st.integers(0, 60), max_size=8), st.integers(2, 12))
def test_no_two_shown_numbers_differ_by_a_few_persons(numbers: list[int], minimum: int) -> None:
    told = [one for one in shown(sorted(numbers, reverse=True), minimum) if one is not None]
    assert all(one == 0 or one >= minimum for one in told)
    assert all(more == less or more - less >= minimum for more, less in combinations(told, 2))


def test_the_sum_of_sites_is_shown_where_every_site_is() -> None:
    assert pooled([[100, None, 60], [50, 30, 30]]) == [150, None, 90]
