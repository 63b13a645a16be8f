"""What the engine is asked to run: SQL of our own making, a researcher's values as bound parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.federated.arithmetic import Arithmetic
from data_gateway.queries.conditions import Value
from data_gateway.queries.sql_engines import Engine

ColumnPath: TypeAlias = tuple[str, str, str]  # data set, table, column


@dataclass(frozen=True)
class Query:
    """`columns`, `compared` and `audited` are what the audit keeps: names, never a value.

    `sql` is written for `engine`, the one that holds the rows of the data set; `views` are the names that a
    statement of kind `sql` may read; `most_rows` bounds its answer, beyond which it is refused as `too_many`;
    `encodable` are the columns of a read whose values may travel as their place in a list; `sql_of_ids` gives
    the same rows with ids in the columns `ids`, for an engine that puts pseudonyms in their place itself;
    `sql_of_sets` gives the same answer by sets of persons, of at most `groups` groups;
    `looked_at`: projections may leave, since a person has looked at a sample of this version's;
    with `arithmetic` the rows stay in the worker, which answers what follows from them.
    """

    kind: str  # read | aggregate | sql | model | survival | images
    dataset: str
    table: str
    columns: tuple[str, ...]
    sql: str
    parameters: list[Value] = field(default_factory=list)
    compared: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)  # of the Arrow schema
    views: tuple[str, ...] = ()
    encodable: tuple[ColumnPath, ...] = ()
    ids: dict[str, ColumnRole] = field(default_factory=dict)
    sql_of_ids: str = ""
    sql_of_sets: str = ""
    groups: int = 1
    most_rows: int | None = None
    too_many: str = "query-too-many-rows"
    audited: dict[str, Any] = field(default_factory=dict)
    engine: Engine = Engine.DUCKDB
    arithmetic: Arithmetic | None = None
    looked_at: bool = False

    @property
    def datasets(self) -> tuple[str, ...]:
        """Every data set it reads; no id of one holds a comma."""
        return tuple(self.dataset.split(", "))

    @property
    def source(self) -> str:
        """The connected data set that it reads; empty for data sets in files of the site."""
        return "" if self.engine is Engine.DUCKDB else self.dataset
