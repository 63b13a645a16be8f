"""A researcher's SQL as an engine's query, for data sets whose mode is `records`."""

from __future__ import annotations

from d2h_sdk.wire import SqlRequest
from data_gateway.engines.policy_view import view_name
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.query import Query
from data_gateway.queries.sql_door import checked, render
from data_gateway.queries.sql_engines import Engine
from data_gateway.queries.sql_written import View
from data_gateway.site.settings import Limits
from governance.permits.document import Mode
from governance.refusal import Refusal


def statement_query(request: SqlRequest, scope: PermitScope, limits: Limits) -> Query:
    """Raises Refusal `sql-…` or `aggregates-only`."""
    views = {mode: tuple(_views(scope, mode)) for mode in Mode}
    try:
        query = checked(request.sql, views[Mode.RECORDS])
    except Refusal as refusal:
        asked = str(refusal.params.get("table", "")).rpartition(".")[2]
        if refusal.code == "sql-table" and any(view.table == asked for view in views[Mode.AGGREGATES]):
            raise Refusal("aggregates-only", table=asked) from None
        raise
    return Query(
        kind="sql",
        dataset=", ".join(sorted({dataset for dataset, _ in query.tables})),
        table=", ".join(table for _, table in query.tables),
        columns=tuple(".".join(column) for column in query.read),
        sql=render(query, Engine.DUCKDB, view_name),
        views=tuple(view_name(dataset, table) for dataset, table in query.tables),
        most_rows=limits.sql_rows,
        audited={"functions": list(query.functions), "digest": query.digest, "sql": query.asked},
    )


def _views(scope: PermitScope, mode: Mode) -> list[View]:
    """The permit's views of one mode; tables that the site cannot serve just now are left out."""
    found = []
    for dataset, granted in scope.permit.datasets.items():
        if granted.mode is not mode:
            continue
        for name, table_permit in granted.tables.items():
            try:
                table, _ = scope.table(dataset, name)
            except Refusal:
                continue
            columns = {column: table.columns[column].served_type for column in table_permit.columns}
            found.append(View(dataset, name, columns))
    return found
