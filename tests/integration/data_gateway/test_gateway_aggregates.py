"""Counts of persons: what an aggregates-only permit answers, and what even a count must not tell."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from data_gateway.patients.opposition import replace_opposition

from .conftest import RunningSite, refused


@pytest.fixture
def token(site: RunningSite) -> str:
    return site.token(site.permit("activity", mode="aggregates"))


def test_an_aggregates_only_permit_refuses_records_and_says_so(site: RunningSite, token: str) -> None:
    refusal = refused(lambda: site.read(token, "person"))
    assert (refusal.code, refusal.params) == ("aggregates-only", {"table": "person"})
    assert site.datasets(token).datasets[0].mode == "aggregates"


def test_small_groups_are_withheld_and_the_others_rounded(site: RunningSite, token: str) -> None:
    # 45 men, 10 women, 5 unknown; minimum group size 10.
    assert site.aggregate(token, "person", "gender_concept_id") == [
        {"gender_concept_id": 8507, "persons": 50},
        {"gender_concept_id": 8532, "persons": 10},
    ]


def test_margins_do_not_give_a_withheld_cell_back(site: RunningSite, token: str) -> None:
    total = sum(row["persons"] for row in site.aggregate(token, "person", "year_of_birth"))
    shown = sum(row["persons"] for row in site.aggregate(token, "person", "gender_concept_id"))
    assert (total, shown) == (60, 60)  # the true difference is the 5 persons withheld


def test_persons_are_counted_once_however_many_rows_they_have(site: RunningSite, token: str) -> None:
    groups = site.aggregate(token, "measurement", "measurement_concept_id")
    assert groups == [
        {"measurement_concept_id": 1, "persons": 60},
        {"measurement_concept_id": 2, "persons": 60},
    ]


def test_every_count_is_a_multiple_of_the_permits_minimum_and_never_below(site: RunningSite) -> None:
    token = site.token(site.permit(minimum_group_size=7))
    groups = site.aggregate(token, "person", "gender_concept_id", "year_of_birth")
    assert groups
    assert all(row["persons"] >= 7 and row["persons"] % 7 == 0 for row in groups)


def test_opposed_patients_are_not_counted(site: RunningSite, token: str) -> None:
    replace_opposition(site.folder.opposition, frozenset({"50"}))  # one of the ten women
    groups = site.aggregate(token, "person", "gender_concept_id")
    assert [row["gender_concept_id"] for row in groups] == [8507]


def test_a_records_permit_also_counts(site: RunningSite) -> None:
    assert site.aggregate(site.token(site.permit()), "person", "year_of_birth")[0] == {
        "year_of_birth": 1950,
        "persons": 20,
    }


def test_counts_do_not_need_the_person_column_in_the_permit(site: RunningSite) -> None:
    tables = {"person": {"columns": ["gender_concept_id"]}}
    token = site.token(site.permit(mode="aggregates", datasets={"omop": {"tables": tables}}))
    assert len(site.aggregate(token, "person", "gender_concept_id")) == 2


@pytest.mark.parametrize(
    ("table", "by", "code"),
    [
        ("person", ["person_id"], "aggregate-column-identifier"),
        ("visit_occurrence", ["visit_occurrence_id"], "aggregate-column-identifier"),
        ("measurement", ["value_as_number"], "aggregate-column-continuous"),
        ("visit_occurrence", ["visit_start_datetime"], "aggregate-column-continuous"),
        ("person", ["year_of_birth", "year_of_birth"], "column-repeated"),
        ("person", ["person_source_value"], "column-not-in-permit"),
        ("death", ["cause_concept_id"], "table-not-in-permit"),
    ],
)
def test_what_would_single_out_persons_is_refused(
    site: RunningSite, token: str, table: str, by: list[str], code: str
) -> None:
    assert refused(lambda: site.aggregate(token, table, *by)).code == code


def test_a_column_of_too_many_values_is_refused(make_site: Callable[..., RunningSite]) -> None:
    site = make_site(limits={"aggregate_levels": 10})
    token = site.token(site.permit(mode="aggregates"))
    refusal = refused(lambda: site.aggregate(token, "measurement", "value_source_value"))
    assert (refusal.code, refusal.params["limit"]) == ("aggregate-column-levels", 10)


def test_too_many_groups_are_refused(make_site: Callable[..., RunningSite]) -> None:
    site = make_site(limits={"aggregate_groups": 10})
    token = site.token(site.permit(mode="aggregates"))
    assert refused(lambda: site.aggregate(token, "person", "year_of_birth", "gender_concept_id")).code == (
        "aggregate-too-many-groups"
    )


@pytest.mark.parametrize(
    "extra",
    [
        {"where": [{"column": "year_of_birth", "op": "=", "value": 1950}]},
        {"by": ["a", "b", "c", "d"]},
        {"by": []},
    ],
)
def test_conditions_and_more_than_three_columns_are_not_understood(
    site: RunningSite, token: str, extra: dict[str, Any]
) -> None:
    ticket = {"kind": "aggregate", "dataset": "omop", "table": "person", "by": ["gender_concept_id"]} | extra
    assert refused(lambda: site.get(token, json.dumps(ticket).encode())).code == "request-unreadable"
