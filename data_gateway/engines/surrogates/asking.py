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
from duckdb.func import PythonUDFType
from duckdb.sqltypes import BLOB, VARCHAR

from data_gateway.engines.policy_view import SURROGATES
from data_gateway.engines.surrogates.messages import MadeTexts, SealedTexts
from data_gateway.engines.worker.messages import receive, send
from governance.refusal import Refusal

log = logging.getLogger(__name__)
DAMAGED = "documents-damaged"
_MOST = 4_000_000  # characters of texts in a message, but for one longer text


class SurrogateAsker:
    """`maker` answers at the other end of `channel`. Any thread of the engine may ask."""

    def __init__(self, channel: socket.socket) -> None:
        self._file = cast(BinaryIO, channel.makefile("rwb"))
        self._lock = threading.Lock()

    def make_function(self, connection: duckdb.DuckDBPyConnection) -> None:
        """For the views alone: the door lets no reader call it by name."""
        connection.create_function(
            SURROGATES, self._renamed, [VARCHAR, VARCHAR, BLOB], VARCHAR, type=PythonUDFType.ARROW
        )

    def _renamed(
        self, dataset: pa.ChunkedArray, tagged: pa.ChunkedArray, sealed: pa.ChunkedArray
    ) -> pa.Array:
        """Raises Refusal `documents-damaged`, of which the engine passes on the code alone."""
        texts, seals = tagged.to_pylist(), sealed.to_pylist()
        made: list[str] = []
        for piece in _pieces(texts):
            asked = SealedTexts(
                dataset=dataset[0].as_py(), tagged=tuple(texts[piece]), sealed=tuple(seals[piece])
            )
            made += self._asked(asked).texts
        return pa.array(made, pa.string())

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


def _pieces(texts: Sequence[str]) -> Iterator[slice]:
    """Those that go in one message."""
    start = held = 0
    for at, text in enumerate(texts):
        if held and held + len(text) > _MOST:
            yield slice(start, at)
            start, held = at, 0
        held += len(text)
    if texts:
        yield slice(start, len(texts))
