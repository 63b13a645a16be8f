"""Inside a worker: open the permit's database, then answer the questions that arrive, each in its thread."""

from __future__ import annotations

import logging
import re
import socket
import sys
import threading
from pathlib import Path
from typing import BinaryIO, cast

import duckdb
import pandas  # noqa: F401 Arrow loads it with the first array that it makes: now, not before a reader
import pyarrow as pa
import pyarrow.dataset  # so too with the first file

import d2h_sdk
import data_gateway
import governance
from data_gateway.engines.answer_batches import GROWING_LISTS
from data_gateway.engines.connected_server import server_of
from data_gateway.engines.engine import EngineAnswer, PolicyEngine
from data_gateway.engines.policy_database import PolicyDatabase
from data_gateway.engines.surrogates.asking import DAMAGED, SurrogateAsker
from data_gateway.engines.surrogates.messages import renamed
from data_gateway.engines.worker import confinement
from data_gateway.engines.worker.keeping_engine import KeepingEngine
from data_gateway.engines.worker.kept_answers import KeptAnswers
from data_gateway.engines.worker.messages import Opening, Question, Verdict, receive, send
from data_gateway.federated.calculator import Calculator
from data_gateway.queries.query import Query
from data_gateway.site.settings import in_bytes
from governance.refusal import Refusal

log = logging.getLogger(__name__)
INTERRUPT_EVERY = 0.002  # seconds
BUFFER = 1024 * 1024  # bytes
_OUT_OF_MEMORY = re.compile("Out of Memory Error|MemoryError|ArrowMemoryError")  # a function's own among them
# What Python, DuckDB and Arrow hold beside the memory that the engine counts. As much as that once more its
# allocator sets aside, mostly untouched, where it sorts or groups more than it holds.
BESIDE_THE_ENGINE = 512 * 1024 * 1024  # bytes


class RunningWorker:
    """`control` brings one socket per question."""

    def __init__(self, control: socket.socket, engine: PolicyEngine, batch_rows: int) -> None:
        self._control = control
        self._engine = engine
        self._batch_rows = batch_rows
        self._calculator = Calculator()

    def run(self) -> None:
        """Until the gateway closes its end."""
        while True:
            message, handles, _, _ = socket.recv_fds(self._control, 1, 1)
            if not message:
                return
            for handle in handles:
                channel = socket.socket(fileno=handle)
                threading.Thread(target=self._serve, args=(channel,), daemon=True).start()

    def _serve(self, channel: socket.socket) -> None:
        with channel, channel.makefile("rwb", buffering=BUFFER) as opened:
            file = cast(BinaryIO, opened)
            try:
                query = Question.model_validate_json(receive(file)).query()
                self._answer(channel, query, file)
            except (EOFError, OSError):
                log.info("the gateway left before the answer's end")

    def _answer(self, channel: socket.socket, query: Query, file: BinaryIO) -> None:
        """Raises OSError when nobody reads any more."""
        if isinstance(self._engine, KeepingEngine) and (kept := self._engine.kept(query)) is not None:
            send(file, Verdict(kept=True))
            send(file, kept.told)
            socket.send_fds(channel, [b"."], [kept.file.fileno()])
            send(file, Verdict())
            return
        try:
            answer = self._engine.answer()
        except Exception as fault:
            send(file, _verdict(fault))
            return
        done = threading.Event()
        watch = threading.Thread(target=_interrupt, args=(channel, answer, done), daemon=True)
        watch.start()
        try:
            self._stream(answer, query, file)
        finally:
            done.set()
            channel.shutdown(socket.SHUT_RDWR)
            watch.join()
            answer.close()

    def _stream(self, answer: EngineAnswer, query: Query, file: BinaryIO) -> None:
        try:
            if query.arithmetic is None:
                reader = answer.reader(query, self._batch_rows)
            else:
                reader = self._calculator.answer(
                    query.arithmetic,
                    f"{query.sql} {query.parameters}",
                    lambda: answer.reader(query, self._batch_rows),
                )
            batch = next(reader, None)
        except Exception as fault:
            send(file, _verdict(fault))
            return
        verdict = Verdict()
        send(file, verdict)
        with pa.ipc.new_stream(file, reader.schema, options=GROWING_LISTS) as writer:
            while batch is not None:
                writer.write_batch(batch)
                try:
                    batch = next(reader, None)
                except Exception as fault:  # midway, DuckDB's errors arrive as any of Arrow's
                    verdict, batch = _verdict(fault), None
        send(file, verdict)


