"""Which columns identify a person, and how each column may leave the site."""

from __future__ import annotations

import re
from enum import StrEnum


class ColumnRole(StrEnum):
    """`person` and `visit` (a visit, or another record's own number) leave only as per-project pseudonyms;
    `identifying` never leaves; `free_text` leaves under a permit for free text; `plain` may leave."""

    PLAIN = "plain"
    FREE_TEXT = "free_text"
    PERSON = "person"
    VISIT = "visit"
    IDENTIFYING = "identifying"


PERSON_COLUMNS = frozenset({"person_id"})
VISIT_COLUMNS = frozenset({"visit_occurrence_id", "preceding_visit_occurrence_id"})

# Numbers by which a hospital, or the country, knows a patient: they stay, and find her there.
PATIENT_NUMBERS = frozenset({"person_source_value", "nir", "ins", "ipp", "ssn", "nhs_number", "mrn"})

# Codes of a vocabulary or of a ward: they end in `_id` and name no person and no record of one.
_CODE_IDS = frozenset(
    {
        "care_site_id",
        "domain_id",
        "vocabulary_id",
        "concept_class_id",
        "relationship_id",
        "cohort_definition_id",
    }
    | {
        "reverse_relationship_id",
        "source_vocabulary_id",
        "target_vocabulary_id",
        "concept_id",
        "cost_domain_id",
    }
)
# Source values that hold the hospital's own number of a patient, a stay, a sample or a professional.
_SOURCE_NUMBERS = frozenset(
    {"person_source_value", "visit_source_value", "visit_detail_source_value", "provider_source_value"}
    | {"note_source_value", "specimen_source_value", "location_source_value", "episode_source_value"}
    | {"family_source_value", "lot_number"}
)
# A full birth date, an address or a free text points at somebody; a year of birth does not by itself.
_DIRECT = frozenset(
    {"birth_datetime", "birth_date", "date_of_birth", "day_of_birth", "address", "address_1", "address_2"}
    | {"zip", "latitude", "longitude", "provider_name", "npi", "dea"}
    | {"nir", "ins", "ipp", "iep", "nda", "ssn", "nhs_number", "mrn", "rpps", "finess_et_patient"}
    | {"name", "first_name", "last_name", "birth_name", "full_name", "nom", "prenom", "nom_naissance"}
    | {"email", "mail", "phone", "telephone", "mobile", "adresse", "date_naissance"}
)
_FREE_TEXT = frozenset(
    {"note_text", "note_title", "snippet", "lexical_variant", "term_modifiers", "sig", "stop_reason"}
)
_OWN_NUMBER = re.compile(r"(^|_)(id|uuid|guid|nir|ipp|iep)(_[0-9]+)?$")


def role_of(column: str) -> ColumnRole:
    """The role of a column by its name; every record number is identifying unless it is known to be a code.

    >>> role_of("person_id"), role_of("measurement_id"), role_of("unit_concept_id")
    (<ColumnRole.PERSON: 'person'>, <ColumnRole.IDENTIFYING: 'identifying'>, <ColumnRole.PLAIN: 'plain'>)
    """
    if column in PERSON_COLUMNS:
        return ColumnRole.PERSON
    if column in VISIT_COLUMNS:
        return ColumnRole.VISIT
    if column in _FREE_TEXT:
        return ColumnRole.FREE_TEXT
    if column in _DIRECT or column in _SOURCE_NUMBERS:
        return ColumnRole.IDENTIFYING
    if column in _CODE_IDS or re.search(r"concept_id(_[0-9]+)?$", column):
        return ColumnRole.PLAIN
    return ColumnRole.IDENTIFYING if _OWN_NUMBER.search(column) else ColumnRole.PLAIN
