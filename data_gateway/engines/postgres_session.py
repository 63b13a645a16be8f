"""One connection to a hospital's PostgreSQL: what a permit needs stands in it as temporary objects.

They are gone with the connection, and nobody else can name them. A view lives as long as the query over it:
while one stands, nobody can drop or change the hospital's table behind it.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import adbc_driver_manager
import adbc_driver_postgresql.dbapi as postgresql
import pyarrow as pa
import pyarrow.parquet as parquet
from adbc_driver_manager._reader import AdbcRecordBatchReader  # it keeps the SQLSTATE of a fault midway
from adbc_driver_postgresql import StatementOptions
from psycopg.conninfo import make_conninfo

from data_gateway.engines.engine import InterruptedQueryError
from data_gateway.engines.postgres_faults import refusal
from data_gateway.queries.sql_postgres import PRELUDE
from governance.refusal import Refusal

CONNECT_SECONDS = 10
LOCK_SECONDS = 10
_SETTINGS = (
    "search_path = pg_catalog, pg_temp",
    "client_encoding = 'UTF8'",
    "standard_conforming_strings = on",
    "timezone = 'UTC'",
    "datestyle = 'ISO, YMD'",
    f"lock_timeout = '{LOCK_SECONDS}s'",
    "jit = off",  # its seconds of preparation would come before the first row
)


class PostgresSession:
    """A connection that runs one query at a time; `sound` until a query was interrupted or failed."""

    def __init__(self, address: str, dataset: str, seconds: float) -> None:
        """Raises Refusal `source-away` or `source-refused`. `seconds`: how long one statement may take."""
        self.sound = True
        self._dataset, self._seconds = dataset, seconds
        self._interrupted = threading.Event()
        self._running: postgresql.Cursor | None = None
        with self._told():
            conninfo = make_conninfo(address, connect_timeout=CONNECT_SECONDS, application_name="d2h gateway")
            self._connection = postgresql.connect(conninfo, autocommit=True)
        try:
            settings = (*_SETTINGS, f"statement_timeout = '{round(seconds * 1000)}ms'")
            self._execute([f"SET {setting}" for setting in settings] + list(PRELUDE))
        except BaseException:
            self.close()
            raise

    def fill(self, maps: dict[str, bytes]) -> None:
        """Make the temporary tables `maps` (name -> Parquet); from then on the session only reads."""
        for name, held in maps.items():
            with (
                parquet.ParquetFile(pa.BufferReader(held)) as file,
                self._told(),
                self._connection.cursor() as cursor,
            ):
                rows = pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches())
                cursor.adbc_ingest(name, rows, mode="create", temporary=True)
                cursor.executescript(f'ANALYZE pg_temp."{name}"')
        self._execute(["SET default_transaction_read_only = on"])

    def alive(self) -> bool:
        try:
            return self.ask("SELECT 1") == [(1,)]
        except Refusal:
            self.close()
            return False

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with self._told(), self._connection.cursor() as cursor:
            cursor.execute(sql)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def stream(
        self, views: dict[str, str], sql: str, batch_bytes: int
    ) -> Generator[pa.RecordBatch | pa.Schema]:
        """The schema of `sql`, then its batches of about `batch_bytes`. `views`: name -> SQL, until its end.

        Raises what `PolicyEngine.reader` raises.
        """
        view_of = 'CREATE TEMP VIEW "{}" WITH (security_barrier) AS {}'
        made = [view_of.format(name, view) for name, view in views.items()]
        self._execute(["BEGIN READ WRITE", *made, "SET TRANSACTION READ ONLY"])
        with self._told(), self._connection.cursor() as cursor:
            self._running = cursor
            try:
                option = StatementOptions.BATCH_SIZE_HINT_BYTES.value
                cursor.adbc_statement.set_options(**{option: str(batch_bytes)})
                cursor.execute(sql)
                handle = cursor.fetch_arrow()
                reader = AdbcRecordBatchReader._import_from_c(handle.address)
                schema = pa.schema([pa.field(field.name, field.type) for field in reader.schema])
                yield schema
                with suppress(StopIteration):
                    while True:
                        yield pa.RecordBatch.from_arrays(reader.read_next_batch().columns, schema=schema)
            finally:
                self._running = None
        self._execute(["ROLLBACK"])

    def interrupt(self) -> None:
        cursor = self._running
        if cursor is not None:
            self._interrupted.set()
            self.sound = False
            with suppress(adbc_driver_manager.Error):
                cursor.adbc_cancel()

    def close(self) -> None:
        with suppress(adbc_driver_manager.Error):
            self._connection.close()

    def _execute(self, statements: Sequence[str]) -> None:
        with self._told(), self._connection.cursor() as cursor:
            for statement in statements:
                cursor.executescript(statement)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except adbc_driver_manager.Error as fault:
            self.sound = False
            if self._interrupted.is_set():
                raise InterruptedQueryError from fault
            raise refusal(fault, self._dataset, self._seconds) from fault
