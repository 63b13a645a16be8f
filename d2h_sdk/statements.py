"""SQL for the sites: a text, or an ibis expression that becomes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from d2h_sdk.errors import UsageError
from d2h_sdk.wire import SqlRequest


@dataclass(frozen=True)
class Statement:
    """What `d2h.sql` asks: the same text at every site, which names its own tables."""

    text: str
    table: str = "sql"
    dataset: str = ""

    def to(self, dataset: str) -> SqlRequest:
        """Raises UsageError for a text no site would take."""
        try:
            return SqlRequest(sql=self.text)
        except ValidationError as fault:
            raise UsageError("request-not-understood", place="sql") from fault


def statement(query: Any) -> Statement:
    """Raises UsageError `sql-not-text`, `ibis-missing` or `ibis-not-translated`."""
    if isinstance(query, str):
        return Statement(query)
    if not type(query).__module__.startswith("ibis."):
        raise UsageError("sql-not-text", type=type(query).__name__)
    try:
        return Statement(str(ibis().to_sql(query, dialect="duckdb")))
    except UsageError:
        raise
    except Exception as fault:  # ibis has many, for expressions that have no SQL
        raise UsageError("ibis-not-translated", detail=type(fault).__name__) from fault


def ibis() -> Any:
    """The library, loaded only for those who use it. Raises UsageError `ibis-missing`."""
    try:
        import ibis as library
    except ImportError as fault:
        raise UsageError("ibis-missing") from fault
    return library
