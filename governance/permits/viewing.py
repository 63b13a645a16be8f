"""Every permit as administrators see it: who may read what at which site, and whose signature says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa

from governance.catalogue.registration import registered_site
from governance.permits.document import PermitDocument, verify_permit
from governance.permits.life import LIVE, PermitState, is_in_force
from governance.refusal import Refusal
from governance.signatures import load_public_pem
from governance.storage import records
from governance.storage.tables import PermitRow, ProjectRow
from governance.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class SeenPermit:
    """`in_force`: signed, and today lies in its time."""

    digest: str
    title: Mapping[str, str]
    document: PermitDocument
    state: PermitState
    in_force: bool


@dataclass(frozen=True)
class WholePermit:
    """`proved`: whether the signature is that of the site's data owner, as her key is registered now; None
    where nobody signed."""

    permit: SeenPermit
    signed: str | None
    proved: bool | None


def permits_seen(
    uow: UnitOfWork,
    *,
    project: str = "",
    site: str = "",
    live: bool = True,
    start: int = 0,
    limit: int,
    today: date | None = None,
) -> tuple[SeenPermit, ...]:
    """By project, site and version, the newest version first; `live`: without those that are over."""
    wanted = sa.select(PermitRow, ProjectRow.title).join(ProjectRow, ProjectRow.id == PermitRow.project)
    if project:
        wanted = wanted.where(PermitRow.project == project)
    if site:
        wanted = wanted.where(PermitRow.site == site)
    if live:
        wanted = wanted.where(PermitRow.state.in_(LIVE))
    ordered = wanted.order_by(PermitRow.project, PermitRow.site, PermitRow.version.desc())
    rows = uow.session.execute(ordered.offset(start).limit(limit))
    return tuple(_seen(row, title, today) for row, title in rows)


def permit_seen(uow: UnitOfWork, digest: str, *, today: date | None = None) -> WholePermit:
    """Raises Refusal `permit-not-there`."""
    row = uow.session.get(PermitRow, digest)
    if row is None:
        raise Refusal("permit-not-there")
    permit = _seen(row, uow.session.get_one(ProjectRow, row.project).title, today)
    return WholePermit(permit, row.signed, _is_proved(uow, row) if row.signed else None)


def _seen(row: PermitRow, title: Mapping[str, str], today: date | None) -> SeenPermit:
    permit, day = records.permit(row), today or datetime.now(UTC).date()
    return SeenPermit(row.digest, title, permit.document, permit.state, is_in_force(permit, day))


def _is_proved(uow: UnitOfWork, row: PermitRow) -> bool:
    key = load_public_pem(registered_site(uow, row.site).data_owner_public_key)
    try:
        return verify_permit(row.signed or "", key).digest() == row.digest
    except Refusal:
        return False
