"""One look a second at every answer under way: may it go on, and does its client still take batches?"""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable

from data_gateway.engines.stream import AnswerStream
from governance.refusal import Refusal

log = logging.getLogger(__name__)
EVERY = 1.0  # seconds
REFUSAL_SECONDS = 30.0  # in which a client may still come to read why it was stopped


class StreamWatch:
    """Its thread ends with this object."""

    def __init__(self, *, client_seconds: float) -> None:
        self._client_seconds = client_seconds
        self._streams: weakref.WeakKeyDictionary[AnswerStream, Callable[[], None]] = (
            weakref.WeakKeyDictionary()
        )
        self._lock = threading.Lock()
        threading.Thread(target=_look_again, args=(weakref.ref(self),), daemon=True).start()

    def add(self, stream: AnswerStream, may_go_on: Callable[[], None]) -> None:
        """`may_go_on` raises the Refusal that ends the stream."""
        with self._lock:
            self._streams[stream] = may_go_on

    def look(self) -> None:
        with self._lock:
            streams = list(self._streams.items())
        for stream, may_go_on in streams:
            if stream.stopped:
                if stream.waiting_seconds > self._client_seconds + REFUSAL_SECONDS:
                    stream.hang_up()
                    self._forget(stream)
                continue
            try:
                may_go_on()
                if stream.waiting_seconds > self._client_seconds:
                    raise Refusal("client-too-slow", seconds=round(self._client_seconds))
            except Refusal as refusal:
                stream.stop(refusal)

    def _forget(self, stream: AnswerStream) -> None:
        with self._lock:
            self._streams.pop(stream, None)


def _look_again(watching: weakref.ref[StreamWatch]) -> None:
    pause = threading.Event()
    while not pause.wait(EVERY):
        watch = watching()
        if watch is None:
            return
        try:
            watch.look()
        except Exception as fault:
            log.error("the watch over answers failed: %s", type(fault).__name__)
        del watch
