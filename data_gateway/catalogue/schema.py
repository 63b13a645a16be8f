"""What a site says a table must hold: types, columns required, values allowed. From its schema file.

tables:
  stay:
    columns:
      person_id: {type: integer, required: true}
      ward: {allowed: [A, B]}
      weight: {type: number, minimum: 0.3, maximum: 400}
      start: {type: date, minimum: 2020-01-01}
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data_gateway.catalogue.dataset import DAY, MOMENT, NUMBER, TEXT, TRUTH, WHOLE_NUMBER
from governance.misfit import Misfit
from governance.permits.document import ColumnName
from governance.source_file import SourceFile, SourceRefusal

Value = bool | int | float | str


class SchemaType(StrEnum):
    INTEGER = "integer"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    TIMESTAMP = "timestamp"
    BOOLEAN = "boolean"

    @property
    def stored(self) -> str:
        return _STORED[self]


_STORED = {
    SchemaType.INTEGER: WHOLE_NUMBER,
    SchemaType.NUMBER: NUMBER,
    SchemaType.TEXT: TEXT,
    SchemaType.DATE: DAY,
    SchemaType.TIMESTAMP: MOMENT,
    SchemaType.BOOLEAN: TRUTH,
}


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnRule(_Rule):
    """`minimum` and `maximum` are themselves allowed; days and moments are ISO text."""

    type: SchemaType | None = None
    required: bool = False
    allowed: tuple[Value, ...] | None = Field(default=None, min_length=1, max_length=10_000)
    minimum: Value | None = None
    maximum: Value | None = None

    @model_validator(mode="after")
    def _bounds_suit_the_type(self) -> Self:
        for bound in (self.minimum, self.maximum):
            if bound is not None and not _suits(bound, self.type):
                raise ValueError("bound-unfit")
        return self


class TableRule(_Rule):
    columns: dict[ColumnName, ColumnRule] = Field(min_length=1)


class DatasetSchema(_Rule):
    tables: dict[ColumnName, TableRule] = {}

    def types(self, table: str) -> dict[str, str]:
        """Column -> type to store, of the columns whose type is given."""
        return {name: rule.type.stored for name, rule in self.rules(table).items() if rule.type}

    def rules(self, table: str) -> dict[str, ColumnRule]:
        return self.tables[table].columns if table in self.tables else {}


def _suits(bound: Value, kind: SchemaType | None) -> bool:
    if isinstance(bound, bool):
        return False
    if kind in (SchemaType.INTEGER, SchemaType.NUMBER):
        return isinstance(bound, int | float)
    if kind in (SchemaType.DATE, SchemaType.TIMESTAMP):
        try:
            return datetime.fromisoformat(str(bound)).tzinfo is None
        except ValueError:
            return False
    return False


def read_schema(
    path: Path, held: dict[str, tuple[str, ...]], standard: dict[str, dict[str, str]]
) -> DatasetSchema:
    """The schema in `path`, for tables and columns `held` by the source; `standard` gives OMOP's own types.

    Raises SourceRefusal with the line of every mistake.
    """
    file = SourceFile(path)
    schema = file.validate(DatasetSchema)
    faults = []
    for table, rule in schema.tables.items():
        if table not in held:
            faults.append(file.fault(Misfit(("tables", table), "schema-table-missing", {"table": table})))
            continue
        for column, told in rule.columns.items():
            place = ("tables", table, "columns", column)
            names: dict[str, str | int] = {"table": table, "column": column}
            if column not in held[table]:
                faults.append(file.fault(Misfit(place, "schema-column-missing", names)))
            known = standard.get(table, {}).get(column)
            if told.type and known and told.type.stored != known:
                faults.append(file.fault(Misfit(place, "schema-type-standard", {**names, "type": known})))
    if faults:
        raise SourceRefusal(faults)
    return schema
