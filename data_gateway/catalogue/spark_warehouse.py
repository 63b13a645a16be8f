"""A hospital's Spark that a data set stays in: tables of its catalogue or Parquet, and their figures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Literal
from urllib.parse import unquote, urlsplit

import pyarrow as pa
from pyspark.sql.connect.session import SparkSession

from data_gateway.catalogue.connecting import FoundTable
from data_gateway.catalogue.counting import Counter
from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.source_files import TABLE_NAME
from data_gateway.catalogue.source_mapping import as_stored, harmonised
from data_gateway.catalogue.spark_session import columns_of, hold, opened, quoted_name, rows, scan, told
from data_gateway.queries.sql_engines import Engine
from governance.refusal import Refusal

_TOKEN = "SPARK_CONNECT_AUTHENTICATE_TOKEN"  # noqa: S105 - the name of Spark's own variable
_PARQUET = "parquet"


@dataclass(frozen=True)
class SparkWarehouse:
    """`asked`: `schema.table`, `schema.*`, or the path of a folder of Parquet as the cluster sees it."""

    server: str
    asked: tuple[str, ...]
    engine: ClassVar[Literal["spark"]] = "spark"

    def __post_init__(self) -> None:
        """Raises Refusal `connect-token-in-address`."""
        if "token=" in self.server:
            raise Refusal("connect-token-in-address")

    @property
    def place(self) -> str:
        return f"sc://{urlsplit(self.server).netloc}"

    def address(self) -> str:
        token = os.environ.get(_TOKEN)
        if not token:
            return self.server
        joined = self.server if "/;" in self.server else f"{self.server.rstrip('/')}/"
        return f"{joined};token={token}"

    def tables(self) -> dict[str, FoundTable]:
        """Raises Refusal `source-away`, `load-table-unknown`, `load-table-twice` or `load-file-name`."""
        session = opened(self.address(), self.place)
        try:
            found: dict[str, FoundTable] = {}
            for asked in self.asked:
                for name, parts in self._named(session, asked.strip()):
                    if not TABLE_NAME.fullmatch(name):
                        raise Refusal("load-file-name", path=name)
                    if name in found:
                        raise Refusal("load-table-twice", table=name)
                    with told(self.place):
                        found[name] = FoundTable(parts, columns_of(session, parts))
            return found
        finally:
            session.stop()

    def _named(self, session: SparkSession, asked: str) -> list[tuple[str, tuple[str, ...]]]:
        unknown = Refusal("load-table-unknown", table=asked[:130], place=self.place)
        if "/" in asked:
            found = _parquet(session, asked)
        else:
            schema, _, name = asked.rpartition(".")
            found = _in_schema(session, schema or "default", name)
        if not found:
            raise unknown
        return found

    @contextmanager
    def counting(self, dataset: Dataset) -> Iterator[Counter]:
        with counting_in_spark(self.address(), dataset) as counter:
            yield counter


@contextmanager
def counting_in_spark(address: str, dataset: Dataset) -> Iterator[Counter]:
    """Raises Refusal `source-away`."""
    session = opened(address, dataset.id)
    try:
        yield SparkCounter(session, dataset)
    finally:
        session.stop()


class SparkCounter:
    """In the tables themselves."""

    engine = Engine.SPARK
    opposed = "`opposed patients`"

    def __init__(self, session: SparkSession, dataset: Dataset) -> None:
        self._session, self._dataset = session, dataset

    def leave_out(self, persons: frozenset[str]) -> None:
        with told(self._dataset.id):
            listed = pa.table({"id": pa.array(sorted(persons), pa.string())})
            hold(self._session, self.opposed, listed)

    def rows(self, table: str) -> str:
        stored = scan(self._dataset.place(table), as_stored(self._dataset, table))
        return harmonised(Engine.SPARK, self._dataset, table, stored)

    def ask(self, table: str, sql: str) -> list[tuple[Any, ...]]:
        with told(self._dataset.id):
            return rows(self._session, sql)


def _in_schema(session: SparkSession, schema: str, name: str) -> list[tuple[str, tuple[str, ...]]]:
    try:
        with told(schema):
            parts = tuple(schema.split("."))
            listed = rows(session, f"SHOW TABLES IN {quoted_name(parts)}")
    except Refusal as refusal:
        if refusal.code == "source-changed":  # there is no such schema
            return []
        raise
    names = [table for _, table, temporary in listed if not temporary and name in ("*", table)]
    return [(table.lower(), (*parts, table)) for table in names]


def _parquet(session: SparkSession, folder: str) -> list[tuple[str, tuple[str, ...]]]:
    """`name.parquet` and folders `name` of Parquet files in `folder`, which the cluster lists itself."""
    try:
        with told(folder):
            files = session.read.format("binaryFile").options(
                recursiveFileLookup="true", pathGlobFilter="*.parquet"
            )
            paths = [str(row[0]) for row in files.load(folder).select("path").collect()]
    except Refusal as refusal:
        if refusal.code == "source-changed":  # there is no such folder
            return []
        raise
    root = folder.rstrip("/")
    inside = {unquote(path).partition(f"{root}/")[2].partition("/")[0] for path in paths}
    return [
        (entry.removesuffix(".parquet").lower(), (_PARQUET, f"{root}/{entry}"))
        for entry in sorted(inside)
        if entry
    ]
