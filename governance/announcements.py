"""What the administrators say to all who have a workspace open: a stop for maintenance, a mended fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from governance.actor import Actor
from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import AnnouncementRow

LONGEST = 500  # characters
LONGEST_TIME = timedelta(days=30)


@dataclass(frozen=True)
class Announcement:
    """`words` by language; shown until it is over."""

    id: int
    words: Mapping[str, str]
    until: datetime


def announce(
    uow: UnitOfWork,
    words: Mapping[str, str],
    shown_for: timedelta,
    actor: Actor,
    *,
    now: datetime | None = None,
) -> Announcement:
    """Audited as `announcement.made`; the caller commits.

    Raises Refusal `announcement-empty`, `announcement-too-long` or `announcement-time`.
    """
    now = now or datetime.now(UTC)
    said = {language: text.strip() for language, text in words.items() if text.strip()}
    if not said:
        raise Refusal("announcement-empty")
    if any(len(text) > LONGEST for text in said.values()):
        raise Refusal("announcement-too-long", most=LONGEST)
    if not timedelta(0) < shown_for <= LONGEST_TIME:
        raise Refusal("announcement-time", days=LONGEST_TIME.days)
    row = AnnouncementRow(words=said, said_at=now, until=now + shown_for)
    uow.session.add(row)
    uow.session.flush()
    details = {"words": said, "until": row.until.isoformat(timespec="seconds")} | actor.details
    uow.audit.append(actor=actor.name, event="announcement.made", subject=str(row.id), details=details)
    return Announcement(row.id, said, row.until)


def withdraw_all(uow: UnitOfWork, actor: Actor, *, now: datetime | None = None) -> int:
    """Those shown now end now, each audited as `announcement.withdrawn`; the caller commits. How many."""
    now = now or datetime.now(UTC)
    rows = uow.session.scalars(sa.select(AnnouncementRow).where(AnnouncementRow.until > now)).all()
    for row in rows:
        row.until = now
        uow.audit.append(
            actor=actor.name, event="announcement.withdrawn", subject=str(row.id), details=actor.details
        )
    return len(rows)


def shown_announcements(uow: UnitOfWork, *, now: datetime | None = None) -> tuple[Announcement, ...]:
    """The oldest first; only reads."""
    rows = uow.session.scalars(
        sa.select(AnnouncementRow)
        .where(AnnouncementRow.until > (now or datetime.now(UTC)))
        .order_by(AnnouncementRow.id)
    )
    return tuple(
        Announcement(row.id, row.words, row.until if row.until.tzinfo else row.until.replace(tzinfo=UTC))
        for row in rows
    )
