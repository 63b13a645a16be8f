"""Logging in through a certified OpenID Connect provider, honest and forged."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import jwt
import pytest

from governance.actor import Actor
from governance.people.leaving import leave
from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.policy.in_force import apply_policy
from governance.policy.policy import Policy
from governance.storage.unit_of_work import open_governance
from tests.integration.hub_config.conftest import REPOSITORY, SmallHub, prepared
from tests.ports import free_port

NADIA = Actor("nadia", {})
DEMANDED = {"second_factor": {"admin": {"acr": ["eidas2"], "amr": ["otp", "hwk"]}}}
ACCOUNTS = {
    "1": {"preferred_username": "nadia", "name": "Nadia Petit"},
    "2": {"preferred_username": "hugo", "name": "Hugo Bernard"},
    "3": {"preferred_username": "stranger", "name": "A Stranger"},
    "4": {"name": "Nobody"},
    "5": {"preferred_username": "claire", "SubjectNameID": "899700218896"},
}
NADIA_HERE, HUGO, STRANGER, NAMELESS, CLAIRE = ACCOUNTS
HOUR = 3600


@dataclass
class OpenIdHub:
    """A hub whose people log in at a provider."""

    hub: SmallHub
    provider: OpenIdProvider

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.hub.ports['proxy']}/hub"

    @contextmanager
    def browser(self) -> Iterator[httpx.Client]:
        with httpx.Client(follow_redirects=True, timeout=60, trust_env=False) as browser:
            yield browser

    def log_in(self, browser: httpx.Client, account: str, **form: Any) -> httpx.Response:
        """The page that a person sees in the end, who does `form` at the provider."""
        page = browser.get(f"{self.url}/oauth_login", params={"next": "/hub/home"})
        assert "/interaction/" in str(page.url), page.text
        return browser.post(page.url, data={"account": account, **form})

    def login(self, account: str, **form: Any) -> httpx.Response:
        with self.browser() as browser:
            return self.log_in(browser, account, **form)


class OpenIdProvider:
    """The provider of tests/openid_provider as a process."""

    def __init__(self, folder: Path, callback_urls: list[str]) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        client = {
            "client_id": "d2h",
            "client_secret": "the secret of the hub at its provider",
            "redirect_uris": callback_urls,
            "token_endpoint_auth_method": "client_secret_post",
        }
        self._said = {"port": self.port, "client": client, "accounts": ACCOUNTS}
        self.environment = {
            "D2H_HUB_OIDC__ISSUER": self.issuer,
            "D2H_HUB_OIDC__CLIENT_ID": "d2h",
            "D2H_HUB_OIDC__CLIENT_SECRET": "the secret of the hub at its provider",
        }

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["node", "provider.mjs"],
            cwd=self._folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(self._said))
        self.process.stdin.close()
        assert self.process.stdout.readline() == "ready\n"

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)  # `node` may be a wrapper that leaves the real one behind
        assert self.process.stdout
        with self.process.stdout:
            self.process.stdout.read()  # ends once both have
        self.process.wait(30)


@pytest.fixture(scope="module")
def hubs(small_hub: SmallHub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[OpenIdHub]]:
    """Two hubs of one provider: one names people as Keycloak does, one as Pro Santé Connect."""
    folder = tmp_path_factory.mktemp("provider")
    for file in (REPOSITORY / "tests/openid_provider").iterdir():
        if file.is_file():
            shutil.copy(file, folder)
    fetching = subprocess.Popen(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder)
    made = [
        prepared(
            tmp_path_factory.mktemp(name), small_hub.sockets.with_name(f"{small_hub.sockets.name}{name}")
        )
        for name in ("k", "p")
    ]
    provider = OpenIdProvider(folder, [_callback(hub) for hub in made])
    for hub in made:
        (hub.home / "proxy").symlink_to(small_hub.home / "proxy")
        hub.env |= {**provider.environment, "D2H_HUB_OIDC__CALLBACK_URL": _callback(hub)}
        _demand_second_factor(hub)
    made[1].env |= {
        "D2H_HUB_OIDC__USERNAME_CLAIM": "SubjectNameID",
        "D2H_HUB_OIDC__USERNAME_PREFIX": "rpps-",
        "D2H_HUB_OIDC__SCOPE": '["openid", "scope_all"]',
        "D2H_HUB_OIDC__ACR_VALUES": "eidas1",
    }
    try:
        with ThreadPoolExecutor() as together:
            list(together.map(lambda hub: hub.start_hub("--Authenticator.auth_refresh_age=1"), made))
        assert fetching.wait(300) == 0
        provider.start()
        yield [OpenIdHub(hub, provider) for hub in made]
        provider.stop()
    finally:
        for hub in made:
            for process in list(hub.processes):
                hub.stop(process)
            shutil.rmtree(hub.sockets, ignore_errors=True)


@pytest.fixture
def keycloak(hubs: list[OpenIdHub]) -> OpenIdHub:
    return hubs[0]


@pytest.fixture
def pro_sante_connect(hubs: list[OpenIdHub]) -> OpenIdHub:
    return hubs[1]


def _callback(hub: SmallHub) -> str:
    return f"http://127.0.0.1:{hub.ports['proxy']}/hub/oauth_callback"


def _demand_second_factor(hub: SmallHub) -> None:
    with open_governance(hub.governance)() as uow:
        carer = Person(
            username="rpps-899700218896",
            full_name="Claire Martin",
            roles=frozenset({Role.RESEARCHER}),
            language="fr",
        )
        register_people(uow, [carer], NADIA)
        apply_policy(uow, Policy.model_validate(DEMANDED), NADIA)
        uow.commit()


def test_who_is_registered_enters_and_lands_where_she_wanted(keycloak: OpenIdHub) -> None:
    page = keycloak.login(HUGO)
    assert page.url.path == "/hub/home" and "Hello Hugo Bernard" in page.text


def test_a_carer_enters_by_her_number_of_pro_sante_connect(
    pro_sante_connect: OpenIdHub,
) -> None:
    with pro_sante_connect.browser() as browser:
        form = browser.get(f"{pro_sante_connect.url}/oauth_login")
        page = browser.post(form.url, data={"account": CLAIRE, "acr": "eidas1"})
        left = browser.get(f"{pro_sante_connect.url}/logout")
    assert left.status_code == 200 and "id_token_hint" in parse_qs(left.url.query.decode())
    assert page.url.path == "/hub/home" and "Bonjour Claire Martin" in page.text
    asked = next(parse_qs(step.url.query.decode()) for step in form.history if step.url.path == "/auth")
    assert asked["acr_values"] == ["eidas1"] and asked["scope"] == ["openid scope_all"]


@pytest.mark.parametrize(
    "form", [{"acr": "eidas2"}, {"amr": ["pwd", "otp"]}, {"acr": "eidas1", "amr": "hwk"}], ids=str
)
def test_whose_role_needs_a_second_factor_enters_with_one(keycloak: OpenIdHub, form: dict[str, Any]) -> None:
    assert "Bonjour Nadia Petit" in keycloak.login(NADIA_HERE, **form).text


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"acr": "eidas1"},
        {"amr": "pwd"},
        {"claims": json.dumps({"amr": "otp"})},
        {"claims": json.dumps({"acr": ["eidas2"]})},
    ],
    ids=str,
)
def test_who_proved_none_is_told_what_to_do(keycloak: OpenIdHub, form: dict[str, Any]) -> None:
    page = keycloak.login(NADIA_HERE, **form)
    assert page.status_code == 403
    assert "second facteur" in page.text and "Reconnectez-vous" in page.text


@pytest.mark.parametrize(
    "form",
    [
        {"key": "foreign"},
        {"key": "none"},
        {"key": "secret"},
        {"key": "missing"},
        {"claims": {"nonce": "of another login"}},
        {"claims": {"iss": "https://another.example"}},
        {"claims": {"aud": "another-client"}},
        {"claims": {"aud": ["d2h", "another-client"], "azp": "another-client"}},
        {"claims": {"sub": "2"}},
        {"claims": "expired"},
        {"person": "2"},
    ],
    ids=str,
)
def test_an_answer_that_is_not_the_providers_about_this_login_lets_nobody_in(
    keycloak: OpenIdHub, form: dict[str, Any]
) -> None:
    claims = form.get("claims")
    if claims == "expired":
        claims = {"iat": int(time.time()) - 2 * HOUR, "exp": int(time.time()) - HOUR}
    sent = {**form, "claims": json.dumps(claims)} if claims else form
    with keycloak.browser() as browser:
        page = keycloak.log_in(browser, NADIA_HERE, acr="eidas2", **sent)
        assert page.status_code == 403
        assert "could not be verified" in page.text and "être vérifiée" in page.text
        assert browser.get(f"{keycloak.url}/home").url.path == "/hub/login"


def test_who_is_not_registered_or_has_no_name_is_told_so(keycloak: OpenIdHub) -> None:
    stranger, nameless = keycloak.login(STRANGER), keycloak.login(NAMELESS)
    assert stranger.status_code == nameless.status_code == 403
    assert "you are not registered on this platform" in stranger.text
    assert "does not tell your user name (preferred_username)" in nameless.text


def test_a_login_that_was_cancelled_or_is_another_browsers_ends_in_words(keycloak: OpenIdHub) -> None:
    cancelled = keycloak.login(HUGO, cancels="yes")
    assert cancelled.status_code == 403 and "This login was not finished" in cancelled.text
    with keycloak.browser() as hers, keycloak.browser() as attackers:
        entered = keycloak.log_in(hers, HUGO)
        answer = next(step.url for step in entered.history if step.url.path == "/hub/oauth_callback")
        for browser in (attackers, hers):
            again = browser.get(answer)
            assert again.status_code == 403 and "This login was not finished" in again.text
        assert attackers.get(f"{keycloak.url}/home").url.path == "/hub/login"


def test_signing_out_ends_the_session_here_and_leads_to_the_providers_sign_out(keycloak: OpenIdHub) -> None:
    with keycloak.browser() as browser:
        keycloak.log_in(browser, HUGO)
        assert browser.get(f"{keycloak.url}/home").url.path == "/hub/home"
        page = browser.get(f"{keycloak.url}/logout")
        assert str(page.url).startswith(f"{keycloak.provider.issuer}/session/end?client_id=d2h")
        assert page.status_code == 200, "the provider takes the hint of who signs out"
        (hint,) = parse_qs(page.url.query.decode())["id_token_hint"]
        assert jwt.decode(hint, options={"verify_signature": False})["sub"] == HUGO
        assert "id_token_hint" not in str(browser.get(f"{keycloak.url}/logout").url), "it is forgotten"
        assert browser.get(f"{keycloak.url}/home").url.path == "/hub/login"


def test_who_left_is_out_although_the_provider_still_knows_him(keycloak: OpenIdHub) -> None:
    with keycloak.browser() as browser:
        keycloak.log_in(browser, CLAIRE)
        assert browser.get(f"{keycloak.url}/home").url.path == "/hub/home"
        with open_governance(keycloak.hub.governance)() as uow:
            leave(uow, "claire", NADIA, "End of contract")
            uow.commit()
        end = time.monotonic() + 60
        while browser.get(f"{keycloak.url}/home").url.path == "/hub/home":
            assert time.monotonic() < end, "who left is still in"
            time.sleep(0.2)
    assert "or have left it" in keycloak.login(CLAIRE).text


def test_a_provider_that_is_away_is_said_to_be_and_who_is_in_stays(keycloak: OpenIdHub) -> None:
    with keycloak.browser() as browser:
        keycloak.log_in(browser, HUGO)
        keycloak.provider.stop()
        try:
            page = httpx.get(f"{keycloak.url}/oauth_login", follow_redirects=True)
            assert page.status_code == 503
            assert "does not answer as it should" in page.text and "ne répond pas" in page.text
            assert browser.get(f"{keycloak.url}/home").url.path == "/hub/home"
            assert browser.get(f"{keycloak.url}/logout").status_code == 200
            assert browser.get(f"{keycloak.url}/home").url.path == "/hub/login"
        finally:
            keycloak.provider.start()
    assert "Hello Hugo Bernard" in keycloak.login(HUGO).text
