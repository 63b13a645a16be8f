"""Send what waits in the outbox: at least once, under a name that stays, later again when it fails."""

from __future__ import annotations

import logging
import secrets
import smtplib
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from governance.directory import Person
from governance.projects.reminders import TRAINING
from governance.refusal import Refusal
from governance.words import Words
from output_checking.airlock import Airlock
from output_checking.mail import connected, letter
from output_checking.notices import AUDIT, GIVE_UP, Notice, end_of, job_state, wait_after
from output_checking.storage.unit_of_work import UnitOfWork, transaction
from output_checking.words import airlock_words

_LOG = logging.getLogger(__name__)
Letter = tuple[Notice, ...]


def deliver(airlock: Airlock, now: datetime | None = None) -> int:
    """How many letters went out. What is due to one person goes in one letter."""
    now = now or datetime.now(UTC)
    if not airlock.mail.host:
        return 0
    letters = transaction(airlock.open_unit, lambda unit: _begin(unit, now))
    if not letters:
        return 0
    sent = 0
    try:
        with connected(airlock.mail) as server:
            for notices in letters:
                sent += _send(airlock, server, notices, now)
    except (OSError, smtplib.SMTPException) as fault:
        # Those that went out are marked already; marking the others twice does no harm.
        _LOG.warning("the mail server cannot be reached: %s", type(fault).__name__)
        for notices in letters[sent:]:
            _later(airlock, notices, now)
    return sent


def _begin(unit: UnitOfWork, now: datetime) -> list[Letter]:
    """Letters as they were begun before, and new ones for what was in none. Old notices are given up."""
    due = unit.outbox.due(now)
    old = [one.id for one in due if one.created_at < now - GIVE_UP]
    unit.outbox.given_up(old, now)
    by_letter: dict[tuple[str, str], list[Notice]] = {}
    for one in due:
        if one.id not in old:
            by_letter.setdefault((one.recipient, one.mail or ""), []).append(one)
    letters = []
    for (_, mail), notices in by_letter.items():
        name = mail or secrets.token_hex(12)
        if not mail:
            unit.outbox.begin([one.id for one in notices], name)
        letters.append(tuple(Notice(**{**vars(one), "mail": name}) for one in notices))
    return letters


def _send(airlock: Airlock, server: smtplib.SMTP, notices: Letter, now: datetime) -> int:
    """1 when it went out. Raises OSError or SMTPServerDisconnected when the connection is gone."""
    person = _person(airlock, notices[0].recipient)
    ids = [one.id for one in notices]
    if person is None or person.email is None:
        transaction(airlock.open_unit, lambda unit: unit.outbox.given_up(ids, now))
        return 1
    subject, body = _words(airlock, person, notices)
    message = letter(
        airlock.mail,
        name=str(notices[0].mail),
        to=person.email,
        subject=subject,
        body=body,
        at=format_datetime(notices[-1].created_at),
    )
    try:
        server.send_message(message)
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException as fault:
        _LOG.warning("the mail server refused a notice: %s", type(fault).__name__)
        server.rset()
        _later(airlock, notices, now)
        return 1
    transaction(airlock.open_unit, lambda unit: unit.outbox.sent(ids, datetime.now(UTC)))
    return 1


def _later(airlock: Airlock, notices: Letter, now: datetime) -> None:
    attempts = notices[0].attempts + 1
    ids = [one.id for one in notices]
    due_at = now + wait_after(attempts - 1)
    transaction(airlock.open_unit, lambda unit: unit.outbox.failed(ids, attempts, due_at))


def _person(airlock: Airlock, username: str) -> Person | None:
    try:
        return airlock.directory.person(username)
    except Refusal:
        return None


def _words(airlock: Airlock, person: Person, notices: Sequence[Notice]) -> tuple[str, str]:
    """Ids, states and links: not a title, not a name, nothing that anybody wrote."""
    words = airlock_words(person.language)
    lines = [_line(airlock, words, one) for one in notices]
    subject = words.say(_about(notices), count=len(notices), subject=notices[0].subject)
    return subject, "\n\n".join([words.say("notice-opening"), *lines, words.say("notice-closing")]) + "\n"


def _about(notices: Sequence[Notice]) -> str:
    if any(job_state(one.kind) for one in notices):
        return "notice-subject-job"
    if any(one.kind.startswith(AUDIT) for one in notices):
        return "notice-subject-site"
    return "notice-subject-project" if any(end_of(one.kind) for one in notices) else "notice-subject"


def _line(airlock: Airlock, words: Words, one: Notice) -> str:
    end = end_of(one.kind)
    if end is not None and end[0] == TRAINING:
        return words.say("notice-training", user=one.subject, days=end[1])
    if end is not None:
        return words.say("notice-end", project=one.subject, what=end[0], days=end[1])
    if one.kind.startswith(AUDIT):
        return words.say("notice-audit", site=one.subject, kind=one.kind)
    if (state := job_state(one.kind)) is not None:
        return words.say("notice-job", job=one.subject, state=state)
    said = words.say("notice-line", request=one.subject, kind=one.kind)
    return f"{said}\n{airlock.mail.page_url.rstrip('/')}/requests/{one.subject}"
