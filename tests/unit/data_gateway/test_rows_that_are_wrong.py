"""Rows against what a site says its tables hold: refused as a whole with a list, or left out and counted."""

from __future__ import annotations

import csv
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest

from data_gateway.catalogue.dataset import load_dataset
from governance.refusal import Refusal
from governance.source_file import SourceRefusal

SCHEMA = """
tables:
  stay:
    columns:
      person_id: {type: integer}
      ward: {required: true, allowed: [A, B]}
      weight: {type: number, minimum: 0.3, maximum: 400}
      start: {type: date, minimum: 2020-01-01}
"""
ROWS = """person_id,ward,weight,start
1,A,60,2026-01-02
2,C,60.5,2026-01-02
3,,70,2026-01-02
4,B,4000,2026-01-02
5,B,heavy,1999-12-31
6,B,,
"""
Loading = Callable[..., Any]


def listed(datasets: Path) -> list[dict[str, str]]:
    (report,) = (datasets.parent / "reports").iterdir()
    with report.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_wrong_row_is_listed_with_its_column_its_reason_and_its_value(
    source: Path, datasets: Path, load_stays: Loading
) -> None:
    (source / "stay.csv").write_text(ROWS)
    with pytest.raises(Refusal, match="load-rows-wrong") as caught:
        load_stays(schema=SCHEMA)
    assert caught.value.params["rows"] == 4
    assert list(datasets.iterdir()) == []
    found = {(row["row"], row["column"], row["reason"], row["value"]) for row in listed(datasets)}
    assert found == {
        ("2", "ward", "not-allowed", "C"),
        ("3", "ward", "missing", ""),
        ("4", "weight", "out-of-range", "4000"),
        ("5", "weight", "wrong-type", "heavy"),
        ("5", "start", "out-of-range", "1999-12-31"),
    }
    (report,) = (datasets.parent / "reports").iterdir()
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert str(caught.value.params["report"]) == str(report)
    assert "heavy" not in str(caught.value)


def test_a_site_may_leave_wrong_rows_out_and_the_audit_says_how_many(
    source: Path, datasets: Path, load_stays: Loading
) -> None:
    (source / "stay.csv").write_text(ROWS)
    told: list[tuple[str, dict[str, Any]]] = []
    report = load_stays(schema=SCHEMA, leave_out=True, record=lambda *record: told.append(record))
    assert report.bad_rows == {"stay": 4}
    dataset = load_dataset(datasets, "stays")
    kept = parquet.read_table(dataset.paths("stay")).column("person_id").to_pylist()
    assert kept == [1, 6] and dataset.tables["stay"].rows == 2
    ((event, details),) = told
    assert event == "dataset.loaded"
    assert details["left_out"] == {"stay": 4} and details["rows"] == {"stay": 2}
    assert "heavy" not in str(details)


def test_lines_that_are_no_rows_are_listed_with_their_line(
    source: Path, datasets: Path, load_stays: Loading
) -> None:
    (source / "stay.csv").write_bytes(b"person_id,ward\n1,A\n2,B,C\n3\n4,\xe9t\xe9\n5,D\n")
    with pytest.raises(Refusal, match="load-rows-wrong") as caught:
        load_stays()
    assert caught.value.params["rows"] == 3
    assert [(row["row"], row["reason"]) for row in listed(datasets)] == [
        ("3", "unreadable-line"),
        ("4", "unreadable-line"),
        ("5", "unreadable-line"),
    ]
    load_stays(leave_out=True)
    kept = parquet.read_table(load_dataset(datasets, "stays").paths("stay"))
    assert kept.column("person_id").to_pylist() == [1, 5]


def test_a_value_that_a_spreadsheet_would_run_is_written_as_text(
    source: Path, datasets: Path, load_stays: Loading
) -> None:
    (source / "stay.csv").write_text('person_id,ward\n1,"=HYPERLINK(""http://x"")"\n')
    with pytest.raises(Refusal):
        load_stays(schema="tables: {stay: {columns: {ward: {allowed: [A]}}}}")
    assert listed(datasets)[0]["value"].startswith("'=")


def test_a_schema_given_once_is_kept_for_the_next_load(source: Path, load_stays: Loading) -> None:
    (source / "stay.csv").write_text("person_id,ward\n1,A\n")
    load_stays(schema="tables: {stay: {columns: {ward: {allowed: [A]}}}}")
    (source / "stay.csv").write_text("person_id,ward\n1,Z\n")
    with pytest.raises(Refusal, match="load-rows-wrong"):
        load_stays()


@pytest.mark.parametrize(
    ("schema", "code", "line"),
    [
        ("tables:\n  exam: {columns: {a: {required: true}}}", "schema-table-missing", 2),
        ("tables:\n  stay:\n    columns:\n      bed: {required: true}", "schema-column-missing", 4),
        ("tables:\n  stay:\n    columns:\n      ward: {type: words}", "value-not-one-of", 4),
        ("tables:\n  stay:\n    columns:\n      ward: {minimum: 3}", "bound-unfit", 4),
        ("tables:\n  stay:\n    columns:\n      ward: {type: date, maximum: soon}", "bound-unfit", 4),
    ],
)
def test_a_mistake_in_the_schema_file_is_told_at_its_line(
    source: Path, load_stays: Loading, schema: str, code: str, line: int
) -> None:
    (source / "stay.csv").write_text("person_id,ward\n1,A\n")
    with pytest.raises(SourceRefusal) as caught:
        load_stays(schema=schema)
    assert [(fault.code, fault.line) for fault in caught.value.faults] == [(code, line)]


def test_an_allowed_value_of_another_type_does_not_open_the_column(source: Path, load_stays: Loading) -> None:
    (source / "stay.csv").write_text("person_id,bed\n1,12\n2,13\n")
    with pytest.raises(Refusal, match="load-rows-wrong") as caught:
        load_stays(schema="tables: {stay: {columns: {bed: {type: integer, allowed: [12, none]}}}}")
    assert caught.value.params["row"] == 2
