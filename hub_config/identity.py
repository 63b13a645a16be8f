"""What an OpenID Connect provider says of itself and of a person, believed only once it is proved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import jwt

# Public-key signatures alone: with the others whoever knows the client's secret would write tokens.
_SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_CLOCKS_APART = 30  # seconds
_DEMANDED = ("iss", "sub", "aud", "exp", "iat", "nonce")


class IdentityError(Exception):
    """The provider, or what it says of a person, is not to be believed; the text is for the hub's log."""


@dataclass(frozen=True)
class Provider:
    """Addresses of one provider, as its discovery document tells them; `end_session` may be empty."""

    issuer: str
    authorize: str
    token: str
    userinfo: str
    keys: str
    end_session: str


@dataclass(frozen=True)
class Identity:
    """Who logged in, and how, of an ID token that held."""

    subject: str
    acr: str
    amr: tuple[str, ...]


def is_private(url: str) -> bool:
    """Whether nobody between can read or change what is said at this address: TLS, or this machine itself."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")
    )


def discovery_url(issuer: str) -> str:
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def provider_of(document: object, issuer: str) -> Provider:
    """Of the discovery document at `discovery_url`. Raises IdentityError."""
    if not isinstance(document, Mapping) or document.get("issuer") != issuer:
        raise IdentityError(f"the provider does not call itself {issuer}, which is D2H_HUB_OIDC__ISSUER")
    told = {
        name: str(document.get(key) or "")
        for name, key in (
            ("authorize", "authorization_endpoint"),
            ("token", "token_endpoint"),
            ("userinfo", "userinfo_endpoint"),
            ("keys", "jwks_uri"),
            ("end_session", "end_session_endpoint"),
        )
    }
    for name, url in told.items():
        if not is_private(url) and (url or name != "end_session"):
            raise IdentityError(f"the provider's address {name} is not of https: {url or 'it has none'}")
    return Provider(issuer, **told)


def proved_identity(token: object, keys: object, *, issuer: str, client_id: str, nonce: str) -> Identity:
    """Of an ID token, checked as OpenID Connect Core 1.0, 3.1.3.7 says against the provider's JWK set `keys`
    and the `nonce` of this very login. Raises IdentityError."""
    try:
        if not isinstance(token, str) or not isinstance(keys, dict):
            raise IdentityError("the provider gave no ID token, or no keys")
        claims = jwt.decode(
            token,
            _signing_key(token, jwt.PyJWKSet.from_dict(keys)),
            algorithms=_SIGNATURES,
            audience=client_id,
            issuer=issuer,
            leeway=_CLOCKS_APART,
            options={"require": list(_DEMANDED)},
        )
    except jwt.PyJWTError as fault:
        raise IdentityError(f"ID token: {type(fault).__name__}: {fault}") from fault
    if claims["nonce"] != nonce:
        raise IdentityError("ID token: it answers another login (nonce)")
    if claims.get("azp", client_id) != client_id:
        raise IdentityError("ID token: it was made for another client (azp)")
    acr, amr = claims.get("acr"), claims.get("amr")
    methods = tuple(one for one in amr if isinstance(one, str)) if isinstance(amr, list) else ()
    return Identity(str(claims["sub"]), acr if isinstance(acr, str) else "", methods)


def _signing_key(token: str, keys: jwt.PyJWKSet) -> jwt.PyJWK:
    named = jwt.get_unverified_header(token).get("kid")
    fitting = [
        key for key in keys.keys if key.public_key_use in (None, "sig") and named in (None, key.key_id)
    ]
    if len(fitting) != 1:
        raise IdentityError(f"ID token: {len(fitting)} keys of the provider may have signed it")
    return fitting[0]
