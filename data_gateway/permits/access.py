"""Who calls, in which project, under which permit: decided here from signatures alone, asking nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from data_gateway.permits.store import PermitStore, SignedPermit
from governance.access.token import AccessClaims, gateway_audience, verify_access_token
from governance.refusal import Refusal


@dataclass(frozen=True)
class Access:
    """`until`: when the token ends that brought it."""

    user: str
    permit: SignedPermit
    until: datetime

    @property
    def project(self) -> str:
        return self.permit.document.project


@dataclass(frozen=True)
class AccessCheck:
    """`governance_key` proves tokens; the store proves permits with the site's own data owner's key."""

    site: str
    governance_key: Ed25519PublicKey
    permits: PermitStore
    today: Callable[[], date] = date.today

    def caller(self, authorization: str | None) -> AccessClaims:
        """Raises Refusal `access-missing`, `access-invalid`, `access-expired` or `clocks-apart`."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refusal("access-missing")
        return verify_access_token(token, self.governance_key, audience=gateway_audience(self.site))

    def grant(self, claims: AccessClaims) -> Access:
        """What the site's data owner signed for these claims.

        Raises Refusal `permit-missing`, `permit-unknown`, `permit-invalid`, `permit-other-project`,
        `permit-not-for-member`, `permit-not-started` or `permit-ended`.
        """
        if self.site not in claims.permits:
            raise Refusal("permit-missing")
        permit = self.permits.find(claims.permits[self.site])
        document = permit.document
        if document.site != self.site:
            raise Refusal("permit-invalid", permit=permit.digest[:12])
        if document.project != claims.project:
            raise Refusal("permit-other-project", project=claims.project)
        if claims.user not in document.members:
            raise Refusal("permit-not-for-member", user=claims.user, project=claims.project)
        today = self.today()
        if today < document.valid_from:
            raise Refusal("permit-not-started", date=document.valid_from.isoformat())
        if today > document.valid_until:
            raise Refusal("permit-ended", date=document.valid_until.isoformat())
        return Access(claims.user, permit, claims.expires)
