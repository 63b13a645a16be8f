"""OMOP Common Data Model 5.4: its tables and column types, and how to recognise a folder that holds it.

The list in `omop_cdm_5_4.json` is that of the OHDSI standard; NUMERIC is read as DOUBLE, INTEGER as BIGINT.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

STANDARD = "OMOP CDM 5.4"
_MARKS = {"person_id", "gender_concept_id", "year_of_birth"}
# Tables about the vocabulary, the data base or the hospital: nobody's record stands in them.
REFERENCE_TABLES = frozenset(
    {"concept", "vocabulary", "domain", "concept_class", "concept_relationship", "relationship"}
    | {"concept_synonym", "concept_ancestor", "source_to_concept_map", "drug_strength", "cdm_source"}
    | {"care_site", "cohort_definition"}
)


@cache
def cdm_tables() -> dict[str, dict[str, str]]:
    """Table -> column -> DuckDB type."""
    file = Path(__file__).with_name("omop_cdm_5_4.json")
    content: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="ascii"))
    return content


def is_omop(tables: Mapping[str, Collection[str]]) -> bool:
    """Whether tables with these columns are an OMOP data base: its `person` table tells."""
    return set(tables.get("person", ())) >= _MARKS
