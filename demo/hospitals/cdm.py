"""The OMOP CDM 5.4 tables of the demonstration: every column of the standard, typed."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

_KINDS = {
    "i": pa.int64(),
    "c": pa.int32(),
    "f": pa.float64(),
    "s": pa.string(),
    "d": pa.date32(),
    "t": pa.timestamp("us"),
}


def _schema(columns: str) -> pa.Schema:
    """`name:kind` separated by blanks; i identifier, c concept, f number, s text, d date, t time."""
    return pa.schema([(name, _KINDS[kind]) for name, kind in (part.split(":") for part in columns.split())])


TABLES: Mapping[str, pa.Schema] = {
    "person": _schema(
        "person_id:i gender_concept_id:c year_of_birth:c month_of_birth:c day_of_birth:c birth_datetime:t "
        "race_concept_id:c ethnicity_concept_id:c location_id:i provider_id:i care_site_id:i "
        "person_source_value:s gender_source_value:s gender_source_concept_id:c race_source_value:s "
        "race_source_concept_id:c ethnicity_source_value:s ethnicity_source_concept_id:c"
    ),
    "observation_period": _schema(
        "observation_period_id:i person_id:i observation_period_start_date:d observation_period_end_date:d "
        "period_type_concept_id:c"
    ),
    "visit_occurrence": _schema(
        "visit_occurrence_id:i person_id:i visit_concept_id:c visit_start_date:d visit_start_datetime:t "
        "visit_end_date:d visit_end_datetime:t visit_type_concept_id:c provider_id:i care_site_id:i "
        "visit_source_value:s visit_source_concept_id:c admitted_from_concept_id:c "
        "admitted_from_source_value:s discharged_to_concept_id:c discharged_to_source_value:s "
        "preceding_visit_occurrence_id:i"
    ),
    "condition_occurrence": _schema(
        "condition_occurrence_id:i person_id:i condition_concept_id:c condition_start_date:d "
        "condition_start_datetime:t condition_end_date:d condition_end_datetime:t "
        "condition_type_concept_id:c condition_status_concept_id:c stop_reason:s provider_id:i "
        "visit_occurrence_id:i visit_detail_id:i "
        "condition_source_value:s condition_source_concept_id:c condition_status_source_value:s"
    ),
    "measurement": _schema(
        "measurement_id:i person_id:i measurement_concept_id:c measurement_date:d measurement_datetime:t "
        "measurement_time:s measurement_type_concept_id:c operator_concept_id:c value_as_number:f "
        "value_as_concept_id:c unit_concept_id:c range_low:f range_high:f provider_id:i "
        "visit_occurrence_id:i visit_detail_id:i measurement_source_value:s measurement_source_concept_id:c "
        "unit_source_value:s unit_source_concept_id:c value_source_value:s measurement_event_id:i "
        "meas_event_field_concept_id:c"
    ),
    "observation": _schema(
        "observation_id:i person_id:i observation_concept_id:c observation_date:d observation_datetime:t "
        "observation_type_concept_id:c value_as_number:f value_as_string:s value_as_concept_id:c "
        "qualifier_concept_id:c unit_concept_id:c provider_id:i visit_occurrence_id:i visit_detail_id:i "
        "observation_source_value:s observation_source_concept_id:c unit_source_value:s "
        "qualifier_source_value:s value_source_value:s observation_event_id:i obs_event_field_concept_id:c"
    ),
    "death": _schema(
        "person_id:i death_date:d death_datetime:t death_type_concept_id:c cause_concept_id:c "
        "cause_source_value:s cause_source_concept_id:c"
    ),
    "care_site": _schema(
        "care_site_id:i care_site_name:s place_of_service_concept_id:c location_id:i "
        "care_site_source_value:s place_of_service_source_value:s"
    ),
    "concept": _schema(
        "concept_id:c concept_name:s domain_id:s vocabulary_id:s concept_class_id:s standard_concept:s "
        "concept_code:s valid_start_date:d valid_end_date:d invalid_reason:s"
    ),
    "concept_synonym": _schema("concept_id:c concept_synonym_name:s language_concept_id:c"),
    "cdm_source": _schema(
        "cdm_source_name:s cdm_source_abbreviation:s cdm_holder:s source_description:s "
        "source_documentation_reference:s cdm_etl_reference:s source_release_date:d cdm_release_date:d "
        "cdm_version:s cdm_version_concept_id:c vocabulary_version:s"
    ),
}


def arrow_table(name: str, columns: Mapping[str, object]) -> pa.Table:
    """A table of the standard from the columns given, the others null. Raises KeyError for an unknown one."""
    schema = TABLES[name]
    if foreign := set(columns) - set(schema.names):
        raise KeyError(f"{name} has no column {', '.join(sorted(foreign))}")
    arrays = {
        column: given if isinstance(given, pa.Array) else pa.array(given, schema.field(column).type)
        for column, given in columns.items()
    }
    rows = len(next(iter(arrays.values())))
    return pa.table(
        [
            arrays[field.name].cast(field.type) if field.name in arrays else pa.nulls(rows, field.type)
            for field in schema
        ],
        schema=schema,
    )
