"""A permit ends because what its project asks has changed, or because the project is over."""

from __future__ import annotations

from governance.actor import Actor
from governance.permits.life import PermitState
from governance.storage.tables import PermitRow
from governance.storage.unit_of_work import UnitOfWork


def end_permit(uow: UnitOfWork, row: PermitRow, actor: Actor) -> None:
    row.state = PermitState.SUPERSEDED.value
    audit_permit(uow, actor, "permit.superseded", row)


def audit_permit(uow: UnitOfWork, actor: Actor, event: str, row: PermitRow) -> None:
    uow.audit.append(
        actor=actor.name,
        event=event,
        subject=f"{row.project}/{row.site}",
        details={"project": row.project, "site": row.site, "version": row.version, "permit": row.digest}
        | actor.details,
    )
