"""On what terms a data set is read: its days, its dates, its free text, rows by alternatives."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from data_gateway.catalogue.dataset import CATALOGUE_FILE, CURRENT
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.loading import ColumnChoices, load

from .conftest import PERSONS, TABLES, RunningSite, refused

MEASUREMENT = ["person_id", "measurement_datetime", "value_as_number"]
VISIT = ["person_id", "visit_start_datetime"]


def moments(site: RunningSite, token: str, table: str, columns: list[str]) -> dict[int, list[datetime]]:
    """By person, the moments of `columns[1]` in order."""
    found: dict[int, list[datetime]] = {}
    for row in site.read(token, table, columns).to_pylist():
        found.setdefault(row["person_id"], []).append(row[columns[1]])
    return {person: sorted(times) for person, times in found.items()}


def load_again(site: RunningSite, name: str, table: pa.Table, **choices: frozenset[str]) -> None:
    parquet.write_table(table, site.source / f"{name}.parquet")
    chosen = ColumnChoices(**choices)
    load(site.source, site.folder.datasets, "omop", {"en": "OMOP"}, chosen, memory="500MB", threads=1)


def test_shifted_dates_keep_a_patients_intervals_and_hide_the_days(site: RunningSite) -> None:
    exact = site.token(site.permit("exact-days"))
    shifted = site.token(site.permit("shifted-days", dates="shifted"))
    visits = moments(site, shifted, "visit_occurrence", VISIT)
    measured = moments(site, shifted, "measurement", MEASUREMENT)
    assert len(visits) == PERSONS
    # The fixture measures one and two hours after midnight of the day on which the visit begins.
    assert all(
        measured[person] == [start + timedelta(hours=1), start + timedelta(hours=2)]
        for person, (start,) in visits.items()
    )
    true_days = {times[0] for times in moments(site, exact, "visit_occurrence", VISIT).values()}
    offsets = {start - min(true_days) for (start,) in visits.values()}
    assert len(offsets) > PERSONS / 2
    assert max(offsets) - min(offsets) > timedelta(days=300)


def test_a_patient_is_shifted_differently_in_another_project(site: RunningSite) -> None:
    drawn = [
        sorted(
            times[0]
            for times in moments(
                site, site.token(site.permit(project, dates="shifted")), "visit_occurrence", VISIT
            ).values()
        )
        for project in ("one", "other")
    ]
    assert drawn[0] != drawn[1]


def test_dates_cut_to_the_month_say_nothing_of_the_day(site: RunningSite) -> None:
    token = site.token(site.permit(dates="month"))
    table = site.read(token, "measurement", MEASUREMENT)
    assert table.schema.field("measurement_datetime").type == pa.timestamp("us")
    found = set(table.column("measurement_datetime").to_pylist())
    assert found == {datetime(2026, 1, 1), datetime(2026, 2, 1), datetime(2026, 3, 1)}


def test_a_filter_of_the_researcher_sees_dates_as_they_are_served(site: RunningSite) -> None:
    token = site.token(site.permit(dates="month"))
    where = [("measurement_datetime", "=", "2026-01-01T00:00:00")]
    january = site.read(token, "measurement", MEASUREMENT, where)
    assert january.num_rows == 60  # two measurements of each of the thirty persons seen in January


def test_a_date_of_nobody_is_refused_where_dates_are_shifted(site: RunningSite) -> None:
    concept = pa.table(
        {"concept_id": [1], "concept_name": ["a code"], "valid_start_date": [date(2020, 1, 1)]}
    )
    load_again(site, "concept", concept)
    tables = {"concept": {"columns": ["concept_id", "valid_start_date"]}}
    refusal = refused(
        lambda: site.read(
            site.token(site.permit(dates="shifted", datasets={"omop": {"tables": tables}})), "concept"
        )
    )
    assert (refusal.code, refusal.params["column"]) == ("dates-without-person", "valid_start_date")


def test_free_text_that_nothing_de_identified_stays_though_the_permit_opens_free_text(
    site: RunningSite,
) -> None:
    letters = pa.table(
        {
            "note_id": [1],
            "person_id": [1],
            "note_text": ["a letter"],
            "note_title": ["CR"],
            "snippet": ["NIR"],
        }
    )
    choices = {"plain": frozenset({"note.note_title"}), "identifying": frozenset({"note.snippet"})}
    load_again(site, "note", letters, **choices)

    def read(column: str, version: int = 1) -> pa.Table:
        tables = {"note": {"columns": [column]}}
        permit = site.permit(free_text=True, datasets={"omop": {"tables": tables}}, version=version)
        return site.read(site.token(permit), "note")

    def stays(column: str, version: int = 1) -> bool:
        refusal = refused(lambda: read(column, version))
        return (refusal.code, refusal.params["column"]) == ("column-text-undeclared", column)

    assert stays("note_text")
    assert refused(lambda: read("snippet")).code == "column-identifying", "no advice to declare it"
    assert read("note_title").column(0).to_pylist() == ["CR"], "the owner said that it names nobody"
    version = (site.folder.datasets / "omop" / CURRENT).resolve()
    before = json.loads((version / CATALOGUE_FILE).read_text(encoding="utf-8"))
    before["tables"]["note"]["columns"]["note_text"]["role"] = ColumnRole.FREE_TEXT
    (version / CATALOGUE_FILE).write_text(json.dumps(before), encoding="utf-8")
    assert stays("note_text", version=2), "also in a version that was loaded before this was a rule"


def test_rows_may_be_granted_by_alternatives(site: RunningSite) -> None:
    either = {
        "any": [
            {"column": "year_of_birth", "op": "=", "value": 1950},
            {"column": "gender_concept_id", "op": "=", "value": 0},
        ]
    }
    tables = {"person": {"columns": ["year_of_birth", "gender_concept_id"], "rows": [either]}}
    token = site.token(site.permit(datasets={"omop": {"tables": tables}}))
    rows = site.read(token, "person").to_pylist()
    assert {row["year_of_birth"] == 1950 or row["gender_concept_id"] == 0 for row in rows} == {True}
    assert len(rows) == 23  # twenty born in 1950, five of the other group, two of them in both


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ({"starts": date.today() + timedelta(days=1)}, "dataset-not-open-today"),
        ({"ends": date.today() - timedelta(days=1)}, "dataset-not-open-today"),
        ({"starts": date.today(), "ends": date.today()}, None),
    ],
)
def test_a_data_set_is_read_on_its_own_days_alone(
    site: RunningSite, days: dict[str, Any], code: str | None
) -> None:
    token = site.token(site.permit(**days))
    if code is None:
        assert site.read(token, "person").num_rows == PERSONS
    else:
        assert refused(lambda: site.read(token, "person")).code == code
        assert site.datasets(token).datasets == ()


def test_one_permit_opens_records_of_one_data_set_and_aggregates_of_another(site: RunningSite) -> None:
    load(
        site.source,
        site.folder.datasets,
        "other",
        {"en": "Other"},
        ColumnChoices(),
        memory="500MB",
        threads=1,
    )
    datasets = {"omop": {"tables": TABLES}, "other": {"mode": "aggregates", "tables": TABLES}}
    token = site.token(site.permit(datasets=datasets))
    assert {(d.dataset, d.mode) for d in site.datasets(token).datasets} == {
        ("omop", "records"),
        ("other", "aggregates"),
    }
    assert site.read(token, "person").num_rows == PERSONS
    other = b'{"kind": "read", "dataset": "other", "table": "person"}'
    assert refused(lambda: site.get(token, other)).code == "aggregates-only"
