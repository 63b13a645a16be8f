"""Append to a trail inside the caller's transaction, read it, prove it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import ColumnElement, FromClause, Row, Table, event
from sqlalchemy.orm import Session

from governance.audit.anchor import advance_mark, create_mark, read_mark
from governance.audit.chain import (
    EMPTY,
    AuditFault,
    AuditRecord,
    AuditVerdict,
    Mark,
    first_fault,
    instant,
    seal,
)
from governance.audit.whole import COLUMNS, whole_trail
from governance.monitoring.events import KEPT
from governance.refusal import Refusal

_AT_ONCE = 2_000  # rows


class AuditTrail:
    """The trail of one database, written through `session`: a record is kept only if its transaction is.

    `anchor` is a file beside the database; `advance` moves it forward after each commit.
    """

    def __init__(
        self,
        session: Session,
        table: Table,
        key: Ed25519PrivateKey,
        anchor: Path | None,
        advance: Callable[[Path, Mark, Ed25519PrivateKey], None] = advance_mark,
    ) -> None:
        self._session = session
        self._table = table
        self._key = key
        self._anchor = anchor
        self._advance = advance
        self._kept: Mark | None = None
        self._told: list[str] = []
        self._anchor_holds = False
        event.listen(session, "after_commit", self._after_commit)
        event.listen(session, "after_soft_rollback", self._after_rollback)

    def append(
        self, *, actor: str, event: str, subject: str, details: Mapping[str, Any] | None = None
    ) -> AuditRecord:
        """Waits for another transaction that is appending. Raises Refusal `audit-details-unfit`."""
        lock_trail(self._session, self._table)
        before = last_mark(self._session, self._table)
        record = seal(
            before, self._key, actor=actor, event=event, subject=subject, details=dict(details or {})
        )
        self._session.execute(self._table.insert().values(as_row(record)))
        self._told.append(event)
        if self._anchor is not None:
            if before == EMPTY:
                create_mark(self._anchor, self._key)
            self._kept = Mark(record.sequence, record.digest, record.signature)
            self._anchor_holds = self._anchored(self._anchor)
        return record

    def records(self) -> Iterator[AuditRecord]:
        return read_trail(self._session, self._table)

    def _anchored(self, path: Path) -> bool:
        """Whether the anchor stands on this trail, so that moving it forward hides nothing."""
        try:
            return _in_trail(self._session, self._table, read_mark(path, self._key.public_key()))
        except Refusal:
            return False

    def _after_commit(self, session: Session) -> None:
        if session.in_nested_transaction():
            return
        kept, self._kept = self._kept, None
        told, self._told = self._told, []
        for name in told:
            KEPT.labels(name).inc()
        if kept and self._anchor is not None and self._anchor_holds:
            self._advance(self._anchor, kept, self._key)

    def _after_rollback(self, *_: object) -> None:
        self._kept, self._told = None, []


def lock_trail(session: Session, table: Table) -> None:
    """One writer at a time until the transaction ends; SQLite's writer already holds the only lock."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text(f"LOCK TABLE {table.name} IN EXCLUSIVE MODE"))


def read_trail(
    session: Session, table: FromClause, conditions: Sequence[ColumnElement[bool]] = ()
) -> Iterator[AuditRecord]:
    """Every record for which `conditions` hold, in order, streamed.

    Raises Refusal `audit-record-altered` at one that cannot be read.
    """
    columns = [table.c[name] for name in COLUMNS]
    rows = sa.select(*columns).where(*conditions).order_by(table.c.sequence)
    return map(read_record, session.execute(rows.execution_options(yield_per=_AT_ONCE)))


def _stored_rows(session: Session, table: FromClause) -> Iterator[Row[Any]]:
    """Every row in order, streamed, as `whole_trail` takes them."""
    details = sa.cast(table.c.details, sa.Text)
    columns = [details if name == "details" else table.c[name] for name in COLUMNS]
    rows = sa.select(*columns).order_by(table.c.sequence)
    return iter(session.execute(rows.execution_options(yield_per=_AT_ONCE)))


