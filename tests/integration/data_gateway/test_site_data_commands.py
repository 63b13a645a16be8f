"""What a hospital's staff types about its data: load, versions, map, unmapped, describe; what is served."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pyarrow.parquet as parquet
import pytest
from click.testing import Result
from typer.testing import CliRunner

from data_gateway.cli import app
from data_gateway.site.audit import SiteAudit

from .conftest import RunningSite, write_source

HEADER = "table,column,code,local_unit,concept_id,unit,factor,offset,unit_concept_id\n"


@pytest.fixture
def type_(site: RunningSite) -> Callable[..., Result]:
    """Types a command of `d2h site` in English."""

    def typing(command: str, *words: str | Path, language: str = "en") -> Result:
        arguments = [command, str(site.folder.root), *map(str, words)]
        environment = os.environ | {"D2H_LANGUAGE": language}
        done = CliRunner().invoke(app, arguments, env=environment)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return typing


def described(site: RunningSite, type_: Callable[..., Result]) -> dict[str, Any]:
    """The tables of the card that `d2h site describe` writes."""
    text = site.folder.settings.read_text()
    site.folder.settings.write_text(text.replace("port = 0\n", "port = 8031\n"))
    tables: dict[str, Any] = json.loads(type_("describe").output)["datasets"][0]["tables"]
    return tables


def events(site: RunningSite) -> list[tuple[str, dict[str, object]]]:
    audit = SiteAudit(site.folder)
    assert audit.verify().holds
    found = [(record.event, record.details) for record in audit.records()]
    audit.close()
    return found


def loaded(type_: Callable[..., Result], source: Path, *more: str | Path) -> Result:
    return type_("load", source, "--dataset", "omop", *more)


def test_a_project_stays_on_the_version_its_permit_names_while_others_read_the_newest(
    site: RunningSite, type_: Callable[..., Result], tmp_path: Path
) -> None:
    listed = type_("versions", "omop")
    version = re.search(r"\d{8}T\d{12}-[0-9a-f]{4}", listed.output)
    assert version and "in force" in listed.output
    datasets = {
        "omop": {
            "mode": "records",
            "version": version[0],
            "tables": {"person": {"columns": ["person_id", "year_of_birth"]}},
        }
    }
    pinned = site.token(site.permit("sepsis", datasets=datasets))
    free = site.token(site.permit())
    before = site.read(pinned, "person").num_rows

    fewer = write_source(tmp_path / "fewer")
    table = parquet.read_table(fewer / "person.parquet")
    parquet.write_table(table.slice(0, 40), fewer / "person.parquet")
    for _ in range(3):
        done = loaded(type_, fewer)
        assert done.exit_code == 0, done.output

    assert site.read(pinned, "person").num_rows == before == 60
    assert site.read(free, "person").num_rows == 40
    lines = type_("versions", "omop").output.splitlines()
    assert len(lines) == 3
    assert "in force" in lines[0] and lines[2].startswith(version[0]) and "kept for sepsis" in lines[2]


def test_loading_is_told_to_the_audit_with_what_was_loaded_and_never_a_value(
    site: RunningSite, type_: Callable[..., Result], tmp_path: Path
) -> None:
    source = tmp_path / "export"
    source.mkdir()
    (source / "stay.csv").write_text("person_id,ward\n1,A\n2,SECRETWARD\n")
    schema = tmp_path / "schema.yaml"
    schema.write_text("tables: {stay: {columns: {ward: {allowed: [A]}}}}")
    refused = type_("load", source, "--dataset", "ward", "--schema", schema)
    assert refused.exit_code == 1
    assert "1 rows are wrong" in refused.stderr and "not one of the values allowed" in refused.stderr
    (report,) = (site.folder.root / "reports").iterdir()
    assert str(report) in refused.stderr and "SECRETWARD" in report.read_text()
    done = type_("load", source, "--dataset", "ward", "--schema", schema, "--leave-out-bad-rows")
    assert done.exit_code == 0 and "1 wrong rows were left out" in done.stderr
    event, details = events(site)[-1]
    assert (event, details["dataset"], details["rows"], details["left_out"]) == (
        *("dataset.loaded", "ward", {"stay": 1}, {"stay": 1}),
    )
    assert set(details["files"]) == {"schema.yaml"}  # type: ignore[call-overload]
    assert "SECRETWARD" not in json.dumps(details) + refused.stderr + done.output


def test_a_mistake_in_a_file_of_the_site_is_told_with_its_line_in_french(
    type_: Callable[..., Result], tmp_path: Path, site: RunningSite
) -> None:
    mapping = tmp_path / "mapping.csv"
    mapping.write_text(HEADER + "measurement,unit_source_value,mg/dL,,8840,,,,\nnowhere,a,b,,1,,,,\n")
    refused = type_("map", mapping, "--dataset", "omop", language="fr")
    assert refused.exit_code == 1
    assert f"{mapping}:3: table: le jeu de données n'a pas de table nowhere" in refused.stderr
    assert len(type_("versions", "omop").output.splitlines()) == 1


def test_mapping_makes_a_new_version_that_is_served_at_once_and_lists_what_is_left(
    site: RunningSite, type_: Callable[..., Result], tmp_path: Path
) -> None:
    token = site.token(site.permit())
    before = site.read(token, "measurement", ["person_id"], [("measurement_concept_id", "=", 7)])
    mapping = tmp_path / "mapping.csv"
    row = "measurement,unit_source_value,{},,{},,,,\n"
    mapping.write_text(HEADER + row.format("mg/dL", 8840) + row.format("mmol/L", 8753))
    done = type_("map", mapping, "--dataset", "omop")
    assert done.exit_code == 0, done.output
    assert "One code is not mapped" in done.output
    assert before.num_rows == 0
    assert events(site)[-1][0] == "dataset.mapped"
    assert "measurement.unit_source_value: pg/mL (–), 60 rows" in type_("unmapped", "omop").output

    columns = described(site, type_)["measurement"]["columns"]
    assert columns["unit_source_value"]["unmapped"] == {"codes": 1, "share": 0.3}
    assert {code["code"] for code in columns["unit_concept_id"]["codes"]} == {"8840", "8753"}


def test_the_published_card_counts_anew_once_patients_are_opposed(
    site: RunningSite, type_: Callable[..., Result], tmp_path: Path
) -> None:
    assert described(site, type_)["person"]["rows"] == 60
    opposed = tmp_path / "opposed.txt"
    opposed.write_text("".join(f"{person}\n" for person in range(1, 21)))
    assert type_("oppose", opposed).exit_code == 0
    (dataset,) = site.datasets(site.token(site.permit())).datasets
    assert {table.name: table.rows for table in dataset.tables}["person"] == 40
    assert described(site, type_)["person"]["rows"] == 40


def test_members_see_the_figures_of_their_own_columns_alone(site: RunningSite) -> None:
    (dataset,) = site.datasets(site.token(site.permit())).datasets
    person = next(table for table in dataset.tables if table.name == "person")
    gender = next(column for column in person.columns if column.name == "gender_concept_id")
    assert person.rows == 60 and dataset.version
    assert [(code.code, code.rows) for code in gender.codes] == [("8507", 50), ("8532", 10)]
    assert "person_source_value" not in dataset.model_dump_json()


def test_a_warehouse_is_loaded_with_the_password_of_the_environment_and_none_is_written_down(
    site: RunningSite, type_: Callable[..., Result], postgresql_socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"postgresql://d2h@/postgres?host={postgresql_socket}"
    with psycopg.connect(address) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS warehouse")
        connection.execute("DROP TABLE IF EXISTS warehouse.stay")
        connection.execute("CREATE TABLE warehouse.stay AS SELECT 1 AS person_id, 'A'::text AS ward")
    monkeypatch.setenv("PGPASSWORD", "hunter2")
    done = type_("load", address, "--dataset", "warehouse", "--tables", "warehouse.stay")
    assert done.exit_code == 0, done.output
    event, details = events(site)[-1]
    assert (event, details["source"]) == ("dataset.loaded", "postgresql:///postgres")
    assert "hunter2" not in json.dumps(details) + done.output
    refused = type_("load", "postgresql://d2h:hunter2@host/db", "--dataset", "warehouse")
    assert refused.exit_code == 1 and "PGPASSWORD" in refused.stderr and "hunter2" not in refused.stderr
    refused = type_("load", site.source, "--dataset", "omop", "--tables", "person")
    assert refused.exit_code == 1 and "PostgreSQL" in refused.stderr
