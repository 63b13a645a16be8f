"""How each registered site stands: its certificate, the copy of its audit, the permits asked and signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from cryptography import x509

from governance.audit.site_copies import copied_until
from governance.audit.site_standing import AuditTrouble, audit_troubles
from governance.catalogue.holdings import registered_sites
from governance.catalogue.site_card import SiteCard
from governance.permits.life import LIVE, PermitState
from governance.storage.tables import PermitRow
from governance.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class SiteStanding:
    """`certificate_ends`: the first end in the chain of its card, None where the card holds none that can be
    read. `heard`: when the site last asked after the copy of its audit, which holds `copied` records.
    `signed` and `asked`: numbers of permits."""

    card: SiteCard
    certificate_ends: datetime | None
    heard: datetime | None
    copied: int
    trouble: AuditTrouble | None
    signed: int
    asked: int


def sites_standing(uow: UnitOfWork) -> tuple[SiteStanding, ...]:
    """By id; nothing written."""
    troubles = {trouble.site: trouble for trouble in audit_troubles(uow)}
    permits = {
        (site, state): number
        for site, state, number in uow.session.execute(
            sa.select(PermitRow.site, PermitRow.state, sa.func.count())
            .where(PermitRow.state.in_(LIVE))
            .group_by(PermitRow.site, PermitRow.state)
        )
    }
    return tuple(
        SiteStanding(
            card=card,
            certificate_ends=_end(card.certificate),
            heard=uow.last_heard_of(card.id),
            copied=copied_until(uow.session, card.id).sequence,
            trouble=troubles.get(card.id),
            signed=permits.get((card.id, PermitState.SIGNED.value), 0),
            asked=permits.get((card.id, PermitState.PROPOSED.value), 0),
        )
        for card in registered_sites(uow)
    )


def _end(pem: str) -> datetime | None:
    try:
        return min(one.not_valid_after_utc for one in x509.load_pem_x509_certificates(pem.encode()))
    except ValueError:
        return None
