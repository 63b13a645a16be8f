"""Certificates of training: kept, looked up, and which of them end soon."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime

import sqlalchemy as sa

from governance.actor import Actor
from governance.people.certificate import Certificate
from governance.people.registration import known_person
from governance.refusal import Refusal
from governance.storage.tables import CertificateRow
from governance.storage.unit_of_work import UnitOfWork


def record_certificate(
    uow: UnitOfWork, username: str, certificate: Certificate, actor: Actor, *, today: date | None = None
) -> bool:
    """Keep a certificate; the same twice changes nothing. Whether it was kept; the caller commits.

    Raises Refusal `person-unregistered`, `step-not-yet-given`, `step-ends-before-given`.
    """
    known_person(uow, username)
    given = certificate.given.isoformat()
    if certificate.given > (today or datetime.now(UTC).date()):
        raise Refusal("step-not-yet-given", given=given)
    if certificate.until < certificate.given:
        raise Refusal("step-ends-before-given", given=given)
    if certificate in certificates_of(uow, [username]).get(username, ()):
        return False
    uow.session.add(
        CertificateRow(
            username=username,
            kind=certificate.kind,
            given_by=certificate.by,
            given=certificate.given,
            until=certificate.until,
            document=certificate.document,
            recorded_by=actor.name,
            recorded_at=datetime.now(UTC),
        )
    )
    uow.audit.append(
        actor=actor.name,
        event="person.trained",
        subject=username,
        details=certificate.model_dump(mode="json") | actor.details,
    )
    uow.session.flush()
    return True


def certificates_of(
    uow: UnitOfWork, usernames: Collection[str] | None = None
) -> dict[str, tuple[Certificate, ...]]:
    """User name -> her certificates, by day of their end; of everybody without `usernames`."""
    wanted = sa.select(CertificateRow).order_by(CertificateRow.until, CertificateRow.id)
    if usernames is not None:
        wanted = wanted.where(CertificateRow.username.in_(usernames))
    found: dict[str, tuple[Certificate, ...]] = {}
    for row in uow.session.scalars(wanted):
        found[row.username] = (*found.get(row.username, ()), _certificate(row))
    return found


def last_days(certificates: Collection[Certificate], today: date) -> dict[str, date]:
    """Kind -> the last day on which one that was given by today holds."""
    begun = sorted((one for one in certificates if one.given <= today), key=lambda one: one.until)
    return {one.kind: one.until for one in begun}


def _certificate(row: CertificateRow) -> Certificate:
    return Certificate.model_construct(
        kind=row.kind, by=row.given_by, given=row.given, until=row.until, document=row.document
    )
