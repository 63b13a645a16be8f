"""What every engine does for one permit, whatever holds the rows."""

from __future__ import annotations

from typing import Protocol

import pyarrow as pa

from data_gateway.queries.query import Query


class InterruptedQueryError(Exception):
    """What runs was stopped by `interrupt`; whoever called it knows why."""


class PolicyEngine(Protocol):
    """One permit's policy views of one data set in one engine, opened inside the permit's own worker."""

    def reader(self, query: Query, batch_rows: int) -> pa.RecordBatchReader:
        """Batches of at most `batch_rows` rows while they are counted, the first of them early.

        Raises Refusal `source-away`, `source-refused`, `source-changed`, `query-too-long`, `query-too-large`
        or `gateway-fault`, here and in reading, or InterruptedQueryError: never engine text, which may quote
        values.
        """
        ...

    def interrupt(self) -> None:
        """From another thread, stops what runs."""
        ...

    def close(self) -> None: ...
