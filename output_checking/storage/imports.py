"""Import requests in the database; a decision is kept once, whoever else decides at the same moment."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, true, update
from sqlalchemy.orm import Session

from governance.refusal import Refusal
from output_checking.findings import Finding
from output_checking.imports.model import ImportRequest, ImportState
from output_checking.storage.tables import import_requests as table


class Imports:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, asked: ImportRequest) -> None:
        self._session.execute(insert(table).values(_row(asked)))

    def get(self, import_id: str) -> ImportRequest:
        """Raises Refusal `import-unknown`."""
        row = self._session.execute(select(table).where(table.c.id == import_id)).one_or_none()
        if row is None:
            raise Refusal("import-unknown", request=import_id)
        return _request(row)

    def find(self, states: Collection[ImportState] = tuple(ImportState)) -> tuple[ImportRequest, ...]:
        """Latest first."""
        query = select(table).where(table.c.state.in_([one.value for one in states]))
        rows = self._session.execute(query.order_by(table.c.created_at.desc(), table.c.id))
        return tuple(_request(row) for row in rows)

    def count(self, projects: Collection[str] | None) -> int:
        """Of these projects; None stands for all."""
        query = select(func.count()).select_from(table).where(_of(projects))
        return self._session.scalar(query) or 0

    def page(self, projects: Collection[str] | None, *, offset: int, limit: int) -> tuple[ImportRequest, ...]:
        """What waits first, then the latest."""
        waits = table.c.state == ImportState.WAITING.value
        query = (
            select(table).where(_of(projects)).order_by(waits.desc(), table.c.created_at.desc(), table.c.id)
        )
        return tuple(_request(row) for row in self._session.execute(query.offset(offset).limit(limit)))

    def decide(self, decided: ImportRequest) -> None:
        """Raises Refusal `import-state` when another decision came first."""
        changed = self._session.connection().execute(
            update(table)
            .where(table.c.id == decided.id, table.c.state == ImportState.WAITING.value)
            .values(_row(decided))
        )
        if changed.rowcount != 1:
            raise Refusal("import-state", state=self.get(decided.id).state.value)


def _of(projects: Collection[str] | None) -> ColumnElement[bool]:
    return true() if projects is None else table.c.project.in_(projects)


def _row(asked: ImportRequest) -> dict[str, Any]:
    findings = [one.document() for one in asked.findings]
    return {**vars(asked), "state": asked.state.value, "findings": findings}


def _request(row: Row[Any]) -> ImportRequest:
    fields = dict(row._mapping)
    fields["state"] = ImportState(row.state)
    fields["findings"] = tuple(Finding.of(one) for one in row.findings)
    return ImportRequest(**fields)
