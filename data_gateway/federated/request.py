"""What a model or a life table may ask, decided from the permit and the catalogue alone, before any row."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

from d2h_sdk.wire import Condition, ModelRequest, ModelTerm, SurvivalRequest
from data_gateway.aggregates.cells import measured
from data_gateway.aggregates.request import Plan
from data_gateway.catalogue.dataset import NUMBER, TRUTH, WHOLE_NUMBER, Column, Table
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.engines.policy_view import PERSON
from data_gateway.engines.view_names import view_name
from data_gateway.federated.arithmetic import Arithmetic, SharedTimes
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.conditions import Value, bound, checked_values
from data_gateway.queries.query import Query
from data_gateway.queries.records import require_column
from data_gateway.queries.sql_engines import Engine, cast, constant, engine_of, identifier
from data_gateway.site.settings import Disclosure, Limits
from governance.permits.document import TablePermit
from governance.refusal import Refusal

MOST_COLUMNS = 50
_COUNTING = ("logistic", "cox")


@dataclass(frozen=True)
class DesignColumn:
    """One column of the design: `level` is empty for a number; `term` is its position in the request."""

    column: str
    level: str
    term: int


@dataclass(frozen=True)
class FederatedPlan:
    """A checked request. `everybody`: the whole table, against whom a filter is compared."""

    request: ModelRequest | SurvivalRequest
    minimum: int
    columns: tuple[DesignColumn, ...]
    query: Query
    everybody: Plan

    @property
    def opening(self) -> bool:
        return isinstance(self.request, SurvivalRequest) or self.request.coefficients is None

    @property
    def model(self) -> str:
        """Digest of what is fitted, the same in all its rounds and in any order of its terms."""
        if isinstance(self.request, SurvivalRequest):
            return hashlib.sha256(self.request.model_dump_json().encode()).hexdigest()
        terms = sorted(self.request.terms, key=lambda term: term.model_dump_json())
        asked = {"terms": tuple(terms), "coefficients": None, "centre": (), "scale": ()}
        return hashlib.sha256(self.request.model_copy(update=asked).model_dump_json().encode()).hexdigest()


def model_plan(
    request: ModelRequest, scope: PermitScope, limits: Limits, disclosure: Disclosure
) -> FederatedPlan:
    """Raises Refusal `…-not-in-permit`, `aggregate-…`, `condition-…` or `federated-…`."""
    selected = _Selected(request.dataset, request.table, scope)
    outcome = selected.number(request.outcome)
    if request.family == "cox":
        if request.event is None:
            raise Refusal("federated-event-missing")
        outcomes = {"y": outcome, "e": selected.event(request.event)}
    elif request.event is not None or request.strata or request.edges:
        raise Refusal("federated-cox-only", family=request.family)
    else:
        outcomes = {"y": outcome}
        if request.family == "logistic":
            outcomes = dict.fromkeys(("y", "e"), selected.event(request.outcome))
    columns = tuple(
        DesignColumn(term.column, str(level), at)
        for at, term in enumerate(request.terms)
        for level in (term.levels[1:] if term.levels else ("",))
    )
    if len(columns) > MOST_COLUMNS:
        raise Refusal("federated-too-many-columns", limit=MOST_COLUMNS)
    if len({term.column for term in request.terms} | {request.outcome, request.event}) < len(
        request.terms
    ) + 1 + (request.event is not None):
        raise Refusal("column-repeated")
    covariates = [sql for term in request.terms for sql in selected.term(term)]
    arithmetic = arithmetic_of(request, len(columns), kept=selected.engine is Engine.DUCKDB)
    if request.edges:
        shared = selected.shared_times(request, disclosure)
        arithmetic = arithmetic.model_copy(update={"shared": shared})
    expressions = outcomes | {f"x{at}": sql for at, sql in enumerate(covariates)}
    strata = {f"s{at}": selected.stratum(column, limits) for at, column in enumerate(request.strata)}
    names = (*outcomes_of(request), *(term.column for term in request.terms), *request.strata)
    query, everybody = selected.query("model", request.where, expressions | strata, names, arithmetic)
    return FederatedPlan(request, selected.minimum, columns, query, everybody)


def survival_plan(request: SurvivalRequest, scope: PermitScope) -> FederatedPlan:
    """As `model_plan`, for a life table."""
    selected = _Selected(request.dataset, request.table, scope)
    edges = checked_edges(request.edges)
    expressions = {"y": selected.number(request.duration), "e": selected.event(request.event)}
    groups = 1
    if request.by is not None:
        if len(request.by.levels) < 2:
            raise Refusal("federated-levels-missing", column=request.by.column)
        groups = len(request.by.levels)
        expressions["x0"] = selected.group(request.by)
    arithmetic = Arithmetic(
        kind="life_table", columns=int(request.by is not None), edges=edges, groups=groups, kept=False
    )
    names = (request.duration, request.event, *((request.by.column,) if request.by else ()))
    query, everybody = selected.query("survival", request.where, expressions, names, arithmetic)
    return FederatedPlan(request, selected.minimum, (), query, everybody)


def checked_edges(edges: tuple[float, ...]) -> tuple[float, ...]:
    """Raises Refusal `federated-edges-wrong`."""
    if any(not math.isfinite(edge) or edge <= 0 for edge in edges) or list(edges) != sorted(set(edges)):
        raise Refusal("federated-edges-wrong")
    return edges


def outcomes_of(request: ModelRequest) -> tuple[str, ...]:
    return (request.outcome,) if request.event is None else (request.outcome, request.event)


def arithmetic_of(request: ModelRequest, columns: int, *, kept: bool) -> Arithmetic:
    shape = {"family": request.family, "columns": columns, "strata": len(request.strata)}
    if request.coefficients is None:
        return Arithmetic.model_validate({"kind": "support", "kept": kept} | shape)
    expected = {"cox": columns, "linear": 0}.get(request.family, columns + 1)
    numbers = (*request.centre, *request.scale, *request.coefficients)
    if (
        (len(request.centre), len(request.scale)) != (columns, columns)
        or len(request.coefficients) != expected
        or not all(math.isfinite(number) for number in numbers)
        or not all(scale > 0 for scale in request.scale)
    ):
        raise Refusal("federated-coefficients-wrong", columns=columns)
    values = {"centre": request.centre, "scale": request.scale, "coefficients": request.coefficients}
    return Arithmetic.model_validate({"kind": "terms", "kept": kept, "ties": request.ties} | shape | values)


class _Selected:
    """Columns of one table as SQL of numbers, each checked against permit and catalogue."""

    def __init__(self, dataset: str, table: str, scope: PermitScope) -> None:
        self._dataset, self._name = dataset, table
        self._table: Table
        self._granted: TablePermit
        self._table, self._granted = scope.table(dataset, table)
        if self._table.person_column is None:
            raise Refusal("aggregate-without-persons", table=table)
        self.engine = engine_of(scope.datasets[dataset])
        self.terms = scope.permit.datasets[dataset]
        self.minimum = self.terms.minimum_group_size

    def shared_times(self, request: ModelRequest, site: Disclosure) -> SharedTimes:
        """Raises Refusal `federated-times-not-permitted`, `federated-times-and-strata`."""
        if not self.terms.shared_times:
            raise Refusal("federated-times-not-permitted", dataset=self._dataset)
        if request.strata:
            raise Refusal("federated-times-and-strata")
        return SharedTimes(
            edges=checked_edges(request.edges),
            efron=request.ties == "efron",
            minimum=self.minimum,
            whole_group_persons=site.whole_group_persons,
            leverage=site.leverage_percent / 100,
        )

    def number(self, name: str) -> str:
        column = self._column(name)
        if column.type not in (NUMBER, WHOLE_NUMBER):
            raise Refusal("aggregate-column-not-number", column=name, type=column.type)
        return measured(self.engine, name)

    def event(self, name: str) -> str:
        """1 for true or 1, 0 for false or 0, missing otherwise."""
        column = self._column(name)
        source = identifier(self.engine, name)
        if column.type == TRUTH:
            return f"CASE WHEN {source} THEN 1.0 WHEN NOT {source} THEN 0.0 END"
        if column.type not in (NUMBER, WHOLE_NUMBER):
            raise Refusal("federated-event-type", column=name, type=column.type)
        return f"CASE WHEN {source} = 1 THEN 1.0 WHEN {source} = 0 THEN 0.0 END"

    def term(self, term: ModelTerm) -> list[str]:
        if not term.levels:
            column = self._column(term.column)
            if column.type == TRUTH:
                return [self.event(term.column)]
            if column.type not in (NUMBER, WHOLE_NUMBER):
                raise Refusal("federated-levels-missing", column=term.column)
            return [self.number(term.column)]
        if len(term.levels) < 2:
            raise Refusal("federated-levels-missing", column=term.column)
        source, levels = self._levels(term)
        listed = ", ".join(levels)
        return [
            f"CASE WHEN {source} = {level} THEN 1.0 WHEN {source} IN ({listed}) THEN 0.0 END"
            for level in levels[1:]
        ]

    def group(self, term: ModelTerm) -> str:
        """The position of the level, from 0."""
        source, levels = self._levels(term)
        cases = " ".join(f"WHEN {source} = {level} THEN {at}.0" for at, level in enumerate(levels))
        return f"CASE {cases} END"

    def stratum(self, name: str, limits: Limits) -> str:
        if self._column(name).levels > limits.aggregate_levels:
            raise Refusal("aggregate-column-levels", column=name, limit=limits.aggregate_levels)
        return identifier(self.engine, name)

    def query(
        self,
        kind: str,
        where: tuple[Condition, ...],
        expressions: dict[str, str],
        names: tuple[str, ...],
        arithmetic: Arithmetic,
    ) -> tuple[Query, Plan]:
        for condition in where:
            self._column(condition.column)
        written, parameters = bound(where, self._table.columns, self.engine)
        person = f"{identifier(self.engine, PERSON)} AS person"
        selected = ", ".join(
            [person, *(f"{self._typed(sql)} AS {name}" for name, sql in expressions.items())]
        )
        view = view_name(self.engine, self._dataset, self._name)
        whole = " AND ".join(f"{name} IS NOT NULL" for name in expressions)
        compared = tuple(f"{condition.column} {condition.op}" for condition in where)
        query = Query(
            kind=kind,
            dataset=self._dataset,
            table=self._name,
            columns=tuple(dict.fromkeys(names)),
            sql=f"SELECT * FROM (SELECT {selected} FROM {view} WHERE {written}) AS facts WHERE {whole}",  # noqa: S608
            parameters=list[Value](parameters),
            compared=compared,
            engine=self.engine,
            arithmetic=arithmetic,
        )
        everybody = Plan(
            dataset=self._dataset,
            table=self._name,
            minimum=self.minimum,
            dimensions=(),
            measures=(),
            with_rows=False,
            where="true",
            engine=self.engine,
        )
        return query, everybody

    def _typed(self, sql: str) -> str:
        # Strata are columns as they stand; all else is a number, which engines write in several types.
        return sql if sql.endswith(('"', "`")) else cast(self.engine, sql, NUMBER)

    def _column(self, name: str) -> Column:
        require_column(self._granted, self._dataset, self._name, name)
        column = self._table.columns[name]
        if column.role is not ColumnRole.PLAIN:
            raise Refusal("aggregate-column-identifier", table=self._name, column=name)
        return column

    def _levels(self, term: ModelTerm) -> tuple[str, list[str]]:
        column = self._column(term.column)
        condition = Condition(column=term.column, op="in", value=term.levels)
        values = checked_values(condition, column)
        if len(set(values)) < len(values):
            raise Refusal("federated-level-repeated", column=term.column)
        return identifier(self.engine, term.column), [constant(self.engine, value) for value in values]
