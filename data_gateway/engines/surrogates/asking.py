"""The function by which an engine has other names, dates and numbers put in the place of tags."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterator, Sequence
from typing import BinaryIO, cast

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from duckdb.func import PythonUDFType
from duckdb.sqltypes import BIGINT, BLOB, VARCHAR

from data_gateway.engines.policy_view import SURROGATES
from data_gateway.engines.surrogates.messages import MadeTexts, SealedTexts
from data_gateway.engines.worker.messages import receive, send
from governance.refusal import Refusal

log = logging.getLogger(__name__)
DAMAGED, ABANDONED = "documents-damaged", "abandoned"
_MOST = 1_000_000  # bytes of texts in a message, but for one longer text


class SurrogateAsker:
    """`maker` answers at the other end of `channel`. Any thread of the engine may ask."""

    def __init__(self, channel: socket.socket) -> None:
        self._file = cast(BinaryIO, channel.makefile("rwb"))
        self._lock = threading.Lock()
        self._abandoned: set[int] = set()

    def abandon(self, asked: int) -> None:
        """Nobody waits any more for the query of this number: what it still asks is refused."""
        self._abandoned.add(asked)

    def forget(self, asked: int) -> None:
        self._abandoned.discard(asked)

    def make_function(self, connection: duckdb.DuckDBPyConnection) -> None:
        """For the views alone: the door lets no reader call it by name."""
        connection.create_function(
            SURROGATES, self._renamed, [VARCHAR, VARCHAR, BLOB, BIGINT], VARCHAR, type=PythonUDFType.ARROW
        )

    def _renamed(
        self,
        dataset: pa.ChunkedArray,
        tagged: pa.ChunkedArray,
        sealed: pa.ChunkedArray,
        asked: pa.ChunkedArray,
    ) -> pa.Array:
        """Raises Refusal `documents-damaged`, of which the engine passes on the code alone."""
        made: list[pa.Array] = []
        for piece in _pieces(pc.binary_length(tagged).to_pylist()):
            if asked[0].as_py() in self._abandoned:  # the engine looks up between vectors alone
                raise Refusal(ABANDONED)
            texts = SealedTexts(
                dataset=dataset[0].as_py(),
                tagged=tuple(tagged[piece].to_pylist()),
                sealed=tuple(sealed[piece].to_pylist()),
            )
            made.append(pa.array(self._asked(texts).texts, pa.string()))
        return pa.chunked_array(made, pa.string()).combine_chunks()

    def _asked(self, asked: SealedTexts) -> MadeTexts:
        try:
            with self._lock:
                send(self._file, asked)
                answer = MadeTexts.model_validate_json(receive(self._file))
        except (EOFError, OSError) as fault:
            # Without its maker this worker is of no use: whoever asks next gets both anew.
            log.error("the maker of surrogates ended: %s", type(fault).__name__)
            os._exit(1)
        if answer.damaged:
            raise Refusal(DAMAGED)
        return answer


def _pieces(lengths: Sequence[int]) -> Iterator[slice]:
    """Those that go in one message."""
    start = held = 0
    for at, length in enumerate(lengths):
        if held and held + length > _MOST:
            yield slice(start, at)
            start, held = at, 0
        held += length
    if lengths:
        yield slice(start, len(lengths))
