"""The hub's copy of each site's trail: as the site signed it, received in order, any number of times.

How far it has come stands in a signed note outside the database, moved by all that is received, and once a
day, and whenever a fault is over, in governance's own trail.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import FromClause, Row
from sqlalchemy.orm import Session

from governance.audit.anchor import read_mark
from governance.audit.chain import (
    EMPTY,
    AuditFault,
    AuditRecord,
    AuditVerdict,
    Mark,
    first_fault,
    instant,
    is_signed,
)
from governance.audit.trail import as_row, end_fault, last_mark, verify_chain
from governance.catalogue.registration import CHANGED, FORMER_AUDIT_KEY, registered_site
from governance.catalogue.site_card import SiteCard
from governance.refusal import Refusal
from governance.signatures import load_public_pem
from governance.storage.tables import AUDIT_RECORDS, SITE_AUDIT_RECORDS, SiteRow
from governance.storage.unit_of_work import UnitOfWork

RECEIVED = "site-audit.received"
FAULTED = "site-audit.faulted"
_COPIES = SITE_AUDIT_RECORDS
_HAS_COPY = sa.exists().where(_COPIES.c.site == SiteRow.id)
_SITES_COPIED = sa.select(SiteRow.id).where(_HAS_COPY).order_by(SiteRow.id)


def audit_key(card: SiteCard) -> Ed25519PublicKey:
    """What proves the site's records. Raises Refusal `site-audit-key-missing`: its card is from before."""
    if card.audit_public_key is None:
        raise Refusal("site-audit-key-missing", site=card.id)
    return load_public_pem(card.audit_public_key)


def copy_of(site: str) -> FromClause:
    """The rows of one site's trail, with the columns of any trail."""
    columns = [column for column in _COPIES.c if column.name != "site"]
    return sa.select(*columns).where(_COPIES.c.site == site).subquery()


def sites_copied(session: Session) -> tuple[str, ...]:
    """By id. One look into the index for each site: to tell the sites of a million records apart takes both
    databases a walk through all of them."""
    return tuple(session.scalars(_SITES_COPIED))


def copied_until(session: Session, site: str) -> Mark:
    return last_mark(session, copy_of(site))


def receive_records(uow: UnitOfWork, site: str, records: Sequence[AuditRecord]) -> Mark:
    """How far the copy has come with `records`; those that it has already change nothing. The caller commits.

    Raises Refusal `site-not-registered`, `site-audit-key-missing`, `site-audit-differs` (the copy holds
    something else under that number) or `site-audit-broken` (a record does not follow from the one before,
    or was not signed by the site).
    """
    audit_key(registered_site(uow, site))
    before = copied_until(uow.session, site)
    _require_same(uow.session, site, [record for record in records if record.sequence <= before.sequence])
    new = [record for record in records if record.sequence > before.sequence]
    _, fault = first_fault(new, _keys_after(uow.session, site, before), after=before)
    if fault is not None:
        raise Refusal("site-audit-broken", site=site, sequence=fault.sequence, fault=fault.code)
    if not new:
        return before
    uow.session.execute(_COPIES.insert(), [as_row(record) | {"site": site} for record in new])
    last = Mark(new[-1].sequence, new[-1].digest)
    anchored, told = _anchored(uow.session, site), last_told(uow.session, site)
    if not anchored or told is None or told.event != RECEIVED or not _is_of_today(told):
        uow.audit.append(
            actor=f"site:{site}",
            event=RECEIVED,
            subject=site,
            details={
                "site": site,
                "first": new[0].sequence,
                "last": last.sequence,
                "digest": last.digest,
                "anchored": True,
            },
        )
    uow.note_copy(site, last, begin=not anchored)
    return last


def record_fault(uow: UnitOfWork, site: str, code: str, sequence: int) -> None:
    """The site's trail and the copy part at `sequence`; told once a day. The caller commits."""
    told = last_told(uow.session, site)
    if told is None or told.event != FAULTED or not _is_of_today(told):
        uow.audit.append(
            actor=f"site:{site}",
            event=FAULTED,
            subject=site,
            details={"site": site, "code": code, "sequence": sequence},
        )