def open_worker(control: socket.socket, surrogates: socket.socket, *, alone: bool) -> RunningWorker:
    """`surrogates`: where they are asked for; `alone`: whether the process already left the network."""
    with control.makefile("rwb") as opened:
        file = cast(BinaryIO, opened)
        try:
            opening = Opening.model_validate_json(receive(file))
            engine = _opened(opening, surrogates, alone=alone)
        except EOFError:  # the gateway ended, and nobody opens anything any more
            raise SystemExit(0) from None
        except Exception as fault:
            send(file, _verdict(fault))
            raise SystemExit(1) from fault
        send(file, Verdict())
    return RunningWorker(control, engine, opening.limits.batch_rows)


def _opened(opening: Opening, surrogates: socket.socket, *, alone: bool) -> PolicyEngine:
    limits = opening.limits
    memory = 2 * in_bytes(limits.memory) + BESIDE_THE_ENGINE
    confinement.cap(memory=memory, file_size=in_bytes(limits.spill))
    maps = [path for of_roles in opening.maps.values() for path in of_roles.values()]
    readable = [*opening.folders.values(), *maps, *code()]
    if opening.source:
        server = server_of(opening.address)
        kept = confinement.keep_only(
            readable=[*readable, *server.files], writable=opening.spill, ports=server.ports
        )
        alone = True  # but for the one server it is there to ask
    else:
        kept = confinement.keep_only(readable=readable, writable=opening.spill)
    if not (alone and kept):
        if not limits.workers_without_walls:
            raise Refusal("worker-walls-missing")
        log.warning("this system gives a worker no wall of its own: network %s, files %s", alone, kept)
    scope = opening.scope()
    if not opening.source:
        asker = SurrogateAsker(surrogates) if renamed(scope) else None
        database = PolicyDatabase(scope, opening.maps, limits=limits, spill=opening.spill, surrogates=asker)
        threading.Thread(target=database.list_texts_ahead, daemon=True).start()
        return KeepingEngine(database, KeptAnswers(opening.spill, in_bytes(limits.kept_answers)))
    # Its driver takes a second to load, which the worker of files need not wait for.
    from data_gateway.engines.connected_engines import connected_engine

    return connected_engine(
        opening.permit,
        scope.datasets[opening.source],
        opening.maps.get(opening.source, {}),
        address=opening.address,
        limits=limits,
    )


def code() -> list[Path]:
    """Python and our packages, of which modules are loaded when first used, what says how big this
    machine is, and where chance comes from."""
    ours = [Path(package.__path__[0]) for package in (data_gateway, d2h_sdk, governance)]
    places = [*ours, Path(sys.prefix), Path(sys.base_prefix), Path("/usr/lib"), Path("/usr/share/zoneinfo")]
    places += [Path("/proc/self/cgroup"), Path("/proc/stat"), Path("/proc/meminfo"), Path("/sys/fs/cgroup")]
    places += [Path("/sys/devices/system/cpu"), Path("/dev/urandom"), Path("/dev/null")]
    return [place for place in places if place.exists()]


def _interrupt(channel: socket.socket, answer: EngineAnswer, done: threading.Event) -> None:
    """Stop the query when the gateway closes its end, which says nothing more after its question."""
    channel.recv(1)
    while not done.wait(INTERRUPT_EVERY):  # one that comes between two statements is lost
        answer.interrupt()


def _verdict(fault: Exception) -> Verdict:
    """Never the fault's own text, which may quote values."""
    if isinstance(fault, Refusal):
        return Verdict(code=fault.code, params=fault.params)
    if isinstance(fault, MemoryError | duckdb.OutOfMemoryException) or _OUT_OF_MEMORY.search(str(fault)):
        return Verdict(code="query-too-large")
    if DAMAGED in str(fault):  # raised in a function that the engine called
        return Verdict(code=DAMAGED)
    log.error("the engine failed: %s", type(fault).__name__)
    return Verdict(code="gateway-fault")
