"""What a gateway does for a caller: list, read, aggregate. Each is decided, audited, then answered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from d2h_sdk.wire import DatasetsMessage
from data_gateway.engines.open_permits import OpenPermits
from data_gateway.permits.access import Access, AccessCheck
from data_gateway.permits.standing import Standing
from data_gateway.permits.store import PermitStore
from data_gateway.serving.admission import Admission
from data_gateway.serving.answers import Answers, AnswerToSend, Begun
from data_gateway.serving.audited import told_of_request
from data_gateway.serving.authorization import Authorization
from data_gateway.serving.caller import Caller
from data_gateway.serving.listing import opened_datasets
from data_gateway.serving.opening_ahead import OpeningAhead
from data_gateway.serving.requests import parsed_request
from data_gateway.serving.watch import StreamWatch
from data_gateway.site.audit import GATEWAY_STARTED, SiteAudit
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import SiteSettings, load_settings
from governance import signatures
from governance.refusal import Refusal

ACTOR = "gateway"


class Gateway:
    """One site's gateway. Every method is told who calls, and raises only Refusal."""

    def __init__(self, folder: SiteFolder) -> None:
        self.settings: SiteSettings = load_settings(folder.require().settings)
        limits = self.settings.limits
        self._audit = SiteAudit(folder, following=True)
        self._permits = PermitStore(
            folder.permits,
            folder.withdrawn_permits,
            signatures.load_public_pem(folder.data_owner_public_key.read_text(encoding="ascii")),
        )
        access = AccessCheck(
            self.settings.id,
            signatures.load_public_pem(folder.access_public_key.read_text(encoding="ascii")),
            self._permits,
        )
        self._standing = Standing(self._permits)
        self._authorization = Authorization(self.settings.id, access, self._standing, self._audit)
        self._open_permits = OpenPermits(folder, self.settings)
        self._ahead: OpeningAhead | None = None
        self._admission = Admission(
            in_all=limits.reads_at_once,
            per_project=limits.reads_at_once_per_project,
            of_project={
                project: self.settings.limits_of(project).reads_at_once_per_project
                for project in self.settings.projects
            },
            wait_seconds=limits.wait_seconds,
            waiting=limits.reads_waiting,
        )
        self._watch = StreamWatch(client_seconds=limits.client_seconds)
        self._answers = Answers(
            folder, self.settings, self._authorization, self._watch, self._admission.leave
        )

    def datasets(self, caller: Caller) -> DatasetsMessage:
        """What the caller's permit opens here, tables that this site cannot serve left out."""

        def answer(access: Access, _: dict[str, Any]) -> DatasetsMessage:
            scope = self._open_permits.scope(access.permit)
            message = DatasetsMessage(datasets=tuple(opened_datasets(self.settings.id, scope)))
            self._authorization.record(access, "catalogue.listed", {})
            # Who lists reads next.
            threading.Thread(target=self._open_permits.open_ahead, args=(access.permit,), daemon=True).start()
            return message

        return self._authorization.decided(caller, "catalogue", answer)

    def started(self) -> None:
        """Tells the audit, with how many answers a kill cut off, and makes ready for the first reader.

        Raises Refusal `audit-unavailable`.
        """
        details = {"cut_off": self._audit.unended()}
        self._audit.append(actor=ACTOR, event=GATEWAY_STARTED, subject=self.settings.id, details=details)
        self._open_permits.start_ahead()
        self._ahead = OpeningAhead(self._permits, self._open_permits, self.settings.limits.open_permits)

    def project_of(self, authorization: str | None) -> str | None:
        """Whose call it is, before anything else is known of it; None for a stranger's."""
        return self._authorization.project_of(authorization)

    def refuse(self, caller: Caller, kind: str, why: Refusal) -> Refusal:
        """Why this caller is not known at this door, or else `why`, audited."""

        def answer(*_: Any) -> None:
            raise why

        try:
            self._authorization.decided(caller, kind, answer)
        except Refusal as refusal:
            return refusal
        return why

    def renew(self, caller: Caller) -> None:
        """Answers under way to the same person under the same permit go on until this token ends."""
        self._authorization.decided(caller, "renewal", lambda *_: None)

    def admit_no_more(self) -> None:
        """Who waits for a place is told that there is none."""
        self._admission.close()

    def close(self) -> None:
        self.admit_no_more()
        self._ahead = None
        self._open_permits.close()
        self._audit.settle()

    def answer(self, caller: Caller, ticket: bytes, begun: Begun) -> AnswerToSend:
        """The stream for a ticket, opened up to its first batch, and the metadata of its schema.

        `begun` is as in `Answers.begin`.
        """

        def decide(access: Access, told: dict[str, Any]) -> Callable[[], AnswerToSend]:
            request = parsed_request(ticket)
            told |= told_of_request(request, access.permit.document)
            self._admission.enter(access.project)
            try:
                self._standing.check(access)  # who waited may have lost it meanwhile
                opened = self._open_permits.open(access.permit)
                return self._answers.begin(access, request, opened, begun)
            except BaseException:
                self._admission.leave(access.project)
                raise

        return self._authorization.decided(caller, "read", decide)()
