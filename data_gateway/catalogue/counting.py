"""Where the figures of a data set are counted: in files of the site, or in the engine that holds the rows."""

from __future__ import annotations

from typing import Any, Protocol

import pyarrow as pa

from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.table_files import Engine as LocalEngine
from data_gateway.queries.conditions import literal
from data_gateway.queries.sql_engines import Engine
from governance.refusal import Refusal


class Counter(Protocol):
    """SQL in the words of `engine`; `opposed` is a table with the column `id`, of texts."""

    @property
    def engine(self) -> Engine: ...

    @property
    def opposed(self) -> str: ...

    def leave_out(self, persons: frozenset[str]) -> None:
        """Fill the table `opposed`, once, before the first question."""
        ...

    def rows(self, table: str) -> str:
        """SQL of the rows of a table of the data set, to stand after FROM with an alias."""
        ...

    def ask(self, table: str, sql: str) -> list[tuple[Any, ...]]:
        """Raises Refusal, for `table` is what is at work."""
        ...


class FileCounter:
    """In the Parquet files of `dataset`."""

    engine = Engine.DUCKDB
    opposed = '"opposed"'

    def __init__(self, local: LocalEngine, dataset: Dataset) -> None:
        self._local, self._dataset = local, dataset

    def leave_out(self, persons: frozenset[str]) -> None:
        connection = self._local.connection
        connection.register("incoming", pa.table({"id": pa.array(sorted(persons), pa.string())}))
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {self.opposed} AS SELECT * FROM incoming")  # noqa: S608
        connection.unregister("incoming")

    def rows(self, table: str) -> str:
        return f"read_parquet([{', '.join(literal(path) for path in self._dataset.paths(table))}])"

    def ask(self, table: str, sql: str) -> list[tuple[Any, ...]]:
        return self._local.execute(table, sql, Refusal("dataset-unavailable", dataset=self._dataset.id))
