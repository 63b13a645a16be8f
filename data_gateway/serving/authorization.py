"""Who calls, decided before anything is answered; what becomes of the call is audited."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from data_gateway.permits.access import Access, AccessCheck
from data_gateway.permits.shown_tokens import ShownTokens
from data_gateway.permits.standing import Standing
from data_gateway.serving.caller import Caller
from data_gateway.serving.refusal_records import RefusalRecords
from data_gateway.site.audit import SiteAudit
from governance.refusal import Refusal

log = logging.getLogger(__name__)
NOBODY = "unknown"
Answer = TypeVar("Answer")


class Authorization:
    def __init__(self, site: str, access: AccessCheck, standing: Standing, audit: SiteAudit) -> None:
        self.standing = standing
        self._site = site
        self._access = access
        self._audit = audit
        self._shown = ShownTokens()
        self._refusals = RefusalRecords(audit)

    def project_of(self, authorization: str | None) -> str | None:
        """Whose call it is, before anything else is known of it; None for a stranger's."""
        try:
            return self._access.caller(authorization).project
        except Refusal:
            return None

    def decided(
        self,
        caller: Caller,
        kind: str,
        answer: Callable[[Access, dict[str, Any]], Answer],
    ) -> Answer:
        """`answer` for an accepted caller; a refusal is audited, and any fault becomes a refusal.

        `answer` adds to its dictionary what a refusal's record has to tell of the request.
        """
        actor, subject, details = NOBODY, self._site, dict[str, Any]()
        try:
            try:
                claims = self._access.caller(caller.authorization)
                actor, details = claims.user, {"project": claims.project, "token": claims.token_id}
                if subject in claims.permits:
                    details["permit"] = claims.permits[subject]
                claims.at(caller.door)
                self._shown.accept(claims, caller.connection)
                access = self._access.grant(claims)
                self.standing.accept(access)
                return answer(access, details)
            except Refusal:
                raise
            except Exception as fault:
                # Its text may quote data: the log tells where it happened, nobody is told what it said.
                log.error("fault in %s: %s", kind, type(fault).__name__)
                raise Refusal("gateway-fault") from fault
        except Refusal as refusal:
            details |= {"code": refusal.code, "params": refusal.params}
            self._refusals.record(actor=actor, event=f"{kind}.refused", subject=subject, details=details)
            raise

    def record(self, access: Access, event: str, details: dict[str, Any]) -> None:
        known = {"project": access.project, "permit": access.permit.digest}
        self._audit.append(actor=access.user, event=event, subject=self._site, details=known | details)
