"""Rows of one table, for permits whose mode is `records`."""

from __future__ import annotations

from d2h_sdk.wire import ReadRequest
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.engines.policy_view import view_name
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.conditions import bound, quoted
from data_gateway.queries.query import Query
from governance.permits.document import Mode, TablePermit
from governance.refusal import Refusal


def record_query(request: ReadRequest, scope: PermitScope) -> Query:
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
    where, parameters = bound(request.where, table.columns)
    selected = ", ".join(quoted(column) for column in columns)
    return Query(
        kind="read",
        dataset=request.dataset,
        table=request.table,
        columns=columns,
        sql=f"SELECT {selected} FROM {view_name(request.dataset, request.table)} WHERE {where}",  # noqa: S608
        parameters=parameters,
        encodable=tuple(
            (request.dataset, request.table, column)
            for column in columns
            if table.columns[column].role is ColumnRole.PLAIN
        ),
        compared=tuple(f"{condition.column} {condition.op}" for condition in request.where),
    )


def require_column(granted: TablePermit, dataset: str, table: str, column: str) -> None:
    if column not in granted.columns:
        raise Refusal("column-not-in-permit", dataset=dataset, table=table, column=column)
