"""The invented hospitals: the right shape, the right rates, and the same bytes every time."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from demo.hospitals import generate
from demo.hospitals.cdm import TABLES
from demo.hospitals.configuration import Hospitals, read_hospitals
from demo.hospitals.generating_model import ADVERSE_EVENTS, MEASUREMENTS

PATIENTS = 12_000
SITES = list(read_hospitals().sites)


def silent(line: str) -> None:
    del line


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hospitals")
    generate(root, PATIENTS, 7, silent)
    return root


@pytest.fixture(scope="module")
def data(folder: Path) -> duckdb.DuckDBPyConnection:
    """Every table over the four sites, with a column `site`."""
    connection = duckdb.connect()
    for table in TABLES:
        parts = [f"SELECT '{site}' AS site, * FROM '{folder}/{site}/{table}.parquet'" for site in SITES]
        connection.execute(f"CREATE VIEW {table} AS {' UNION ALL '.join(parts)}")
    opposed = [f"SELECT '{site}' AS site, * FROM '{folder}/{site}/opposition.csv'" for site in SITES]
    connection.execute(f"CREATE VIEW opposition AS {' UNION ALL '.join(opposed)}")
    return connection


def one(data: duckdb.DuckDBPyConnection, query: str) -> float:
    [(value,)] = data.execute(query).fetchall()
    return float(value)


def digests(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_the_same_seed_writes_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("first", 1), ("again", 1), ("other", 2)):
        generate(tmp_path / name, 2_000, seed, silent)
    assert digests(tmp_path / "first") == digests(tmp_path / "again")
    changed = digests(tmp_path / "other")
    assert digests(tmp_path / "first")["lyon/measurement.parquet"] != changed["lyon/measurement.parquet"]


def test_as_many_persons_as_asked_of_whom_some_are_known_to_two_hospitals(
    data: duckdb.DuckDBPyConnection,
) -> None:
    assert one(data, "SELECT count(DISTINCT person_source_value) FROM person") == PATIENTS
    shared = one(
        data,
        """SELECT count(*) FROM (SELECT person_source_value FROM person
        GROUP BY 1 HAVING count(DISTINCT site) = 2)""",
    )
    assert 0.04 < shared / PATIENTS < 0.07
    same = "USING (person_source_value, gender_concept_id, birth_datetime)"
    pairs = one(data, f"SELECT count(*) FROM person a JOIN person b {same} WHERE a.site < b.site")
    assert pairs == shared


def test_lyon_is_the_largest_and_every_site_has_its_own_casemix(data: duckdb.DuckDBPyConnection) -> None:
    volumes = data.sql("SELECT site FROM person GROUP BY 1 ORDER BY count(*) DESC").fetchall()
    assert volumes[0] == ("lyon",)
    emergency = data.sql(
        "SELECT avg((visit_concept_id = 262)::INT) FROM visit_occurrence GROUP BY site"
    ).fetchall()
    assert max(emergency)[0] - min(emergency)[0] > 0.03


@pytest.mark.parametrize("table", list(TABLES))
def test_every_file_has_the_columns_and_types_of_omop_5_4(folder: Path, table: str) -> None:
    for site in SITES:
        assert pq.read_schema(folder / site / f"{table}.parquet").equals(TABLES[table])


def test_the_columns_are_those_of_a_published_omop_5_4_folder() -> None:
    published = Path(__file__).parents[3].parent / "shared" / "data" / "omop" / "Synthea27Nj_5.4.zip"
    if not published.is_file():
        pytest.skip("the published OMOP folder is not on this machine")
    with zipfile.ZipFile(published) as archive:
        for table, schema in TABLES.items():
            header = archive.read(f"{table.upper()}.csv").decode("utf-8").splitlines()[0]
            assert header.split(",") == schema.names, table


def test_about_a_tenth_of_the_stays_have_an_adverse_event_and_three_percent_end_in_death(
    data: duckdb.DuckDBPyConnection,
) -> None:
    stays = one(data, "SELECT count(*) FROM visit_occurrence")
    assert 0.09 < one(data, "SELECT count(*) FROM observation") / stays < 0.12
    died = one(data, "SELECT count(*) FROM visit_occurrence WHERE discharged_to_concept_id = 4216643")
    assert 0.02 < died / stays < 0.04
    kinds = data.sql("SELECT DISTINCT observation_concept_id FROM observation").fetchall()
    assert {kind for (kind,) in kinds} == {event.concept_id for event in ADVERSE_EVENTS.values()}


def test_an_adverse_event_happens_during_the_stay_and_after_its_first_48_hours(
    data: duckdb.DuckDBPyConnection,
) -> None:
    outside = one(
        data,
        """SELECT count(*) FROM observation JOIN visit_occurrence USING (site, visit_occurrence_id, person_id)
        WHERE observation_datetime NOT BETWEEN
        visit_start_datetime + INTERVAL 48 HOUR AND visit_end_datetime""",
    )
    assert outside == 0


def test_nobody_is_admitted_after_death_and_no_stays_of_a_person_overlap(
    data: duckdb.DuckDBPyConnection,
) -> None:
    joined = "visit_occurrence v JOIN person p USING (site, person_id)"
    after_death = one(
        data,
        f"SELECT count(*) FROM {joined} JOIN death d USING (site, person_id) "
        "WHERE v.visit_end_datetime > d.death_datetime",
    )
    assert after_death == 0
    overlapping = one(
        data,
        f"""SELECT count(*) FROM (SELECT v.visit_start_datetime AS start, lag(v.visit_end_datetime)
        OVER (PARTITION BY person_source_value ORDER BY v.visit_start_datetime) AS before FROM {joined})
        WHERE before > start""",
    )
    assert overlapping == 0


def test_a_death_known_at_two_hospitals_has_one_date(data: duckdb.DuckDBPyConnection) -> None:
    different = one(
        data,
        """SELECT count(*) FROM (SELECT person_source_value FROM person JOIN death USING (site, person_id)
        GROUP BY 1 HAVING count(DISTINCT death_datetime) > 1)""",
    )
    at_two = one(
        data,
        """SELECT count(*) FROM (SELECT person_source_value FROM person JOIN death USING (site, person_id)
        GROUP BY 1 HAVING count(*) = 2)""",
    )
    assert different == 0 < at_two


def test_measurements_lie_within_their_stay_and_some_after_48_hours(data: duckdb.DuckDBPyConnection) -> None:
    joined = "measurement m JOIN visit_occurrence v USING (site, visit_occurrence_id, person_id)"
    rows = one(data, "SELECT count(*) FROM measurement")
    within = "m.measurement_datetime BETWEEN v.visit_start_datetime AND v.visit_end_datetime"
    assert one(data, f"SELECT count(*) FROM {joined} WHERE {within}") == rows
    later = "m.measurement_datetime > v.visit_start_datetime + INTERVAL 48 HOUR"
    assert one(data, f"SELECT count(*) FROM {joined} WHERE {later}") > 0.2 * rows
    assert rows / PATIENTS < 50


def test_sites_give_creatinine_in_their_own_unit_and_the_units_agree_once_converted(
    data: duckdb.DuckDBPyConnection,
) -> None:
    medians = data.sql(
        """SELECT unit_source_value, median(value_as_number) FROM measurement
        WHERE measurement_concept_id IN (3020564, 3016723) GROUP BY 1 ORDER BY 1"""
    ).fetchall()
    assert [unit for unit, _ in medians] == ["mg/L", "umol/L"]
    milligrams, micromoles = (value for _, value in medians)
    assert milligrams == pytest.approx(0.1131 * micromoles, rel=0.05)


def test_sites_have_their_own_local_codes_and_missingness(data: duckdb.DuckDBPyConnection) -> None:
    codes = one(data, "SELECT count(DISTINCT measurement_source_value) FROM measurement")
    assert codes == len(SITES) * len(MEASUREMENTS)
    measured = data.sql(
        """SELECT site, count(DISTINCT m.visit_occurrence_id) / count(DISTINCT v.visit_occurrence_id) FROM
        visit_occurrence v LEFT JOIN (SELECT * FROM measurement WHERE measurement_concept_id = 3014111) m
        USING (site, visit_occurrence_id) GROUP BY 1 ORDER BY 2 DESC"""
    ).fetchall()
    assert measured[0][0] == "lyon"
    assert measured[0][1] - measured[-1][1] > 0.1


def test_opposed_patients_are_listed_at_each_site(data: duckdb.DuckDBPyConnection) -> None:
    known = one(data, "SELECT count(*) FROM opposition JOIN person USING (site, person_id)")
    assert known == one(data, "SELECT count(*) FROM opposition")
    assert one(data, "SELECT count(DISTINCT site) FROM opposition") == len(SITES)
    assert 0.008 < known / PATIENTS < 0.03


@pytest.mark.parametrize("patients", [2_000, PATIENTS])
def test_a_group_of_exactly_three_served_persons_is_planted_at_any_scale(
    tmp_path: Path, patients: int
) -> None:
    generate(tmp_path, patients, 11, silent)
    group = read_hospitals().small_group
    kind = ADVERSE_EVENTS[group.event].concept_id
    persons = f"SELECT DISTINCT person_id FROM '{tmp_path}/{group.site}/observation.parquet'"
    everyone = duckdb.execute(f"{persons} WHERE observation_concept_id = {kind}").fetchall()
    opposed = duckdb.execute(f"SELECT person_id FROM '{tmp_path}/{group.site}/opposition.csv'").fetchall()
    assert len(everyone) == 4
    assert len(set(everyone) - set(opposed)) == 3


def test_the_small_group_is_the_only_cell_below_ten_at_the_usual_scale(
    data: duckdb.DuckDBPyConnection,
) -> None:
    small = data.sql(
        """SELECT site, observation_concept_id FROM observation ANTI JOIN opposition USING (site, person_id)
        GROUP BY 1, 2 HAVING count(DISTINCT person_id) < 10"""
    ).fetchall()
    assert small == [("clermont-ferrand", ADVERSE_EVENTS["transfusion_reaction"].concept_id)]


def test_every_code_used_has_an_english_and_a_french_name(data: duckdb.DuckDBPyConnection) -> None:
    used = [
        ("person", "gender_concept_id"),
        ("visit_occurrence", "visit_concept_id"),
        ("visit_occurrence", "discharged_to_concept_id"),
        ("condition_occurrence", "condition_concept_id"),
        ("measurement", "measurement_concept_id"),
        ("measurement", "unit_concept_id"),
        ("observation", "observation_concept_id"),
    ]
    for table, column in used:
        nameless = data.sql(
            f"""SELECT DISTINCT {column} FROM {table} WHERE {column} NOT IN (
            SELECT concept_id FROM concept JOIN concept_synonym USING (site, concept_id))"""
        ).fetchall()
        assert nameless == [], (table, column)


def test_the_memory_needed_does_not_grow_with_the_number_of_patients(tmp_path: Path) -> None:
    """Peak resident memory of a process of its own, one batch against four."""
    command = (
        "import resource, sys; from pathlib import Path; from demo.hospitals import generate; "
        "generate(Path(sys.argv[1]), int(sys.argv[2]), 1, lambda line: None); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )

    def peak(patients: int) -> int:
        arguments = [sys.executable, "-c", command, str(tmp_path / str(patients)), str(patients)]
        return int(subprocess.run(arguments, check=True, capture_output=True, text=True).stdout)

    assert peak(80_000) < 1.25 * peak(20_000)


def test_another_consortium_is_another_file_and_no_code(tmp_path: Path) -> None:
    described = read_hospitals().model_dump(by_alias=True, mode="json")
    described["sites"] = {
        "north": described["sites"]["lyon"],
        "south": described["sites"]["clermont-ferrand"],
    }
    described["small_group"]["site"] = "south"
    generate(tmp_path, 2_000, 3, silent, Hospitals.model_validate(described))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["north", "south"]


def test_a_unit_that_the_model_does_not_know_is_named(tmp_path: Path) -> None:
    described = read_hospitals().model_dump(by_alias=True, mode="json")
    described["sites"]["lyon"]["units"] = {"creatinine": "g/L"}
    with pytest.raises(ValidationError, match="creatinine is never given in g/L"):
        Hospitals.model_validate(described)


def test_too_few_patients_for_the_small_group_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ask for 2,000 or more"):
        generate(tmp_path, 50, 1, silent)
