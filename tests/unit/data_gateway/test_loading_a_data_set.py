"""Files as hospitals export them: taken in whole with their types, or refused with what is wrong where."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from data_gateway.catalogue.dataset import Dataset, load_dataset
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.loading import ColumnChoices, LoadReport, SiteRules, load
from governance.refusal import Refusal


def take_in(source: Path, datasets: Path, **choices: frozenset[str]) -> LoadReport:
    return load(source, datasets, "cohort", {"en": "x"}, ColumnChoices(**choices), memory="200MB", threads=1)


def refusal_of(source: Path, datasets: Path) -> Refusal:
    with pytest.raises(Refusal) as caught:
        take_in(source, datasets)
    assert list(datasets.iterdir()) == []
    return caught.value


def stored(dataset: Dataset, datasets: Path, table: str) -> pa.Table:
    return parquet.read_table(load_dataset(datasets, dataset.id).paths(table))


def test_csv_and_parquet_are_typed_and_compressed(source: Path, datasets: Path) -> None:
    (source / "Stay.csv").write_text("PERSON_ID,start,ward\n1,2026-01-02,A\n2,,B\n")
    parquet.write_table(
        pa.table({"person_id": pa.array([1, 2], pa.int32()), "weight": pa.array([60.5, None], pa.float32())}),
        source / "exam.parquet",
    )
    dataset = take_in(source, datasets).dataset
    types = {name: {c: found.type for c, found in t.columns.items()} for name, t in dataset.tables.items()}
    assert types == {
        "stay": {"person_id": "BIGINT", "start": "DATE", "ward": "VARCHAR"},
        "exam": {"person_id": "BIGINT", "weight": "DOUBLE"},
    }
    (path,) = load_dataset(datasets, "cohort").paths("exam")
    group = parquet.ParquetFile(path).metadata.row_group(0)
    assert group.column(0).compression == "LZ4"
    assert stored(dataset, datasets, "stay").column("ward").to_pylist() == ["A", "B"]


def test_ids_exported_with_decimals_are_whole_numbers(source: Path, datasets: Path) -> None:
    stays = {"person_id": [8000012345.0, 2.0], "visit_occurrence_id": [7.0, None]}
    parquet.write_table(pa.table(stays), source / "stay.parquet")
    (source / "exam.csv").write_text("person_id\n8000012345.0\n2.0\n")
    dataset = take_in(source, datasets).dataset
    assert stored(dataset, datasets, "stay").to_pydict() == {
        "person_id": [8000012345, 2],
        "visit_occurrence_id": [7, None],
    }
    assert stored(dataset, datasets, "exam").to_pydict() == {"person_id": [8000012345, 2]}


def test_an_id_between_two_whole_numbers_is_a_wrong_row(source: Path, datasets: Path) -> None:
    parquet.write_table(pa.table({"person_id": [1.0, 1.5]}), source / "stay.parquet")
    refusal = refusal_of(source, datasets)
    assert (refusal.code, refusal.params["row"], refusal.params["column"]) == (
        "load-rows-wrong",
        2,
        "person_id",
    )


def test_a_folder_of_parts_is_one_table(source: Path, datasets: Path) -> None:
    (source / "exam").mkdir()
    for part in range(3):
        parquet.write_table(pa.table({"person_id": [part]}), source / "exam" / f"part-{part}.parquet")
    assert take_in(source, datasets).dataset.tables["exam"].rows == 3


def test_an_archive_unpacked_into_its_own_folder_is_found(source: Path, datasets: Path) -> None:
    (source / "Export_2026").mkdir()
    (source / "__MACOSX").mkdir()
    (source / "Export_2026" / "PERSON.csv").write_text("person_id\n1\n")
    (source / "Export_2026" / "._PERSON.csv").write_bytes(b"\x00\x05")
    assert set(take_in(source, datasets).dataset.tables) == {"person"}


def omop_person(source: Path, rows: str) -> None:
    (source / "person.csv").write_text(
        "person_id,gender_concept_id,year_of_birth,race_concept_id,ethnicity_concept_id\n" + rows
    )


@pytest.mark.parametrize("value", ["1950.5", "fifty", "99999999999999999999"])
def test_a_value_of_the_wrong_type_is_refused_with_its_place_and_not_its_content(
    source: Path, datasets: Path, value: str
) -> None:
    omop_person(source, f"1,8507,1950,0,0\n2,8507,{value},0,0\n3,8507,1950.0,0,0\n")
    refusal = refusal_of(source, datasets)
    assert refusal.code == "load-rows-wrong"
    told = {name: refusal.params[name] for name in ("table", "column", "reason", "rows", "row")}
    assert told == {"table": "person", "column": "year_of_birth", "reason": "wrong-type", "rows": 1, "row": 2}
    assert value not in str(refusal)


def test_a_row_without_its_person_is_refused(source: Path, datasets: Path) -> None:
    omop_person(source, "1,8507,1950,0,0\n,8507,1951,0,0\n")
    refusal = refusal_of(source, datasets)
    assert (refusal.code, refusal.params["column"], refusal.params["reason"]) == (
        *("load-rows-wrong", "person_id", "missing"),
    )


def test_a_sites_own_column_in_a_standard_table_stays_inside_until_it_says_so(
    source: Path, datasets: Path
) -> None:
    omop_person(source, "1,8507,1950,0,0\n")
    text = (source / "person.csv").read_text().splitlines()
    (source / "person.csv").write_text(f"{text[0]},sector\n{text[1]},north\n")
    columns = take_in(source, datasets).dataset.tables["person"].columns
    assert columns["sector"].role is ColumnRole.IDENTIFYING
    columns = take_in(source, datasets, plain=frozenset({"person.sector"})).dataset.tables["person"].columns
    assert columns["sector"].role is ColumnRole.PLAIN


def test_a_site_may_keep_more_inside_than_our_rules(source: Path, datasets: Path) -> None:
    omop_person(source, "1,8507,1950,0,0\n")
    choices = frozenset({"person.year_of_birth"})
    columns = take_in(source, datasets, identifying=choices).dataset.tables["person"].columns
    assert columns["year_of_birth"].role is ColumnRole.IDENTIFYING


def test_a_table_without_persons_is_served_only_when_declared(source: Path, datasets: Path) -> None:
    (source / "exam.csv").write_text("person_id,code\n1,A\n")
    (source / "codes.csv").write_text("code,label\nA,first\n")
    assert take_in(source, datasets).left_out == ("codes",)
    report = take_in(source, datasets, reference_tables=frozenset({"codes"}))
    assert report.left_out == ()
    assert report.dataset.tables["codes"].person_column is None


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, "load-nothing-found"),
        ({"notes.txt": b"hello"}, "load-nothing-found"),
        ({"codes.csv": b"code\nA\n"}, "load-no-person"),
        ({"exam.parquet": b"PAR1 not parquet"}, "load-file-unreadable"),
        ({"exam.csv": b"person_id,a\n1,\xff\xfe\n"}, "load-rows-wrong"),
        ({"exam.csv": b"person_id\n1\n", "exam.csv.gz": b""}, "load-table-twice"),
        ({"exam.csv": b"person_id,first name\n1,a\n"}, "load-column-name"),
    ],
)
def test_what_cannot_be_taken_in_is_explained_and_leaves_nothing(
    source: Path, datasets: Path, files: dict[str, bytes], code: str
) -> None:
    for name, content in files.items():
        (source / name).write_bytes(content)
    assert refusal_of(source, datasets).code == code


def test_days_written_the_french_way_are_days(source: Path, datasets: Path) -> None:
    (source / "stay.csv").write_text("person_id;admitted;seen\n1;25/12/2025;25/12/2025 08:30:00\n2;;\n")
    dataset = take_in(source, datasets).dataset
    assert dataset.tables["stay"].columns["admitted"].type == "DATE"
    table = stored(dataset, datasets, "stay")
    assert table.column("admitted").to_pylist() == [date(2025, 12, 25), None]
    assert table.column("seen").to_pylist() == [datetime(2025, 12, 25, 8, 30), None]


def test_a_value_that_only_a_late_row_has_otherwise_is_found_in_its_row(source: Path, datasets: Path) -> None:
    """The type comes from the first rows of a CSV: what does not fit it later must not pass for text."""
    rows = "".join(f"{n},{n}.5\n" for n in range(1, 30_000))
    (source / "exam.csv").write_text(f"person_id,weight\n{rows}30000,heavy\n")
    refusal = refusal_of(source, datasets)
    assert (refusal.params["column"], refusal.params["row"]) == ("weight", 30_000)


@pytest.mark.parametrize("name", ["stay.csv", "stay.parquet"])
def test_one_file_is_a_data_set_of_one_table(source: Path, datasets: Path, name: str) -> None:
    if name.endswith(".csv"):
        (source / name).write_text("person_id,ward\n1,A\n")
    else:
        parquet.write_table(pa.table({"person_id": [1], "ward": ["A"]}), source / name)
    (source / "other.csv").write_text("person_id\n1\n")
    assert set(take_in(source / name, datasets).dataset.tables) == {"stay"}


def test_a_day_without_end_is_no_day(source: Path, datasets: Path) -> None:
    parquet.write_table(
        pa.table({"person_id": [1, 2], "start": ["2026-01-02", "infinity"]}), source / "x.parquet"
    )
    schema = source.parent / "schema.yaml"
    schema.write_text("tables: {x: {columns: {start: {type: date}}}}")
    with pytest.raises(Refusal, match="load-rows-wrong") as caught:
        load(
            *(source, datasets, "cohort", {"en": "x"}, ColumnChoices()),
            memory="200MB",
            threads=1,
            rules=SiteRules(schema=schema),
        )
    assert caught.value.params["row"] == 2


def test_a_column_of_pictures_is_refused_with_its_type(source: Path, datasets: Path) -> None:
    parquet.write_table(pa.table({"person_id": [1], "scan": [b"\x89PNG"]}), source / "exam.parquet")
    refusal = refusal_of(source, datasets)
    assert (refusal.code, refusal.params["type"]) == ("load-column-type", "BLOB")


def test_a_file_instead_of_a_folder_is_explained(source: Path, datasets: Path) -> None:
    (source / "export.zip").write_bytes(b"PK")
    assert refusal_of(source / "export.zip", datasets).code == "load-source-missing"


@pytest.mark.parametrize("name", ["Cohort", "../cohort", "a" * 31, ""])
def test_a_data_set_id_that_is_a_path_or_no_slug_is_refused(source: Path, datasets: Path, name: str) -> None:
    with pytest.raises(Refusal, match="dataset-id-wrong"):
        load(source, datasets, name, {}, ColumnChoices(), memory="200MB", threads=1)


@pytest.mark.parametrize(
    ("said", "standard"),
    [
        ("v5.4.0", "OMOP CDM 5.4"),
        ("5.4", "OMOP CDM 5.4"),
        ("v5.3.1", "OMOP CDM 5.3"),
        ("CDM v6.0", "OMOP CDM 6.0"),
        ("the new one", "OMOP CDM 5.4"),
    ],
)
def test_the_version_of_omop_is_the_one_the_data_say(
    source: Path, datasets: Path, said: str, standard: str
) -> None:
    omop_person(source, "1,8507,1950,0,0\n")
    (source / "cdm_source.csv").write_text(f"cdm_source_name,cdm_version\nx,{said}\n")
    assert take_in(source, datasets).dataset.standard == standard


def test_columns_tell_the_version_of_omop_where_the_data_do_not(source: Path, datasets: Path) -> None:
    omop_person(source, "1,8507,1950,0,0\n")
    assert take_in(source, datasets).dataset.standard == "OMOP CDM 5.4"
    visits = "visit_occurrence_id,person_id,discharge_to_concept_id\n7,1,8\n"
    (source / "visit_occurrence.csv").write_text(visits)
    assert take_in(source, datasets).dataset.standard == "OMOP CDM 5.3"
