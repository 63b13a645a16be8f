"""Access tokens: EdDSA JWTs that gateways and the airlock verify without asking anyone."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field

from governance.access.doors import NO_DOOR
from governance.refusal import Refusal

ISSUER = "d2h-governance"
# Revocation must bite within 60 s everywhere, also where the hub cannot be reached. A token lives 45 of them:
# the others are for a gateway whose clock is late, and for its look at answers under way.
LIFETIME = timedelta(seconds=45)
CLOCK_SKEW = timedelta(seconds=10)
AIRLOCK_AUDIENCE = "airlock"
JOBS_AUDIENCE = "jobs"


def gateway_audience(site: str) -> str:
    return f"gateway:{site}"


class AccessClaims(BaseModel):
    """Who works in which project now. `permits` maps a site to the digest of the permit in force there;
    `door` is the set of doors that the token was asked through and holds for."""

    model_config = ConfigDict(frozen=True)

    user: str
    project: str
    permits: dict[str, str]
    expires: datetime
    token_id: str
    door: int = Field(ge=0)

    def at(self, door: int | None) -> AccessClaims:
        """These claims, shown at `door`, None where it cannot be told. Raises Refusal `access-other-door`."""
        if door is not None and door != self.door:
            raise Refusal("access-other-door")
        return self


def issue_access_token(
    key: Ed25519PrivateKey,
    *,
    user: str,
    project: str,
    permits: dict[str, str],
    door: int = NO_DOOR,
    now: datetime | None = None,
) -> str:
    issued = now or datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "sub": user,
        "project": project,
        "permits": permits,
        "door": door,
        "aud": [AIRLOCK_AUDIENCE, JOBS_AUDIENCE, *(gateway_audience(site) for site in sorted(permits))],
        "iat": issued,
        "exp": issued + LIFETIME,
        "jti": secrets.token_urlsafe(16),
    }
    return jwt.encode(claims, key, algorithm="EdDSA", headers={"typ": "d2h-access"})


def verify_access_token(token: str, key: Ed25519PublicKey, *, audience: str) -> AccessClaims:
    """Raises Refusal `access-expired`, `access-invalid` (forged, other audience, other kind, malformed, made
    to live longer than ours) or `clocks-apart` (made later than this machine's now).
    """
    try:
        decoded = jwt.decode_complete(
            token,
            key,
            algorithms=["EdDSA"],
            audience=audience,
            issuer=ISSUER,
            options={"require": ["exp", "iat", "sub", "aud", "iss", "jti"], "verify_iat": False},
        )
        if decoded["header"].get("typ") != "d2h-access":
            raise Refusal("access-invalid")
        payload = decoded["payload"]
        issued, expires = (datetime.fromtimestamp(payload[name], UTC) for name in ("iat", "exp"))
        # Revocation waits for tokens to end: one made to live longer is not a token of ours.
        if expires - issued > LIFETIME:
            raise Refusal("access-invalid")
        if issued > datetime.now(UTC) + CLOCK_SKEW:
            raise Refusal("clocks-apart", seconds=round(CLOCK_SKEW.total_seconds()))
        return AccessClaims(
            user=payload["sub"],
            project=payload["project"],
            permits=payload["permits"],
            expires=expires,
            token_id=payload["jti"],
            door=payload["door"],
        )
    except jwt.ExpiredSignatureError as fault:
        raise Refusal("access-expired") from fault
    except (jwt.PyJWTError, KeyError, TypeError, ValueError, OverflowError, OSError) as fault:
        raise Refusal("access-invalid") from fault
