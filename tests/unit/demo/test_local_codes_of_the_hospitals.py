"""The hospitals' own mapping tables bring their codes and units to the common ones."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from data_gateway.catalogue.loading import ColumnChoices, SiteRules, load
from demo.hospitals import generate
from demo.hospitals.configuration import read_hospitals
from demo.hospitals.generating_model import MEASUREMENTS
from demo.hospitals.local_codes import FILE

SITES = list(read_hospitals().sites)


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Site -> its measurements as its gateway would hold them."""
    root = tmp_path_factory.mktemp("hospitals")
    generate(root / "drawn", 4_000, 5, lambda line: None)
    files = {}
    for site in SITES:
        datasets = root / "sites" / site / "datasets"
        datasets.mkdir(parents=True)
        report = load(
            *(root / "drawn" / site, datasets, "omop", {}, ColumnChoices()),
            memory="500MB",
            threads=2,
            rules=SiteRules(mapping=root / "drawn" / site / FILE),
        )
        folder = datasets / "omop" / report.dataset.version
        files[site] = str(folder / "measurement.parquet")
    return files


def test_every_measurement_has_one_concept_and_one_unit_at_all_hospitals(mapped: dict[str, str]) -> None:
    for site, file in mapped.items():
        columns = "measurement_concept_id, unit_concept_id"
        found = duckdb.sql(f"SELECT DISTINCT {columns} FROM '{file}'").fetchall()
        common = {(m.units[0].measurement_concept_id, m.units[0].concept_id) for m in MEASUREMENTS.values()}
        assert set(found) == common, site


def test_values_in_other_units_are_converted_and_the_hospitals_own_are_kept(mapped: dict[str, str]) -> None:
    files = ", ".join(f"'{file}'" for file in mapped.values())
    medians = duckdb.sql(
        f"""SELECT unit_source_value, median(value_as_number), median(CAST(value_source_value AS DOUBLE))
        FROM read_parquet([{files}]) WHERE measurement_concept_id = 3020564 GROUP BY 1 ORDER BY 1"""
    ).fetchall()
    (_, from_milligrams, milligrams), (_, micromoles, same) = medians
    assert [unit for unit, _, _ in medians] == ["mg/L", "umol/L"]
    assert from_milligrams == pytest.approx(micromoles, rel=0.05)
    assert milligrams == pytest.approx(0.1131 * from_milligrams, rel=1e-3)
    assert same == micromoles


def test_a_hospitals_mapping_is_no_table_of_its_data(mapped: dict[str, str]) -> None:
    for file in mapped.values():
        assert not list(Path(file).parent.glob("local*.parquet"))
