"""Which policy holds: the one applied last. Earlier ones are kept."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from governance.actor import Actor
from governance.policy.policy import Policy
from governance.storage.tables import PolicyRow
from governance.storage.unit_of_work import UnitOfWork


def policy_in_force(uow: UnitOfWork) -> Policy:
    """One that demands nothing until another was applied."""
    latest = sa.select(PolicyRow.content).order_by(PolicyRow.id.desc()).limit(1)
    content = uow.session.scalar(latest)
    return Policy.model_validate(content) if content is not None else Policy()


def apply_policy(uow: UnitOfWork, policy: Policy, actor: Actor) -> bool:
    """Whether anything changed; audited as `policy.changed`. The caller commits."""
    if policy == policy_in_force(uow):
        return False
    content = policy.model_dump(mode="json")
    now = datetime.now(UTC)
    uow.session.add(PolicyRow(content=content, applied_by=actor.name, applied_at=now))
    told = policy.model_dump(mode="json", exclude={"charter"})
    charter = {"charter": policy.charter.version} if policy.charter else {}
    uow.audit.append(
        actor=actor.name, event="policy.changed", subject="policy", details=told | charter | actor.details
    )
    uow.session.flush()
    return True
