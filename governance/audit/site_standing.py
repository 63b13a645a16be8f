"""Whether each site still sends its trail, and whether its copy is the trail that the site has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from governance.audit.site_copies import FAULTED, last_told
from governance.catalogue.registration import REGISTERED
from governance.catalogue.site_card import SiteCard
from governance.storage.tables import AUDIT_RECORDS, SiteRow
from governance.storage.unit_of_work import UnitOfWork

# A gateway asks after its copy every few minutes, every ten while the hub was away.
SILENT = timedelta(hours=1)
NEVER, SILENCE, DIFFERS = "site-audit-never-sent", "site-audit-silent", "site-audit-parted"


@dataclass(frozen=True)
class AuditTrouble:
    """`code`: NEVER (registered an hour ago and more), SILENCE or DIFFERS. `since`: when the site was last
    heard of, None before the first time; `sequence`: of the record at which trail and copy part, or 0."""

    site: str
    code: str
    since: datetime | None = None
    sequence: int = 0


def audit_troubles(uow: UnitOfWork, *, now: datetime | None = None) -> tuple[AuditTrouble, ...]:
    """Those of registered sites whose card tells the key of their audit; nothing written."""
    cards = [SiteCard.model_validate(row.card) for row in uow.session.scalars(sa.select(SiteRow))]
    found = [
        _trouble(uow, card.id, now or datetime.now(UTC))
        for card in sorted(cards, key=lambda card: card.id)
        if card.audit_public_key is not None
    ]
    return tuple(trouble for trouble in found if trouble is not None)


def _registered(uow: UnitOfWork, site: str) -> datetime:
    columns = AUDIT_RECORDS.c
    at = sa.select(sa.func.min(columns.at)).where(columns.subject == site, columns.event == REGISTERED)
    return datetime.fromisoformat(uow.session.execute(at).scalar_one() or "0001-01-01T00:00:00+00:00")


def _trouble(uow: UnitOfWork, site: str, now: datetime) -> AuditTrouble | None:
    heard, told = uow.last_heard_of(site), last_told(uow.session, site)
    if told is not None and told.event == FAULTED:
        return AuditTrouble(site, DIFFERS, heard, int(told.details["sequence"]))
    if heard is None:
        return AuditTrouble(site, NEVER) if now - _registered(uow, site) > SILENT else None
    return AuditTrouble(site, SILENCE, heard) if now - heard > SILENT else None
