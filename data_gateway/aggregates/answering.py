"""One aggregate from its plan to the signed table: cells, rules, past answers, signature, in this order."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from d2h_sdk.wire import AggregateRequest
from data_gateway.aggregates import rules
from data_gateway.aggregates.cells import Cell, cells_query, read_cells
from data_gateway.aggregates.differencing import Books, Vector
from data_gateway.aggregates.ledger import Ledger
from data_gateway.aggregates.quantiles import Quantiles, Run, quantiles
from data_gateway.aggregates.request import QUANTILE, Measure, Plan
from data_gateway.aggregates.signature import SIGNATURE, table_digest
from data_gateway.permits.scope import PermitScope
from data_gateway.site.settings import Disclosure, Limits
from governance.refusal import Refusal
from governance.signed_answers import AnswerStatement, sign_answer

DIGITS = 9  # of what is no count; see `differencing.KNOWN`


@dataclass(frozen=True)
class Asker:
    """Who asks, under which permit, and which key made the pseudonyms (see `Ledger.decision`)."""

    project: str
    user: str
    permit: str
    pseudonyms: str


class WholeAnswer:
    """A table as the door sends it: like a stream's batches, at least one."""

    def __init__(self, table: pa.Table) -> None:
        self.schema: pa.Schema = table.schema
        self._table = table

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return iter(
            self._table.combine_chunks().to_batches() or [pa.RecordBatch.from_pylist([], self.schema)]
        )


class Aggregates:
    """Answers of one site. `run` is how the gateway runs a query of this package to its whole answer."""

    def __init__(
        self, site: str, ledger: Ledger, key: Ed25519PrivateKey, disclosure: Disclosure, limits: Limits
    ) -> None:
        self._site = site
        self._ledger = ledger
        self._key = key
        self._disclosure = disclosure
        self._limits = limits
        self._wholes: WeakKeyDictionary[PermitScope, dict[Plan, dict[str, Vector]]] = WeakKeyDictionary()

    def answer(
        self, plan: Plan, request: AggregateRequest, asker: Asker, scope: PermitScope, run: Run
    ) -> pa.Table:
        """The cells that may leave, kept as told and signed; the caller audits, then sends.

        Nothing tells how many were withheld: it would say how many groups hold too few persons. Raises the
        refusals of `run` and of `Ledger.decision`, or `aggregate-too-many-groups`.
        """
        partial = run(cells_query(plan))
        cells = read_cells(plan, partial)
        if len(cells) > self._limits.aggregate_groups:
            raise Refusal("aggregate-too-many-groups", limit=self._limits.aggregate_groups)
        found = quantiles(plan, cells, run)
        whole = self._whole(plan, scope, run)
        with self._ledger.decision(
            project=asker.project,
            user=asker.user,
            permit=asker.permit,
            dataset=plan.dataset,
            pseudonyms=asker.pseudonyms,
            limit=self._disclosure.numbers_per_project,
        ) as decision:
            fit = fit_cells(plan, cells, found, self._disclosure)
            fit = [with_quantiles(cell, found) for cell in fit]
            shown = admitted(decision.told, cells, fit, whole, plan.minimum)
            table = _table(plan, partial.schema, shown, found)
            decision.digest = table_digest(table)
        statement = AnswerStatement(
            site=self._site,
            project=asker.project,
            permit=asker.permit,
            request=request.model_dump_json(),
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            digest=decision.digest,
        )
        return table.replace_schema_metadata({SIGNATURE: sign_answer(statement, self._key)})

    def _whole(self, plan: Plan, scope: PermitScope, run: Run) -> dict[str, Vector]:
        """Sketches of everybody in the table now, against whom a filtered answer is compared."""
        if not plan.filtered:
            return {}
        everybody = plan.unfiltered()
        known = self._wholes.setdefault(scope, {})
        if everybody not in known:
            cells = read_cells(everybody, run(cells_query(everybody)))
            known[everybody] = cells[0].sketches if cells else {}
        return known[everybody]


