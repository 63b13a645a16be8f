"""The demonstration's project files: valid for governance, asking only for what the hospitals hold."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from data_gateway.catalogue.identifiers import ColumnRole, role_of
from demo.hospitals.cdm import TABLES
from demo.hospitals.configuration import read_hospitals
from demo.hospitals.generating_model import ADVERSE_EVENTS, MEASUREMENTS
from demo.registries import REGISTRIES, Registry
from governance.permits.document import Mode, TablePermit
from governance.projects.project_file import ProjectFile, misfits
from governance.projects.standing import leaves_basis
from governance.projects.step_record import step_misfits
from governance.projects.steps import NEEDED
from governance.source_file import SourceFile

PROJECTS = Path(__file__).parents[3] / "demo" / "projects"
DOCUMENTS = PROJECTS.parent / "documents"


def read(name: str) -> ProjectFile:
    return SourceFile(PROJECTS / f"{name}.yaml").validate(ProjectFile)


def tables(project: ProjectFile) -> dict[str, TablePermit]:
    (wish,) = project.permits
    return wish.datasets["omop"].tables


NAMES = [path.stem for path in sorted(PROJECTS.glob("*.yaml"))]


@pytest.mark.parametrize("name", NAMES)
def test_governance_accepts_the_file_and_it_names_all_four_hospitals(name: str) -> None:
    project = read(name)
    assert list(misfits(project)) == []
    assert project.project.id == name
    assert set(project.documents()) == set(read_hospitals().sites)
    assert set(project.project.title) == {"fr", "en"}


@pytest.mark.parametrize("name", ["adverse-events", "activity"])
def test_every_column_asked_for_exists_and_identifies_nobody(name: str) -> None:
    for table, permit in tables(read(name)).items():
        for column in (*permit.columns, *(condition.column for condition in permit.rows)):
            assert column in TABLES[table].names, f"{table}.{column}"
            assert role_of(column) is not ColumnRole.IDENTIFYING, f"{table}.{column}"


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.name)
def test_a_project_asks_for_columns_that_a_registry_has(registry: Registry) -> None:
    drawn = registry.draw(0, np.random.default_rng(0))
    asked = [
        wish.datasets[registry.name].tables
        for name in NAMES
        for wish in read(name).permits
        if registry.name in wish.datasets
    ]
    assert asked
    for tables in asked:
        for table, permit in tables.items():
            assert set(permit.columns) <= set(drawn[table].columns)


@pytest.mark.parametrize("name", NAMES)
def test_every_step_it_needs_stands_in_the_file_with_the_hash_of_its_paper(name: str) -> None:
    steps = read(name).steps.given()
    assert tuple(steps) == NEEDED
    for step, record in steps.items():
        assert list(step_misfits(step, record, date(2026, 1, 1))) == []
        paper = (DOCUMENTS / name / f"{step}.md").read_bytes()
        assert record.document == hashlib.sha256(paper).hexdigest()
        assert "Invented for the demonstration" in paper.decode()
        assert str(record.reference) in paper.decode()


@pytest.mark.parametrize("name", NAMES)
def test_the_basis_covers_what_is_asked(name: str) -> None:
    project = read(name)
    assert leaves_basis(project.steps.basis, project.documents().values()) is None


def test_one_project_reads_records_and_the_other_aggregates_only() -> None:
    assert [wish.mode for wish in read("adverse-events").permits] == [Mode.RECORDS]
    assert [wish.mode for wish in read("activity").permits] == [Mode.AGGREGATES]


def test_the_records_permit_keeps_body_weight_back_and_lets_every_other_measurement_through() -> None:
    (rows,) = tables(read("adverse-events"))["measurement"].rows
    # Sites that measure in another unit convert to the first one, under its concept.
    concepts = {name: each.units[0].measurement_concept_id for name, each in MEASUREMENTS.items()}
    assert isinstance(rows.value, tuple)
    assert set(rows.value) == {concept for name, concept in concepts.items() if name != "weight"}


def test_the_records_permit_lets_adverse_events_through_and_no_other_observation() -> None:
    (rows,) = tables(read("adverse-events"))["observation"].rows
    assert isinstance(rows.value, tuple)
    assert set(rows.value) == {event.concept_id for event in ADVERSE_EVENTS.values()}
