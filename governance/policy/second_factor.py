"""Whether a login proved the second factor that the policy demands of a person's roles."""

from __future__ import annotations

from collections.abc import Collection

from governance.people.today import person_today
from governance.policy.in_force import policy_in_force
from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork


def require_second_factor(uow: UnitOfWork, username: str, acr: str, amr: Collection[str]) -> None:
    """`acr`, `amr`: as the OpenID Connect provider said them at this login; empty where nothing did.

    Roles not in force for want of training count too: they may be so again before this login ends. Raises
    Refusal `second-factor-missing`.
    """
    found = person_today(uow, username)
    demanded = policy_in_force(uow).second_factor
    roles = found.person.roles | found.lapsed.keys() if found else frozenset()
    unproved = [
        role.value
        for role in sorted(roles)
        if (wanted := demanded.get(role)) and acr not in wanted.acr and not set(amr) & set(wanted.amr)
    ]
    if unproved:
        raise Refusal("second-factor-missing", roles=", ".join(unproved))
