"""Logging in, and the page of one's projects."""

from __future__ import annotations

import re
import subprocess
import sys

import httpx
import pytest

from governance.actor import Actor
from governance.policy.in_force import apply_policy
from governance.policy.policy import Policy
from governance.storage.unit_of_work import open_governance
from launcher.client import ClientError, HubSession


def test_a_wrong_password_is_refused(small_hub):
    with pytest.raises(ClientError, match="refused the login"):
        HubSession(small_hub.hub_url, "claire", "not this one")


def test_who_lacks_a_second_factor_is_told_so_and_not_that_her_password_is_wrong(small_hub):
    demand(small_hub, Policy.model_validate({"second_factor": {"researcher": {"amr": ["otp"]}}}))
    try:
        with httpx.Client(base_url=small_hub.hub_url) as browser:
            token = re.search(r'name="_xsrf" value="([^"]+)"', browser.get("/hub/login").text)
            assert token is not None
            form = {"_xsrf": token[1], "username": "hugo", "password": small_hub.passwords["hugo"]}
            answer = browser.post("/hub/login", data=form)
    finally:
        demand(small_hub, Policy())

    assert answer.status_code == 403
    assert "needs a login with a second factor" in answer.text
    assert "password refused" not in answer.text


def demand(small_hub, policy: Policy) -> None:
    with open_governance(small_hub.governance)() as work:
        apply_policy(work, policy, Actor("nadia", {}))
        work.commit()


def test_nobody_signs_up(small_hub):
    for page in ("signup", "authorize"):
        assert httpx.get(f"{small_hub.hub_url}/hub/{page}").status_code == 403
        assert httpx.get(f"http://127.0.0.1:{small_hub.ports['proxy']}/hub/{page}").status_code == 404


def test_an_account_for_somebody_governance_does_not_know_is_refused(small_hub):
    made = _set_password(small_hub, "mallory", "a-long-password")

    assert made.returncode == 1
    assert "Governance knows nobody called “mallory”" in made.stderr


def test_a_short_password_is_refused(small_hub):
    made = _set_password(small_hub, "claire", "short")

    assert made.returncode == 1
    assert "at least 12 characters" in made.stderr


def test_a_new_password_counts_at_once_and_the_old_one_no_more(small_hub):
    old = small_hub.passwords["nadia"]
    small_hub.login("nadia")
    assert _set_password(small_hub, "nadia", "another-long-password").returncode == 0

    HubSession(small_hub.hub_url, "nadia", "another-long-password")
    with pytest.raises(ClientError, match="refused the login"):
        HubSession(small_hub.hub_url, "nadia", old)
    small_hub.passwords["nadia"] = "another-long-password"


def test_the_hubs_database_holds_no_password(small_hub):
    kept = (small_hub.home / "hub" / "jupyterhub.sqlite").read_bytes()

    assert small_hub.passwords["claire"].encode() not in kept
    assert b"$2b$" in kept


def test_a_person_sees_her_projects_in_her_language(small_hub):
    french = small_hub.login("claire").http.get(f"{small_hub.hub_url}/hub/home").text
    english = small_hub.login("hugo").http.get(f"{small_hub.hub_url}/hub/home").text

    assert "Bonjour Claire Martin" in french
    assert "Étude alpha" in french and "Étude beta" in french
    assert "un établissement a signé" in french
    assert "Hello Hugo Bernard" in english
    assert "Study beta" in english and "Study alpha" not in english
    assert small_hub.env["D2H_HUB_AIRLOCK_PAGE_URL"] in english


def test_a_suspended_project_is_shown_without_a_way_in(small_hub):
    small_hub.set_state("beta", "SUSPENDED")
    try:
        page = small_hub.login("hugo").http.get(f"{small_hub.hub_url}/hub/home").text
    finally:
        small_hub.set_state("beta", "ACTIVE")

    assert "suspended" in page
    assert "spawn/hugo/beta" not in page


def test_the_hub_has_no_administrator(small_hub):
    for user in ("claire", "nadia"):
        model = small_hub.login(user).request("GET", f"/hub/api/users/{user}").json()
        assert not model["admin"]


def test_guessing_passwords_is_slowed_down_whatever_address_is_claimed(strict_front):
    with httpx.Client(base_url=strict_front) as client:
        answers = [
            client.post("/hub/login", headers={"X-Forwarded-For": f"192.0.2.{guess}"}).status_code
            for guess in range(8)
        ]

    assert answers == [403] * 5 + [429] * 3


def test_logging_in_well_is_never_slowed_down(small_hub, strict_front):
    for _ in range(8):
        HubSession(strict_front, "hugo", small_hub.passwords["hugo"])


def _set_password(small_hub, user: str, password: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hub_config.accounts", "set-password", user],
        input=password + "\n",
        env={**small_hub.env, "D2H_LANGUAGE": "en"},
        capture_output=True,
        text=True,
    )
