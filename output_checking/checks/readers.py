"""A process that holds the reading libraries ready and splits off one confined child for every file.

Starting Python and its libraries for each file would take longer than the reading. The process itself never
looks into a file: it passes the bytes on, waits, and stops what takes too long.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import output_checking
from output_checking.checks.digits import MOST_NUMBERS
from output_checking.checks.reading import Task, preload, read_in_child
from output_checking.findings import Finding
from output_checking.joint.counted_table import MOST_CELLS, MOST_TABLES, CountedTable

# The very code of this process, wherever it lies; `-I` keeps everything else out of the child.
_CODE = str(Path(output_checking.__file__).parents[1])
_SERVER = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from output_checking.checks.readers import serve; sys.exit(serve())"
)
# One thread each: numerical libraries otherwise claim memory for every processor.
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    # Its parser in Python is slow; entities are refused before openpyxl sees a file.
    "OPENPYXL_DEFUSEDXML": "False",
}
_LENGTHS = struct.Struct("!QQ")
_ANSWER = struct.Struct("!iQ")
_TOO_LONG = -(1 << 30)
_LARGEST_ANSWER = 16 << 20


@dataclass(frozen=True)
class Answer:
    """`findings` None: nothing that can be understood was said. `status` as in subprocess. `tables`: the
    counts of the file, all of them where `all_tables` says so. `numbers`: see digits.py."""

    status: int
    type: str
    findings: tuple[Finding, ...] | None
    too_long: bool = False
    tables: tuple[CountedTable, ...] = ()
    all_tables: bool = True
    numbers: tuple[str, ...] = ()


class Readers:
    """Asked by one thread at a time; a server that died is started again for the next file."""

    def __init__(self) -> None:
        self._server: subprocess.Popen[bytes] | None = None

    def read(self, task: Task, content: bytes) -> Answer:
        header = task.model_dump_json().encode()
        try:
            server = self._started()
            assert server.stdin and server.stdout  # noqa: S101 - both are pipes
            server.stdin.write(_LENGTHS.pack(len(header), len(content)) + header)
            server.stdin.write(content)
            server.stdin.flush()
            status, length = _ANSWER.unpack(_exactly(server.stdout, _ANSWER.size))
            said = _exactly(server.stdout, length)
        except (OSError, EOFError):
            self.close()
            return Answer(-1, "", None)
        if status == _TOO_LONG:
            return Answer(status, "", None, too_long=True)
        try:
            head, *lines = said.split(b"\n")
            document = json.loads(head)
            found = tuple(Finding.of(one) for one in document["findings"])
            tables = tuple(CountedTable.model_validate_json(line) for line in lines[:MOST_TABLES])
            fit = (
                document["tables"] == len(tables)
                and sum(one.size() for one in tables) <= MOST_CELLS
                and all(one.fits() for one in tables)
            )
            return Answer(
                status,
                str(document["type"]),
                found,
                tables=tables if fit else (),
                all_tables=fit and document["all_tables"] is True,
                numbers=tuple(str(one) for one in document["numbers"][:MOST_NUMBERS]),
            )
        except (ValueError, TypeError, KeyError):
            return Answer(status, "", None)

    def close(self) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        for pipe in (server.stdin, server.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        server.kill()
        server.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._server is None:
            self._server = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
                [sys.executable, "-I", "-c", _SERVER, _CODE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_ENVIRONMENT,
                cwd=Path("/"),
            )
        return self._server


def serve() -> int:
    """The process itself: tasks come in by standard input until it is closed."""
    asked, answered = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            lengths = _LENGTHS.unpack(_exactly(asked, _LENGTHS.size))
        except EOFError:
            return 0
        task = Task.model_validate_json(_exactly(asked, lengths[0]))
        content = _exactly(asked, lengths[1])
        preload(task.name)
        gc.freeze()  # a child need not look through what was loaded before it
        status, said = _read_apart(task, content)
        answered.write(_ANSWER.pack(status, len(said)) + said)
        answered.flush()


def _read_apart(task: Task, content: bytes) -> tuple[int, bytes]:
    """(status, what the child said)."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        _become_reader(task, content, into)
    os.close(into)
    end = time.monotonic() + task.profile.reader.seconds
    said, ended = _listen(out, end)
    os.close(out)
    if not ended:
        _stop(child)
        return _TOO_LONG, b""
    while time.monotonic() < end:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status), said
        time.sleep(0.005)
    _stop(child)
    return _TOO_LONG, b""


def _listen(pipe: int, end: float) -> tuple[bytes, bool]:
    said = bytearray()
    while (left := end - time.monotonic()) > 0:
        if not select.select([pipe], [], [], left)[0]:
            break
        more = os.read(pipe, 1 << 16)
        if not more or len(said) > _LARGEST_ANSWER:
            return bytes(said), True
        said += more
    return bytes(said), False


def _stop(child: int) -> None:
    # The reader leads a group of its own: what it may have started goes with it.
    for stop in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            stop(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _become_reader(task: Task, content: bytes, into: int) -> None:
    status = 1
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for number, source in ((0, nothing), (1, into), (2, nothing)):
            os.dup2(source, number)
        os.closerange(3, 256)
        status = read_in_child(task, content)
    finally:
        os._exit(status)


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    """Raises EOFError when the other side is gone before all has come."""
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return content