def fit_cells(plan: Plan, cells: list[Cell], found: Quantiles, disclosure: Disclosure) -> list[Cell]:
    """The cells that pass every rule of a single answer."""
    alone = rules.alone_in_margin([cell.key for cell in cells])
    return [
        cell
        for cell, whole_group in zip(cells, alone, strict=True)
        if rules.enough_persons(cell.persons, plan.minimum)
        and not (whole_group and cell.persons < disclosure.whole_group_persons)
        and not (cell.rows is not None and _dominated(cell.rows, disclosure))
        and all(_fits(plan, measure, cell, found, disclosure) for measure in plan.measures)
    ]


def _fits(plan: Plan, measure: Measure, cell: Cell, found: Quantiles, disclosure: Disclosure) -> bool:
    column = cell.columns[measure.column]
    if not rules.enough_persons(column.persons, plan.minimum):
        return False
    if not rules.varied(column.variance, column.mean):
        return False
    band = None
    if measure.kind == QUANTILE:
        needed = rules.persons_for_quantile(measure.q, plan.minimum)
        band = found.get(cell.key, {}).get(measure.name)
        if band is None or column.persons < needed or not rules.enough_persons(band.persons, plan.minimum):
            return False
    return not _dominated(column.contributions if band is None else band.contributions, disclosure)


def _dominated(contributions: npt.NDArray[np.float64], disclosure: Disclosure) -> bool:
    return rules.dominated(
        contributions,
        n=disclosure.dominance_persons,
        k=disclosure.dominance_percent / 100,
        p=disclosure.prior_percent / 100,
    )


def with_quantiles(cell: Cell, found: Quantiles) -> Cell:
    """The cell with the sketches of its quantiles among those of the numbers it would tell."""
    bands = found.get(cell.key, {}).values()
    return replace(cell, sketches=dict(ChainMap(cell.sketches, *(band.sketches for band in bands))))


def admitted(
    told: Books, cells: list[Cell], fit: list[Cell], whole: dict[str, Vector], minimum: int
) -> list[Cell]:
    """Those of `fit` that may join what was told, largest first; `told` takes them in.

    The sum of all cells, the withheld ones too, and the whole table stand as if they were told: what is
    missing from either must not be few persons.
    """
    guarded = told.copy()
    names = cells[0].sketches if len(cells) > 1 else ()
    sums = {name: np.sum([cell.sketches[name] for cell in cells], axis=0) for name in names}
    for name, implied in (*sums.items(), *whole.items()):
        guarded.admit({name: implied}, minimum)
    shown = set[int]()
    for position in sorted(range(len(fit)), key=lambda at: -fit[at].persons):
        sketches = fit[position].sketches
        if guarded.admit(sketches, minimum):
            told.add(sketches)
            shown.add(position)
    return [cell for position, cell in enumerate(fit) if position in shown]


def _table(plan: Plan, partial: pa.Schema, cells: list[Cell], found: Quantiles) -> pa.Table:
    columns: list[pa.Array] = []
    for at, _ in enumerate(plan.dimensions):
        columns.append(pa.array([cell.key[at] for cell in cells], partial.field(f"g{at}").type))
    columns.append(pa.array([cell.persons for cell in cells], pa.int64()))
    if plan.with_rows:
        columns.append(
            pa.array([0 if cell.rows is None else int(cell.rows.sum()) for cell in cells], pa.int64())
        )
    for measure in plan.measures:
        values = [rounded(_value(measure, cell, found)) for cell in cells]
        columns.append(pa.array(values, pa.float64()))
    return pa.table(columns, names=list(plan.names))


def _value(measure: Measure, cell: Cell, found: Quantiles) -> float:
    column = cell.columns[measure.column]
    match measure.kind:
        case "sum":
            return column.sum
        case "mean":
            return column.mean
        case "variance":
            return column.variance
    return found[cell.key][measure.name].value


def rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
