"""The governance API as a site calls it: proposals in, signatures out, each request signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from d2h_sdk.wire import RefusalMessage
from governance.access.site_request import sign_site_request
from governance.audit.chain import AuditRecord, Mark
from governance.permits.document import PermitDocument
from governance.refusal import Refusal

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_MAX_KEY = 10_000


class Proposal(BaseModel):
    """One permit as governance knows it; `state` is PROPOSED, SIGNED, SUPERSEDED or WITHDRAWN."""

    model_config = ConfigDict(frozen=True)

    digest: str
    document: PermitDocument
    state: str
    project_title: dict[str, str] = {}


_PROPOSALS = TypeAdapter(tuple[Proposal, ...])
_MARK = TypeAdapter(Mark)


@dataclass(frozen=True)
class GovernanceClient:
    """Every method raises Refusal `governance-away` when nobody answers, or governance's own refusal."""

    url: str
    site: str
    key: Ed25519PrivateKey

    def permits(self) -> tuple[Proposal, ...]:
        """Raises Refusal `governance-answer-wrong` also when a digest is not its document's."""
        try:
            proposals = _PROPOSALS.validate_json(self._call("GET", f"/sites/{self.site}/permits").content)
        except ValidationError as fault:
            raise Refusal("governance-answer-wrong", url=self.url) from fault
        if any(proposal.document.digest() != proposal.digest for proposal in proposals):
            raise Refusal("governance-answer-wrong", url=self.url)
        return proposals

    def send_signature(self, digest: str, signed: str) -> None:
        self._call("POST", f"/sites/{self.site}/permits/{digest}/signature", {"signed": signed})

    def withdraw(self, digest: str) -> None:
        self._call("DELETE", f"/sites/{self.site}/permits/{digest}")

    def audit_copied_until(self) -> Mark:
        """The last record of this site's audit that the hub has. `key` is the audit's, here and below."""
        return self._mark("GET")

    def send_audit(self, records: Sequence[AuditRecord]) -> Mark:
        """How far the hub's copy has come with them."""
        return self._mark("POST", {"records": [record.model_dump(mode="json") for record in records]})

    def report_audit_parted(self, sequence: int) -> None:
        """The hub's copy holds from this record on what the site's trail never held."""
        self._call("POST", f"/sites/{self.site}/audit/parted", {"sequence": sequence})

    def _mark(self, method: str, body: dict[str, Any] | None = None) -> Mark:
        answer = self._call(method, f"/sites/{self.site}/audit", body)
        try:
            return _MARK.validate_json(answer.content)
        except ValidationError as fault:
            raise Refusal("governance-answer-wrong", url=self.url) from fault

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        token = sign_site_request(self.site, method, path, self.key)
        return _answered(self.url, method, path, headers={"authorization": f"Bearer {token}"}, json=body)


def fetch_access_key(url: str) -> str:
    """PEM of the key that signs access tokens, for `site init`."""
    answer = _answered(url, "GET", "/keys/access")
    if len(answer.content) > _MAX_KEY:
        raise Refusal("governance-answer-wrong", url=url)
    return answer.text


def _answered(url: str, method: str, path: str, **call: Any) -> httpx.Response:
    try:
        answer = httpx.request(method, url.rstrip("/") + path, timeout=TIMEOUT, trust_env=False, **call)
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        raise Refusal("governance-away", url=url) from fault
    if answer.is_success:
        return answer
    try:
        message = RefusalMessage.model_validate_json(answer.content)
    except ValidationError as fault:
        raise Refusal("governance-failed", url=url, status=answer.status_code) from fault
    raise Refusal(message.code, **message.params)
