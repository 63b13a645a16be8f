"""A password of D2H's own proves no second factor; what a provider says does: test_openid_login.py."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from jupyterhub.orm import new_session_factory
from tornado.web import HTTPError

from governance.actor import Actor
from governance.migrate import migrate
from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.policy.in_force import apply_policy
from governance.policy.policy import Policy
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import open_governance
from hub_config.authenticators import PasswordAuthenticator
from hub_config.gate import Gate

NADIA = Actor("nadia", {})
DEMANDED = Policy.model_validate(
    {"second_factor": {"output_checker": {"acr": ["eidas2"], "amr": ["otp", "hwk"]}}}
)


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    """Ines judges outputs, for which a second factor is demanded; claire reads data, for which none is."""
    settings = GovernanceSettings(
        database_url=f"sqlite:///{tmp_path}/governance.sqlite",
        key_file=tmp_path / "key.pem",
        audit_anchor=tmp_path / "audit.anchor",
    )
    migrate(settings)
    roles = {"ines": Role.OUTPUT_CHECKER, "claire": Role.RESEARCHER}
    people = [Person(username=u, full_name=u, roles=frozenset({r}), language="en") for u, r in roles.items()]
    with open_governance(settings)() as uow:
        register_people(uow, people, NADIA)
        apply_policy(uow, DEMANDED, NADIA)
        uow.commit()
    return Gate(settings)


def test_a_password_alone_is_no_second_factor(gate: Gate):
    authenticator = PasswordAuthenticator(db=new_session_factory("sqlite://")())
    authenticator.gate = gate

    assert asyncio.run(authenticator.check_allowed("claire", {"name": "claire"}))
    with pytest.raises(HTTPError) as refused:
        asyncio.run(authenticator.check_allowed("ines", {"name": "ines"}))
    assert refused.value.status_code == 403
