"""Rows of one table, for permits whose mode is `records`."""

from __future__ import annotations

from d2h_sdk.wire import ReadRequest
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.engines.view_names import view_name
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.conditions import bound
from data_gateway.queries.query import Query
from data_gateway.queries.sql_engines import Engine, engine_of, identifier
from data_gateway.site.settings import Limits
from governance.permits.document import Mode, TablePermit
from governance.refusal import Refusal

IDS = (ColumnRole.PERSON, ColumnRole.VISIT)


def record_query(request: ReadRequest, scope: PermitScope, limits: Limits) -> Query:
    """Raises Refusal `aggregates-only`, `…-not-in-permit`, `column-repeated` or `condition-…`."""
    table, granted = scope.table(request.dataset, request.table)
    if scope.permit.datasets[request.dataset].mode is not Mode.RECORDS:
        raise Refusal("aggregates-only", table=request.table)
    columns = request.columns if request.columns is not None else granted.columns
    if len(set(columns)) < len(columns) or not columns:
        raise Refusal("column-repeated")
    for column in columns:
        require_column(granted, request.dataset, request.table, column)
    for condition in request.where:
        require_column(granted, request.dataset, request.table, condition.column)
    engine = engine_of(scope.datasets[request.dataset])
    where, parameters = bound(request.where, table.columns, engine)
    selected = ", ".join(identifier(engine, column) for column in columns)
    compared = {condition.column for condition in request.where}
    visits = table.reads_visits([*columns, *compared])

    def written(*, ids: bool) -> str:
        view = view_name(engine, request.dataset, request.table, visits=visits, ids=ids)
        return f"SELECT {selected} FROM {view} WHERE {where}"  # noqa: S608

    held = {name: column.role for name, column in table.columns.items() if column.role in IDS}
    # What is compared is a pseudonym.
    ids = {} if compared & held.keys() else {name: held[name] for name in columns if name in held}
    return Query(
        kind="read",
        dataset=request.dataset,
        table=request.table,
        columns=columns,
        sql=written(ids=False),
        parameters=parameters,
        encodable=tuple(
            (request.dataset, request.table, column)
            for column in columns
            if table.columns[column].role is ColumnRole.PLAIN
        ),
        ids=ids,
        sql_of_ids=written(ids=True) if engine is Engine.DUCKDB and not compared & held.keys() else "",
        compared=tuple(f"{condition.column} {condition.op}" for condition in request.where),
        most_rows=limits.read_rows,
        too_many="read-too-many-rows",
        engine=engine,
    )


def require_column(granted: TablePermit, dataset: str, table: str, column: str) -> None:
    if column not in granted.columns:
        raise Refusal("column-not-in-permit", dataset=dataset, table=table, column=column)
