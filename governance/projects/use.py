"""What a project has used: what its jobs and workspaces were given for as long as they ran or stood, and what
their folders held, month by month and member by member."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import sqlalchemy as sa

from governance.jobs.job import JobState
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import JobRow, SessionRow

_HOUR = 3600
_GIBIBYTE = 1 << 30
_GIGABYTE = 10**9
COLUMNS = ("month", "member", "core_hours", "gpu_hours", "memory_gib_hours", "open_hours", "gigabytes")


@dataclass(frozen=True)
class UseLine:
    """Of one month (`2026-11`, UTC) and one member; of the folder they share, or of all, where `member` is
    empty. `gigabytes`: what the folder held when it was last counted in that month, None where it was not.
    """

    month: str
    member: str
    core_hours: float = 0.0
    gpu_hours: float = 0.0
    memory_gib_hours: float = 0.0
    open_hours: float = 0.0
    gigabytes: float | None = None

    def __add__(self, other: UseLine) -> UseLine:
        held = [one.gigabytes for one in (self, other) if one.gigabytes is not None]
        return replace(
            self,
            core_hours=self.core_hours + other.core_hours,
            gpu_hours=self.gpu_hours + other.gpu_hours,
            memory_gib_hours=self.memory_gib_hours + other.memory_gib_hours,
            open_hours=self.open_hours + other.open_hours,
            gigabytes=sum(held) if held else None,
        )


@dataclass(frozen=True)
class ProjectUse:
    """`jobs` that ran; `sessions`: how many times a workspace was opened. `lines` by month, the newest first,
    and member. Of workspaces opened before their size was kept, `open_hours` alone are told."""

    jobs: int
    sessions: int
    lines: tuple[UseLine, ...]

    @property
    def whole(self) -> UseLine:
        return sum(self.lines, UseLine("", ""))

    def by_month(self) -> tuple[UseLine, ...]:
        """Without saying whose."""
        months: dict[str, UseLine] = {}
        for line in self.lines:
            months[line.month] = months.get(line.month, UseLine(line.month, "")) + line
        return tuple(months.values())


@dataclass(frozen=True)
class _Held:
    """What somebody had, from when to when."""

    member: str
    begun: datetime
    ended: datetime
    cpus: float
    gpus: int
    memory_bytes: int
    is_workspace: bool


def project_use(uow: UnitOfWork, project: str, *, now: datetime | None = None) -> ProjectUse:
    """Jobs up to now; workspaces until they closed or were last seen."""
    jobs = list(_jobs(uow, project, now or datetime.now(UTC)))
    sessions = uow.session.scalars(
        sa.select(SessionRow).where(SessionRow.project == project).order_by(SessionRow.id)
    ).all()
    lines: dict[tuple[str, str], UseLine] = {}
    for held in (*jobs, *map(_stood, sessions)):
        for line in _by_month(held):
            place = line.month, line.member
            lines[place] = lines[place] + line if place in lines else line
    for row in sessions:
        month = f"{_utc(row.last_seen or row.opened):%Y-%m}"
        for member, counted in ((row.user, row.files_bytes), ("", row.shared_bytes)):
            if counted is not None:
                place = month, member
                lines[place] = replace(lines.get(place, UseLine(*place)), gigabytes=counted / _GIGABYTE)
    by_name = sorted(lines.values(), key=lambda line: line.member)
    ordered = sorted(by_name, key=lambda line: line.month, reverse=True)
    return ProjectUse(len(jobs), len(sessions), tuple(ordered))


def use_table(lines: Iterable[UseLine]) -> str:
    """CSV, whose numbers every program reads."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    for line in lines:
        hours = (line.core_hours, line.gpu_hours, line.memory_gib_hours, line.open_hours)
        held = "" if line.gigabytes is None else f"{line.gigabytes:.3f}"
        rows.writerow([line.month, line.member, *(f"{value:.3f}" for value in hours), held])
    return written.getvalue()


def _jobs(uow: UnitOfWork, project: str, now: datetime) -> Iterator[_Held]:
    columns = (JobRow.user, JobRow.cpus, JobRow.gpus, JobRow.memory_bytes, JobRow.started, JobRow.ended)
    ran = sa.select(*columns).where(
        JobRow.project == project,
        JobRow.started.is_not(None),
        JobRow.ended.is_not(None) | (JobRow.state == JobState.RUNNING),
    )
    for row in uow.session.execute(ran):
        ended = _utc(row.ended) if row.ended else now
        yield _Held(row.user, _utc(row.started), ended, row.cpus, row.gpus, row.memory_bytes, False)


def _stood(row: SessionRow) -> _Held:
    ended = _utc(row.closed or row.last_seen or row.opened)
    size = row.cpus or 0.0, row.gpus or 0, row.memory_bytes or 0
    return _Held(row.user, _utc(row.opened), ended, *size, True)


def _by_month(held: _Held) -> Iterator[UseLine]:
    begun = held.begun
    while begun < held.ended:
        ended = min(held.ended, _next_month(begun))
        hours = (ended - begun).total_seconds() / _HOUR
        yield UseLine(
            month=f"{begun:%Y-%m}",
            member=held.member,
            core_hours=held.cpus * hours,
            gpu_hours=held.gpus * hours,
            memory_gib_hours=held.memory_bytes / _GIBIBYTE * hours,
            open_hours=hours if held.is_workspace else 0.0,
        )
        begun = ended


def _next_month(at: datetime) -> datetime:
    year, month = divmod(at.year * 12 + at.month, 12)
    return datetime(year, month + 1, 1, tzinfo=UTC)


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
