"""Batches of one answer as every engine hands them on: cut to size, and ended exactly once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa

# A list of values that only grew since the batch before is told by what is new in it.
GROWING_LISTS = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)


class AnswerBatches:
    """At most `batch_rows` rows each. `ended` is called once, also when nobody reads to the end."""

    def __init__(
        self, batches: Iterator[pa.RecordBatch], batch_rows: int, ended: Callable[[bool], None]
    ) -> None:
        """`ended` is told whether the answer was read whole."""
        self._batches = batches
        self._rows = batch_rows
        self._ended: Callable[[bool], None] | None = ended
        self._rest: pa.RecordBatch | None = None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return self

    def __next__(self) -> pa.RecordBatch:
        try:
            batch = self._rest if self._rest is not None else next(self._batches)
        except StopIteration:
            self._end(whole=True)
            raise
        except BaseException:
            self._end(whole=False)
            raise
        self._rest = batch.slice(self._rows) if batch.num_rows > self._rows else None
        return batch.slice(0, self._rows)

    def __del__(self) -> None:
        self._end(whole=False)

    def _end(self, *, whole: bool) -> None:
        ended, self._ended = self._ended, None
        if ended is not None:
            ended(whole)
