"""A published OMOP CDM 5.4 export, loaded as a site would and read through the gateway."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from data_gateway.catalogue.dataset import load_dataset
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.loading import ColumnChoices, LoadReport, load
from data_gateway.catalogue.omop import cdm_tables
from data_gateway.patients.opposition import replace_opposition

from .conftest import RunningSite, refused

ARCHIVE = Path(__file__).parents[3].parent / "shared" / "data" / "omop" / "Synthea27Nj_5.4.zip"
NO_ARCHIVE = "the public OMOP export is not in ../shared/data/omop"


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not ARCHIVE.exists():
        pytest.skip(NO_ARCHIVE)
    folder = tmp_path_factory.mktemp("omop")
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(folder)
    return folder


def taken_in(site: RunningSite, export: Path) -> LoadReport:
    return load(
        export, site.folder.datasets, "omop", {"en": "Synthea"}, ColumnChoices(), memory="1GB", threads=2
    )


def rows_of(export: Path, table: str) -> list[dict[str, str]]:
    with (export / f"{table.upper()}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_of_the_export_is_served(make_site: Callable[..., RunningSite], export: Path) -> None:
    site = make_site()
    report = taken_in(site, export)
    assert report.dataset.standard == "OMOP CDM 5.4"
    columns = ["person_id", "measurement_concept_id", "measurement_date", "value_as_number"]
    tables = {
        "person": {"columns": ["person_id", "year_of_birth"]},
        "measurement": {"columns": columns},
        "concept": {"columns": ["concept_id", "concept_name"]},
    }
    token = site.token(site.permit(datasets={"omop": {"tables": tables}}))
    assert site.read(token, "person").num_rows == len(rows_of(export, "person")) == 28
    assert site.read(token, "concept").num_rows == len(rows_of(export, "concept"))
    served, held = site.read(token, "measurement"), rows_of(export, "measurement")
    assert served.num_rows == len(held) == 10_040
    assert served.schema.field("measurement_date").type == pa.date32()
    total = sum(float(row["value_as_number"]) for row in held if row["value_as_number"])
    assert sum(filter(None, served.column("value_as_number").to_pylist())) == pytest.approx(total)

    replace_opposition(site.folder.opposition, frozenset({"1"}))
    theirs = sum(row["person_id"] == "1" for row in held)
    assert theirs > 0
    assert site.read(token, "measurement").num_rows == len(held) - theirs


def test_the_numbers_of_patients_stays_and_records_stay_inside(
    make_site: Callable[..., RunningSite], export: Path
) -> None:
    site = make_site()
    dataset = taken_in(site, export).dataset
    assert dataset.tables["person"].columns["person_source_value"].role is ColumnRole.IDENTIFYING
    assert dataset.tables["visit_occurrence"].columns["visit_source_value"].role is ColumnRole.IDENTIFYING
    for name, table in dataset.tables.items():
        own = table.columns.get(f"{name}_id")
        if own is not None and name not in ("care_site", "concept", "domain", "vocabulary", "concept_class"):
            expected = {"person": ColumnRole.PERSON, "visit_occurrence": ColumnRole.VISIT}
            assert own.role is expected.get(name, own.role)
            assert own.role is not ColumnRole.PLAIN or name in ("relationship", "cohort_definition")
    tables = {"visit_occurrence": {"columns": ["person_id", "visit_source_value"]}}
    token = site.token(site.permit(datasets={"omop": {"tables": tables}}))
    assert refused(lambda: site.read(token, "visit_occurrence")).code == "column-identifying"


def test_tables_that_do_not_say_whose_rows_they_are_are_left_out(
    make_site: Callable[..., RunningSite], export: Path
) -> None:
    report = taken_in(make_site(), export)
    assert {"cost", "fact_relationship", "note_nlp", "provider"} <= set(report.left_out)
    assert not set(report.left_out) & set(report.dataset.tables)


def test_the_published_export_has_the_tables_and_columns_of_our_list(export: Path) -> None:
    for table, columns in cdm_tables().items():
        with (export / f"{table.upper()}.csv").open(newline="") as file:
            assert [name.strip() for name in next(csv.reader(file))] == list(columns)


def test_a_wrong_value_leaves_the_data_set_in_force_as_it_was(
    make_site: Callable[..., RunningSite], export: Path, tmp_path: Path
) -> None:
    from governance.refusal import Refusal

    site = make_site()
    before = taken_in(site, export).dataset.version
    spoilt = tmp_path / "spoilt"
    spoilt.mkdir()
    (spoilt / "PERSON.csv").write_text((export / "PERSON.csv").read_text().replace(",1998,", ",ninety,"))
    with pytest.raises(Refusal, match="load-rows-wrong") as caught:
        taken_in(site, spoilt)
    assert caught.value.params["column"] == "year_of_birth"
    assert "ninety" not in str(caught.value)
    dataset = load_dataset(site.folder.datasets, "omop")
    assert dataset.version == before
    leftovers = [path.name for path in (site.folder.datasets / "omop").iterdir() if path.name.startswith(".")]
    assert leftovers == []
