"""Put the notices of a change into the outbox, in its own transaction."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from governance.directory import Role
from output_checking.airlock import Airlock
from output_checking.model import ReleaseRequest
from output_checking.notices import (
    AUDIENCES,
    PATIENT,
    REMINDER,
    Audience,
    end_kind,
    end_of,
    job_kind,
    next_digest,
)
from output_checking.states import REVIEWABLE
from output_checking.storage.unit_of_work import UnitOfWork, transaction
from output_checking.visibility import JUDGES

_JOBS_TOLD_WITHIN = timedelta(days=1)


def tell(airlock: Airlock, unit: UnitOfWork, request: ReleaseRequest, now: datetime) -> None:
    """Of the state that the request has just entered."""
    recipients: set[str] = set()
    for audience in AUDIENCES.get(request.state, frozenset()):
        match audience:
            case Audience.AUTHOR:
                recipients.add(request.author)
            case Audience.JUDGES:
                recipients.update(awaited(airlock, request))
            case Audience.FETCHERS:
                recipients.update(unit.packages.fetchers(request.id))
    kind = request.state.value
    unit.outbox.add(request.id, kind, sorted(recipients), now, _due(airlock, kind, now))


def awaited(airlock: Airlock, request: ReleaseRequest) -> tuple[str, ...]:
    """Who may give an opinion now and has not; in the second round, who gave one in the first."""
    given = {vote.reviewer for vote in request.votes_now()}
    first = {vote.reviewer for vote in request.votes_of_turn()}
    people = airlock.directory.people_with(Role.OUTPUT_CHECKER, Role.DATA_OWNER)
    names = (one.username for one in people if one.username not in given)
    judges = [name for name in names if airlock.standings(name, request) & JUDGES]
    return tuple(name for name in judges if request.round == 1 or name in first)


def remind(airlock: Airlock, now: datetime) -> int:
    """One reminder to each person whose opinion is awaited for longer than the settings allow; how many."""
    since = now - timedelta(days=airlock.mail.remind_days)

    def work(unit: UnitOfWork) -> int:
        count = 0
        for request in unit.requests.find(states=REVIEWABLE):
            if request.turns[-1].submitted_at > since:
                continue
            told = unit.outbox.told_since(request.id, since)
            late = [name for name in awaited(airlock, request) if name not in told]
            unit.outbox.add(request.id, REMINDER, late, now, _due(airlock, REMINDER, now))
            count += len(late)
        return count

    return transaction(airlock.open_unit, work)


def remind_of_ends(airlock: Airlock, now: datetime) -> int:
    """One reminder of each end that is near to everybody it concerns, 30 days before it and 7; how many."""
    near = airlock.directory.ends_near(now.astimezone(UTC).date())

    def work(unit: UnitOfWork) -> int:
        count = 0
        for one in near:
            kind = end_kind(one.end.what, one.days)
            since = datetime.combine(one.end.day - timedelta(days=one.days), time.min, UTC)
            told = unit.outbox.told_since(one.subject, since, kind)
            late = [name for name in one.people if name not in told]
            unit.outbox.add(one.subject, kind, late, now, _due(airlock, kind, now))
            count += len(late)
        return count

    return transaction(airlock.open_unit, work) if near else 0


def tell_of_audits(airlock: Airlock, now: datetime) -> int:
    """One notice a day to each admin of each site whose audit does not arrive as it should; how many."""
    troubles = airlock.directory.audit_troubles(now)
    admins = [person.username for person in airlock.directory.people_with(Role.ADMIN)] if troubles else []

    def work(unit: UnitOfWork) -> int:
        count = 0
        for one in troubles:
            told = unit.outbox.told_since(one.site, now - timedelta(days=1), one.code)
            untold = [name for name in admins if name not in told]
            unit.outbox.add(one.site, one.code, untold, now, now)
            count += len(untold)
        return count

    return transaction(airlock.open_unit, work) if troubles else 0


def tell_of_jobs(airlock: Airlock, now: datetime) -> int:
    """One notice of each batch job of the last day whose member asked to be told of its end; how many."""
    since = now - _JOBS_TOLD_WITHIN
    ended = airlock.directory.jobs_ended(since)

    def work(unit: UnitOfWork) -> int:
        count = 0
        for job in ended:
            kind = job_kind(job.state)
            if not unit.outbox.told_since(str(job.id), since, kind):
                unit.outbox.add(str(job.id), kind, [job.user], now, now)
                count += 1
        return count

    return transaction(airlock.open_unit, work) if ended else 0


def _due(airlock: Airlock, kind: str, now: datetime) -> datetime:
    hour = airlock.mail.digest_hour
    patient = kind in PATIENT or kind == REMINDER or end_of(kind) is not None
    return next_digest(now.astimezone(), hour) if patient and hour is not None else now
