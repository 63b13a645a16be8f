"""What an aggregate may ask, decided from the permit and the catalogue alone, before any row is read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from d2h_sdk.wire import AggregateRequest, Grouping
from data_gateway.aggregates.differencing import VALUES
from data_gateway.catalogue.dataset import DAY, MOMENT, NUMBER, WHOLE_NUMBER, Column, Table
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.conditions import Value, bound
from data_gateway.queries.records import require_column
from data_gateway.queries.sql_engines import Engine, cast, cut, engine_of, identifier
from data_gateway.site.settings import Limits
from governance.refusal import Refusal

PERSONS, ROWS = "persons", "rows"
SUM, MEAN, VARIANCE, QUANTILE = "sum", "mean", "variance", "quantile"
_PERIODS = {"month": 480, "year": 120}  # most levels counted on: forty years, twelve decades


@dataclass(frozen=True)
class Dimension:
    """One grouping column: its name in the answer, its SQL over the policy view and its SQL type."""

    name: str
    sql: str
    type: str


@dataclass(frozen=True)
class Measure:
    """One number about a column, and its name in the answer; `q` for a quantile alone."""

    kind: str
    column: str
    name: str
    q: float = 0.0


@dataclass(frozen=True)
class Plan:
    """A checked request. `where` and `parameters` are SQL over the view, in the words of `engine`; `minimum`
    is the smallest group, `groups` how many there are at most."""

    dataset: str
    table: str
    minimum: int
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    with_rows: bool
    where: str
    parameters: tuple[Value, ...] = ()
    compared: tuple[str, ...] = ()
    engine: Engine = Engine.DUCKDB
    groups: int = 1

    @property
    def columns(self) -> tuple[str, ...]:
        """The measured columns, each once, in the order asked."""
        return tuple(dict.fromkeys(measure.column for measure in self.measures))

    def asked(self, column: str) -> frozenset[str]:
        return frozenset(measure.kind for measure in self.measures if measure.column == column)

    def values_of(self, column: str) -> str:
        """The book of the numbers of values behind what is told of `column`: see `differencing`."""
        return f"{VALUES}{self.dataset}.{self.table}.{column}"

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the answer, in order."""
        groups = tuple(dimension.name for dimension in self.dimensions)
        rows = (ROWS,) if self.with_rows else ()
        return (*groups, PERSONS, *rows, *(measure.name for measure in self.measures))

    @property
    def filtered(self) -> bool:
        return bool(self.compared)

    def unfiltered(self) -> Plan:
        """The same measures of everybody in the table, as one cell."""
        return replace(self, dimensions=(), where="true", parameters=(), compared=(), groups=1)


def aggregate_plan(request: AggregateRequest, scope: PermitScope, limits: Limits) -> Plan:
    """Raises Refusal `…-not-in-permit`, `column-repeated`, `condition-…` or `aggregate-…`.

    None of them depends on the data beyond the catalogue's number of levels.
    """
    table, granted = scope.table(request.dataset, request.table)
    if table.person_column is None:
        raise Refusal("aggregate-without-persons", table=request.table)
    measures = _measures(request)
    conditions = [condition.column for condition in request.where]
    for column in (*(group.column for group in request.by), *conditions, *(m.column for m in measures)):
        require_column(granted, request.dataset, request.table, column)
        if table.columns[column].role is not ColumnRole.PLAIN:
            raise Refusal("aggregate-column-identifier", table=request.table, column=column)
    for measure in measures:
        if table.columns[measure.column].type not in (NUMBER, WHOLE_NUMBER):
            described = table.columns[measure.column]
            raise Refusal("aggregate-column-not-number", column=measure.column, type=described.type)
        if measure.kind == QUANTILE and not 0 < measure.q < 1:
            raise Refusal("aggregate-quantile-wrong", column=measure.column)
    engine = engine_of(scope.datasets[request.dataset])
    dimensions = tuple(_dimension(group, table.columns[group.column], engine) for group in request.by)
    groups = _most_groups(request, table, limits)
    where, parameters = bound(request.where, table.columns, engine)
    plan = Plan(
        dataset=request.dataset,
        table=request.table,
        minimum=scope.permit.datasets[request.dataset].minimum_group_size,
        dimensions=dimensions,
        measures=measures,
        with_rows=request.rows,
        where=where,
        parameters=tuple(parameters),
        compared=tuple(f"{condition.column} {condition.op}" for condition in request.where),
        engine=engine,
        groups=groups,
    )
    if len(set(plan.names)) < len(plan.names):
        raise Refusal("column-repeated")
    return plan


def _measures(request: AggregateRequest) -> tuple[Measure, ...]:
    simple = [
        Measure(kind, column, f"{column}_{kind}")
        for kind, columns in ((SUM, request.sum), (MEAN, request.mean), (VARIANCE, request.variance))
        for column in columns
    ]
    quantiles = [
        Measure(QUANTILE, column, f"{column}_q{100 * q:g}".replace(".", "_"), q)
        for column, wanted in request.quantiles.items()
        for q in wanted
    ]
    return (*simple, *quantiles)


def _dimension(group: Grouping, column: Column, engine: Engine) -> Dimension:
    source = identifier(engine, group.column)
    if group.period is None:
        return Dimension(group.column, source, column.served_type)
    if column.type not in (DAY, MOMENT):
        raise Refusal("aggregate-column-not-date", column=group.column, type=column.type)
    truncated = cast(engine, cut(engine, group.period, source, column.type), DAY)
    return Dimension(f"{group.column}_{group.period}", truncated, DAY)


def _most_groups(request: AggregateRequest, table: Table, limits: Limits) -> int:
    groups = 1
    for group in request.by:
        column = table.columns[group.column]
        if group.period is None and column.type in (NUMBER, DAY, MOMENT):
            raise Refusal("aggregate-column-continuous", column=group.column, type=column.type)
        levels = min(column.levels, _PERIODS[group.period]) if group.period else column.levels
        if levels > limits.aggregate_levels:
            raise Refusal("aggregate-column-levels", column=group.column, limit=limits.aggregate_levels)
        groups *= levels + 1  # missing values form a group of their own
    if groups > limits.aggregate_groups:
        raise Refusal("aggregate-too-many-groups", limit=limits.aggregate_groups)
    return groups
