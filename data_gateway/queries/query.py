"""What the engine is asked to run: SQL of our own making, a researcher's values as bound parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from data_gateway.queries.conditions import Value

ColumnPath: TypeAlias = tuple[str, str, str]  # data set, table, column


@dataclass(frozen=True)
class Query:
    """`columns`, `compared` and `audited` are what the audit keeps: names, never a value.

    `views` are the names that a statement of kind `sql` may read; `most_rows` bounds its answer;
    `encodable` are the columns of a read whose values may travel as their place in a list.
    """

    kind: str  # read | aggregate | sql
    dataset: str
    table: str
    columns: tuple[str, ...]
    sql: str
    parameters: list[Value] = field(default_factory=list)
    compared: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)  # of the Arrow schema
    views: tuple[str, ...] = ()
    encodable: tuple[ColumnPath, ...] = ()
    most_rows: int | None = None
    audited: dict[str, Any] = field(default_factory=dict)
