"""What a site holds: data sets, their tables and columns, and how each column may leave."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data_gateway.catalogue.identifiers import ColumnRole
from governance.permits.document import ColumnName, Slug
from governance.refusal import Refusal

CATALOGUE_FILE = "catalogue.json"
CURRENT = "current"
WHOLE_NUMBER, NUMBER, TEXT, DAY, MOMENT, TRUTH = "BIGINT", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP", "BOOLEAN"
COLUMN_TYPES = (WHOLE_NUMBER, NUMBER, TEXT, DAY, MOMENT, TRUTH)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Entry):
    """`levels`: about how many different values the column holds, counted when it was loaded."""

    type: str = Field(pattern="^(" + "|".join(COLUMN_TYPES) + ")$")
    role: ColumnRole
    levels: int
    description: dict[str, str] = {}

    @property
    def served_type(self) -> str:
        """The type a reader sees: pseudonyms are whole numbers whatever the id was."""
        return WHOLE_NUMBER if self.role in (ColumnRole.PERSON, ColumnRole.VISIT) else self.type


class Table(_Entry):
    """`person_column` is None for reference tables (vocabularies, wards), which hold nobody's data."""

    files: tuple[str, ...] = Field(min_length=1)
    rows: int
    person_column: str | None
    columns: dict[ColumnName, Column]

    def columns_with(self, role: ColumnRole) -> tuple[str, ...]:
        return tuple(name for name, column in self.columns.items() if column.role is role)


class Dataset(_Entry):
    id: Slug
    title: dict[str, str]
    standard: str = ""
    version: str
    folder: Path = Field(default=Path(), exclude=True)  # where this version was found
    tables: dict[ColumnName, Table]

    def paths(self, table: str) -> list[str]:
        return [str(self.folder / name) for name in self.tables[table].files]


def load_dataset(datasets: Path, name: str) -> Dataset:
    """The version now in force. Raises Refusal `dataset-unknown` or `dataset-unavailable`."""
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name) or not (datasets / name).is_dir():
        raise Refusal("dataset-unknown", dataset=name)
    try:
        folder = (datasets / name / CURRENT).resolve(strict=True)
        content = (folder / CATALOGUE_FILE).read_text(encoding="utf-8")
        dataset = Dataset.model_validate_json(content).model_copy(update={"folder": folder})
    except (OSError, ValidationError) as fault:
        raise Refusal("dataset-unavailable", dataset=name) from fault
    if not all((folder / file).is_file() for table in dataset.tables.values() for file in table.files):
        raise Refusal("dataset-unavailable", dataset=name)
    return dataset


def dataset_names(datasets: Path) -> tuple[str, ...]:
    return tuple(sorted(entry.name for entry in datasets.iterdir() if (entry / CURRENT).exists()))
