"""Release requests in the database, whole or not at all, with an optimistic version."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from governance.refusal import Refusal
from output_checking.model import ReleaseRequest
from output_checking.replay.model import OPEN
from output_checking.states import State
from output_checking.storage import documents, replay_documents, tables


class StaleRequest(Exception):  # noqa: N818 - a reason to start again, not a fault
    """Someone else stored a change of the same request first."""


class Requests:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, request_id: str) -> ReleaseRequest:
        """Raises Refusal `request-unknown`."""
        table = tables.release_requests
        row = self._session.execute(select(table).where(table.c.id == request_id)).one_or_none()
        if row is None:
            raise Refusal("request-unknown", request=request_id)
        return self._whole([row])[0]

    def of(self, ids: Sequence[str]) -> tuple[ReleaseRequest, ...]:
        """Those of `ids` that exist, in their order."""
        table = tables.release_requests
        rows = {row.id: row for row in self._session.execute(select(table).where(table.c.id.in_(ids)))}
        return self._whole([rows[one] for one in ids if one in rows])

    def find(
        self, *, projects: Collection[str] | None = None, states: Collection[State] | None = None
    ) -> tuple[ReleaseRequest, ...]:
        """Oldest first; None stands for all."""
        table = tables.release_requests
        query = select(table).order_by(table.c.created_at, table.c.id)
        if projects is not None:
            query = query.where(table.c.project.in_(projects))
        if states is not None:
            query = query.where(table.c.state.in_([state.value for state in states]))
        return self._whole(self._session.execute(query).all())

    def with_open_replays(self) -> tuple[ReleaseRequest, ...]:
        """Those that wait for a replay, or for what comes of one."""
        table, replays = tables.release_requests, tables.replays
        waiting = select(replays.c.request_id).where(replays.c.state.in_([state.value for state in OPEN]))
        query = select(table).where(table.c.id.in_(waiting)).order_by(table.c.created_at, table.c.id)
        return self._whole(self._session.execute(query).all())

    def hashes_in_use(self) -> frozenset[str]:
        """SHA-256 of every file and package that a request still needs."""
        requests, files = tables.release_requests, tables.request_files
        needed = requests.c.files_deleted_at.is_(None)
        found = set(
            self._session.scalars(
                select(files.c.sha256).join(requests, requests.c.id == files.c.request_id).where(needed)
            )
        )
        packages = self._session.scalars(select(requests.c.package).where(needed))
        return frozenset(found | {package["sha256"] for package in packages if package})

    def add(self, request: ReleaseRequest) -> None:
        self._session.execute(insert(tables.release_requests).values(documents.request_row(request)))
        self._write_parts(request)

    def save(self, request: ReleaseRequest) -> None:
        """Raises StaleRequest when the stored version is not the one this change was made from."""
        table = tables.release_requests
        changed = self._session.connection().execute(
            update(table)
            .where(table.c.id == request.id, table.c.version == request.version)
            .values({**documents.request_row(request), "version": request.version + 1})
        )
        if changed.rowcount != 1:
            raise StaleRequest(request.id)
        self._write_parts(request)

    def _write_parts(self, request: ReleaseRequest) -> None:
        for table, rows in (
            (tables.request_files, documents.file_rows(request)),
            (tables.turns, documents.turn_rows(request)),
            (tables.votes, documents.vote_rows(request)),
            (tables.replays, replay_documents.replay_rows(request)),
        ):
            self._session.execute(delete(table).where(table.c.request_id == request.id))
            if rows:
                self._session.execute(insert(table), rows)

    def _whole(self, rows: Sequence[Row[Any]]) -> tuple[ReleaseRequest, ...]:
        ids = [row.id for row in rows]
        files = self._parts(tables.request_files, ids, "position")
        turns = self._parts(tables.turns, ids, "number")
        votes = self._parts(tables.votes, ids, "cast_at")
        replays = self._parts(tables.replays, ids, "asked_at")
        return tuple(
            replace(
                documents.request(row, files.get(row.id, ()), turns.get(row.id, ()), votes.get(row.id, ())),
                replays=tuple(map(replay_documents.replay, replays.get(row.id, ()))),
            )
            for row in rows
        )

    def _parts(self, table: Any, ids: list[str], order: str) -> dict[str, list[Row[Any]]]:
        found: dict[str, list[Row[Any]]] = {}
        query = select(table).where(table.c.request_id.in_(ids)).order_by(table.c[order])
        for row in self._session.execute(query):
            found.setdefault(row.request_id, []).append(row)
        return found
