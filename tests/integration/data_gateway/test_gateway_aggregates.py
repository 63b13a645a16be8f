"""Numbers about groups of persons: what an aggregates-only permit answers, and what no answer may tell."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet
import pytest

from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.patients.opposition import replace_opposition

from .conftest import RunningSite, refused


@pytest.fixture
def token(site: RunningSite) -> str:
    return site.token(site.permit("activity", mode="aggregates"))


def test_an_aggregates_only_permit_refuses_records_and_says_so(site: RunningSite, token: str) -> None:
    refusal = refused(lambda: site.read(token, "person"))
    assert (refusal.code, refusal.params) == ("aggregates-only", {"table": "person"})
    assert site.datasets(token).datasets[0].mode == "aggregates"


def test_a_small_group_is_withheld_with_a_second_one_so_that_the_total_does_not_give_it_back(
    site: RunningSite, token: str
) -> None:
    # 45 men, 10 women, 5 unknown; minimum group size 10: women would leave the 5 as the difference to 60.
    assert site.aggregate(token, "person", "gender_concept_id") == [
        {"gender_concept_id": 8507, "persons": 45}
    ]
    assert site.aggregate(token, "person") == [{"persons": 60}]


def test_persons_are_counted_once_however_many_rows_they_have(site: RunningSite, token: str) -> None:
    assert site.aggregate(token, "measurement", "measurement_concept_id", rows=True) == [
        {"measurement_concept_id": 1, "persons": 60, "rows": 60},
        {"measurement_concept_id": 2, "persons": 60, "rows": 60},
    ]
    assert site.aggregate(token, "measurement", rows=True) == [{"persons": 60, "rows": 120}]


def test_sum_mean_and_variance_of_a_column_are_those_of_its_rows(site: RunningSite, token: str) -> None:
    # Values 2 to 61 for concept 1, 3 to 62 for concept 2; the sample variance of 60 numbers in a row is 305.
    value = "value_as_number"
    asked = {"sum": [value], "mean": [value], "variance": [value]}
    assert site.aggregate(token, "measurement", "measurement_concept_id", **asked) == [
        {"measurement_concept_id": 1, "persons": 60, f"{value}_sum": 1890.0}
        | {f"{value}_mean": 31.5, f"{value}_variance": 305.0},
        {"measurement_concept_id": 2, "persons": 60, f"{value}_sum": 1950.0}
        | {f"{value}_mean": 32.5, f"{value}_variance": 305.0},
    ]


def test_a_median_is_the_mean_of_the_values_around_it(site: RunningSite, token: str) -> None:
    where = [("measurement_concept_id", "=", 1)]
    asked = {"value_as_number": [0.5]}
    (row,) = site.aggregate(token, "measurement", where=where, quantiles=asked)
    assert row["persons"] == 60
    assert row["value_as_number_q50"] == pytest.approx(31.5, abs=1)


def test_a_quantile_of_too_few_persons_takes_its_row_away(site: RunningSite, token: str) -> None:
    where = [("measurement_concept_id", "=", 1)]
    # A decile needs 100 persons, a quartile 40.
    assert site.aggregate(token, "measurement", where=where, quantiles={"value_as_number": [0.1]}) == []
    assert len(site.aggregate(token, "measurement", where=where, quantiles={"value_as_number": [0.25]})) == 1


@pytest.mark.parametrize(("disclosure", "told"), [({"dominance_percent": 80}, 0), ({}, 1)])
def test_a_median_of_which_one_patient_has_nearly_all_the_values_is_withheld(
    make_site: Callable[..., RunningSite], disclosure: dict[str, int], told: int
) -> None:
    site = make_site(disclosure=disclosure)
    path = site.source / "measurement.parquet"
    facts = parquet.read_table(path)
    hers = pa.concat_tables([facts.filter(pc.equal(facts["measurement_id"], 90))] * 600)
    value = facts.schema.get_field_index("value_as_number")
    hers = hers.set_column(value, "value_as_number", pa.array([2 + at / 10 for at in range(600)]))
    parquet.write_table(pa.concat_tables([facts, hers]), path)
    load(
        site.source, site.folder.datasets, "omop", {"en": "OMOP"}, ColumnChoices(), memory="500MB", threads=1
    )
    token = site.token(site.permit(mode="aggregates"))
    assert len(site.aggregate(token, "measurement", quantiles={"value_as_number": [0.5]})) == told


def test_a_sum_or_a_number_of_rows_that_one_patient_dominates_is_withheld(
    make_site: Callable[..., RunningSite],
) -> None:
    site = make_site(disclosure={"dominance_percent": 3})  # the two largest of 60 in a row make up 6 %
    token = site.token(site.permit(mode="aggregates"))
    by = "measurement_concept_id"
    assert site.aggregate(token, "measurement", by, sum=["value_as_number"]) == []
    assert site.aggregate(token, "measurement", by, rows=True) == []
    assert len(site.aggregate(token, "measurement", by)) == 2


def test_dates_are_grouped_by_month_and_by_year(site: RunningSite, token: str) -> None:
    # One visit a day from 2 January: 30 in January, 28 in February, 2 in March.
    by_month = site.aggregate(token, "visit_occurrence", "visit_start_datetime:month")
    assert [(str(row["visit_start_datetime_month"]), row["persons"]) for row in by_month] == [
        ("2026-01-01", 30)
    ]
    (year,) = site.aggregate(token, "visit_occurrence", "visit_start_datetime:year")
    assert (str(year["visit_start_datetime_year"]), year["persons"]) == ("2026-01-01", 60)


def test_a_small_ward_whose_patients_all_share_one_answer_is_withheld(
    make_site: Callable[..., RunningSite],
) -> None:
    # 1 measurement concept per unit: all of a unit's persons fall into one cell.
    strict = make_site(disclosure={"whole_group_persons": 61})
    token = strict.token(strict.permit(mode="aggregates"))
    assert strict.aggregate(token, "measurement", "unit_source_value", "measurement_concept_id") == []


def test_opposed_patients_are_not_counted(site: RunningSite, token: str) -> None:
    replace_opposition(site.folder.opposition, frozenset({"50"}))
    assert site.aggregate(token, "person") == [{"persons": 59}]


def test_a_records_permit_also_counts(site: RunningSite) -> None:
    counted = site.aggregate(site.token(site.permit()), "person", "year_of_birth")
    assert counted[0] == {"year_of_birth": 1950, "persons": 20}


def test_counts_do_not_need_the_person_column_in_the_permit(site: RunningSite) -> None:
    tables = {"person": {"columns": ["year_of_birth"]}}
    token = site.token(site.permit(mode="aggregates", tables=tables))
    assert len(site.aggregate(token, "person", "year_of_birth")) == 3


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
    ("asked", "code"),
    [
        ({"mean": ["person_id"]}, "aggregate-column-identifier"),
        ({"mean": ["unit_source_value"]}, "aggregate-column-not-number"),
        ({"sum": ["measurement_datetime"]}, "aggregate-column-not-number"),
        ({"sum": ["value_as_number", "value_as_number"]}, "column-repeated"),
        ({"sum": ["measurement_id"]}, "column-not-in-permit"),
        ({"quantiles": {"value_as_number": [0.0]}}, "aggregate-quantile-wrong"),
        ({"quantiles": {"value_as_number": [1.0]}}, "aggregate-quantile-wrong"),
        ({"where": [("person_id", "=", 1)]}, "aggregate-column-identifier"),
        ({"where": [("measurement_id", "=", 1)]}, "column-not-in-permit"),
        ({"where": [("value_as_number", "=", "high")]}, "condition-value-type"),
    ],
)
def test_measures_and_conditions_that_make_no_sense_or_point_at_somebody_are_refused(
    site: RunningSite, token: str, asked: dict[str, Any], code: str
) -> None:
    assert refused(lambda: site.aggregate(token, "measurement", **asked)).code == code
    assert refused(lambda: site.aggregate(token, "person", "year_of_birth:month")).code == (
        "aggregate-column-not-date"
    )


@pytest.mark.parametrize("extra", [{"by": [{"column": c} for c in "abcd"]}, {"max": ["year_of_birth"]}])
def test_more_than_three_columns_and_extreme_values_are_not_understood(
    site: RunningSite, token: str, extra: dict[str, Any]
) -> None:
    ticket = {"kind": "aggregate", "dataset": "omop", "table": "person"} | extra
    assert refused(lambda: site.get(token, json.dumps(ticket).encode())).code == "request-unreadable"
