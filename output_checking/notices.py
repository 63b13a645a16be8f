"""Who is told what by e-mail, as data: a notice names a request and its state, never what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from output_checking.states import State


class Audience(StrEnum):
    AUTHOR = "author"
    JUDGES = "judges"  # whoever may give an opinion now, and has not
    FETCHERS = "fetchers"  # whoever fetched the package


# A state that a request enters -> who is told. In every other state nobody outside has anything to do.
AUDIENCES: Mapping[State, frozenset[Audience]] = {
    State.BLOCKED: frozenset({Audience.AUTHOR}),
    State.SUBMITTED: frozenset({Audience.JUDGES}),
    State.CONSOLIDATION: frozenset({Audience.JUDGES}),
    State.RETURNED: frozenset({Audience.AUTHOR}),
    State.REJECTED: frozenset({Audience.AUTHOR}),
    State.RELEASED: frozenset({Audience.AUTHOR}),
    State.REVOKED: frozenset({Audience.AUTHOR, Audience.FETCHERS}),
}
# These may wait for the digest; what was taken back or decided is told at once.
PATIENT = frozenset({State.SUBMITTED.value, State.CONSOLIDATION.value})
REMINDER = "reminder"
JOB = "job"  # a batch job has ended
END = "end"  # of a project, or of what it stands on

AUDIT = "site-audit-"  # how the kinds of notices about the audit of a site begin

GIVE_UP = timedelta(days=7)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)


@dataclass(frozen=True)
class Notice:
    """`kind`: the state entered, `reminder`, the end that is near, or what is wrong with an audit. `mail`:
    the letter it goes with, once one was begun."""

    id: str
    subject: str  # id of a request, a project, a site or a job, or the user name of one whose training ends
    kind: str
    recipient: str
    created_at: datetime
    due_at: datetime
    attempts: int = 0
    mail: str | None = None


def job_kind(state: str) -> str:
    """The kind of a notice whose subject is the number of a job that ended so."""
    return f"{JOB}-{state}"


def job_state(kind: str) -> str | None:
    """How the job ended; None for a notice about anything else."""
    head, _, state = kind.partition("-")
    return state if head == JOB else None


def end_kind(what: str, days: int) -> str:
    """The kind of a notice about no request, told `days` before the end of `what`."""
    return f"{END}-{what}-{days}"


def end_of(kind: str) -> tuple[str, int] | None:
    """What ends, and how many days before the notice is; None for a notice about a request."""
    head, _, rest = kind.partition("-")
    what, _, days = rest.rpartition("-")
    return (what, int(days)) if head == END else None


def wait_after(attempts: int) -> timedelta:
    """Before the next attempt: doubling from a minute to six hours."""
    return min(_FIRST_WAIT * (1 << min(attempts, 10)), _LONGEST_WAIT)


def next_digest(now: datetime, hour: int) -> datetime:
    """The next moment at which it is `hour` o'clock, in the zone of `now`."""
    today = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)
