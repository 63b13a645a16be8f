"""One round of a model from its plan to the signed table: rules, past answers, signature, in this order."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from d2h_sdk.wire import ModelRequest
from data_gateway.aggregates.answering import Asker, rounded
from data_gateway.aggregates.cells import cells_query, read_cells
from data_gateway.aggregates.differencing import Vector
from data_gateway.aggregates.ledger import Ledger
from data_gateway.aggregates.quantiles import Run
from data_gateway.aggregates.signature import SIGNATURE, table_digest
from data_gateway.federated import rules, survival
from data_gateway.federated.calculator import FINGERPRINT
from data_gateway.federated.history import ModelHistory
from data_gateway.federated.request import FederatedPlan
from data_gateway.site.settings import Disclosure
from governance.refusal import Refusal
from governance.signed_answers import AnswerStatement, sign_answer

_SKETCH = "sketch "
_OPENING = ("persons", "rows", "events", "outcome", "mean", "variance", "until")
_ROUND = (
    *("rows", "loglik", "score", "information", "gram", "moment", "squares"),
    *("events", "risk", "tied"),  # of a Cox model on shared steps of time
)


class Models:
    """Answers of one site to models and life tables. `run` asks the permit's worker."""

    def __init__(
        self,
        site: str,
        ledger: Ledger,
        history: ModelHistory,
        key: Ed25519PrivateKey,
        disclosure: Disclosure,
    ) -> None:
        self._site = site
        self._ledger = ledger
        self._history = history
        self._key = key
        self._disclosure = disclosure

    def answer(self, plan: FederatedPlan, asker: Asker, run: Run) -> pa.Table:
        """The figures that may leave, kept as told and signed. Raises `federated-…` and of `Ledger`."""
        figures, fingerprint = figures_of(run(plan.query))
        if not isinstance(plan.request, ModelRequest):
            shown = survival.admitted(plan, plan.request, figures)
            table = shown.table
            self._keep(plan, asker, shown.sketches | {"persons": figures["sketch persons"]}, run, table)
        elif plan.opening:
            request = plan.request
            rules.check_support(plan, figures, request.unit, request.family, self._disclosure)
            if request.edges and tuple(figures["until"]) != request.edges:
                return self._signed(plan, asker, _offered(figures))
            table = numbers_table({name: figures[name] for name in _OPENING if name in figures})
            self._keep(plan, asker, _sketches(figures), run, table)
            allowed = rules.rounds_of(figures, len(plan.columns), self._disclosure)
            self._history.open(asker.project, plan.model, fingerprint, allowed)
        else:
            question = hashlib.sha256(plan.request.model_dump_json().encode()).hexdigest()
            most = self._disclosure.rounds_per_project
            self._history.count(asker.project, plan.model, fingerprint, question, most)
            rules.check_round(plan, figures, self._disclosure)
            table = numbers_table({name: figures[name] for name in _ROUND if name in figures})
        return self._signed(plan, asker, table)

    def _keep(
        self, plan: FederatedPlan, asker: Asker, sketches: dict[str, Vector], run: Run, table: pa.Table
    ) -> None:
        """Raises Refusal `federated-near-earlier-answer` when the past and this tell of few."""
        whole = read_cells(plan.everybody, run(cells_query(plan.everybody)))
        with self._ledger.decision(
            project=asker.project,
            user=asker.user,
            permit=asker.permit,
            dataset=plan.query.dataset,
            pseudonyms=asker.pseudonyms,
            limit=self._disclosure.numbers_per_project,
        ) as decision:
            guarded = decision.told.copy()
            for cell in whole:
                guarded.admit(cell.sketches, plan.minimum)
            if not guarded.admit(sketches, plan.minimum):
                raise Refusal("federated-near-earlier-answer")
            decision.told.add(sketches)
            decision.digest = table_digest(table)

    def _signed(self, plan: FederatedPlan, asker: Asker, table: pa.Table) -> pa.Table:
        statement = AnswerStatement(
            site=self._site,
            project=asker.project,
            permit=asker.permit,
            request=plan.request.model_dump_json(),
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            digest=table_digest(table),
        )
        return table.replace_schema_metadata({SIGNATURE: sign_answer(statement, self._key)})


def figures_of(answer: pa.Table) -> tuple[rules.Figures, str]:
    figures, fingerprint = {}, ""
    for name, values in zip(answer["name"].to_pylist(), answer["values"], strict=True):
        if name.startswith(FINGERPRINT):
            fingerprint = name.removeprefix(FINGERPRINT)
        else:
            figures[name] = values.values.to_numpy(zero_copy_only=False).astype(np.float64)
    return figures, fingerprint


def _offered(figures: rules.Figures) -> pa.Table:
    """The steps of time that the site would bear, of those asked: nothing of the model is opened."""
    if not len(figures["until"]):
        raise Refusal("federated-too-few-events")
    return numbers_table({"until": figures["until"]})


def _sketches(figures: rules.Figures) -> dict[str, Vector]:
    return {
        name.removeprefix(_SKETCH): values for name, values in figures.items() if name.startswith(_SKETCH)
    }


def numbers_table(figures: rules.Figures) -> pa.Table:
    rows = [(part, at, rounded(value)) for part, values in figures.items() for at, value in enumerate(values)]
    parts, places, numbers = zip(*rows, strict=True)
    return pa.table(
        {
            "part": pa.array(parts, pa.string()),
            "at": pa.array(places, pa.int64()),
            "value": pa.array(numbers, pa.float64()),
        }
    )
