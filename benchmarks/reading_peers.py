"""What a read is compared with: the same stream without a policy, PostgreSQL, and the loopback itself."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import psycopg
import pyarrow.flight as flight
import sqlalchemy

from data_gateway.site.folder import SiteFolder
from tests.integration.conftest import running_postgresql

LOOPBACK_BYTES = 400_000_000
BLOCK = 1_000_000  # bytes
FOUND_BYTES = 1_200_000_000
WITHOUT_POLICY = """
import sys, duckdb, pyarrow.flight as flight
files, columns, chain, key = sys.argv[1:]
class Plain(flight.FlightServerBase):
    def do_get(self, context, ticket):
        rows = connection.cursor().sql(f"SELECT {columns} FROM read_parquet('{files}')")
        return flight.RecordBatchStream(rows.to_arrow_reader(100_000))
connection = duckdb.connect()
connection.execute("SET threads = 2")
certificates = [(open(chain, "rb").read(), open(key, "rb").read())]
server = Plain("grpc+tls://127.0.0.1:0", tls_certificates=certificates)
print(server.port, flush=True)
server.serve()
"""

FROM_MEMORY = """
import sys, pyarrow as pa, pyarrow.flight as flight
file, chain, key = sys.argv[1:]
class Held(flight.FlightServerBase):
    def do_get(self, context, ticket):
        return flight.RecordBatchStream(pa.RecordBatchReader.from_batches(schema, batches))
reader = pa.ipc.open_stream(pa.py_buffer(open(file, "rb").read()))
schema, batches = reader.schema, list(reader)
certificates = [(open(chain, "rb").read(), open(key, "rb").read())]
server = Held("grpc+tls://127.0.0.1:0", tls_certificates=certificates)
print(server.port, flush=True)
server.serve()
"""


@contextmanager
def stream_without_policy(folder: SiteFolder, files: str, columns: list[str]) -> Iterator[PlainStream]:
    """DuckDB and Flight over TLS with the site's certificate: no permit, pseudonym, audit or confinement."""
    with _served(folder, WITHOUT_POLICY, files, ", ".join(columns)) as plain:
        yield plain


@contextmanager
def stream_from_memory(folder: SiteFolder, answer: Path) -> Iterator[PlainStream]:
    """An answer as a gateway sent it, an Arrow stream in a file, sent from memory: Flight and TLS alone."""
    with _served(folder, FROM_MEMORY, str(answer)) as held:
        yield held


