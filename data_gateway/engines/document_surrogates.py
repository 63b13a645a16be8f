"""The function by which the engine puts other names, dates and numbers in the place of a document's tags."""

from __future__ import annotations

import duckdb
from duckdb.sqltypes import BIGINT, BOOLEAN, INTEGER, VARCHAR

from data_gateway.documents.kept_identifiers import with_others
from data_gateway.documents.surrogates import Surrogates
from data_gateway.engines.policy_view import SURROGATES


def make_function(connection: duckdb.DuckDBPyConnection) -> None:
    """For the views alone: the door lets no reader call it by name."""
    connection.create_function(SURROGATES, _renamed, [VARCHAR, VARCHAR, BIGINT, INTEGER, BOOLEAN], VARCHAR)


def _renamed(tagged: str, kept: str, secret: int, days: int, month: bool) -> str:
    """`month`: dates lose their day."""
    key = secret.to_bytes(8, "big", signed=True)
    return with_others(tagged, kept, Surrogates(key, days, month=month).of)
