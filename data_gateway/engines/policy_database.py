"""One permit as a sealed DuckDB database, and the answers read from it."""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from itertools import count
from pathlib import Path

import duckdb
import pyarrow as pa

from data_gateway.catalogue.dataset import TEXT
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.engines.document_batches import TEXTS_AT_ONCE, documents_asked, in_bytes
from data_gateway.engines.duckdb_parser_check import check_statement
from data_gateway.engines.engine import Maps
from data_gateway.engines.image_files import image_files
from data_gateway.engines.person_sets import worth_sets
from data_gateway.engines.policy_view import ASKED
from data_gateway.engines.pseudonyms_in_place import PseudonymTable, with_pseudonyms
from data_gateway.engines.sealed_database import make_sealed
from data_gateway.engines.surrogates.asking import SurrogateAsker
from data_gateway.engines.texts_in_lists import MOST_LISTED, TextList, place_in, with_texts
from data_gateway.engines.view_names import view_name
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.conditions import quoted
from data_gateway.queries.query import ColumnPath, Query
from data_gateway.queries.sql_engines import Engine
from data_gateway.site.settings import Limits

log = logging.getLogger(__name__)
AT_REST = 0.5  # seconds without a question, after which lists are made ahead
AHEAD_SECONDS = 10.0  # for all of them
LISTED_OF = 20_000  # rows: a first batch has more of them, and takes longer


class PolicyDatabase:
    """Tables of the scope's permit as they may be read, with `maps` in place of patients' own ids.

    `surrogates`: where they are asked for, without which no table opens whose documents have them.
    """

    def __init__(
        self,
        scope: PermitScope,
        maps: Maps,
        *,
        limits: Limits,
        spill: Path,
        surrogates: SurrogateAsker | None = None,
    ) -> None:
        self._scope = scope
        self._surrogates = surrogates
        self._numbers = count(1)
        self._lists: dict[ColumnPath, tuple[str, ...] | None] = {}
        self._making: defaultdict[ColumnPath, threading.Lock] = defaultdict(threading.Lock)
        self._asked = threading.Event()
        self._connection = duckdb.connect(":memory:")
        self._pseudonyms = make_sealed(
            self._connection, scope, maps, limits=limits, spill=spill, surrogates=surrogates
        )

    def answer(self) -> DuckdbAnswer:
        self._asked.set()
        return DuckdbAnswer(self, self._connection.cursor(), next(self._numbers), self._surrogates)

    def close(self) -> None:
        self._connection.close()

    def list_texts_ahead(self) -> None:
        """Makes the lists of values that first questions would wait for, until the first of them comes."""
        if self._asked.wait(AT_REST):
            return
        end = time.monotonic() + AHEAD_SECONDS
        for dataset, table, granted in self._scope.usable():
            held = () if dataset.source else dataset.tables[table].columns
            for column in (name for name in held if name in granted.columns):
                if self._asked.is_set() or time.monotonic() > end:
                    return
                try:
                    self._list_of((dataset.id, table, column))
                except duckdb.Error as fault:  # a damaged file: whoever reads it is told
                    log.info("%s.%s has no list: %s", dataset.id, table, type(fault).__name__)

    def reader(
        self, cursor: duckdb.DuckDBPyConnection, query: Query, batch_rows: int
    ) -> pa.RecordBatchReader:
        """Raises what DuckDB raises, and Refusal `sql-…` when its parser does not see what the door wrote."""
        if query.kind == "sql":
            check_statement(cursor, query.sql, query.views)
        tables = self._tables_for(query)
        written = query.sql if tables is None else query.sql_of_ids
        written = query.sql_of_sets if self._by_sets(query) else written
        found = {path[-1]: self._list_of(path) for path in query.encodable}
        lists = {column: held for column, held in found.items() if held is not None}
        sql = _in_lists(query, written, lists)
        # A relation streams where `execute` would hold the whole answer in memory first.
        relation = cursor.sql(sql, params=query.parameters) if query.parameters else cursor.sql(sql)
        rows = (
            in_bytes(relation.to_arrow_reader(TEXTS_AT_ONCE), batch_rows)
            if any(documents_asked(self._scope, query))
            else relation.to_arrow_reader(batch_rows)
        )
        rows = with_texts(rows, lists) if lists else rows
        return with_pseudonyms(rows, tables) if tables else rows

    def _tables_for(self, query: Query) -> dict[str, PseudonymTable] | None:
        """Of every column of ids; None where pseudonyms are better joined."""
        tables = {column: self._pseudonyms.get((query.dataset, role)) for column, role in query.ids.items()}
        held = {column: table for column, table in tables.items() if table is not None}
        return held if query.sql_of_ids and len(held) == len(tables) else None

    def _by_sets(self, query: Query) -> bool:
        persons = self._pseudonyms.get((query.dataset, ColumnRole.PERSON))
        if not query.sql_of_sets or persons is None:
            return False
        rows = self._scope.datasets[query.dataset].tables[query.table].rows
        return worth_sets(query.groups, rows, persons)

    def images(
        self, rows: pa.RecordBatchReader, query: Query, stopped: threading.Event
    ) -> pa.RecordBatchReader:
        """See `image_files`."""
        dataset, granted = self._scope.datasets[query.dataset], self._scope.permit.datasets[query.dataset]
        count = len(query.parameters)
        return image_files(rows, count, dataset, granted, stopped, looked_at=query.looked_at)

    def _list_of(self, path: ColumnPath) -> TextList | None:
        """Of a column with few texts those that were shown, or the first rows show; None where it has many.

        They are read through the view, so that a text which only hidden rows hold is never sent.
        """
        dataset, table, column = path
        described = self._scope.datasets[dataset].tables[table].columns[column]
        few = described.served_type == TEXT and described.levels <= 4 * MOST_LISTED
        if described.role is ColumnRole.FREE_TEXT or not few:
            return None
        with self._making[path]:
            if path not in self._lists:
                self._lists[path] = self._listed(*path)
            texts = self._lists[path]
        return None if texts is None else TextList(texts, described.levels, partial(self._grown, path))

    def _grown(self, path: ColumnPath, shown: pa.StringArray) -> None:
        """What an answer showed is looked for in the next one."""
        if len(shown) <= MOST_LISTED:
            self._lists[path] = tuple(shown.to_pylist())

    def _listed(self, dataset: str, table: str, column: str) -> tuple[str, ...] | None:
        name, view = quoted(column), view_name(Engine.DUCKDB, dataset, table, ids=True)
        rows = (
            self._connection.cursor()
            .execute(
                f"SELECT DISTINCT {name} FROM (SELECT {name} FROM {view} LIMIT {LISTED_OF})"  # noqa: S608
                f" WHERE {name} IS NOT NULL LIMIT {MOST_LISTED + 1}"
            )
            .fetchall()
        )
        return tuple(sorted(text for (text,) in rows)) if len(rows) <= MOST_LISTED else None


