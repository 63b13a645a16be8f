"""An answer on its way: computed whole or streamed, watched, and its end audited."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import TypeAlias

import pyarrow as pa

from d2h_sdk.wire import AggregateRequest, ModelRequest, SurvivalRequest
from data_gateway.aggregates.answering import Aggregates, Asker, WholeAnswer
from data_gateway.aggregates.cells import cells_query
from data_gateway.aggregates.ledger import Ledger
from data_gateway.aggregates.quantiles import Run
from data_gateway.aggregates.request import aggregate_plan
from data_gateway.engines.open_permits import OpenPermit
from data_gateway.engines.stream import COMPLETE, AnswerStream, Outcome
from data_gateway.federated.answering import Models
from data_gateway.federated.history import ModelHistory
from data_gateway.federated.request import model_plan, survival_plan
from data_gateway.images.sample_looks import SampleLooks
from data_gateway.permits.access import Access
from data_gateway.queries.query import Query
from data_gateway.serving.audited import Computed, Request, told_of_query
from data_gateway.serving.authorization import Authorization
from data_gateway.serving.requests import streamed_query
from data_gateway.serving.watch import StreamWatch
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import Limits, SiteSettings
from governance import signatures
from governance.refusal import Refusal

log = logging.getLogger(__name__)
Compute: TypeAlias = Callable[[Asker, Run], pa.Table]
Begun: TypeAlias = Callable[[AnswerStream], None]
AnswerToSend: TypeAlias = tuple[AnswerStream | WholeAnswer, dict[str, str]]


class Answers:
    """`leave` is told the project of an answer whose place among the reads at once is free again."""

    def __init__(
        self,
        folder: SiteFolder,
        settings: SiteSettings,
        authorization: Authorization,
        watch: StreamWatch,
        leave: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._authorization = authorization
        self._watch = watch
        self._leave = leave
        site, disclosure = settings.id, settings.disclosure
        ledger, key = Ledger(folder.answers), signatures.load_private_key(folder.results_key)
        self._aggregates = Aggregates(site, ledger, key, disclosure, settings.limits)
        self._looks = SampleLooks(folder.withheld_images)
        self._models = Models(site, ledger, ModelHistory(folder.answers), key, disclosure)

    def begin(
        self, access: Access, request: Request, opened: OpenPermit, begun: Begun
    ) -> Callable[[], AnswerToSend]:
        """Audits the request, and gives what makes its answer and the metadata of its schema.

        `begun` is given each stream of the engine before it works, to stop it when the caller leaves.
        """
        limits = self._settings.limits_of(access.project)
        if isinstance(request, AggregateRequest | ModelRequest | SurvivalRequest):
            asked, compute = self._computation(request, opened, limits)
            self._start(access, asked)
            return lambda: self._computed(access, asked, compute, opened, begun)
        query = streamed_query(request, opened.scope, limits, self._looks.passed)
        self._start(access, query)
        return lambda: (self._streamed(access, opened, query, begun), query.metadata)

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
            plan = model_plan(request, scope, limits, self._settings.disclosure)
        return plan.query, lambda asker, run: self._models.answer(plan, asker, run)

    def _computed(
        self, access: Access, asked: Query, compute: Compute, opened: OpenPermit, begun: Begun
    ) -> AnswerToSend:
        """Kept among the project's past answers first, then audited, then sent."""

        def run(query: Query) -> pa.Table:
            limits = self._settings.limits_of(access.project)
            watched = self._watched(access, query, begun)
            stream = AnswerStream(opened, query, limits, at_end=lambda _: None, begun=watched)
            return pa.Table.from_batches(list(stream), stream.schema)

        start, ended, table = time.monotonic(), "gateway-fault", None
        try:
            asker = Asker(access.project, access.user, access.permit.digest, opened.pseudonyms)
            table = compute(asker, run)
            self._authorization.standing.check(access, asked.datasets)
            ended = COMPLETE
        except Refusal as refusal:
            ended, table = refusal.code, None
            raise
        except Exception as fault:
            log.error("fault in %s: %s", asked.kind, type(fault).__name__)
            raise Refusal("gateway-fault") from fault
        finally:
            self._leave(access.project)
            rows, size = (table.num_rows, table.nbytes) if table is not None else (0, 0)
            outcome = Outcome(rows, size, round(time.monotonic() - start, 3), ended)
            self._end(access, asked, outcome)
        metadata = {name.decode(): value.decode() for name, value in table.schema.metadata.items()}
        return WholeAnswer(table), metadata

    def _start(self, access: Access, query: Query) -> None:
        self._authorization.record(access, f"{query.kind}.started", told_of_query(query))

    def _end(self, access: Access, query: Query, outcome: Outcome) -> None:
        name = f"{query.kind}.{'finished' if outcome.ended == COMPLETE else 'stopped'}"
        told = told_of_query(query) | asdict(outcome) | {"seconds": str(outcome.seconds)}
        self._authorization.record(access, name, told)

    def _streamed(self, access: Access, opened: OpenPermit, query: Query, begun: Begun) -> AnswerStream:
        def at_end(outcome: Outcome) -> None:
            self._leave(access.project)
            self._end(access, query, outcome)

        limits, watched = self._settings.limits_of(access.project), self._watched(access, query, begun)
        return AnswerStream(opened, query, limits, at_end=at_end, begun=watched)

    def _watched(self, access: Access, query: Query, begun: Begun) -> Begun:
        def watched(stream: AnswerStream) -> None:
            self._watch.add(stream, lambda: self._authorization.standing.check(access, query.datasets))
            begun(stream)

        return watched
