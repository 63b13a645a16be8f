"""What a gateway does for a caller: list, read, aggregate. Each is decided, audited, then answered."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

import pyarrow as pa
from pydantic import TypeAdapter, ValidationError

from d2h_sdk.wire import (
    MAX_REQUEST_BYTES,
    AggregateRequest,
    ColumnMessage,
    DatasetMessage,
    DatasetsMessage,
    ImagesRequest,
    ModelRequest,
    ReadRequest,
    SqlRequest,
    SurvivalRequest,
    TableMessage,
)
from data_gateway.aggregates.answering import Aggregates, Asker, WholeAnswer
from data_gateway.aggregates.cells import cells_query
from data_gateway.aggregates.ledger import Ledger
from data_gateway.aggregates.quantiles import Run
from data_gateway.aggregates.request import aggregate_plan
from data_gateway.catalogue.published import with_card
from data_gateway.engines.open_permits import OpenPermit, OpenPermits
from data_gateway.engines.stream import COMPLETE, AnswerStream, Outcome
from data_gateway.federated.answering import Models
from data_gateway.federated.history import ModelHistory
from data_gateway.federated.request import model_plan, survival_plan
from data_gateway.permits.access import Access, AccessCheck
from data_gateway.permits.scope import PermitScope
from data_gateway.permits.shown_tokens import ShownTokens
from data_gateway.permits.standing import Standing
from data_gateway.permits.store import PermitStore
from data_gateway.queries.images import image_query
from data_gateway.queries.query import Query
from data_gateway.queries.records import record_query
from data_gateway.queries.statements import statement_query
from data_gateway.serving.admission import Admission
from data_gateway.serving.audited import Computed, Request, told_of_query, told_of_request
from data_gateway.serving.caller import Caller
from data_gateway.serving.opening_ahead import OpeningAhead
from data_gateway.serving.refusal_records import RefusalRecords
from data_gateway.serving.watch import StreamWatch
from data_gateway.site.audit import GATEWAY_STARTED, SiteAudit
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import Limits, SiteSettings, load_settings
from governance import signatures
from governance.refusal import Refusal

log = logging.getLogger(__name__)
NOBODY = "unknown"
ACTOR = "gateway"
_REQUEST: TypeAdapter[Request] = TypeAdapter(Request)
Answer = TypeVar("Answer")
Compute = Callable[[Asker, Run], pa.Table]
Begun = Callable[[AnswerStream], None]


class Gateway:
    """One site's gateway. Every method is told who calls, and raises only Refusal."""

    def __init__(self, folder: SiteFolder) -> None:
        self.settings: SiteSettings = load_settings(folder.require().settings)
        limits = self.settings.limits
        self._audit = SiteAudit(folder, following=True)
        self._refusals = RefusalRecords(self._audit)
        self._permits = PermitStore(
            folder.permits,
            folder.withdrawn_permits,
            signatures.load_public_pem(folder.data_owner_public_key.read_text(encoding="ascii")),
        )
        self._access = AccessCheck(
            self.settings.id,
            signatures.load_public_pem(folder.access_public_key.read_text(encoding="ascii")),
            self._permits,
        )
        self._shown = ShownTokens()
        self._standing = Standing(self._permits)
        self._watch = StreamWatch(client_seconds=limits.client_seconds)
        site, disclosure = self.settings.id, self.settings.disclosure
        ledger, key = Ledger(folder.answers), signatures.load_private_key(folder.results_key)
        self._aggregates = Aggregates(site, ledger, key, disclosure, limits)
        self._models = Models(site, ledger, ModelHistory(folder.answers), key, disclosure)
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

    def datasets(self, caller: Caller) -> DatasetsMessage:
        """What the caller's permit opens here, tables that this site cannot serve left out."""

        def answer(access: Access, _: dict[str, Any]) -> DatasetsMessage:
            scope = self._open_permits.scope(access.permit)
            message = DatasetsMessage(datasets=tuple(self._described(scope)))
            self._record(access, "catalogue.listed", {})
            # Who lists reads next.
            threading.Thread(target=self._open_permits.open_ahead, args=(access.permit,), daemon=True).start()
            return message

        return self._decided(caller, "catalogue", answer)

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
        try:
            return self._access.caller(authorization).project
        except Refusal:
            return None

    def refuse(self, caller: Caller, kind: str, why: Refusal) -> Refusal:
        """Why this caller is not known at this door, or else `why`, audited."""

        def answer(*_: Any) -> None:
            raise why

        try:
            self._decided(caller, kind, answer)
        except Refusal as refusal:
            return refusal
        return why

    def renew(self, caller: Caller) -> None:
        """Answers under way to the same person under the same permit go on until this token ends."""
        self._decided(caller, "renewal", lambda *_: None)

    def admit_no_more(self) -> None:
        """Who waits for a place is told that there is none."""
        self._admission.close()

    def close(self) -> None:
        self.admit_no_more()
        self._ahead = None
        self._open_permits.close()
        self._audit.settle()

    def answer(
        self, caller: Caller, ticket: bytes, begun: Begun
    ) -> tuple[AnswerStream | WholeAnswer, dict[str, str]]:
        """The stream for a ticket, opened up to its first batch, and the metadata of its schema.

        `begun` is given each stream of the engine before it works, to stop it when the caller leaves.
        """

        def decide(
            access: Access, told: dict[str, Any]
        ) -> Callable[[], tuple[AnswerStream | WholeAnswer, dict[str, str]]]:
            request = _parsed(ticket)
            told |= told_of_request(request, access.permit.document)
            limits = self.settings.limits_of(access.project)
            self._admission.enter(access.project)
            try:
                self._standing.check(access)  # who waited may have lost it meanwhile
                opened = self._open_permits.open(access.permit)
                if isinstance(request, AggregateRequest | ModelRequest | SurvivalRequest):
                    asked, compute = self._computation(request, opened, limits)
                    self._record(access, f"{asked.kind}.started", told_of_query(asked))
                    return lambda: self._computed(access, asked, compute, opened, begun)
                query = _query(request, opened.scope, limits)
                self._record(access, f"{query.kind}.started", told_of_query(query))
                return lambda: (self._streamed(access, opened, query, begun), query.metadata)
            except BaseException:
                self._admission.leave(access.project)
                raise

        return self._decided(caller, "read", decide)()

    def _computation(self, request: Computed, opened: OpenPermit, limits: Limits) -> tuple[Query, Compute]:
        """What is audited of a request for numbers, and how they are made once it is."""
        scope = opened.scope
        if isinstance(request, AggregateRequest):
            cells = aggregate_plan(request, scope, limits)
            return cells_query(cells), lambda asker, run: self._aggregates.answer(
                cells, request, asker, scope, run
            )
        if isinstance(request, SurvivalRequest):
            plan = survival_plan(request, scope)
        else:
            plan = model_plan(request, scope, limits, self.settings.disclosure)
        return plan.query, lambda asker, run: self._models.answer(plan, asker, run)

    def _computed(
        self, access: Access, asked: Query, compute: Compute, opened: OpenPermit, begun: Begun
    ) -> tuple[WholeAnswer, dict[str, str]]:
        """Kept among the project's past answers first, then audited, then sent."""

        def run(query: Query) -> pa.Table:
            limits = self.settings.limits_of(access.project)
            watched = self._watched(access, query, begun)
            stream = AnswerStream(opened, query, limits, at_end=lambda _: None, begun=watched)
            return pa.Table.from_batches(list(stream), stream.schema)

        start, ended, table = time.monotonic(), "gateway-fault", None
        try:
            asker = Asker(access.project, access.user, access.permit.digest, opened.pseudonyms)
            table = compute(asker, run)
            self._standing.check(access, asked.datasets)
            ended = COMPLETE
        except Refusal as refusal:
            ended, table = refusal.code, None
            raise
        except Exception as fault:
            log.error("fault in %s: %s", asked.kind, type(fault).__name__)
            raise Refusal("gateway-fault") from fault
        finally:
            self._admission.leave(access.project)
            rows, size = (table.num_rows, table.nbytes) if table is not None else (0, 0)
            outcome = Outcome(rows, size, round(time.monotonic() - start, 3), ended)
            self._end(access, asked, outcome)
        metadata = {name.decode(): value.decode() for name, value in table.schema.metadata.items()}
        return WholeAnswer(table), metadata

    def _end(self, access: Access, query: Query, outcome: Outcome) -> None:
        name = f"{query.kind}.{'finished' if outcome.ended == COMPLETE else 'stopped'}"
        self._record(access, name, told_of_query(query) | asdict(outcome) | {"seconds": str(outcome.seconds)})

    def _streamed(self, access: Access, opened: OpenPermit, query: Query, begun: Begun) -> AnswerStream:
        def at_end(outcome: Outcome) -> None:
            self._admission.leave(access.project)
            self._end(access, query, outcome)

        limits, watched = self.settings.limits_of(access.project), self._watched(access, query, begun)
        return AnswerStream(opened, query, limits, at_end=at_end, begun=watched)

    def _watched(self, access: Access, query: Query, begun: Begun) -> Begun:
        def watched(stream: AnswerStream) -> None:
            self._watch.add(stream, lambda: self._standing.check(access, query.datasets))
            begun(stream)

        return watched

    def _decided(
        self,
        caller: Caller,
        kind: str,
        answer: Callable[[Access, dict[str, Any]], Answer],
    ) -> Answer:
        """`answer` for an accepted caller; a refusal is audited, and any fault becomes a refusal.

        `answer` adds to its dictionary what a refusal's record has to tell of the request.
        """
        actor, subject, details = NOBODY, self.settings.id, dict[str, Any]()
        try:
            try:
                claims = self._access.caller(caller.authorization)
                actor, details = claims.user, {"project": claims.project, "token": claims.token_id}
                if subject in claims.permits:
                    details["permit"] = claims.permits[subject]
                claims.at(caller.door)
                self._shown.accept(claims, caller.connection)
                access = self._access.grant(claims)
                self._standing.accept(access)
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

    def _record(self, access: Access, event: str, details: dict[str, Any]) -> None:
        known = {"project": access.project, "permit": access.permit.digest}
        self._audit.append(actor=access.user, event=event, subject=self.settings.id, details=known | details)

    def _described(self, scope: PermitScope) -> list[DatasetMessage]:
        described = []
        for name, granted in scope.permit.datasets.items():
            tables = []
            for table_name, table_permit in granted.tables.items():
                try:
                    table, _ = scope.table(name, table_name)
                except Refusal:
                    continue
                columns = tuple(
                    ColumnMessage(name=column, type=table.columns[column].served_type)
                    for column in table_permit.columns
                )
                tables.append(
                    TableMessage(name=table_name, columns=columns, filtered=bool(table_permit.rows))
                )
            if tables:
                message = DatasetMessage(
                    site=self.settings.id,
                    dataset=name,
                    title=scope.datasets[name].title,
                    mode=granted.mode.value,
                    tables=tuple(tables),
                    minimum_group_size=granted.minimum_group_size,
                )
                described.append(with_card(message, scope.datasets[name]))
        return described


def _query(request: ReadRequest | SqlRequest | ImagesRequest, scope: PermitScope, limits: Limits) -> Query:
    if isinstance(request, SqlRequest):
        return statement_query(request, scope, limits)
    if isinstance(request, ImagesRequest):
        return image_query(request, scope)
    return record_query(request, scope, limits)


def _parsed(ticket: bytes) -> Request:
    if len(ticket) > MAX_REQUEST_BYTES:
        raise Refusal("request-too-large", limit=MAX_REQUEST_BYTES)
    try:
        return _REQUEST.validate_json(ticket)
    except ValidationError as fault:
        raise Refusal("request-unreadable") from fault
