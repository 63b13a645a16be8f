"""Who logs in: people governance knows, by password or through the hospital's OpenID Connect provider."""

from __future__ import annotations

from traitlets.config import Config

from hub_config import authenticators, openid_login
from hub_config.gate import Gate
from hub_config.settings import HubSettings, OidcSettings
from hub_config.words import in_both_languages

_FAILED_LOGINS = 5
_SECONDS_AFTER = 60


def configure_auth(c: Config, settings: HubSettings, gate: Gate) -> None:
    c.Authenticator.admin_users = set()
    c.Authenticator.enable_auth_state = False
    c.Authenticator.auth_refresh_age = 20
    # Who left is refused at the next refresh, also when a token asks.
    c.Authenticator.refresh_pre_spawn = True
    c.Authenticator.auth_refresh_strict = True
    if settings.oidc:
        _configure_oidc(c, settings.oidc, gate)
    else:
        _configure_passwords(c, gate)


def _configure_passwords(c: Config, gate: Gate) -> None:
    class PasswordAuthenticator(authenticators.PasswordAuthenticator):
        pass

    PasswordAuthenticator.gate = gate
    c.JupyterHub.authenticator_class = PasswordAuthenticator
    c.NativeAuthenticator.enable_signup = False
    c.NativeAuthenticator.open_signup = False
    c.NativeAuthenticator.allowed_failed_logins = _FAILED_LOGINS
    c.NativeAuthenticator.seconds_before_next_try = _SECONDS_AFTER


def _configure_oidc(c: Config, oidc: OidcSettings, gate: Gate) -> None:
    class OidcAuthenticator(openid_login.OidcAuthenticator):
        pass

    OidcAuthenticator.gate = gate
    OidcAuthenticator.issuer = oidc.issuer
    OidcAuthenticator.username_prefix = oidc.username_prefix
    c.JupyterHub.authenticator_class = OidcAuthenticator
    c.GenericOAuthenticator.client_id = oidc.client_id
    c.GenericOAuthenticator.client_secret = oidc.client_secret
    c.GenericOAuthenticator.oauth_callback_url = oidc.callback_url
    c.GenericOAuthenticator.username_claim = oidc.username_claim
    c.GenericOAuthenticator.login_service = oidc.login_service
    c.GenericOAuthenticator.scope = list(oidc.scope)
    c.GenericOAuthenticator.http_request_kwargs = {"connect_timeout": 5, "request_timeout": 10}
    c.GenericOAuthenticator.custom_403_message = in_both_languages("login-unknown-person")
    if oidc.acr_values:
        c.GenericOAuthenticator.extra_authorize_params = {"acr_values": oidc.acr_values}
