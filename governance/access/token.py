"""Access tokens: EdDSA JWTs that gateways and the airlock verify without asking anyone."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, ValidationError

from governance.refusal import Refusal

ISSUER = "d2h-governance"
# Revocation must bite within 60 s everywhere, also where the hub cannot be reached: a token lives no longer.
LIFETIME = timedelta(seconds=60)
AIRLOCK_AUDIENCE = "airlock"


def gateway_audience(site: str) -> str:
    return f"gateway:{site}"


class AccessClaims(BaseModel):
    """Who works in which project now. `permits` maps a site to the digest of the permit in force there."""

    model_config = ConfigDict(frozen=True)

    user: str
    project: str
    permits: dict[str, str]
    expires: datetime
    token_id: str


def issue_access_token(
    key: Ed25519PrivateKey, *, user: str, project: str, permits: dict[str, str], now: datetime | None = None
) -> str:
    issued = now or datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "sub": user,
        "project": project,
        "permits": permits,
        "aud": [AIRLOCK_AUDIENCE, *(gateway_audience(site) for site in sorted(permits))],
        "iat": issued,
        "exp": issued + LIFETIME,
        "jti": secrets.token_urlsafe(16),
    }
    return jwt.encode(claims, key, algorithm="EdDSA", headers={"typ": "d2h-access"})


def verify_access_token(token: str, key: Ed25519PublicKey, *, audience: str) -> AccessClaims:
    """Raises Refusal `access-expired` or `access-invalid` (forged, other audience, other kind, malformed)."""
    try:
        decoded = jwt.decode_complete(
            token,
            key,
            algorithms=["EdDSA"],
            audience=audience,
            issuer=ISSUER,
            options={"require": ["exp", "iat", "sub", "aud", "iss", "jti"]},
        )
        if decoded["header"].get("typ") != "d2h-access":
            raise Refusal("access-invalid")
        payload = decoded["payload"]
        return AccessClaims(
            user=payload["sub"],
            project=payload["project"],
            permits=payload["permits"],
            expires=datetime.fromtimestamp(payload["exp"], UTC),
            token_id=payload["jti"],
        )
    except jwt.ExpiredSignatureError as fault:
        raise Refusal("access-expired") from fault
    except (jwt.PyJWTError, KeyError, ValidationError) as fault:
        raise Refusal("access-invalid") from fault
