"""Names of concepts, from the vocabulary that an OMOP data set brings with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from data_gateway.catalogue.counting import Counter
from data_gateway.catalogue.dataset import Dataset

# Language concepts of OMOP's vocabulary.
_LANGUAGES = {4180190: "fr", 4180186: "en"}
_LONGEST = 2_000


@dataclass(frozen=True)
class Label:
    names: dict[str, str] = field(default_factory=dict)
    vocabulary: str = ""
    code: str = ""

    def told(self) -> dict[str, Any]:
        """The fields of a CodeCard that say what a code means."""
        return {"label": self.names, "standard": f"{self.vocabulary} {self.code}".strip()[:120]}


_VOCABULARY = {"concept_id", "concept_name", "vocabulary_id", "concept_code"}


def labels(counter: Counter, dataset: Dataset, concepts: list[str]) -> dict[str, Label]:
    """Concept id, as text, to its label; empty without a vocabulary as OMOP has it."""
    vocabulary = dataset.tables.get("concept")
    if vocabulary is None or not concepts or not vocabulary.columns.keys() >= _VOCABULARY:
        return {}
    wanted = f"WHERE concept_id IN ({', '.join(concepts)})"
    columns = "concept_id, concept_name, vocabulary_id, concept_code"
    rows = counter.rows("concept")
    found = counter.ask("concept", f"SELECT {columns} FROM {rows} AS facts {wanted}")  # noqa: S608
    named = {
        str(row[0]): Label({"en": str(row[1])[:_LONGEST]}, str(row[2] or ""), str(row[3] or ""))
        for row in found
        if row[1]
    }
    if "concept_synonym" in dataset.tables:
        rows = counter.rows("concept_synonym")
        languages = f"language_concept_id IN ({', '.join(map(str, _LANGUAGES))})"
        synonyms = counter.ask(
            "concept_synonym",
            "SELECT concept_id, language_concept_id, min(concept_synonym_name)"  # noqa: S608
            f" FROM {rows} AS facts {wanted} AND {languages} GROUP BY 1, 2",
        )
        for concept, language, name in synonyms:
            if str(concept) in named and name:
                named[str(concept)].names.setdefault(_LANGUAGES[language], str(name)[:_LONGEST])
    return named
