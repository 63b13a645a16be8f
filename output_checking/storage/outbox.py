"""Notices waiting to be sent: written with the change they tell of, in its own transaction."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from output_checking.notices import Notice
from output_checking.storage.tables import notices


class Outbox:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self, subject: str, kind: str, recipients: Iterable[str], now: datetime, due_at: datetime
    ) -> None:
        rows = [
            {
                "id": secrets.token_hex(12),
                "subject": subject,
                "kind": kind,
                "recipient": recipient,
                "created_at": now,
                "due_at": due_at,
                "attempts": 0,
            }
            for recipient in recipients
        ]
        if rows:
            self._session.execute(insert(notices), rows)

    def due(self, now: datetime) -> tuple[Notice, ...]:
        """Unsent and due, oldest first."""
        query = (
            select(notices)
            .where(notices.c.sent_at.is_(None), notices.c.given_up_at.is_(None), notices.c.due_at <= now)
            .order_by(notices.c.created_at, notices.c.id)
        )
        return tuple(_notice(row) for row in self._session.execute(query))

    def told_since(self, subject: str, since: datetime, kind: str | None = None) -> frozenset[str]:
        """Who has a notice about `subject`, of that kind where one is named, as young as `since`."""
        query = select(notices.c.recipient).where(notices.c.subject == subject, notices.c.created_at >= since)
        if kind is not None:
            query = query.where(notices.c.kind == kind)
        return frozenset(self._session.scalars(query))

    def begin(self, ids: Collection[str], mail: str) -> None:
        """These go in one letter, whose name stays the same however often it is tried."""
        self._change(ids, mail=mail)

    def sent(self, ids: Collection[str], now: datetime) -> None:
        self._change(ids, sent_at=now)

    def failed(self, ids: Collection[str], attempts: int, due_at: datetime) -> None:
        self._change(ids, attempts=attempts, due_at=due_at)

    def given_up(self, ids: Collection[str], now: datetime) -> None:
        self._change(ids, given_up_at=now)

    def _change(self, ids: Collection[str], **values: object) -> None:
        self._session.execute(update(notices).where(notices.c.id.in_(ids)).values(**values))


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        row.id, row.subject, row.kind, row.recipient, row.created_at, row.due_at, row.attempts, row.mail
    )
