"""A site's mapping table: checked line by line, applied at a load or to what is in force, never in place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as parquet
import pytest

from data_gateway.catalogue.dataset import Dataset, load_dataset
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.remapping import remap
from data_gateway.catalogue.table_files import Engine
from data_gateway.catalogue.unmapped import UnmappedCode, unmapped_codes
from governance.refusal import Refusal
from governance.source_file import SourceRefusal

Loading = Callable[..., Any]
HEADER = "table,column,code,local_unit,concept_id,unit,factor,offset\n"
CREATININE = "measurement,measurement_source_value,CREA,mg/L,3020564,umol/L,8.84,0\n"
SAME = "measurement,measurement_source_value,CREA,umol/L,3020564,umol/L,1,0\n"
TEMPERATURE = "measurement,measurement_source_value,TEMP,F,3020891,Cel,0.55555555555555,-17.777777777777\n"
MEASUREMENTS = """measurement_id,person_id,measurement_concept_id,measurement_source_value,value_as_number,\
range_high,unit_source_value,unit_concept_id,value_source_value
1,1,3016723,CREA,10,12,mg/L,8751,
2,2,0,CREA,90,110,umol/L,8749,90.0
3,3,0,TEMP,98.6,,F,0,
4,3,0,CREA,1,2,g/L,0,
5,3,0,GLU,5,,mmol/L,8753,
6,3,3019550,NA,140,,mmol/L,8753,
7,3,0,,7,,,0,
"""
CONCEPTS = """concept_id,concept_name,domain_id,vocabulary_id,concept_class_id,concept_code
3020564,Creatinine,Measurement,LOINC,Lab Test,14682-9
3020891,Temperature,Measurement,LOINC,Clinical,8310-5
8749,micromole per liter,Unit,UCUM,Unit,umol/L
586323,degree Celsius,Unit,UCUM,Unit,Cel
"""


@pytest.fixture(autouse=True)
def export(source: Path) -> None:
    (source / "person.csv").write_text(
        "person_id,gender_concept_id,year_of_birth\n1,0,1950\n2,0,1951\n3,0,1952\n"
    )
    (source / "measurement.csv").write_text(MEASUREMENTS)
    (source / "concept.csv").write_text(CONCEPTS)


def rows(dataset: Dataset) -> list[tuple[Any, ...]]:
    """Concept, value, upper limit, unit concept, source value and unit, by the number of the row."""
    columns = "measurement_concept_id, round(value_as_number, 6), round(range_high, 6), unit_concept_id"
    file = dataset.paths("measurement")[0]
    query = f"SELECT {columns}, value_source_value, unit_source_value FROM '{file}' ORDER BY measurement_id"
    return duckdb.sql(query).fetchall()


def in_force(datasets: Path) -> Dataset:
    return load_dataset(datasets, "stays")


def mapped_anew(source: Path, datasets: Path, text: str, **others: Any) -> Dataset:
    path = source.parent / "other.csv"
    path.write_text(text, encoding="utf-8")
    remap(
        *(path, datasets, "stays"),
        memory="300MB",
        threads=1,
        opposed=frozenset(),
        record=others.get("record", lambda event, details: None),
        pinned=others.get("pinned", ()),
    )
    return in_force(datasets)


def test_codes_values_and_units_are_brought_to_the_common_ones_and_the_sites_own_are_kept(
    datasets: Path, load_stays: Loading
) -> None:
    load_stays(mapping=HEADER + CREATININE + SAME + TEMPERATURE)
    assert rows(in_force(datasets)) == [
        (3020564, 88.4, 106.08, 8749, "10.0", "mg/L"),
        (3020564, 90.0, 110.0, 8749, "90.0", "umol/L"),
        (3020891, 37.0, None, 586323, "98.6", "F"),
        (0, 1.0, 2.0, 0, None, "g/L"),
        (0, 5.0, None, 8753, None, "mmol/L"),
        (3019550, 140.0, None, 8753, None, "mmol/L"),
        (0, 7.0, None, 0, None, None),
    ]


def test_what_a_mapping_changed_is_kept_where_no_permit_can_name_it(
    datasets: Path, load_stays: Loading
) -> None:
    load_stays(mapping=HEADER + CREATININE)
    dataset = in_force(datasets)
    stored = parquet.read_schema(dataset.paths("measurement")[0]).names
    hidden = set(stored) - set(dataset.tables["measurement"].columns)
    assert "value_as_number before mapping" in hidden
    assert all(" " in name for name in hidden)


def test_another_mapping_starts_from_what_the_site_wrote_and_makes_a_new_version(
    source: Path, datasets: Path, load_stays: Loading
) -> None:
    load_stays()
    plain = rows(in_force(datasets))
    first = in_force(datasets).version
    wrong = mapped_anew(source, datasets, HEADER + CREATININE.replace("8.84", "88.4"), pinned=[first])
    assert rows(wrong)[0][1] == 884.0
    told: list[Any] = []
    right = mapped_anew(
        *(source, datasets, HEADER + CREATININE),
        pinned=[first],
        record=lambda event, details: told.append((event, details["from"])),
    )
    assert rows(right)[0][:2] == (3020564, 88.4)
    assert told == [("dataset.mapped", wrong.version)]
    assert rows(load_dataset(datasets, "stays", first)) == plain
    assert rows(wrong)[0][1] == 884.0
    assert rows(mapped_anew(source, datasets, HEADER)) == plain
    assert in_force(datasets).tables["measurement"].columns["value_as_number"].role is ColumnRole.PLAIN


def test_a_mapping_is_kept_for_the_next_load(datasets: Path, load_stays: Loading) -> None:
    load_stays(mapping=HEADER + CREATININE)
    load_stays()
    assert rows(in_force(datasets))[0][1] == 88.4


def test_tables_that_a_mapping_does_not_touch_are_not_written_again(
    source: Path, datasets: Path, load_stays: Loading
) -> None:
    load_stays()
    before = Path(in_force(datasets).paths("person")[0]).stat().st_ino
    after = mapped_anew(source, datasets, HEADER + CREATININE)
    assert Path(after.paths("person")[0]).stat().st_ino == before


def test_codes_that_nothing_maps_are_listed_with_their_unit_and_rows(
    source: Path, datasets: Path, load_stays: Loading, tmp_path: Path
) -> None:
    load_stays(mapping=HEADER + CREATININE + SAME + TEMPERATURE)
    with duckdb.connect() as connection:
        engine = Engine(connection, tmp_path / "spill", memory="200MB", threads=1)
        found = unmapped_codes(engine, in_force(datasets))
    column = "measurement_source_value"
    assert [each for each in found if each.column == column] == [
        UnmappedCode("measurement", column, "CREA", "g/L", 1),
        UnmappedCode("measurement", column, "GLU", "mmol/L", 1),
    ]
    assert {each.code for each in found if each.column == "unit_source_value"} == {"g/L"}


def test_a_data_set_without_vocabulary_takes_the_units_concept_from_the_mapping(
    source: Path, datasets: Path, load_stays: Loading
) -> None:
    (source / "concept.csv").unlink()
    with pytest.raises(SourceRefusal) as caught:
        load_stays(mapping=HEADER + CREATININE)
    assert [fault.code for fault in caught.value.faults] == ["mapping-unit-unknown"]
    header = HEADER.replace("offset", "offset,unit_concept_id")
    load_stays(mapping=header + CREATININE.replace(",0\n", ",0,8749\n"))
    assert rows(in_force(datasets))[0][1:4] == (88.4, 106.08, 8749)


def test_codes_of_a_table_of_the_sites_own_fill_a_column_beside_them(
    source: Path, datasets: Path, load_stays: Loading
) -> None:
    for file in source.iterdir():
        file.unlink()
    (source / "stay.csv").write_text("person_id,ward\n1,CARD\n2,XX\n")
    load_stays(mapping=HEADER + "stay,ward,CARD,,4149943,,,\n")
    dataset = in_force(datasets)
    assert dataset.tables["stay"].columns["ward_concept_id"].role is ColumnRole.PLAIN
    query = f"SELECT ward, ward_concept_id FROM '{dataset.paths('stay')[0]}' ORDER BY 1"
    found = duckdb.sql(query).fetchall()
    assert found == [("CARD", 4149943), ("XX", None)]


M = "measurement,measurement_source_value"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("table,code\n", [(1, "mapping-header-wrong")]),
        ("", [(1, "mapping-header-wrong")]),
        (HEADER + f"{M},CREA,mg/L,x,umol/L,1,0\n", [(2, "mapping-number-wrong")]),
        (HEADER + f"{M},CREA,mg/L,3020564,umol/L,0,0\n", [(2, "mapping-number-wrong")]),
        (HEADER + f"{M},CREA,mg/L,3020564,umol/L,-2,0\n", [(2, "mapping-number-wrong")]),
        (HEADER + f"{M},CREA,mg/L,3020564,umol/L,inf,0\n", [(2, "mapping-number-wrong")]),
        (HEADER + f'{M},CREA,mg/L,3020564,umol/L,"8,84",0\n', [(2, "mapping-number-wrong")]),
        (HEADER + f"{M},,mg/L,3020564,umol/L,1,0\n", [(2, "mapping-empty")]),
        (HEADER + f"{M},CREA,mg/L,3020564,,8.84,0\n", [(2, "mapping-unit-missing")]),
        (HEADER + f"{M},CREA,mg/L\n", [(2, "mapping-cells-wrong")]),
        (HEADER + CREATININE + "\n" + CREATININE, [(4, "mapping-twice")]),
        (HEADER + "exam,code,A,,3020564,,,\n", [(2, "schema-table-missing")]),
        (HEADER + "measurement,bed,A,,3020564,,,\n", [(2, "schema-column-missing")]),
        (HEADER + "person,gender_concept_id,0,kg,3020564,Cel,,\n", [(2, "mapping-column-needed")]),
        (HEADER + f"{M},CREA,mg/L,999,umol/L,1,0\n", [(2, "mapping-concept-unknown")]),
        (HEADER + f"{M},CREA,mg/L,3020564,furlong,1,0\n", [(2, "mapping-unit-unknown")]),
    ],
)
def test_a_mistake_in_a_mapping_is_told_at_its_line_and_nothing_is_loaded(
    datasets: Path, load_stays: Loading, text: str, faults: list[tuple[int, str]]
) -> None:
    with pytest.raises(SourceRefusal) as caught:
        load_stays(mapping=text)
    assert [(fault.line, fault.code) for fault in caught.value.faults] == faults
    assert list(datasets.iterdir()) == []


def test_a_mapping_may_come_from_a_french_spreadsheet(datasets: Path, load_stays: Loading) -> None:
    load_stays(mapping="\ufeff" + (HEADER + CREATININE).replace(",", ";"))
    assert rows(in_force(datasets))[0][1] == 88.4


def test_a_mapping_that_is_no_text_is_refused(source: Path, datasets: Path, load_stays: Loading) -> None:
    load_stays()
    (source.parent / "other.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refusal, match="mapping-unreadable"):
        remap(
            *(source.parent / "other.csv", datasets, "stays"),
            memory="300MB",
            threads=1,
            opposed=frozenset(),
            record=lambda event, details: None,
            pinned=(),
        )
