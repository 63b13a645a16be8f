"""A researcher's SQL as an engine's query, for data sets whose mode is `records`."""

from __future__ import annotations

from collections import defaultdict

from d2h_sdk.wire import SqlRequest
from data_gateway.engines.view_names import view_name
from data_gateway.permits.scope import PermitScope
from data_gateway.queries.query import Query
from data_gateway.queries.sql_door import checked, render
from data_gateway.queries.sql_engines import Engine, engine_of
from data_gateway.queries.sql_written import View
from data_gateway.site.settings import Limits
from governance.permits.document import Mode
from governance.refusal import Refusal


def statement_query(request: SqlRequest, scope: PermitScope, limits: Limits) -> Query:
    """Raises Refusal `sql-…` or `aggregates-only`.

    Data sets in files of the site may be joined; one that is connected is alone in its engine.
    """
    views = {mode: tuple(_views(scope, mode)) for mode in Mode}
    try:
        query = checked(request.sql, views[Mode.RECORDS])
    except Refusal as refusal:
        asked = str(refusal.params.get("table", "")).rpartition(".")[2]
        if refusal.code == "sql-table" and any(view.table == asked for view in views[Mode.AGGREGATES]):
            raise Refusal("aggregates-only", table=asked) from None
        raise
    engine = _engine({dataset for dataset, _ in query.tables}, scope)
    columns = defaultdict[tuple[str, str], list[str]](list)
    for dataset, table, column in query.read:
        columns[dataset, table].append(column.lower())

    def named(dataset: str, table: str) -> str:
        visits = scope.datasets[dataset].tables[table].reads_visits(columns[dataset, table])
        return view_name(engine, dataset, table, visits=visits)

    return Query(
        kind="sql",
        dataset=", ".join(sorted({dataset for dataset, _ in query.tables})),
        table=", ".join(table for _, table in query.tables),
        columns=tuple(".".join(column) for column in query.read),
        sql=render(query, engine, named),
        views=tuple(named(dataset, table) for dataset, table in query.tables),
        most_rows=limits.sql_rows,
        audited={"functions": list(query.functions), "digest": query.digest, "sql": query.asked},
        engine=engine,
    )


def _engine(datasets: set[str], scope: PermitScope) -> Engine:
    """The one engine that holds them all. Raises Refusal `sql-engines-apart`."""
    engines = {engine_of(scope.datasets[name]) for name in datasets}
    if engines == {Engine.DUCKDB} or len(datasets) == 1:
        return engines.pop()
    raise Refusal("sql-engines-apart", datasets=", ".join(sorted(datasets)))


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