def read_latest(
    session: Session,
    table: Table,
    conditions: Sequence[ColumnElement[bool]],
    *,
    limit: int,
    offset: int = 0,
) -> Iterator[AuditRecord]:
    """The records for which `conditions` on `table` hold, the newest first. Raises as `read_trail`."""
    wanted = sa.select(table).where(*conditions).order_by(table.c.sequence.desc())
    return (read_record(row) for row in session.execute(wanted.limit(limit).offset(offset)))


def read_following(session: Session, table: FromClause, mark: Mark, *, limit: int) -> Iterator[AuditRecord]:
    """At most `limit` records that come after `mark`, in order. Raises as `read_trail`."""
    wanted = sa.select(table).where(table.c.sequence > mark.sequence).order_by(table.c.sequence)
    return (read_record(row) for row in session.execute(wanted.limit(limit)))


def verify_trail(
    session: Session, table: Table, public_key: Ed25519PublicKey, anchor: Path | None
) -> AuditVerdict:
    """Each digest, link, order and signature from the first record on; then that the end the anchor knows is
    there. Without an anchor file a trail whose last records were removed cannot be told from a whole one."""
    verdict = verify_chain(session, table, [public_key])
    if verdict.holds and anchor is not None and not (verdict.records == 0 and not anchor.exists()):
        try:
            fault = end_fault(session, table, read_mark(anchor, public_key), verdict.records)
        except Refusal as refusal:
            fault = AuditFault(sequence=verdict.records, code=refusal.code)
        return AuditVerdict(records=verdict.records, fault=fault)
    return verdict


def verify_chain(session: Session, table: FromClause, keys: Sequence[Ed25519PublicKey]) -> AuditVerdict:
    """Each digest, link, order and signature from the first record to the last that is there. `keys` as in
    `first_fault`, which looks for what is wrong once the quick pass finds the trail not to be whole."""
    whole = whole_trail(_stored_rows(session, table), keys)
    if whole is not None:
        return AuditVerdict(records=whole)
    try:
        count, fault = first_fault(read_trail(session, table), keys)
    except Refusal as unreadable:
        count = int(unreadable.params["sequence"])
        fault = AuditFault(sequence=count, code=unreadable.code)
    return AuditVerdict(records=count, fault=fault)


def end_fault(session: Session, table: FromClause, mark: Mark, count: int) -> AuditFault | None:
    """What is wrong with a trail of `count` records that once came as far as `mark`."""
    if mark.sequence > count:
        return AuditFault(sequence=count + 1, code="audit-end-missing")
    if not _in_trail(session, table, mark):
        return AuditFault(sequence=mark.sequence, code="audit-anchor-differs")
    return None


def last_mark(session: Session, table: FromClause) -> Mark:
    columns = table.c
    row = session.execute(
        sa.select(columns.sequence, columns.digest, columns.signature)
        .order_by(columns.sequence.desc())
        .limit(1)
    ).first()
    return Mark(row.sequence, row.digest, row.signature) if row else EMPTY


def as_row(record: AuditRecord) -> dict[str, Any]:
    """`record` as its table keeps it: the time in the spelling that is hashed."""
    return record.model_dump(exclude={"at"}) | {"at": instant(record.at)}


def _in_trail(session: Session, table: FromClause, mark: Mark) -> bool:
    if mark.sequence == EMPTY.sequence:
        return mark == EMPTY
    digest = session.scalar(sa.select(table.c.digest).where(table.c.sequence == mark.sequence))
    return digest == mark.digest


def read_record(row: Row[Any]) -> AuditRecord:
    values = dict(row._mapping)
    try:
        record = AuditRecord(**values | {"at": datetime.fromisoformat(values["at"])})
    except (TypeError, ValueError) as fault:
        raise Refusal("audit-record-altered", sequence=values["sequence"]) from fault
    if instant(record.at) != values["at"]:
        raise Refusal("audit-record-altered", sequence=values["sequence"])
    return record
