"""What a site holds: data sets, their tables and columns, and how each column may leave."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from data_gateway.catalogue.description import declared_documents
from data_gateway.catalogue.identifiers import ColumnRole
from governance.permits.document import ColumnName, Slug
from governance.refusal import Refusal
from governance.source_file import SourceRefusal

CATALOGUE_FILE = "catalogue.json"
CURRENT = "current"
OBJECTS = "objects"
VERSION = r"[0-9]{8}T[0-9]{12}-[0-9a-f]{4}"
WHOLE_NUMBER, NUMBER, TEXT, DAY, MOMENT, TRUTH = "BIGINT", "DOUBLE", "VARCHAR", "DATE", "TIMESTAMP", "BOOLEAN"
COLUMN_TYPES = (WHOLE_NUMBER, NUMBER, TEXT, DAY, MOMENT, TRUTH)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Entry):
    """`levels`: about how many different values the column holds, counted when it was loaded.

    `raw_text`: it stays at the site as free text that nothing de-identified, see `raw_texts`.
    """

    type: str = Field(pattern="^(" + "|".join(COLUMN_TYPES) + ")$")
    role: ColumnRole
    levels: int
    raw_text: bool = False
    description: dict[str, str] = {}
    unit: str = ""
    coding_system: str = ""

    @property
    def served_type(self) -> str:
        """The type a reader sees: pseudonyms are whole numbers whatever the id was."""
        return WHOLE_NUMBER if self.role in (ColumnRole.PERSON, ColumnRole.VISIT) else self.type


class Table(_Entry):
    """`person_column` is None for reference tables (vocabularies, wards), which hold nobody's data.

    `link_column` holds a number by which a person is known at other sites too. `file_column` names the object
    behind a row, beside the table in the folder `OBJECTS`. `documents` are the columns that were
    de-identified and have what they named beside them, in the column `sealed_column` of each; where `sealed`
    is false it stands there in clear, as an earlier version kept it.

    `files` is empty in a data set whose rows are elsewhere. `sums`: the SHA-256 of each of them; a version
    from before these were kept has none.
    """

    files: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    rows: int
    person_column: str | None
    link_column: str | None = None
    file_column: str | None = None
    documents: tuple[ColumnName, ...] = ()
    sealed: bool = False
    columns: dict[ColumnName, Column]
    description: dict[str, str] = {}

    def columns_with(self, role: ColumnRole) -> tuple[str, ...]:
        return tuple(name for name, column in self.columns.items() if column.role is role)

    def reads_visits(self, columns: Iterable[str]) -> bool:
        """Whether one of its `columns` names a visit."""
        return not set(columns).isdisjoint(self.columns_with(ColumnRole.VISIT))


def sealed_column(column: str) -> str:
    """No permit can name it: a column name has no space."""
    return f"sealed beside {column}"


class SourceCode(_Entry):
    """A local code of a connected data set and what is common for it, its unit resolved to a concept."""

    column: ColumnName
    code: str
    local_unit: str
    concept_id: int
    converts: bool
    factor: float
    offset: float
    unit_concept_id: int | None


class SourceMapping(_Entry):
    """`stored`: the table's columns in the engine, and their types, before anything is mapped."""

    codes: tuple[SourceCode, ...]
    stored: dict[ColumnName, str]

    def columns(self) -> dict[str, tuple[SourceCode, ...]]:
        names = dict.fromkeys(code.column for code in self.codes)
        return {name: tuple(code for code in self.codes if code.column == name) for name in names}

    def by_unit(self, column: str) -> bool:
        """Whether rows of one code are told apart by their unit."""
        return any(code.local_unit or code.converts for code in self.columns()[column])


class Source(_Entry):
    """Where the rows of a connected data set are: in tables of an engine of the hospital's own.

    `tables` gives the parts of each table's name in the engine; `mappings` the local codes of those that have
    some. The address, which may hold a secret, stands among the site's keys.
    """

    engine: Literal["postgres", "spark"]
    tables: dict[ColumnName, tuple[str, ...]]
    mappings: dict[ColumnName, SourceMapping] = {}


class Dataset(_Entry):
    """`source` is None for a data set that was loaded into files of the site."""

    id: Slug
    title: dict[str, str]
    description: dict[str, str] = {}
    steward: str = ""
    standard: str = ""
    version: str
    folder: Path = Field(default=Path(), exclude=True)  # where this version was found
    tables: dict[ColumnName, Table]
    source: Source | None = None

    @model_validator(mode="after")
    def _rows_are_somewhere(self) -> Self:
        elsewhere = self.source.tables.keys() if self.source else set()
        if any(bool(table.files) == (name in elsewhere) for name, table in self.tables.items()):
            raise ValueError("every table has either files or a place in the source")
        return self

    def place(self, table: str) -> tuple[str, ...]:
        """The parts of the table's name in the engine of a connected data set."""
        if self.source is None:
            raise ValueError(self.id)
        return self.source.tables[table]

    def object_path(self, file: str) -> Path:
        return self.folder / OBJECTS / file

    def paths(self, table: str) -> list[str]:
        return [str(self.folder / name) for name in self.tables[table].files]


def load_dataset(datasets: Path, name: str, version: str | None = None) -> Dataset:
    """The version now in force, or the one a permit stays on.

    Raises Refusal `dataset-unknown`, `dataset-version-unknown`, `dataset-unavailable`, or
    `documents-load-again` where what documents named stands beside them in clear.
    """
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name) or not (datasets / name).is_dir():
        raise Refusal("dataset-unknown", dataset=name)
    if version is not None and not is_version(datasets / name / version):
        raise Refusal("dataset-version-unknown", dataset=name, version=version[:40])
    try:
        folder = (datasets / name / (version or CURRENT)).resolve(strict=True)
        content = (folder / CATALOGUE_FILE).read_text(encoding="utf-8")
        dataset = Dataset.model_validate_json(content).model_copy(update={"folder": folder})
        dataset = _without_raw_text(dataset)
    except (OSError, ValidationError, SourceRefusal) as fault:
        raise Refusal("dataset-unavailable", dataset=name) from fault
    if not all((folder / file).is_file() for table in dataset.tables.values() for file in table.files):
        raise Refusal("dataset-unavailable", dataset=name)
    if any(table.documents and not table.sealed for table in dataset.tables.values()):
        raise Refusal("documents-load-again", dataset=name)
    return dataset


def _without_raw_text(dataset: Dataset) -> Dataset:
    """Free text that nothing de-identified stays inside, also in a version from before that was a rule."""
    raw = {
        (name, column)
        for name, table in dataset.tables.items()
        for column in table.columns_with(ColumnRole.FREE_TEXT)
    }
    if not raw or not (raw := raw - declared_documents(dataset.folder)):
        return dataset
    tables = {
        name: table.model_copy(
            update={
                "columns": {
                    column: told.model_copy(update={"role": ColumnRole.IDENTIFYING, "raw_text": True})
                    if (name, column) in raw
                    else told
                    for column, told in table.columns.items()
                }
            }
        )
        for name, table in dataset.tables.items()
    }
    return dataset.model_copy(update={"tables": tables})


def is_version(folder: Path) -> bool:
    """Whether `folder` is one whole version of a data set: neither the link to one nor a draft."""
    return re.fullmatch(VERSION, folder.name) is not None and folder.is_dir() and not folder.is_symlink()


def dataset_names(datasets: Path) -> tuple[str, ...]:
    return tuple(sorted(entry.name for entry in datasets.iterdir() if (entry / CURRENT).exists()))
