"""A role that needs a second factor is let in only by a login that proves one."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from jupyterhub.orm import new_session_factory
from tornado.web import HTTPError
from traitlets.config import Config

from governance.actor import Actor
from governance.migrate import migrate
from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.policy.in_force import apply_policy
from governance.policy.policy import Policy
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import open_governance
from hub_config.authenticators import OidcAuthenticator, PasswordAuthenticator
from hub_config.gate import Gate

NADIA = Actor("nadia", {})
DEMANDED = Policy.model_validate(
    {"second_factor": {"output_checker": {"acr": ["eidas2"], "amr": ["otp", "hwk"]}}}
)
CLIENT = "d2h"


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


def entered(gate: Gate, user: str, **claims: Any) -> bool:
    """Whether the hub lets her in with an ID token of these claims, as oauthenticator hands it on."""
    authenticator = OidcAuthenticator(config=Config({"OidcAuthenticator": {"client_id": CLIENT}}))
    authenticator.gate = gate
    told = {"sub": user, "aud": CLIENT, "exp": datetime.now(UTC) + timedelta(minutes=5)} | claims
    state = {
        "id_token": jwt.encode(told, "a-key-of-the-provider-of-this-test", algorithm="HS256"),
        authenticator.user_auth_state_key: {"sub": user, "preferred_username": user},
    }
    try:
        return asyncio.run(authenticator.check_allowed(user, {"name": user, "auth_state": state}))
    except HTTPError as refused:
        assert "second factor" in str(refused.log_message) and "output_checker" in str(refused.log_message)
        return False


@pytest.mark.parametrize(
    "claims", [{"acr": "eidas2"}, {"amr": ["pwd", "otp"]}, {"amr": ["hwk"], "acr": "eidas1"}]
)
def test_a_login_with_the_class_or_a_method_that_is_demanded_enters(gate: Gate, claims: dict[str, Any]):
    assert entered(gate, "ines", **claims)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"acr": "eidas1"},
        {"amr": ["pwd"]},
        {"amr": "otp"},
        {"acr": ["eidas2"]},
        {"acr": "eidas2", "aud": "another-client"},
        {"acr": "eidas2", "exp": datetime.now(UTC) - timedelta(minutes=5)},
        {"acr": "eidas2", "sub": "somebody-else"},
    ],
)
def test_a_login_that_proves_no_second_factor_of_this_person_does_not(gate: Gate, claims: dict[str, Any]):
    assert not entered(gate, "ines", **claims)


def test_whose_role_needs_none_enters_without(gate: Gate):
    assert entered(gate, "claire")
    assert not entered(gate, "stranger", acr="eidas2")


def test_a_password_alone_is_no_second_factor(gate: Gate):
    authenticator = PasswordAuthenticator(db=new_session_factory("sqlite://")())
    authenticator.gate = gate

    assert asyncio.run(authenticator.check_allowed("claire", {"name": "claire"}))
    with pytest.raises(HTTPError) as refused:
        asyncio.run(authenticator.check_allowed("ines", {"name": "ines"}))
    assert refused.value.status_code == 403