@contextmanager
def _served(folder: SiteFolder, program: str, *given: str) -> Iterator[PlainStream]:
    command = [sys.executable, "-c", program, *given, str(folder.certificate_chain), str(folder.gateway_key)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield PlainStream(folder, int(process.stdout.readline()), process.pid)
        finally:
            process.kill()


class PlainStream:
    def __init__(self, folder: SiteFolder, port: int, pid: int) -> None:
        self.pid = pid
        self._client = flight.connect(
            f"grpc+tls://127.0.0.1:{port}",
            tls_root_certs=folder.certificate_authority.read_text(),
            override_hostname=f"{folder.root.name}.gateway.d2h",
        )

    def rows(self) -> int:
        return sum(chunk.data.num_rows for chunk in self._client.do_get(flight.Ticket(b"")))


@contextmanager
def in_postgresql(
    raw: Path, opposed: range, concepts: list[int], columns: list[str], rows: int
) -> Iterator[str]:
    """The address of a server that holds `rows` of the raw file behind a view with the same policy."""
    with running_postgresql() as server:
        with psycopg.connect(host=str(server.folder), user="d2h", dbname="postgres") as connection:
            fill(connection, raw, opposed, concepts, columns, rows)
        yield f"postgresql+psycopg://d2h@/postgres?host={server.folder}"


def fill(
    connection: psycopg.Connection,
    raw: Path,
    opposed: range,
    concepts: list[int],
    columns: list[str],
    rows: int,
) -> None:
    types = ["bigint", "bigint", "bigint", "timestamp", "double precision", "text"]
    held = ", ".join(f"{column} {kind}" for column, kind in zip(columns, types, strict=True))
    connection.execute(f"CREATE TABLE measurement ({held})")
    source = f"SELECT {', '.join(columns)} FROM read_parquet('{raw}') LIMIT {rows}"
    with (
        duckdb.connect() as engine,
        connection.cursor().copy(f"COPY measurement ({', '.join(columns)}) FROM STDIN (FORMAT csv)") as copy,
    ):
        file = raw.with_suffix(".csv")
        engine.execute(f"COPY ({source}) TO '{file}' (FORMAT csv, HEADER false)")
        with file.open("rb") as text:
            while block := text.read(BLOCK):
                copy.write(block)
        file.unlink()
    for role in ("person", "visit_occurrence"):
        kept = f" WHERE {role}_id NOT IN ({', '.join(map(str, opposed))})" if role == "person" else ""
        connection.execute(
            f"CREATE TABLE {role}_map AS SELECT {role}_id AS id,"
            " ('x' || substr(md5(random()::text), 1, 15))::bit(60)::bigint AS pseudonym"
            f" FROM (SELECT DISTINCT {role}_id FROM measurement{kept}) ids"
        )
        connection.execute(f"CREATE UNIQUE INDEX ON {role}_map (id)")
    others = ", ".join(columns[2:])
    connection.execute(
        f"CREATE VIEW delivered WITH (security_barrier) AS SELECT p.pseudonym AS person_id,"
        f" v.pseudonym AS visit_occurrence_id, {others} FROM measurement m"
        " JOIN person_map p ON m.person_id = p.id"
        " LEFT JOIN visit_occurrence_map v ON m.visit_occurrence_id = v.id"
        f" WHERE measurement_concept_id IN ({', '.join(map(str, concepts))})"
    )
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")


def read_sql(address: str) -> int:
    engine = sqlalchemy.create_engine(address)
    try:
        return len(pd.read_sql("SELECT * FROM delivered", engine))
    finally:
        engine.dispose()


def find_memory() -> None:
    """Have the system find as much as a case takes.

    A virtual machine gives free memory back to its host: whoever comes first waits until it is found again,
    which can take longer than all the rest.
    """
    np.ones(FOUND_BYTES // 8)


def loopback(folder: SiteFolder | None) -> float:
    """Bytes per second from one thread to another by TCP, or with a site's certificate by TLS."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sender = threading.Thread(target=_send, args=(listener, folder), daemon=True)
        sender.start()
        with socket.create_connection(listener.getsockname()) as plain:
            context = ssl.create_default_context(cafile=str(folder.certificate_authority)) if folder else None
            name = f"{folder.root.name}.gateway.d2h" if folder else None
            channel = context.wrap_socket(plain, server_hostname=name) if context else plain
            block, start, received = bytearray(BLOCK), time.perf_counter(), 0
            while count := channel.recv_into(block):
                received += count
            seconds = time.perf_counter() - start
        sender.join()
    return received / seconds


def _send(listener: socket.socket, folder: SiteFolder | None) -> None:
    channel, _ = listener.accept()
    if folder:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(folder.certificate_chain, folder.gateway_key)
        channel = context.wrap_socket(channel, server_side=True)
    block = os.urandom(BLOCK)
    for _ in range(LOOPBACK_BYTES // BLOCK):
        channel.sendall(block)
    channel.close()


class Cpu:
    """Processor seconds of this process, of a gateway and of its workers, since made."""

    def __init__(self, others: list[int]) -> None:
        self._others = others
        self._start = self._now()

    def spent(self) -> dict[str, float]:
        now = self._now()
        return {name: now[name] - self._start.get(name, 0) for name in now}

    def _now(self) -> dict[str, float]:
        own = os.times()
        spent = {"client": own.user + own.system, "gateway": 0.0, "worker": 0.0}
        for pid in self._others:
            spent["gateway"] += _seconds(pid)
            for child in _children(pid):
                spent["worker"] += _seconds(child)
        return spent


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that ended meanwhile
            found += map(int, (task / "children").read_text().split())
    return found


def _seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Peak:
    """Largest resident memory in MB of a process and of the sum of its children."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.gateway = self.workers = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            self.gateway = max(self.gateway, _resident(self._pid))
            self.workers = max(self.workers, sum(map(_resident, _children(self._pid))))


def _resident(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
