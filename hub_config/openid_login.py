"""Logging in through the organisation's OpenID Connect provider, and leaving it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oauthenticator.generic import GenericOAuthenticator
from oauthenticator.oauth2 import (
    OAuthCallbackHandler,
    OAuthLoginHandler,
    OAuthLogoutHandler,
    _deserialize_state,
)
from tornado.httpclient import HTTPClientError
from tornado.httputil import url_concat
from tornado.web import HTTPError

from hub_config.authenticators import KnownPeople
from hub_config.identity import (
    Identity,
    IdentityError,
    Provider,
    discovery_url,
    proved_identity,
    provider_of,
)
from hub_config.words import in_both_languages

_IDENTITY = "d2h_identity"
_SESSION_COOKIE = "d2h-provider-session"


class OidcLoginHandler(OAuthLoginHandler):  # type: ignore[misc]  # oauthenticator has no types
    """Sends the browser to the provider, with a nonce that only an answer to this login can carry."""

    async def get(self) -> None:
        await self.authenticator.find_provider()
        super().get()

    def _generate_state_id(self) -> str:
        self._state_id = str(super()._generate_state_id())
        return self._state_id

    def authorize_redirect(self, *args: Any, extra_params: dict[str, Any], **kwargs: Any) -> None:
        # The state's id lies in a signed cookie of this browser until it comes back.
        super().authorize_redirect(*args, extra_params={**extra_params, "nonce": self._state_id}, **kwargs)


class OidcCallbackHandler(OAuthCallbackHandler):  # type: ignore[misc]
    """Where the provider sends the browser back to. `id_token`: the one that was proved."""

    id_token = ""

    def check_arguments(self) -> None:
        try:
            super().check_arguments()
        except HTTPError as fault:  # its own words are English, or the address's
            raise refused(403, "login-unfinished") from fault

    @property
    def nonce(self) -> str:
        return str(_deserialize_state(self.get_state_cookie()).get("state_id"))

    async def login_user(self, data: Any = None) -> Any:
        """Who enters keeps her ID token in a signed cookie that only the sign-out gets, for the provider."""
        user = await super().login_user(data)
        if user is not None and self.id_token:
            self.set_secure_cookie(
                _SESSION_COOKIE,
                self.id_token,
                expires_days=None,
                path=_logout_path(self),
                httponly=True,
                samesite="Lax",
                secure=self.request.protocol == "https",
            )
        return user


class OidcLogoutHandler(OAuthLogoutHandler):  # type: ignore[misc]
    """Who signs out of the hub is asked by the provider to sign out there too: the next one at this computer
    would else enter as she."""

    async def render_logout_page(self) -> None:
        try:
            end = (await self.authenticator.find_provider()).end_session
        except HTTPError:
            end = ""
        token = self.get_secure_cookie(_SESSION_COOKIE)
        self.clear_cookie(_SESSION_COOKIE, path=_logout_path(self))
        if end:
            # Pro Santé Connect asks for it; others leave out a question to her where they have it.
            hint = {"id_token_hint": token.decode()} if token else {}
            self.redirect(url_concat(end, {"client_id": self.authenticator.client_id} | hint))
        else:
            await super().render_logout_page()


class OidcAuthenticator(KnownPeople, GenericOAuthenticator):  # type: ignore[misc]
    """Who somebody is, the provider says; whether she enters, governance says.

    `issuer` is the provider's name for itself: its addresses and keys are read there at each login, so that
    new keys count at once. `username_prefix` stands before the claim.
    """

    login_handler = OidcLoginHandler
    callback_handler = OidcCallbackHandler
    logout_handler = OidcLogoutHandler
    issuer = ""
    username_prefix = ""

    async def find_provider(self) -> Provider:
        """Raises HTTPError (503) where it is away or is not who it should be."""
        document = await self.httpfetch(discovery_url(self.issuer), "Reading the provider's addresses...")
        try:
            provider = provider_of(document, self.issuer)
        except IdentityError as fault:
            self.log.error("Login refused: %s", fault)
            raise refused(503, "provider-away") from fault
        self.authorize_url, self.token_url = provider.authorize, provider.token
        self.userdata_url = provider.userinfo
        return provider

    async def get_token_info(self, handler: OidcCallbackHandler, params: Any) -> dict[str, Any]:
        """As the provider answered, with the identity that its ID token proves."""
        nonce = handler.nonce  # the cookie is spent once the login is over
        provider = await self.find_provider()
        answer = await super().get_token_info(handler, params)
        keys = await self.httpfetch(provider.keys, "Reading the provider's keys...")
        try:
            proved = proved_identity(
                answer.get("id_token"), keys, issuer=self.issuer, client_id=self.client_id, nonce=nonce
            )
        except IdentityError as fault:
            self.log.error("Login refused: %s", fault)
            raise refused(403, "identity-unproved") from fault
        handler.id_token = answer["id_token"]
        return {**answer, _IDENTITY: proved}

    async def token_to_user(self, token_info: dict[str, Any]) -> dict[str, Any]:
        told = await super().token_to_user(token_info)
        proved: Identity = token_info[_IDENTITY]
        if not isinstance(told, dict) or told.get("sub") != proved.subject:
            self.log.error("Login refused: the provider told of another person than its ID token")
            raise refused(403, "identity-unproved")
        return told

    def user_info_to_username(self, user_info: Mapping[str, Any]) -> str:
        name = user_info.get(self.username_claim)
        if not isinstance(name, str) or not name:
            self.log.error("Login refused: the provider does not tell the claim %s", self.username_claim)
            raise refused(403, "identity-unnamed", claim=self.username_claim)
        return f"{self.username_prefix}{name}"

    def proved(self, authentication: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
        identity: Identity = authentication["auth_state"]["token_response"][_IDENTITY]
        return identity.acr, identity.amr

    async def fetch(self, req: Any, label: str = "fetching", parse_json: bool = True, **kwargs: Any) -> Any:
        try:
            return await super().fetch(req, label, parse_json, **kwargs)
        except HTTPClientError as fault:
            if fault.code < 500:  # a code that was used before, a client it does not know
                raise refused(403, "login-unfinished") from fault
            raise refused(503, "provider-away") from fault
        except (OSError, ValueError) as fault:
            self.log.error("The provider cannot be asked: %s", fault)
            raise refused(503, "provider-away") from fault


def _logout_path(handler: Any) -> str:
    return f"{handler.hub.base_url}logout"


def refused(status: int, code: str, **params: str) -> HTTPError:
    """Said in both languages: nobody is known yet."""
    return HTTPError(status, in_both_languages(code, **params))
