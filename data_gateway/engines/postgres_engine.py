"""One permit's views of a data set that stays in the hospital's PostgreSQL.

The views are `security_barrier` ones: no condition of a reader runs on a row that they hide unless PostgreSQL
itself knows that it can tell nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pyarrow as pa

from data_gateway.catalogue.dataset import Dataset
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.postgresql_tables import columns_of, scan
from data_gateway.catalogue.source_mapping import as_stored, harmonised
from data_gateway.engines.answer_batches import AnswerBatches
from data_gateway.engines.engine import InterruptedQueryError
from data_gateway.engines.policy_view import PolicyView
from data_gateway.engines.postgres_session import PostgresSession
from data_gateway.permits.rules import check_table
from data_gateway.queries.query import Query
from data_gateway.queries.sql_engines import Engine
from data_gateway.site.settings import Limits
from governance.permits.document import PermitDocument
from governance.refusal import Refusal

_VALUE_BYTES = 16  # of one value on its way, about
_LEAST_BYTES, _MOST_BYTES = 1 << 18, 1 << 24
_INTERRUPTS_APART = 0.2  # seconds: each is a connection of its own to the server


class PostgresEngine:
    """See `PolicyEngine`. Sessions are kept for the next queries."""

    def __init__(
        self,
        permit: PermitDocument,
        dataset: Dataset,
        maps: Mapping[ColumnRole, Path],
        *,
        address: str,
        limits: Limits,
    ) -> None:
        """Raises Refusal `source-away` or `source-refused`."""
        self._dataset, self._permit = dataset, permit.datasets[dataset.id]
        self._address, self._limits = address, limits
        # The files are gone once the engine stands; every further session needs what was in them.
        self._maps = {_map_name(role): path.read_bytes() for role, path in maps.items()}
        self._lock = threading.Lock()
        self._idle: list[PostgresSession] = []
        self._idle.append(self._opened())

    def answer(self) -> PostgresAnswer:
        return PostgresAnswer(self, self._taken())

    def reader(self, session: PostgresSession, query: Query, batch_rows: int) -> pa.RecordBatchReader:
        size = min(max(_VALUE_BYTES * max(1, len(query.columns)) * batch_rows, _LEAST_BYTES), _MOST_BYTES)
        try:
            views = {name: self._view(session, name) for name in query.table.split(", ")}
            parts = session.stream(views, query.sql, size)
            schema = next(parts)
        except BaseException:
            self.put_back(session, whole=False)
            raise

        def ended(whole: bool) -> None:
            if not whole:  # else the end of what nobody reads would be waited for
                session.interrupt()
                with suppress(Refusal, InterruptedQueryError):
                    parts.close()
            self.put_back(session, whole=whole)

        return pa.RecordBatchReader.from_batches(schema, AnswerBatches(parts, batch_rows, ended))

    def close(self) -> None:
        with self._lock:
            sessions, self._idle = self._idle, []
        for session in sessions:
            session.close()

    def _opened(self) -> PostgresSession:
        session = PostgresSession(self._address, self._dataset.id, self._limits.read_seconds)
        try:
            session.fill(self._maps)
        except BaseException:
            session.close()
            raise
        return session

    def _view(self, session: PostgresSession, name: str) -> str:
        """As the hospital's table is now. Raises Refusal `source-changed`, or what `check_table` says."""
        table = check_table(self._dataset, name, self._permit)
        place = self._dataset.place(name)
        rows = scan(place, as_stored(self._dataset, name), columns_of(session.ask, place))
        if rows is None:
            raise Refusal("source-changed", dataset=self._dataset.id, table=name)
        rows = harmonised(Engine.POSTGRES, self._dataset, name, rows)
        return PolicyView(table, name, self._permit, rows, _map_named, Engine.POSTGRES).sql()

    def _taken(self) -> PostgresSession:
        with self._lock:
            session = self._idle.pop() if self._idle else None
        if session is None or not session.alive():
            session = self._opened()
        return session

    def put_back(self, session: PostgresSession, *, whole: bool) -> None:
        kept = whole and session.sound
        if kept:
            with self._lock:
                self._idle.append(session)
        if not kept:
            session.close()


class PostgresAnswer:
    """One query in a session of its own."""

    def __init__(self, engine: PostgresEngine, session: PostgresSession) -> None:
        self._engine = engine
        self._session = session
        self._interrupted = -_INTERRUPTS_APART
        self._opened = False

    def reader(self, query: Query, batch_rows: int) -> pa.RecordBatchReader:
        self._opened = True
        return self._engine.reader(self._session, query, batch_rows)

    def interrupt(self) -> None:
        if time.monotonic() - self._interrupted >= _INTERRUPTS_APART:
            self._interrupted = time.monotonic()
            self._session.interrupt()

    def close(self) -> None:
        if not self._opened:
            self._engine.put_back(self._session, whole=True)


def _map_name(role: ColumnRole) -> str:
    return f"{role.value} pseudonyms"


def _map_named(role: ColumnRole) -> str:
    return f'pg_temp."{_map_name(role)}"'
