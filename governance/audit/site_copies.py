"""The hub's copy of each site's trail: as the site signed it, received in order, any number of times.

What is received moves a mark in governance's own trail, by which the copy's end is known afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import FromClause
from sqlalchemy.orm import Session

from governance.audit.chain import EMPTY, AuditFault, AuditRecord, AuditVerdict, Mark, first_fault
from governance.audit.trail import as_row, end_fault, last_mark, verify_chain
from governance.catalogue.registration import registered_site
from governance.catalogue.site_card import SiteCard
from governance.refusal import Refusal
from governance.signatures import load_public_pem
from governance.storage.tables import AUDIT_RECORDS, SITE_AUDIT_RECORDS, SiteRow
from governance.storage.unit_of_work import UnitOfWork

RECEIVED = "site-audit.received"
_COPIES = SITE_AUDIT_RECORDS


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
    return tuple(session.scalars(sa.select(_COPIES.c.site).distinct().order_by(_COPIES.c.site)))


def copied_until(session: Session, site: str) -> Mark:
    return last_mark(session, copy_of(site))


def receive_records(uow: UnitOfWork, site: str, records: Sequence[AuditRecord]) -> Mark:
    """How far the copy has come with `records`; those that it has already change nothing. The caller commits.

    Raises Refusal `site-not-registered`, `site-audit-key-missing`, `site-audit-differs` (the copy holds
    something else under that number) or `site-audit-broken` (a record does not follow from the one before,
    or was not signed by the site).
    """
    key = audit_key(registered_site(uow, site))
    before = copied_until(uow.session, site)
    _require_same(uow.session, site, [record for record in records if record.sequence <= before.sequence])
    new = [record for record in records if record.sequence > before.sequence]
    _, fault = first_fault(new, key, after=before)
    if fault is not None:
        raise Refusal("site-audit-broken", site=site, sequence=fault.sequence, fault=fault.code)
    if not new:
        return before
    uow.session.execute(_COPIES.insert(), [as_row(record) | {"site": site} for record in new])
    last = Mark(new[-1].sequence, new[-1].digest)
    uow.audit.append(
        actor=f"site:{site}",
        event=RECEIVED,
        subject=site,
        details={"site": site, "first": new[0].sequence, "last": last.sequence, "digest": last.digest},
    )
    return last


def verify_copy(session: Session, site: str) -> AuditVerdict:
    """The copy's chain, and that it still goes as far as governance's own trail says it came."""
    try:
        key = audit_key(_card(session, site))
    except Refusal as refusal:
        return AuditVerdict(records=0, fault=AuditFault(sequence=0, code=refusal.code))
    verdict = verify_chain(session, copy_of(site), key)
    if not verdict.holds:
        return verdict
    fault = end_fault(session, copy_of(site), _received_until(session, site), verdict.records)
    return AuditVerdict(records=verdict.records, fault=fault)


def _card(session: Session, site: str) -> SiteCard:
    return SiteCard.model_validate(session.get_one(SiteRow, site).card)


def _received_until(session: Session, site: str) -> Mark:
    columns = AUDIT_RECORDS.c
    received = sa.select(columns.details).where(columns.event == RECEIVED, columns.subject == site)
    details = session.scalar(received.order_by(columns.sequence.desc()).limit(1))
    return Mark(int(details["last"]), str(details["digest"])) if details else EMPTY


def _require_same(session: Session, site: str, records: Sequence[AuditRecord]) -> None:
    numbers = [record.sequence for record in records]
    held = sa.select(_COPIES.c.sequence, _COPIES.c.digest).where(
        _COPIES.c.site == site, _COPIES.c.sequence.in_(numbers)
    )
    digests: dict[int, str] = {row.sequence: row.digest for row in session.execute(held)}
    for record in records:
        if digests.get(record.sequence) != record.digest:
            raise Refusal("site-audit-differs", site=site, sequence=record.sequence)
