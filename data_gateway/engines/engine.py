"""What every engine does for one permit, whatever holds the rows."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, TypeAlias

import pyarrow as pa

from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.queries.query import Query

# Data set -> role -> Parquet file of ids and pseudonyms.
Maps: TypeAlias = dict[str, dict[ColumnRole, Path]]


class InterruptedQueryError(Exception):
    """What runs was stopped by `interrupt`; whoever called it knows why."""


class EngineAnswer(Protocol):
    """One query: `reader` once, `interrupt` from any thread, `close` at its end."""

    def reader(self, query: Query, batch_rows: int) -> pa.RecordBatchReader:
        """Batches of at most `batch_rows` rows while they are counted, the first of them early.

        Raises Refusal `source-away`, `source-refused`, `source-changed`, `query-too-long`, `query-too-large`
        or `gateway-fault`, here and in reading, or InterruptedQueryError: never engine text, which may quote
        values.
        """
        ...

    def interrupt(self) -> None: ...

    def close(self) -> None: ...


class PolicyEngine(Protocol):
    """One permit's policy views in one engine, opened inside the permit's own worker."""

    def answer(self) -> EngineAnswer:
        """For a query that may run beside others. Raises Refusal `source-away` or `source-refused`."""
        ...

    def close(self) -> None: ...
