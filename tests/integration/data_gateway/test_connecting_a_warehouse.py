"""`d2h site connect`: a hospital's PostgreSQL becomes a data set, and its rows stay where they are."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import Result
from typer.testing import CliRunner

from data_gateway.catalogue.dataset import Dataset, load_dataset
from data_gateway.cli import app
from data_gateway.permits.rules import check_table
from data_gateway.site.audit import SiteAudit
from data_gateway.site.source_addresses import SourceAddresses
from governance.refusal import Refusal
from tests.integration.data_gateway.conftest import RunningSite
from tests.integration.data_gateway.warehouse import OPPOSED, fill_postgresql, permit

Type = Callable[..., Result]
GRANTED = "GRANT REFERENCES ON clinic.facts TO reader"  # enough to see that the table is there


@pytest.fixture
def type_(site: RunningSite) -> Type:
    def typing(command: str, *words: str | Path, language: str = "en", **environment: str) -> Result:
        arguments = [command, str(site.folder.root), *map(str, words)]
        told = os.environ | {"D2H_LANGUAGE": language} | environment
        done = CliRunner().invoke(app, arguments, env=told)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return typing


@pytest.fixture
def owner(postgresql_socket: Path) -> str:
    name = f"clinic_{os.urandom(6).hex()}"
    with psycopg.connect(
        host=str(postgresql_socket), user="d2h", dbname="postgres", autocommit=True
    ) as server:
        server.execute(f"CREATE DATABASE {name}")
    address = f"postgresql://d2h@/{name}?host={postgresql_socket}"
    fill_postgresql(address)
    return address


@pytest.fixture
def reader(owner: str) -> str:
    return owner.replace("d2h@", "reader@")


def change(owner: str, *statements: str) -> None:
    with psycopg.connect(owner, autocommit=True) as server:
        for statement in statements:
            server.execute(statement)


def connected(type_: Type, address: str, *more: str, **environment: str) -> Result:
    words = (
        "--dataset",
        "clinic",
        "--tables",
        "clinic.*",
        "--reference",
        "ward",
        "--plain",
        "stay.note_text",
    )
    return type_("connect", address, *words, *more, **environment)


def held(site: RunningSite) -> Dataset:
    return load_dataset(site.folder.datasets, "clinic")


def card(site: RunningSite) -> dict[str, Any]:
    folder = held(site).folder
    content: dict[str, Any] = json.loads((folder / "card.json").read_text())["card"]
    return content


def test_a_schema_becomes_a_data_set_with_its_card_and_no_copy(
    site: RunningSite, type_: Type, reader: str, owner: str
) -> None:
    change(owner, 'ALTER TABLE clinic.stay ADD COLUMN taken timestamptz, ADD COLUMN "Drug-Dose" int')
    done = connected(type_, reader, "--title-en", "Wards", "--title-fr", "Services")
    assert done.exit_code == 0, done.output
    assert "stay: 900 rows" in done.output
    assert "Left out of stay, because their name or type cannot be served: Drug-Dose, taken" in done.output
    assert done.output.endswith("connected and in force. Its rows stay where they are.\n")
    dataset = held(site)
    assert {name: column.type for name, column in dataset.tables["stay"].columns.items()} == {
        **{"visit_occurrence_id": "BIGINT", "person_id": "BIGINT", "ward": "VARCHAR", "urgent": "BOOLEAN"},
        **{
            "start": "DATE",
            "seen": "TIMESTAMP",
            "weight": "DOUBLE",
            "exams": "BIGINT",
            "note_text": "VARCHAR",
        },
    }
    assert dataset.tables["ward"].person_column is None
    assert dataset.tables["stay"].columns["ward"].levels == 6
    stay = card(site)["tables"]["stay"]
    assert stay["rows"] == 900
    assert {code["code"] for code in stay["columns"]["ward"]["codes"]} >= {"A", "a", "É", "it's"}
    assert stay["columns"]["start"]["first"] == "2024-02"
    assert stay["columns"]["urgent"]["missing"] == pytest.approx(1 / 3, abs=0.1)
    files = {path.name for path in dataset.folder.iterdir()}
    assert files == {"catalogue.json", "card.json"}, "no row of the hospital's is here"
    assert "stay.note_text" not in done.output, "the site said that it names nobody"
    told = type_("connect", reader, "--dataset", "stays", "--tables", "clinic.stay").output
    assert "stay.note_text stays at the site" in told


def test_opposed_patients_are_not_in_the_figures(
    site: RunningSite, type_: Type, reader: str, tmp_path: Path
) -> None:
    connected(type_, reader)
    before = card(site)["tables"]["facts"]["rows"]
    listed = tmp_path / "opposed.txt"
    listed.write_text("\n".join([*OPPOSED, *map(str, range(20, 40))]))
    assert type_("oppose", listed).exit_code == 0
    assert card(site)["tables"]["facts"]["rows"] < before


def test_the_password_is_kept_among_the_keys_and_nowhere_else(
    site: RunningSite, type_: Type, reader: str
) -> None:
    assert connected(type_, reader, PGPASSWORD="hunter2").exit_code == 0
    version = held(site).version
    assert "hunter2" in SourceAddresses(site.folder).address("clinic", version)
    (file,) = site.folder.source_addresses.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    others = [path for path in site.folder.root.rglob("*") if path.is_file() and path != file]
    assert not [path for path in others if b"hunter2" in path.read_bytes()]


def test_connecting_anew_replaces_the_address_and_is_audited(
    site: RunningSite, type_: Type, reader: str
) -> None:
    for password in ("one", "two", "three", "four"):
        assert connected(type_, reader, PGPASSWORD=password).exit_code == 0
    kept = sorted(path.read_text() for path in site.folder.source_addresses.iterdir())
    assert ["four" in text for text in kept].count(True) == 1
    assert not any("one" in text.split("password=")[1] for text in kept)
    audit = SiteAudit(site.folder)
    told = [record.details for record in audit.records() if record.event == "dataset.connected"]
    audit.close()
    assert len(told) == 4
    assert "reader" not in str(told[0]["source"])


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["GRANT INSERT ON clinic.stay TO reader"], "may change table clinic.stay"),
        (["REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC"], "GRANT TEMPORARY"),
        (
            ["REVOKE SELECT ON clinic.facts FROM reader", GRANTED],
            "no table or view clinic.facts",
        ),
        (
            [
                'CREATE TABLE clinic."Stay" AS SELECT * FROM clinic.stay',
                'GRANT SELECT ON clinic."Stay" TO reader',
            ],
            "Table stay is there twice",
        ),
        (['ALTER TABLE clinic.stay ADD COLUMN "WARD" text'], "column “ward”"),
        (
            [f"ALTER TABLE clinic.{name} RENAME person_id TO code" for name in ("patient", "stay", "facts")],
            "not a data set about persons",
        ),
    ],
)
def test_what_cannot_be_connected_is_said_and_changes_nothing(
    site: RunningSite, type_: Type, reader: str, owner: str, statements: list[str], words: str
) -> None:
    name = owner.partition("@/")[2].partition("?")[0]
    assert connected(type_, reader).exit_code == 0
    before = held(site).version
    change(owner, *(statement.format(name=name) for statement in statements))
    done = connected(type_, reader)
    assert done.exit_code == 1
    assert words in done.output
    assert held(site).version == before


def test_an_account_that_may_do_everything_is_refused(site: RunningSite, type_: Type, owner: str) -> None:
    done = connected(type_, owner)
    assert done.exit_code == 1
    assert "may do far more than read" in done.output
    french = connected(type_, owner, language="fr")
    assert "peut bien plus que lire" in french.output
    assert not (site.folder.datasets / "clinic").exists()


def test_a_server_that_is_away_is_said(site: RunningSite, type_: Type, tmp_path: Path) -> None:
    done = connected(type_, f"postgresql://reader@/clinic?host={tmp_path}")
    assert done.exit_code == 1
    assert "cannot be reached" in done.output


def test_an_address_of_nothing_known_is_refused(type_: Type) -> None:
    assert "postgresql://user@host/database" in connected(type_, "mysql://host/db").output


def test_codes_of_a_connected_data_set_are_mapped_where_they_are(
    site: RunningSite, type_: Type, reader: str, tmp_path: Path
) -> None:
    mapping = tmp_path / "mapping.csv"
    header = "table,column,code,local_unit,concept_id,unit,factor,offset\n"
    mapping.write_text(header + "stay,ward,É,,4000001,,,\nstay,ward,it's,,4000002,,,\n")
    done = connected(type_, reader, "--mapping", str(mapping))
    assert done.exit_code == 0, done.output
    codes = card(site)["tables"]["stay"]["columns"]["ward_concept_id"]["codes"]
    assert {code["code"] for code in codes} == {"4000001", "4000002"}
    left = type_("unmapped", "clinic")
    assert left.exit_code == 0, left.output
    assert "back\\slash" in left.output and "it's" not in left.output
    again = type_("map", mapping, "--dataset", "clinic")
    assert again.exit_code == 1
    assert "connect it again with --mapping" in again.output


def test_no_permit_keeps_to_a_version(site: RunningSite, type_: Type, reader: str) -> None:
    connected(type_, reader)
    granted = permit(version=held(site).version).datasets["clinic"]
    with pytest.raises(Refusal, match="dataset-version-connected"):
        check_table(held(site), "stay", granted)


def test_a_warehouse_tells_its_own_version_of_omop(
    site: RunningSite, type_: Type, reader: str, owner: str
) -> None:
    change(
        owner,
        "CREATE SCHEMA cdm",
        "CREATE TABLE cdm.person AS SELECT n::int AS person_id, 8507 AS gender_concept_id,"
        " 1950 AS year_of_birth FROM generate_series(1, 20) n",
        "CREATE TABLE cdm.cdm_source AS SELECT 'x'::text AS cdm_source_name, 'v5.3.1'::text AS cdm_version",
        "GRANT USAGE ON SCHEMA cdm TO reader",
        "GRANT SELECT ON ALL TABLES IN SCHEMA cdm TO reader",
    )
    done = type_("connect", reader, "--dataset", "clinic", "--tables", "cdm.*")
    assert done.exit_code == 0, done.output
    assert "OMOP CDM 5.3" in done.output
    assert "D2H knows the tables and columns of OMOP CDM 5.4" in done.stderr
    assert (held(site).standard, card(site)["standard"]) == ("OMOP CDM 5.3", "OMOP CDM 5.3")
