"""The concepts the invented hospitals use: standard OMOP concepts, and local ones for the adverse events."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa

from demo.hospitals.cdm import arrow_table

FRENCH = 4180190  # language concept


def vocabulary() -> dict[str, pa.Table]:
    """The concepts of the demonstration with their English names, and the French ones as synonyms."""
    concepts = _concepts()
    identifiers = [int(text) for text in concepts["concept_id"]]
    count = len(identifiers)
    columns: dict[str, object] = {
        name: concepts[name]
        for name in ("concept_name", "domain_id", "vocabulary_id", "concept_class_id", "concept_code")
    }
    return {
        "concept": arrow_table(
            "concept",
            {
                "concept_id": identifiers,
                **columns,
                "standard_concept": [text or None for text in concepts["standard_concept"]],
                "valid_start_date": np.full(count, np.datetime64("1970-01-01")),
                "valid_end_date": np.full(count, np.datetime64("2099-12-31")),
            },
        ),
        "concept_synonym": arrow_table(
            "concept_synonym",
            {
                "concept_id": identifiers,
                "concept_synonym_name": concepts["concept_name_fr"],
                "language_concept_id": np.full(count, FRENCH),
            },
        ),
    }


def _concepts() -> dict[str, list[str]]:
    with Path(__file__).with_name("concepts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows] for name in rows[0]}
