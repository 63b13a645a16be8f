"""The site's own audit: its database, its key, its anchor. What cannot be written is not served."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from data_gateway.site.folder import SiteFolder
from governance import signatures
from governance.audit.anchor import advance_mark
from governance.audit.chain import EMPTY, AuditRecord, AuditVerdict, Mark
from governance.audit.following_anchor import FollowingAnchor
from governance.audit.table import audit_table
from governance.audit.trail import (
    AuditTrail,
    last_mark,
    read_following,
    read_latest,
    read_trail,
    verify_trail,
)
from governance.refusal import Refusal
from governance.storage.engine import WAIT_SECONDS, open_engine

_METADATA = sa.MetaData()
_TABLE = audit_table(_METADATA)


GATEWAY_STARTED = "gateway.started"


class Kind(StrEnum):
    """What a record tells: a read at its end, a call or a login refused, what the site itself did."""

    READS = "reads"
    REFUSALS = "refusals"
    SITE = "site"


_EVENTS = {
    Kind.READS: ("%.finished", "%.stopped"),
    Kind.REFUSALS: ("%.refused", "%.stopped", "%-refused"),
    Kind.SITE: (
        "patient.%",
        "permit.%",
        "pseudonyms.%",
        "opposition.%",
        "dataset.%",
        "document.%",
        "answers.%",
        "linkage-key.%",
        "site.%",
        "owner-page.%",
        "gateway.%",
        "images.%",
    ),
}


@dataclass(frozen=True)
class AuditFilter:
    """Every field that is not empty must hold. `permit` is the beginning of a digest; `text` stands in the
    query, its table, its columns or the refusal's code; `first` and `last` are days, UTC."""

    kind: Kind | None = None
    actor: str = ""
    project: str = ""
    permit: str = ""
    text: str = ""
    first: date | None = None
    last: date | None = None


def _conditions(wanted: AuditFilter) -> list[sa.ColumnElement[bool]]:
    columns = _TABLE.c
    told = columns.details

    def named(key: str) -> sa.ColumnElement[str]:
        value: sa.ColumnElement[str] = told[key].as_string()
        return value

    found: list[sa.ColumnElement[bool]] = []
    if wanted.kind:
        found.append(sa.or_(*(columns.event.like(pattern) for pattern in _EVENTS[wanted.kind])))
    if wanted.actor:
        found.append(sa.or_(columns.actor == wanted.actor, named("by") == wanted.actor))
    if wanted.project:
        found.append(named("project") == wanted.project)
    if wanted.permit:
        found.append(named("permit").startswith(wanted.permit.lower(), autoescape=True))
    if wanted.text:
        places = (named("sql"), named("dataset"), named("table"), named("columns"), named("code"))
        found.append(sa.or_(*(place.icontains(wanted.text, autoescape=True) for place in places)))
    if wanted.first:
        found.append(columns.at >= wanted.first.isoformat())
    if wanted.last:
        found.append(columns.at < (wanted.last + timedelta(days=1)).isoformat())
    return found


class SiteAudit:
    """Appends from many threads and from the command line alike: each record is one transaction."""

    def __init__(self, folder: SiteFolder, *, following: bool = False) -> None:
        """`following`: the anchor comes some milliseconds behind what is appended."""
        self._folder = folder
        self._following = FollowingAnchor() if following else None
        self._key = signatures.load_private_key(folder.audit_key)
        self._engine = open_engine(f"sqlite:///{folder.audit_database}")
        # SQLite lets writers that wait try anew after pauses, in no order: under load one may wait forever.
        self._turn = Lock()

    @cached_property
    def _reading(self) -> sa.Engine:
        """Whoever reads a long trail must not keep the gateway from writing to it."""
        return open_engine(f"sqlite:///{self._folder.audit_database}", read_only=True)

    def create(self) -> None:
        _METADATA.create_all(self._engine)
        self._folder.audit_database.chmod(0o600)

    def append(self, *, actor: str, event: str, subject: str, details: dict[str, Any]) -> None:
        """Kept on disk when this returns. Raises Refusal `audit-unavailable`."""
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            raise Refusal("audit-unavailable")
        try:
            with Session(self._engine) as session:
                advance = self._following.advance if self._following else advance_mark
                trail = AuditTrail(session, _TABLE, self._key, self._folder.audit_anchor, advance)
                trail.append(actor=actor, event=event, subject=subject, details=details)
                session.commit()
        except (SQLAlchemyError, OSError, Refusal) as fault:
            raise Refusal("audit-unavailable") from fault
        finally:
            self._turn.release()

    def records(self) -> list[AuditRecord]:
        with Session(self._reading) as session:
            return list(read_trail(session, _TABLE))

    def last(self) -> Mark:
        with Session(self._reading) as session:
            return last_mark(session, _TABLE)

    def holds(self, mark: Mark) -> bool:
        """Whether the trail came by `mark`."""
        with Session(self._reading) as session:
            return mark == EMPTY or mark.digest == session.scalar(
                sa.select(_TABLE.c.digest).where(_TABLE.c.sequence == mark.sequence)
            )

    def following(self, mark: Mark, *, most: int) -> list[AuditRecord]:
        with Session(self._reading) as session:
            return list(read_following(session, _TABLE, mark, limit=most))

    def find(self, wanted: AuditFilter, *, limit: int, offset: int = 0) -> tuple[int, list[AuditRecord]]:
        """How many records there are, and those from `offset` on, the newest first."""
        conditions = _conditions(wanted)
        with Session(self._reading) as session:
            count = session.scalar(sa.select(sa.func.count()).select_from(_TABLE).where(*conditions))
            return count or 0, list(read_latest(session, _TABLE, conditions, limit=limit, offset=offset))

    def reads_besides(self, permits: Collection[str]) -> Iterator[AuditRecord]:
        """The beginning of every answer under another permit than these digests, in order, streamed.

        An answer that a kill cut off has a beginning, and rows of it may have left.
        """
        begun = _TABLE.c.event.like("%.started")
        under = _TABLE.c.details["permit"].as_string()
        with Session(self._reading) as session:
            yield from read_trail(session, _TABLE, [begun, under.not_in(permits)])

    def unended(self) -> int:
        """Answers begun since the gateway last started of which no end is told: it was killed meanwhile."""
        event = _TABLE.c.event
        begun = sa.and_(event.like("%.started"), event != GATEWAY_STARTED)
        ended = sa.or_(event.like("%.finished"), event.like("%.stopped"))
        since = sa.select(sa.func.max(_TABLE.c.sequence)).where(event == GATEWAY_STARTED).scalar_subquery()
        counted = sa.select(sa.func.sum(sa.case((begun, 1), (ended, -1), else_=0)))
        with Session(self._engine) as session:
            return session.scalar(counted.where(_TABLE.c.sequence > sa.func.coalesce(since, 0))) or 0

    def verify(self) -> AuditVerdict:
        with Session(self._reading) as session:
            return verify_trail(session, _TABLE, self._key.public_key(), self._folder.audit_anchor)

    def settle(self) -> None:
        """Waits until the anchor has come to what was appended before."""
        if self._following:
            self._following.settle()

    def close(self) -> None:
        if self._following:
            self._following.close()
        self._engine.dispose()
        if "_reading" in self.__dict__:
            self._reading.dispose()
