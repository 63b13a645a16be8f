"""The gateway's end of a worker: start it, ask it, and end it when it does not end by itself."""

from __future__ import annotations

import io
import logging
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa

from data_gateway.engines.surrogates.messages import MakerOpening
from data_gateway.engines.surrogates.process import start_maker
from data_gateway.engines.worker.kept_reading import KeptBatch, KeptReader
from data_gateway.engines.worker.messages import Kept, Opening, Question, Verdict, receive, send
from data_gateway.queries.query import Query
from governance.refusal import Refusal

log = logging.getLogger(__name__)
PROGRAM = "data_gateway.engines.worker"
GRACE = 5.0  # seconds in which an abandoned query must end, before its process is killed
# Nothing of the gateway's. No library sets aside memory that it does not use: the cap counts it all.
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "MALLOC_ARENA_MAX": "2",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "OPENBLAS_NUM_THREADS": "1",
}
OPENING_SECONDS = 300.0
BUFFER = 256 * 1024  # bytes
_ONE_HANDLE = socket.CMSG_LEN(4)  # the system closes any other that a worker might hand over with it


class Worker:
    """One confined process with one permit's database: it loads its program from now on, and answers once it
    was opened."""

    def __init__(self, place: Path, *, connected: bool = False) -> None:
        """`place`: its own folder, removed when it has ended."""
        self.place = place
        network = "connected" if connected else "alone"
        ours, theirs = socket.socketpair()
        self._surrogates, asking = socket.socketpair()
        with theirs, asking:
            self._process = subprocess.Popen(  # noqa: S603 our own module
                [sys.executable, "-I", "-m", PROGRAM, str(theirs.fileno()), network, str(asking.fileno())],
                pass_fds=(theirs.fileno(), asking.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd=place,
                env=_ENVIRONMENT,
                start_new_session=True,
            )
        self._control = ours
        self._asking = threading.Lock()

    def make_surrogates(self, opening: MakerOpening) -> None:
        """Start the process that does it for this worker. Raises OSError."""
        start_maker(self._surrogates, opening)

    def open(self, opening: Opening) -> None:
        """Raises Refusal `worker-ended` and the worker's own; it has ended then."""
        self._surrogates.close()  # whoever makes them has it
        self._control.settimeout(OPENING_SECONDS)
        try:
            with self._control.makefile("rwb") as opened:
                file = cast(BinaryIO, opened)
                send(file, opening)
                _accept(Verdict.model_validate_json(receive(file)))
        except (EOFError, OSError, ValueError) as fault:
            self.kill()
            raise Refusal("worker-ended") from fault
        except Refusal:
            self.kill()
            raise

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, query: Query, *, step_seconds: float) -> Reply:
        """The answer, of which no step may take longer than `step_seconds`."""
        ours, theirs = socket.socketpair()
        try:
            with theirs, self._asking:
                socket.send_fds(self._control, [b"?"], [theirs.fileno()])
        except OSError as fault:
            ours.close()
            raise Refusal("worker-ended") from fault
        return Reply(ours, query, self.kill, step_seconds)

    def end(self) -> None:
        """No more questions. Returns at once; a process that does not end by itself is killed."""
        self._close()
        threading.Thread(target=self._see_it_end, daemon=True).start()

    def kill(self) -> None:
        self._close()
        self._process.kill()
        self._process.wait()

    def _close(self) -> None:
        self._control.close()
        self._surrogates.close()

    def _see_it_end(self) -> None:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE)
        self.kill()
        shutil.rmtree(self.place, ignore_errors=True)


class _Channel(io.RawIOBase):
    """A socket as a file that remembers whether it was too slow, whatever Arrow makes of the error; `handed`:
    the file that came with the bytes."""

    def __init__(self, channel: socket.socket) -> None:
        super().__init__()
        self._channel = channel
        self.late = False
        self.handed: io.FileIO | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            size, handed, _, _ = self._channel.recvmsg_into([buffer], _ONE_HANDLE, socket.MSG_CMSG_CLOEXEC)
        except TimeoutError:
            self.late = True
            raise
        for _, _, handle in handed:
            self.handed = _opened(int.from_bytes(handle, sys.byteorder))
        return size


def _opened(handle: int) -> io.FileIO:
    """Raises OSError."""
    try:
        return io.FileIO(handle)
    except OSError:  # a folder
        os.close(handle)
        raise


class Reply:
    """Batches of one query. Every method raises only Refusal; any thread may `cancel` and `close`."""

    def __init__(
        self, channel: socket.socket, query: Query, kill: Callable[[], None], step_seconds: float
    ) -> None:
        self._channel = channel
        self._kill = kill
        self._query = query
        self._seconds = step_seconds
        self._complete = False
        self._closed = threading.Lock()
        channel.settimeout(step_seconds)
        self._raw = _Channel(channel)
        self._file = io.BufferedReader(self._raw, BUFFER)
        self._reader: pa.RecordBatchReader | KeptReader | None = None

    @property
    def schema(self) -> pa.Schema:
        """Known from the first `next` on."""
        assert self._reader is not None  # noqa: S101
        return self._reader.schema

    def next(self) -> pa.RecordBatch | KeptBatch | None:
        """None after the last batch. The first time, the question is asked."""
        if self._complete:
            return None
        try:
            if self._reader is None:
                self._reader = self._asked()
            return self._reader.read_next_batch()
        except StopIteration:
            pass
        except BaseException as fault:
            raise self._refused(fault) from fault
        try:
            _accept(Verdict.model_validate_json(receive(self._file)))
        except BaseException as fault:
            raise self._refused(fault) from fault
        self._complete = True
        return None

    def _asked(self) -> pa.RecordBatchReader | KeptReader:
        with self._channel.makefile("wb") as file:
            send(cast(BinaryIO, file), Question.of(self._query))
        verdict = Verdict.model_validate_json(receive(self._file))
        _accept(verdict)
        return self._kept() if verdict.kept else pa.ipc.open_stream(self._file)

    def _kept(self) -> KeptReader:
        kept = Kept.model_validate_json(receive(self._file))
        self._file.read(1)
        if self._raw.handed is None:
            raise EOFError
        return KeptReader(self._raw.handed, kept)

    def cancel(self) -> None:
        with suppress(OSError):
            self._channel.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """At once for the caller; a query that goes on all the same costs its process its life."""
        if not self._closed.acquire(blocking=False):
            return  # closed twice, the process would seem to go on and lose its life
        if self._complete:
            self._channel.close()
        else:
            threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self) -> None:
        end = time.monotonic() + GRACE
        self.cancel()
        try:
            with self._channel:
                while (left := end - time.monotonic()) > 0:
                    self._channel.settimeout(left)
                    if not self._channel.recv(BUFFER):
                        return
        except ConnectionError:
            return
        except OSError:  # too late
            pass
        log.warning("a query did not stop within %s s: its process is killed", GRACE)
        self._kill()

    def _refused(self, fault: BaseException) -> BaseException:
        self.close()
        if isinstance(fault, Refusal):
            return fault
        if self._raw.late:
            return Refusal("query-too-long", seconds=round(self._seconds))
        if isinstance(fault, EOFError | OSError | ValueError | pa.ArrowException):
            return Refusal("worker-ended")
        return fault


def _accept(verdict: Verdict) -> None:
    if verdict.code:
        raise Refusal(verdict.code, **verdict.params)
