"""The name that a policy view has in its engine."""

from __future__ import annotations

from data_gateway.engines import policy_database
from data_gateway.queries.sql_engines import Engine, identifier


def view_name(engine: Engine, dataset: str, table: str) -> str:
    """Quoted. PostgreSQL and Spark open one data set in a session, as temporary views of that session."""
    if engine is Engine.DUCKDB:
        return policy_database.view_name(dataset, table)
    schema = "pg_temp." if engine is Engine.POSTGRES else ""
    return schema + identifier(engine, table)
