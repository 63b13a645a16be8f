"""Which columns may leave, by their names."""

from __future__ import annotations

import pytest

from data_gateway.catalogue.identifiers import ColumnRole, role_of
from data_gateway.catalogue.omop import REFERENCE_TABLES, cdm_tables


@pytest.mark.parametrize(
    "column",
    [
        *("measurement_id", "condition_occurrence_id", "visit_detail_id", "note_id", "provider_id"),
        *("location_id", "measurement_event_id", "unique_device_id", "specimen_source_id"),
        *("person_source_value", "visit_source_value", "birth_datetime", "day_of_birth", "zip"),
        *("nir", "ipp", "nom", "prenom", "patient_ipp", "dossier_uuid", "fact_id_1", "email"),
    ],
)
def test_numbers_names_and_addresses_stay_inside(column: str) -> None:
    assert role_of(column) is ColumnRole.IDENTIFYING


@pytest.mark.parametrize(
    "column",
    [
        *("measurement_concept_id", "concept_id", "concept_id_1", "care_site_id", "vocabulary_id"),
        *("unit_source_value", "measurement_source_value", "year_of_birth", "value_as_number", "gap_days"),
    ],
)
def test_codes_units_values_and_years_may_leave(column: str) -> None:
    assert role_of(column) is ColumnRole.PLAIN


@pytest.mark.parametrize("column", ["note_text", "note_title", "snippet", "stop_reason"])
def test_letters_need_a_permit_for_free_text(column: str) -> None:
    assert role_of(column) is ColumnRole.FREE_TEXT


def test_patients_and_stays_leave_as_pseudonyms() -> None:
    assert role_of("person_id") is ColumnRole.PERSON
    assert role_of("visit_occurrence_id") is role_of("preceding_visit_occurrence_id") is ColumnRole.VISIT


def test_no_number_of_an_omop_record_is_plain() -> None:
    for table, columns in cdm_tables().items():
        if table not in REFERENCE_TABLES and "person_id" in columns:
            plain = {name for name in columns if name.endswith("_id") and role_of(name) is ColumnRole.PLAIN}
            assert {name for name in plain if "concept" not in name} <= {"care_site_id"}
