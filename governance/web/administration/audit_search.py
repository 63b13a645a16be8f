"""What an administrator looks for in the audit, as a form sends it; a page of it, or a table to keep."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from governance.audit.chain import AuditRecord
from governance.audit.event_words import event_words
from governance.audit.searching import Wanted
from governance.audit.story import OWN_ZONE, Trail, look, trails_of, without_copies_told_twice
from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import UnitOfWork
from governance.words import Words

PAGE = 50
MOST_EXPORTED = 10_000
_COLUMNS = ("zone", "number", "at", "actor", "event", "subject", "sentence", "details")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class AuditSearch:
    """`before`: only records of a lower number in their zone, for the pages after the first."""

    zone: str = OWN_ZONE
    actor: str = ""
    project: str = ""
    event: str = ""
    since: str = ""
    until: str = ""
    before: int | None = None

    def wanted(self) -> Wanted:
        """Raises Refusal `audit-day-wrong`."""
        return Wanted(
            actor=self.actor.strip(),
            project=self.project.strip(),
            event=self.event.strip(),
            since=_day(self.since),
            until=_day(self.until),
        )


@dataclass(frozen=True)
class FoundRecords:
    """`records`, the newest first; `older`: before which number the next page begins, if there is one;
    `zones`: those that can be searched."""

    records: list[AuditRecord]
    older: int | None
    zones: list[str]


class AuditReading:
    """The trails that governance's settings name, for administrators alone. `read` opens governance's own
    database, which has its trail and the copies of those of sites."""

    def __init__(self, settings: GovernanceSettings, read: Callable[[], UnitOfWork]) -> None:
        self._settings = settings
        self._read = read

    def zones(self) -> list[str]:
        with self._read() as uow:
            return [trail.zone for trail in self._trails(uow)]

    def page(self, asked: AuditSearch) -> FoundRecords:
        """Raises Refusal `audit-day-wrong`, `audit-zone-unknown`, `audit-trail-unreadable` or
        `audit-record-altered`.
        """
        with self._read() as uow:
            trails = self._trails(uow)
            found = self._look(uow, trails, asked, before=asked.before, limit=PAGE + 1)
        shown = found[:PAGE]
        older = shown[-1].sequence if len(found) > PAGE else None
        return FoundRecords(shown, older, [trail.zone for trail in trails])

    def table(self, asked: AuditSearch, words: Words) -> str:
        """CSV of the newest records, at most MOST_EXPORTED. Raises as `page`."""
        with self._read() as uow:
            found = self._look(uow, self._trails(uow), asked, before=None, limit=MOST_EXPORTED)
        written = io.StringIO()
        rows = csv.writer(written)
        rows.writerow(_COLUMNS)
        rows.writerows(map(_inert, _rows(asked.zone, found, words)))
        return written.getvalue()

    def _look(
        self,
        uow: UnitOfWork,
        trails: tuple[Trail, ...],
        asked: AuditSearch,
        *,
        before: int | None,
        limit: int,
    ) -> list[AuditRecord]:
        trail = next((one for one in trails if one.zone == asked.zone), None)
        if trail is None:
            raise Refusal("audit-zone-unknown", zone=asked.zone)
        session = uow.session if trail.database_url == self._settings.database_url else None
        return look(trail, asked.wanted(), before=before, limit=limit, session=session)

    def _trails(self, uow: UnitOfWork) -> tuple[Trail, ...]:
        return without_copies_told_twice(trails_of(self._settings, uow.session))


def _rows(zone: str, records: Iterable[AuditRecord], words: Words) -> Iterable[list[str]]:
    for one in records:
        yield [
            *(zone, str(one.sequence), one.at.isoformat(), one.actor, one.event, one.subject),
            event_words(one, words),
            json.dumps(one.details, ensure_ascii=False, sort_keys=True),
        ]


def _inert(row: list[str]) -> list[str]:
    """A spreadsheet takes none of them for a formula."""
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row]


def _day(written: str) -> date | None:
    if not written.strip():
        return None
    try:
        return date.fromisoformat(written.strip())
    except ValueError as fault:
        raise Refusal("audit-day-wrong", day=written[:40]) from fault
