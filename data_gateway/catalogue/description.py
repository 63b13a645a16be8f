"""What a site says of its data set in words: titles, meanings, units, coding systems, who answers for it.

title: {fr: Séjours, en: Stays}
description: {fr: …, en: …}
steward: Direction de l'information médicale
tables:
  stay:
    description: {fr: Un séjour par ligne}
    columns:
      weight: {description: {en: Weight at admission}, unit: kg}
      diagnosis: {coding_system: ICD-10}
  letter:
    documents: [letter_text]
    keep_identifiers: true
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from governance.catalogue.site_card import Language, ShortWords, Words
from governance.misfit import Misfit
from governance.permits.document import ColumnName
from governance.source_file import SourceFile, SourceRefusal

if TYPE_CHECKING:
    from data_gateway.catalogue.dataset import Dataset

DESCRIPTION = "description.yaml"  # of a version, in its folder
Meaning = dict[Language, Words]


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnDescription(_Said):
    description: Meaning = {}
    unit: ShortWords = ""
    coding_system: ShortWords = ""


class TableDescription(_Said):
    """`documents`: columns of free text, de-identified at every load.

    With `keep_identifiers` what they named stays beside them, sealed, so that a permit may have other names,
    dates and numbers put in its place.
    """

    description: Meaning = {}
    documents: tuple[ColumnName, ...] = ()
    keep_identifiers: bool = False
    columns: dict[ColumnName, ColumnDescription] = {}


class DatasetDescription(_Said):
    title: Meaning = {}
    description: Meaning = {}
    steward: Annotated[str, StringConstraints(max_length=200)] = ""
    tables: dict[ColumnName, TableDescription] = {}

    def told_of(self, dataset: Dataset) -> Dataset:
        """`dataset` with these words; what they say of columns it lacks is left."""
        tables = {}
        for name, table in dataset.tables.items():
            told = self.tables.get(name, TableDescription())
            columns = {
                column: found.model_copy(update=told.columns[column].model_dump())
                if column in told.columns
                else found
                for column, found in table.columns.items()
            }
            tables[name] = table.model_copy(update={"description": told.description, "columns": columns})
        words = {"description": self.description, "steward": self.steward, "tables": tables}
        return dataset.model_copy(update=words | ({"title": self.title} if self.title else {}))


def read_description(path: Path, held: dict[str, tuple[str, ...]]) -> DatasetDescription:
    """The words in `path` for tables and columns `held`. Raises SourceRefusal with every mistake's line."""
    file = SourceFile(path)
    description = file.validate(DatasetDescription)
    faults = []
    for table, told in description.tables.items():
        if table not in held:
            faults.append(file.fault(Misfit(("tables", table), "schema-table-missing", {"table": table})))
            continue
        for key, column in [
            *(("columns", column) for column in told.columns),
            *(("documents", column) for column in told.documents),
        ]:
            if column not in held[table]:
                names: dict[str, str | int] = {"table": table, "column": column}
                place = ("tables", table, key, column) if key == "columns" else ("tables", table, key)
                faults.append(file.fault(Misfit(place, "schema-column-missing", names)))
    if faults:
        raise SourceRefusal(faults)
    return description


@lru_cache(maxsize=64)
def declared_documents(version: Path) -> frozenset[tuple[str, str]]:
    """Table and column of the texts that were de-identified when this version, a folder, was loaded."""
    if not (version / DESCRIPTION).is_file():
        return frozenset()
    said = SourceFile(version / DESCRIPTION).validate(DatasetDescription)
    return frozenset((table, column) for table, told in said.tables.items() for column in told.documents)
