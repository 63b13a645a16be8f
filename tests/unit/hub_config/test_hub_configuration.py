"""The configuration, part by part, without a hub."""

from __future__ import annotations

import os
import stat

import pytest
from traitlets.config import Config

from hub_config.configure_auth import configure_auth
from hub_config.configure_hub import configure_hub
from hub_config.configure_roles import configure_roles
from hub_config.configure_services import configure_services
from hub_config.configure_spawner import configure_spawner
from hub_config.identity import IdentityError, provider_of
from hub_config.nodes.folders import readable_folder
from hub_config.settings import HubSettings

TOKEN = "t" * 64


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("D2H_HOME", str(tmp_path))
    monkeypatch.setenv("D2H_HUB_AIRLOCK_TOKEN", TOKEN)
    monkeypatch.setenv("D2H_HUB_CATALOGUE_TOKEN", TOKEN[::-1])
    monkeypatch.setenv("D2H_HUB_ADMINISTRATION_TOKEN", TOKEN[1:] + TOKEN[:1])
    return HubSettings()


def test_the_hub_listens_on_the_loopback_only(settings):
    c = Config()
    configure_hub(c, settings)

    for url in (c.JupyterHub.bind_url, c.JupyterHub.hub_bind_url, c.ConfigurableHTTPProxy.api_url):
        assert url.startswith("http://127.0.0.1:")


def test_nobody_is_an_administrator_and_nobody_signs_up(settings):
    c = Config()
    configure_auth(c, settings, gate=None)

    assert c.Authenticator.admin_users == set()
    assert c.NativeAuthenticator.enable_signup is False
    assert c.NativeAuthenticator.open_signup is False


def test_a_person_may_neither_share_a_workspace_nor_make_tokens(settings):
    c = Config()
    configure_roles(c, settings)
    (role,) = c.JupyterHub.load_roles

    assert role["name"] == "user"
    assert not [scope for scope in role["scopes"] if scope.startswith(("tokens", "shares", "admin", "self"))]


OIDC = {
    "ISSUER": "https://login.example/realms/hospital",
    "CLIENT_ID": "d2h",
    "CLIENT_SECRET": "secret",
    "CALLBACK_URL": "https://hub.example/hub/oauth_callback",
}


def test_an_openid_connect_provider_replaces_the_passwords(monkeypatch):
    for name, value in OIDC.items():
        monkeypatch.setenv(f"D2H_HUB_OIDC__{name}", value)
    c = Config()
    configure_auth(c, HubSettings(), gate=None)

    assert c.JupyterHub.authenticator_class.__mro__[1].__name__ == "OidcAuthenticator"
    assert c.JupyterHub.authenticator_class.issuer == OIDC["ISSUER"]
    assert c.GenericOAuthenticator.username_claim == "preferred_username"
    assert c.Authenticator.auth_refresh_age < 60  # seconds until who left is out
    assert "secret" not in repr(HubSettings())


@pytest.mark.parametrize("issuer", ["http://login.example", "login.example", "file:///etc/passwd", ""])
def test_a_provider_that_others_could_speak_for_is_refused(monkeypatch, issuer):
    for name, value in {**OIDC, "ISSUER": issuer}.items():
        monkeypatch.setenv(f"D2H_HUB_OIDC__{name}", value)
    with pytest.raises(ValueError, match="address of https"):
        HubSettings()


@pytest.mark.parametrize(
    "told",
    [
        [],
        {"issuer": "https://another.example"},
        {"token_endpoint": "http://login.example/token"},
        {"jwks_uri": ""},
        {"end_session_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_addresses_of_a_provider_are_its_own_and_private(told):
    issuer = OIDC["ISSUER"]
    names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
    whole = {"issuer": issuer} | {name: f"{issuer}/{name}" for name in names}
    assert provider_of(whole, issuer).token == f"{issuer}/token_endpoint"
    with pytest.raises(IdentityError):
        provider_of({**whole, **told} if isinstance(told, dict) else told, issuer)


def test_each_service_has_a_token_and_a_login_of_its_own(settings):
    c = Config()
    configure_services(c, settings)
    airlock, catalogue, administration = c.JupyterHub.services

    assert airlock["api_token"] == TOKEN
    assert airlock["oauth_redirect_uri"] == "http://localhost:8001/oauth_callback"
    assert catalogue["oauth_redirect_uri"] == "http://127.0.0.1:8000/services/catalogue/oauth_callback"
    assert administration["oauth_redirect_uri"] == (
        "http://127.0.0.1:8000/services/administration/oauth_callback"
    )
    assert not {"url", "command"} & (airlock.keys() | catalogue.keys() | administration.keys())


@pytest.mark.parametrize("service", ["airlock", "catalogue", "administration"])
def test_a_hub_without_a_services_token_does_not_start(settings, service):
    forgetful = settings.model_copy(update={f"{service}_token": ""})
    with pytest.raises(ValueError, match=f"D2H_HUB_{service.upper()}_TOKEN"):
        configure_services(Config(), forgetful)


def test_images_are_never_pulled_and_two_installations_never_share_a_name(settings):
    c = Config()
    configure_spawner(
        c, settings.model_copy(update={"installation": "d2h-second"}), gate=None, offers=None, nodes=None
    )

    assert c.DockerSpawner.pull_policy == "never"
    assert c.DockerSpawner.name_template == "d2h-second-{raw_username}--{raw_servername}--server"
    assert 0 < c.Spawner.poll_interval <= 30


def test_what_the_airlock_let_in_is_open_to_the_containers_user_whatever_the_hubs_umask(settings):
    before = os.umask(0o077)
    try:
        folder = readable_folder(settings.imports / "alpha")
    finally:
        os.umask(before)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert readable_folder(folder) == folder
