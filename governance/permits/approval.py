"""What a site's data owner does with the permits asked of it: see them, sign one, withdraw one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from governance.catalogue.site_card import SiteCard
from governance.permits.document import verify_permit
from governance.permits.life import PermitState
from governance.refusal import Refusal
from governance.signatures import load_public_pem
from governance.storage.tables import PermitRow, ProjectRow, SiteRow
from governance.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class AskedPermit:
    digest: str
    document: dict[str, Any]
    state: PermitState
    project_title: dict[str, str]


def permits_of_site(uow: UnitOfWork, site: str) -> list[AskedPermit]:
    """Every permit ever asked of the site, by project, newest version first."""
    rows = uow.session.execute(
        sa.select(PermitRow, ProjectRow.title)
        .join(ProjectRow, ProjectRow.id == PermitRow.project)
        .where(PermitRow.site == site)
        .order_by(PermitRow.project, PermitRow.version.desc())
    )
    return [AskedPermit(row.digest, row.document, PermitState(row.state), title) for row, title in rows]


def sign_asked_permit(uow: UnitOfWork, site: str, digest: str, signed: str) -> None:
    """Take in the data owner's signature; the caller commits. Sending the same one twice changes nothing.

    Raises Refusal `permit-unknown`, `signature-invalid`, `permit-unreadable`, `permit-digest-differs` or
    `permit-not-open` (superseded or withdrawn since).
    """
    row = _permit(uow, site, digest)
    card = SiteCard.model_validate(uow.session.get_one(SiteRow, site).card)
    document = verify_permit(signed, load_public_pem(card.data_owner_public_key))
    if document.digest() != digest:
        raise Refusal("permit-digest-differs", site=site)
    if row.state == PermitState.SIGNED:
        return
    if row.state != PermitState.PROPOSED:
        raise Refusal("permit-not-open", site=site, state=row.state)
    older = sa.select(PermitRow).where(
        PermitRow.project == row.project, PermitRow.site == site, PermitRow.state == PermitState.SIGNED.value
    )
    for superseded in uow.session.scalars(older):
        superseded.state = PermitState.SUPERSEDED.value
        _audit(uow, "permit.superseded", superseded, {})
    uow.session.flush()  # before the new one: only one may be signed
    row.state, row.signed = PermitState.SIGNED.value, signed
    _audit(uow, "permit.signed", row, {"mode": document.modes(), "members": list(document.members)})


def withdraw_permit(uow: UnitOfWork, site: str, digest: str) -> None:
    """The data owner takes the permit back; the caller commits. Twice changes nothing.

    Raises Refusal `permit-unknown`, `permit-not-open`.
    """
    row = _permit(uow, site, digest)
    if row.state == PermitState.WITHDRAWN:
        return
    if row.state == PermitState.SUPERSEDED:
        raise Refusal("permit-not-open", site=site, state=row.state)
    row.state = PermitState.WITHDRAWN.value
    _audit(uow, "permit.withdrawn", row, {})


def _permit(uow: UnitOfWork, site: str, digest: str) -> PermitRow:
    row = uow.session.get(PermitRow, digest)
    if row is None or row.site != site:
        raise Refusal("permit-unknown", site=site)
    return row


def _audit(uow: UnitOfWork, event: str, row: PermitRow, details: dict[str, Any]) -> None:
    uow.audit.append(
        actor=f"site:{row.site}",
        event=event,
        subject=f"{row.project}/{row.site}",
        details={"project": row.project, "site": row.site, "version": row.version, "permit": row.digest}
        | details,
    )
