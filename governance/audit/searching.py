"""Look for records in one trail: who, which project, what, when; page by page, the newest first.

Governance's own trail has an index for each; the database of another zone reads its whole trail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause
from sqlalchemy.orm import Session

from governance.audit.chain import AuditRecord, instant
from governance.audit.trail import read_record

# Details name the project concerned; where they do not, the subject may begin with it.
_PROJECT = {
    "sqlite": "coalesce(json_extract(details, '$.project'),"
    " substr(subject, 1, instr(subject || '/', '/') - 1))",
    "postgresql": "coalesce(details ->> 'project', split_part(subject, '/', 1))",
}
EDGE = 10_000  # records


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty: any. `since` and `until` are days of UTC, both included."""

    actor: str = ""
    project: str = ""
    event: str = ""
    since: date | None = None
    until: date | None = None


ANY = Wanted()


def project_of(dialect: str) -> str:
    """The SQL that tells a record's project: as the index has it, letter by letter."""
    return _PROJECT[dialect]


def conditions(session: Session, table: FromClause, wanted: Wanted) -> list[ColumnElement[bool]]:
    project: ColumnElement[str] = sa.literal_column(project_of(session.get_bind().dialect.name), sa.Text)
    columns = table.c
    found = [
        column == value
        for column, value in (
            (columns.actor, wanted.actor),
            (columns.event, wanted.event),
            (project, wanted.project),
        )
        if value
    ]
    return [*found, *_days(table, wanted)]


def _days(table: FromClause, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.since:
        yield table.c.at >= _midnight(wanted.since)
    if wanted.until and wanted.until < date.max:
        yield table.c.at < _midnight(wanted.until + timedelta(days=1))


def search(
    session: Session,
    table: FromClause,
    wanted: Wanted,
    *,
    before: int | None = None,
    limit: int,
    indexed: bool = False,
) -> list[AuditRecord]:
    """At most `limit` records of a number less than `before`; `indexed`: the table has an index of times.

    Raises Refusal `audit-record-altered`.
    """
    if session.get_bind().dialect.name == "postgresql":
        # Each index has the order of the trail; without statistics, as after a restore, a sort seems cheaper.
        session.execute(sa.text("SET LOCAL enable_sort = off"))
    found = sa.select(table).where(*conditions(session, table, wanted))
    days = list(_days(table, wanted))
    if days and indexed:
        found = found.where(_between(session, table, days))
    if before is not None:
        found = found.where(table.c.sequence < before)
    rows = session.execute(found.order_by(table.c.sequence.desc()).limit(limit))
    return [read_record(row) for row in rows]


def _between(session: Session, table: FromClause, days: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    """The numbers that these days have: without them a database walks down from the newest record until the
    days begin. Told from the first and the last records of these days, so that a clock which once went back
    over fewer than EDGE of them hides none."""
    sequence, at = table.c.sequence, table.c.at
    edges = [sa.select(sequence).where(*days).order_by(way).limit(EDGE).subquery() for way in (at, at.desc())]
    both = sa.union_all(*(sa.select(edge.c.sequence) for edge in edges)).subquery()
    first, last = session.execute(sa.select(sa.func.min(both.c.sequence), sa.func.max(both.c.sequence))).one()
    return sequence.between(first or 0, last or 0)


def _midnight(day: date) -> str:
    return instant(datetime.combine(day, time.min, UTC))
