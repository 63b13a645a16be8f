"""How a site proves itself to the governance API: each request signed with its key, for one use."""

from __future__ import annotations

import secrets
import threading
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from governance import signatures
from governance.refusal import Refusal

SITE_REQUEST_KIND = "d2h-site-request"
FRESH = timedelta(seconds=60)  # either way: clocks of two machines differ


class SiteRequest(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    site: str
    method: str
    path: str
    at: AwareDatetime
    nonce: str


def sign_site_request(
    site: str, method: str, path: str, key: Ed25519PrivateKey, *, now: datetime | None = None
) -> str:
    """What goes in `authorization: Bearer …`. `path` is the path alone, without host or query."""
    request = SiteRequest(
        site=site,
        method=method.upper(),
        path=path,
        at=now or datetime.now(UTC),
        nonce=secrets.token_urlsafe(16),
    )
    return signatures.sign(request.model_dump_json().encode(), key, kind=SITE_REQUEST_KIND)


def verify_site_request(
    token: str, key: Ed25519PublicKey, *, site: str, method: str, path: str, now: datetime | None = None
) -> SiteRequest:
    """Raises Refusal `signature-invalid`, `site-request-mismatch` (signed for something else) or
    `site-request-stale`."""
    payload = signatures.verify(token, key, kind=SITE_REQUEST_KIND)
    try:
        request = SiteRequest.model_validate_json(payload)
    except ValidationError as fault:
        raise Refusal("signature-invalid", kind=SITE_REQUEST_KIND) from fault
    if (request.site, request.method, request.path) != (site, method.upper(), path):
        raise Refusal("site-request-mismatch", site=site)
    if abs((now or datetime.now(UTC)) - request.at) > FRESH:
        raise _stale()
    return request


class ProofsUsed:
    """Each proof serves once: who overheard one cannot sign, withdraw or ask again with it.

    What was signed before this object began is refused too, since whoever served then may have taken it.
    """

    def __init__(self, began: datetime | None = None) -> None:
        self._began = began or datetime.now(UTC)
        self._used: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def use(self, request: SiteRequest, now: datetime | None = None) -> None:
        """Raises Refusal `site-request-replayed` or `site-request-stale`."""
        oldest = (now or datetime.now(UTC)) - FRESH
        if request.at < self._began:
            raise _stale()
        with self._lock:
            self._used = {nonce: at for nonce, at in self._used.items() if at >= oldest}
            if request.nonce in self._used:
                raise Refusal("site-request-replayed")
            self._used[request.nonce] = request.at


def _stale() -> Refusal:
    return Refusal("site-request-stale", seconds=int(FRESH.total_seconds()))
