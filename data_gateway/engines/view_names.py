"""The names that policy views and pseudonym maps have in their engines, quoted."""

from __future__ import annotations

from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.queries.conditions import quoted
from data_gateway.queries.sql_engines import Engine, identifier


def view_name(engine: Engine, dataset: str, table: str, *, visits: bool = False, ids: bool = False) -> str:
    """PostgreSQL and Spark open one data set in a session, as temporary views of that session.

    DuckDB has a second view of a table, in which there are `visits`, and both with `ids`: see `PolicyView`.
    """
    if engine is Engine.DUCKDB:
        told = f"{table}{' with visits' if visits else ''}{' as ids' if ids else ''}"
        return f"{schema_name(dataset)}.{quoted(told)}"
    schema = "pg_temp." if engine is Engine.POSTGRES else ""
    return schema + identifier(engine, table)


def schema_name(dataset: str) -> str:
    return quoted(f"data set {dataset}")  # the space keeps it apart from DuckDB's own schemas and catalogs


def map_name(dataset: str, role: ColumnRole) -> str:
    return f"{schema_name(dataset)}.{quoted(f'{role.value} pseudonyms')}"


def opposed_name(dataset: str) -> str:
    """In DuckDB: the ids of those in the data set who refuse, see `PolicyView`."""
    return f"{schema_name(dataset)}.{quoted('opposed persons')}"
