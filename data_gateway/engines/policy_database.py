"""One permit as a sealed DuckDB database: secure views over Parquet, and nothing else that can be named.

A row a permit hides must not show through errors or statistics either: plain views leak both ways, because
the optimiser moves a reader's filter below the policy. SECURE VIEW keeps it above.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import count
from pathlib import Path

import duckdb
import pyarrow as pa

from data_gateway.catalogue.dataset import TEXT, Dataset
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.engines.document_batches import TEXTS_AT_ONCE, in_bytes
from data_gateway.engines.duckdb_parser_check import check_statement
from data_gateway.engines.engine import Maps
from data_gateway.engines.image_files import image_files
from data_gateway.engines.person_sets import make_sets, worth_sets
from data_gateway.engines.policy_view import ASKED, PolicyView
from data_gateway.engines.pseudonyms_in_place import PseudonymTable, with_pseudonyms
from data_gateway.engines.surrogates.asking import SurrogateAsker
from data_gateway.engines.texts_in_lists import MOST_LISTED, place_in, with_texts
from data_gateway.engines.view_names import map_name, opposed_name, schema_name, view_name
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.conditions import literal, quoted
from data_gateway.queries.query import ColumnPath, Query
from data_gateway.queries.sql_engines import Engine
from data_gateway.site.settings import Limits
from governance.permits.document import DatasetPermit

log = logging.getLogger(__name__)
AT_REST = 0.5  # seconds without a question, after which lists are made ahead
AHEAD_SECONDS = 10.0  # for all of them
LARGEST_ID = 2**63 - 1


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
        self._lists: dict[ColumnPath, tuple[str, ...]] = {}
        self._making: defaultdict[ColumnPath, threading.Lock] = defaultdict(threading.Lock)
        self._asked = threading.Event()
        self._connection = duckdb.connect(":memory:")
        tables = [(dataset, name, granted) for dataset, name, granted in scope.usable() if not dataset.source]
        nobody: dict[str, dict[ColumnRole, int]] = {}
        self._pseudonyms: dict[tuple[str, ColumnRole], PseudonymTable | None] = {}
        for owner in {dataset.id for dataset, _, _ in tables}:
            self._connection.execute(f"CREATE SCHEMA {schema_name(owner)}")
            nobody[owner] = {}
            for role, path in maps.get(owner, {}).items():
                held = self._pseudonyms[owner, role] = PseudonymTable.of(path)
                if held is not None and role is ColumnRole.PERSON:
                    make_sets(self._connection, owner, held)
                missing = _hold_map(self._connection, owner, path, role)
                if missing is not None:
                    nobody[owner][role] = missing
        files = [path for dataset, name, _ in tables for path in dataset.paths(name)]
        if surrogates:
            surrogates.make_function(self._connection)
        _seal(self._connection, files, limits, spill)
        for dataset, name, opened in tables:
            granted = scope.permit.datasets[dataset.id]
            kinds = [{"visits": False}, {"visits": False, "ids": True}]
            if dataset.tables[name].reads_visits(opened.columns):
                kinds += [{"visits": True}, {"visits": True, "ids": True}]
            try:
                for kind in kinds:
                    self._connection.execute(_view(dataset, name, granted, nobody[dataset.id], **kind))
            except duckdb.Error as fault:  # a damaged file: the others are read all the same
                log.error("%s.%s cannot be opened: %s", dataset.id, name, type(fault).__name__)

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
        lists = {column: levels for column, levels in found.items() if levels}
        sql = _in_lists(query, written, lists)
        # A relation streams where `execute` would hold the whole answer in memory first.
        relation = cursor.sql(sql, params=query.parameters) if query.parameters else cursor.sql(sql)
        rows = (
            in_bytes(relation.to_arrow_reader(TEXTS_AT_ONCE), batch_rows)
            if self._has_documents(query)
            else relation.to_arrow_reader(batch_rows)
        )
        rows = with_texts(rows, lists) if lists else rows
        return with_pseudonyms(rows, tables) if tables else rows

    def _has_documents(self, query: Query) -> bool:
        """Whether an answer may hold texts as long as letters are."""
        asked = {query.table} if query.table else {name for _, name, _ in self._scope.usable()}
        return any(
            column in granted.columns
            for dataset, name, granted in self._scope.usable()
            if name in asked and not dataset.source
            for column in dataset.tables[name].columns_with(ColumnRole.FREE_TEXT)
        )

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
        return image_files(rows, len(query.parameters), dataset, granted, stopped)

    def _list_of(self, path: ColumnPath) -> tuple[str, ...]:
        """The texts of a column with few of them, listed ahead or when asked; none where it has many.

        They are read through the view, so that a text which only hidden rows hold is never sent.
        """
        dataset, table, column = path
        described = self._scope.datasets[dataset].tables[table].columns[column]
        if described.role is ColumnRole.FREE_TEXT:
            return ()
        if described.served_type != TEXT or described.levels > 4 * MOST_LISTED:
            return ()
        with self._making[path]:
            if path not in self._lists:
                self._lists[path] = self._listed(*path)
            return self._lists[path]

    def _listed(self, dataset: str, table: str, column: str) -> tuple[str, ...]:
        rows = (
            self._connection.cursor()
            .execute(
                f"SELECT DISTINCT {quoted(column)} FROM {view_name(Engine.DUCKDB, dataset, table, ids=True)}"  # noqa: S608
                f" WHERE {quoted(column)} IS NOT NULL LIMIT {MOST_LISTED + 1}"
            )
            .fetchall()
        )
        return tuple(sorted(text for (text,) in rows)) if len(rows) <= MOST_LISTED else ()


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


def _in_lists(query: Query, sql: str, lists: Mapping[str, Sequence[str]]) -> str:
    """Texts with few values travel as their place in a list of values: less to send, less to hold."""
    if not lists:
        return sql
    selected = (
        f"{place_in(lists[name], quoted(name))} AS {quoted(name)}" if name in lists else quoted(name)
        for name in query.columns
    )
    return f"SELECT {', '.join(selected)} FROM ({sql})"  # noqa: S608


def _seal(connection: duckdb.DuckDBPyConnection, files: list[str], limits: Limits, spill: Path) -> None:
    """No file but the permit's own, no network, no extension, bounded memory; none of it changes again."""
    allowed = ", ".join(literal(path) for path in sorted(set(files)))
    for setting in (
        f"memory_limit = '{limits.memory}'",
        f"threads = {limits.threads}",
        f"temp_directory = {literal(str(spill))}",
        f"max_temp_directory_size = '{limits.spill}'",
        "python_enable_replacements = false",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "allow_community_extensions = false",
        "allow_persistent_secrets = false",
        "parquet_metadata_cache = true",
        # Else the engine's threads stop while a batch is on its way.
        "streaming_buffer_size = '16MB'",
        # Policy joins are always a big table with a small map: a wrong estimate must not swap the sides.
        # And what a file tells of its values, hidden ones among them, must decide nothing above the policy.
        "disabled_optimizers = 'join_order,build_side_probe_side,statistics_propagation'",
        f"allowed_paths = [{allowed}]",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")


def _hold_map(
    connection: duckdb.DuckDBPyConnection, dataset: str, path: Path, role: ColumnRole
) -> int | None:
    """The id that stands for a missing one, where the map has room for it."""
    name, held = map_name(dataset, role), f"read_parquet({literal(str(path))})"
    highest = connection.execute(f"SELECT max(id) FROM {held}").fetchall()[0][0]  # noqa: S608
    nobody = highest + 1 if isinstance(highest, int) and highest < LARGEST_ID else None
    if role is ColumnRole.PERSON:
        for table, told in ((name, "IS NOT NULL"), (opposed_name(dataset), "IS NULL")):
            connection.execute(f"CREATE TABLE {table} AS SELECT * FROM {held} WHERE pseudonym {told}")  # noqa: S608
        return None
    missing = f" UNION ALL SELECT {nobody}::BIGINT, NULL" if nobody is not None else ""
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {held}{missing}")  # noqa: S608
    return nobody


def _view(
    dataset: Dataset,
    name: str,
    granted: DatasetPermit,
    nobody: Mapping[ColumnRole, int],
    *,
    visits: bool,
    ids: bool = False,
) -> str:
    files = ", ".join(literal(path) for path in dataset.paths(name))
    view = PolicyView(
        table=dataset.tables[name],
        name=name,
        granted=granted,
        scan=f"read_parquet([{files}])",
        map_of=partial(map_name, dataset.id),
        nobody=nobody,
        visits=visits,
        opposed=opposed_name(dataset.id) if ids else "",
        dataset=dataset.id,
    )
    named = view_name(Engine.DUCKDB, dataset.id, name, visits=visits, ids=ids)
    return f"CREATE SECURE VIEW {named} AS {view.sql()}"