def last_told(session: Session, site: str) -> Row[str, str, dict[str, Any]] | None:
    """The last of governance's records of the copy: how far it came, or what was wrong."""
    columns = AUDIT_RECORDS.c
    told = sa.select(columns.event, columns.at, columns.details).where(
        columns.event.in_((RECEIVED, FAULTED)), columns.subject == site
    )
    return session.execute(told.order_by(columns.sequence.desc()).limit(1)).first()


def _is_of_today(told: Row[str, str, dict[str, Any]]) -> bool:
    return str(told.at)[:10] == instant(datetime.now(UTC))[:10]


def verify_copy(session: Session, site: str, anchor: Path, anchor_key: Ed25519PublicKey) -> AuditVerdict:
    """The copy's chain, each record by the key of its time, and that it still goes as far as governance's own
    trail and the signed note say it came."""
    try:
        audit_key(_card(session, site))
    except Refusal as refusal:
        return AuditVerdict(records=0, fault=AuditFault(sequence=0, code=refusal.code))
    copy = copy_of(site)
    verdict = verify_chain(session, copy, _audit_keys(session, site))
    if not verdict.holds:
        return verdict
    fault = end_fault(session, copy, _received_until(session, site), verdict.records)
    if fault is None and _anchored(session, site):
        try:
            fault = end_fault(session, copy, read_mark(anchor, anchor_key), verdict.records)
        except Refusal as refusal:
            fault = AuditFault(sequence=verdict.records, code=refusal.code)
    return AuditVerdict(records=verdict.records, fault=fault)


def _card(session: Session, site: str) -> SiteCard:
    return SiteCard.model_validate(session.get_one(SiteRow, site).card)


def _audit_keys(session: Session, site: str) -> list[Ed25519PublicKey]:
    """All that the site registered, one after the other: governance's own trail keeps the former ones."""
    columns = AUDIT_RECORDS.c
    changes = sa.select(columns.details).where(columns.event == CHANGED, columns.subject == site)
    details = session.scalars(changes.order_by(columns.sequence))
    former = [pem for one in details if (pem := one.get(FORMER_AUDIT_KEY))]
    return [*map(load_public_pem, former), audit_key(_card(session, site))]


def _keys_after(session: Session, site: str, held: Mark) -> list[Ed25519PublicKey]:
    """Those that may sign what follows the last record held: its own, and later ones."""
    keys = _audit_keys(session, site)
    if held == EMPTY:
        return keys
    signers = (at for at, key in enumerate(keys) if is_signed(held.digest, held.signature, key))
    return keys[next(signers, len(keys)) :]


def _received(session: Session, site: str) -> dict[str, Any] | None:
    columns = AUDIT_RECORDS.c
    received = sa.select(columns.details).where(columns.event == RECEIVED, columns.subject == site)
    return session.scalar(received.order_by(columns.sequence.desc()).limit(1))


def _received_until(session: Session, site: str) -> Mark:
    details = _received(session, site)
    return Mark(int(details["last"]), str(details["digest"])) if details else EMPTY


def _anchored(session: Session, site: str) -> bool:
    """Whether there was a note of the copy's end when it was last told: before, there was none."""
    return bool((_received(session, site) or {}).get("anchored"))


def _require_same(session: Session, site: str, records: Sequence[AuditRecord]) -> None:
    numbers = [record.sequence for record in records]
    held = sa.select(_COPIES.c.sequence, _COPIES.c.digest).where(
        _COPIES.c.site == site, _COPIES.c.sequence.in_(numbers)
    )
    digests: dict[int, str] = {row.sequence: row.digest for row in session.execute(held)}
    for record in records:
        if digests.get(record.sequence) != record.digest:
            raise Refusal("site-audit-differs", site=site, sequence=record.sequence)