class DuckdbAnswer:
    """One query on a cursor of its own."""

    def __init__(
        self,
        database: PolicyDatabase,
        cursor: duckdb.DuckDBPyConnection,
        number: int,
        surrogates: SurrogateAsker | None,
    ) -> None:
        self._database = database
        self._cursor = cursor
        self._number, self._surrogates = number, surrogates
        self._stopped = threading.Event()
        if surrogates:
            cursor.execute(f"SET VARIABLE {ASKED} = {number}")

    def reader(self, query: Query, batch_rows: int) -> pa.RecordBatchReader:
        rows = self._database.reader(self._cursor, query, batch_rows)
        return self._database.images(rows, query, self._stopped) if query.kind == "images" else rows

    def interrupt(self) -> None:
        self._stopped.set()
        if self._surrogates:
            self._surrogates.abandon(self._number)
        self._cursor.interrupt()

    def close(self) -> None:
        self._cursor.close()
        if self._surrogates:
            self._surrogates.forget(self._number)


def _in_lists(query: Query, sql: str, lists: Mapping[str, TextList]) -> str:
    """Texts with few values travel as their place in a list of values: less to send, less to hold."""
    if not lists:
        return sql
    selected = (
        place_in(lists[name].texts, name) if name in lists else quoted(name) for name in query.columns
    )
    return f"SELECT {', '.join(selected)} FROM ({sql})"  # noqa: S608
