"""Who answers for an act at the command line: the account that ran it, and whom it says it acts for."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from governance.people.person import Role
from governance.refusal import Refusal
from governance.storage.tables import PersonRow
from governance.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Actor:
    """`details` go into the audit record beside the name."""

    name: str
    details: dict[str, Any]


def acting_as(uow: UnitOfWork, username: str | None) -> Actor:
    """The account of this process; on behalf of `username` where given, who must be an admin.

    Raises Refusal `not-an-admin`. Where nobody is an admin yet, the account alone answers: somebody has to
    register the first one.
    """
    account = f"account:{getpass.getuser()}"
    if not username:
        return Actor(account, {})
    here = sa.select(PersonRow.roles).where(PersonRow.left_at.is_(None))
    roles = uow.session.scalar(here.where(PersonRow.username == username))
    if Role.ADMIN.value in (roles or []):
        return Actor(username, {"account": account})
    anyone = any(Role.ADMIN.value in held for held in uow.session.scalars(here))
    if anyone:
        raise Refusal("not-an-admin", user=username)
    return Actor(account, {"named": username})
