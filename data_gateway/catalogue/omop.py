"""OMOP Common Data Model 5.4: its tables and column types, and how to recognise tables that hold it.

The list in `omop_cdm_5_4.json` is that of the OHDSI standard; NUMERIC is read as DOUBLE, INTEGER as BIGINT.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

STANDARD = "OMOP CDM 5.4"
# Where a data base says its version: one row, `5.4`, `v5.3.1`…
SOURCE, VERSION = "cdm_source", "cdm_version"
_SAID = re.compile(r"\s*(?:OMOP\s+)?(?:CDM\s+)?v?([0-9]{1,2}\.[0-9]{1,2})(?![0-9])", re.IGNORECASE)
# Columns of 5.3 that 5.4 has under another name.
_OLDER = {
    "visit_occurrence": {"admitting_source_concept_id", "discharge_to_concept_id"},
    "visit_detail": {"admitting_source_concept_id", "discharge_to_concept_id", "visit_detail_parent_id"},
}
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


def standard_of(tables: Mapping[str, Collection[str]], said: object = None) -> str:
    """The standard of tables with these columns: of the version that `said`, the data base's own words,
    names, else of the one whose columns they are. Empty for tables that are not OMOP's.
    """
    if not is_omop(tables):
        return ""
    if version := _SAID.match(str(said or "")):
        return f"OMOP CDM {version[1]}"
    older = any(_OLDER[name] & set(columns) for name, columns in tables.items() if name in _OLDER)
    return "OMOP CDM 5.3" if older else STANDARD


def is_omop(tables: Mapping[str, Collection[str]]) -> bool:
    """Whether tables with these columns are an OMOP data base: its `person` table tells."""
    return set(tables.get("person", ())) >= _MARKS
