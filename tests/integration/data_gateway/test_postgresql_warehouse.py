"""A data set that stays in the hospital's PostgreSQL: what may go wrong there, and what must not leak."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pytest
from adbc_driver_postgresql import StatementOptions

from d2h_sdk.wire import ReadRequest
from data_gateway.catalogue.dataset import TEXT
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.person_ids import plain_id_of
from data_gateway.catalogue.postgresql_source import PostgresqlSource
from data_gateway.catalogue.postgresql_warehouse import PostgresqlWarehouse
from data_gateway.engines.engine import InterruptedQueryError, PolicyEngine
from data_gateway.engines.postgres_engine import PostgresEngine
from data_gateway.queries.query import Query
from data_gateway.queries.records import record_query
from data_gateway.queries.sql_engines import Engine
from data_gateway.site.settings import Limits
from governance.refusal import Refusal
from tests.integration.conftest import PostgresqlServer
from tests.integration.data_gateway.test_opposed_however_written import PLAIN, WRITTEN
from tests.integration.data_gateway.test_sql_on_engines import rows
from tests.integration.data_gateway.warehouse import (
    LIMITS,
    SECRET,
    Backend,
    connected,
    elsewhere,
    fill_postgresql,
    in_postgresql,
    permit,
)

REPOSITORY = Path(__file__).resolve().parents[3]
HIDDEN = len(rows()) - 20


@pytest.fixture
def owner(postgresql_socket: Path) -> str:
    """The address of the hospital's own account."""
    name = f"clinic_{os.urandom(6).hex()}"
    with psycopg.connect(
        host=str(postgresql_socket), user="d2h", dbname="postgres", autocommit=True
    ) as server:
        server.execute(f"CREATE DATABASE {name}")
    address = f"postgresql://d2h@/{name}?host={postgresql_socket}"
    fill_postgresql(address)
    return address


@pytest.fixture
def warehouse(owner: str, tmp_path: Path) -> Backend:
    return in_postgresql(owner.replace("d2h@", "reader@"), tmp_path)


def opened(warehouse: Backend, **terms: Any) -> tuple[PolicyEngine, Query]:
    """An engine for a permit, and the query for the whole of `stay`."""
    document = permit(**terms)
    request = ReadRequest(dataset="clinic", table="stay", columns=("person_id", "ward"), where=())
    return warehouse.engine(document), record_query(request, warehouse.scope(document), LIMITS)


def hostile(sql: str, table: str = "facts") -> Query:
    """A statement that the SQL door would never write."""
    return Query(kind="sql", dataset="clinic", table=table, columns=(), sql=sql, engine=Engine.POSTGRES)


def endless(columns: str = "a.nr") -> Query:
    many = ", ".join(f'pg_temp."facts" {alias}' for alias in "abcd")
    return hostile(f"SELECT {columns} FROM {many}")


@pytest.mark.parametrize(
    "condition",
    [
        f"CASE WHEN s = '{SECRET}' THEN CAST(s AS bigint) > 0 ELSE true END",
        f"1 / CASE WHEN s = '{SECRET}' THEN 0 ELSE 1 END = 1",
        f"1 / (nr - {HIDDEN + 3}) < 2",
        f"CASE WHEN nr = {HIDDEN + 3} THEN 9223372036854775807 + nr > 0 ELSE true END",
        f"s IS NULL OR s !~ CASE WHEN s = '{SECRET}' THEN '(' ELSE 'no such text' END",
        f"CASE WHEN nr >= {HIDDEN} THEN date '2026-01-01' + (nr || '000000000')::int > d ELSE true END",
        f"sqrt(CASE WHEN nr >= {HIDDEN} THEN -1.0 ELSE 1.0 END) = 1",
    ],
)
def test_an_expression_that_would_fail_on_a_hidden_row_never_runs_on_it(
    warehouse: Backend, condition: str
) -> None:
    engine, _ = opened(warehouse)
    plain = engine.answer().reader(hostile('SELECT count(*) AS n FROM pg_temp."facts"'), 100).read_all()
    for sql in (
        f'SELECT count(*) AS n FROM pg_temp."facts" WHERE {condition}',
        f'SELECT count(*) AS n FROM pg_temp."facts" JOIN (SELECT 1 AS one) o ON {condition}',
        f'SELECT count(CASE WHEN {condition} THEN 1 END) AS n FROM pg_temp."facts"',
    ):
        assert engine.answer().reader(hostile(sql), 100).read_all() == plain
    engine.close()


def test_a_plain_view_would_have_told(warehouse: Backend, owner: str) -> None:
    """Else the test above would prove nothing."""
    with psycopg.connect(owner) as server:
        server.execute(
            f"CREATE VIEW plain AS SELECT * FROM clinic.facts WHERE nr + 0 + 0 + 0 + 0 + 0 < {HIDDEN}"
        )
        with pytest.raises(psycopg.DataError, match=SECRET):
            server.execute(f"SELECT count(*) FROM plain WHERE CASE WHEN s = '{SECRET}' THEN s::int > 0 END")


def test_the_session_reads_and_nothing_else(warehouse: Backend, owner: str) -> None:
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute("GRANT ALL ON ALL TABLES IN SCHEMA clinic TO reader")
    engine, _ = opened(warehouse)
    with pytest.raises(Refusal, match="gateway-fault"):
        engine.answer().reader(hostile("DELETE FROM clinic.stay RETURNING ward"), 100).read_all()
    engine.close()


def test_what_postgresql_says_of_a_fault_reaches_nobody(warehouse: Backend) -> None:
    engine, _ = opened(warehouse)
    with pytest.raises(Refusal) as caught:
        engine.answer().reader(
            hostile("SELECT CAST(s AS bigint) FROM pg_temp.\"facts\" WHERE s = 'abc'"), 9
        ).read_all()
    assert str(caught.value) == "gateway-fault"
    engine.close()


def test_a_long_query_is_interrupted_and_the_next_one_runs(warehouse: Backend) -> None:
    engine, query = opened(warehouse)
    for slow in (endless("count(*)"), endless()):
        answer = engine.answer()
        threading.Timer(0.5, answer.interrupt).start()
        start = time.monotonic()
        with pytest.raises(InterruptedQueryError):
            for _ in answer.reader(slow, 1000):
                pass
        assert time.monotonic() - start < 5
    assert engine.answer().reader(query, 1000).read_all().num_rows > 100
    engine.close()


def test_the_data_base_itself_stops_a_query_past_the_limit(
    warehouse: Backend, owner: str, tmp_path: Path
) -> None:
    document = permit()
    opened(warehouse)[0].close()  # which wrote the maps
    found = {role: list(tmp_path.glob(f"*/*.{role.value}.parquet")) for role in ColumnRole}
    maps = {role: paths[0] for role, paths in found.items() if paths}
    limits = Limits(read_seconds=1)
    engine = PostgresEngine(document, warehouse.dataset, maps, address=owner, limits=limits)
    with pytest.raises(Refusal, match="query-too-long"):
        engine.answer().reader(endless("count(*)"), 100).read_all()
    engine.close()


def test_an_answer_nobody_reads_to_its_end_leaves_nothing_running(warehouse: Backend, owner: str) -> None:
    engine, query = opened(warehouse)
    reader = engine.answer().reader(endless(), 1000)
    reader.read_next_batch()
    del reader
    with psycopg.connect(owner, autocommit=True) as server:
        for _ in range(50):
            running = server.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = 'reader' AND state = 'active'"
            ).fetchall()
            if running == [(0,)]:
                break
            time.sleep(0.1)
        assert running == [(0,)]
    assert engine.answer().reader(query, 1000).read_all().num_rows > 100
    engine.close()


def test_answers_of_one_permit_may_overlap(warehouse: Backend) -> None:
    engine, query = opened(warehouse)
    slow = engine.answer().reader(endless(), 1000)
    slow.read_next_batch()
    assert engine.answer().reader(query, 1000).read_all().num_rows > 100
    slow.read_next_batch()
    engine.close()


def test_batches_are_never_larger_than_asked(warehouse: Backend) -> None:
    engine, query = opened(warehouse)
    sizes = [batch.num_rows for batch in engine.answer().reader(query, 100)]
    assert max(sizes) == 100
    engine.close()


def test_the_hospital_may_change_its_tables_while_a_permit_is_open(warehouse: Backend, owner: str) -> None:
    engine, query = opened(warehouse)
    before = engine.answer().reader(query, 1000).read_all().num_rows
    with psycopg.connect(owner, autocommit=True, options="-c lock_timeout=2000") as server:
        server.execute("ALTER TABLE clinic.stay ADD COLUMN doctor text")
        server.execute("INSERT INTO clinic.stay (person_id, ward) VALUES (1, 'É')")
        assert engine.answer().reader(query, 1000).read_all().num_rows == before + 1
        server.execute("ALTER TABLE clinic.stay RENAME COLUMN ward TO unit")
        with pytest.raises(Refusal, match="source-changed"):
            engine.answer().reader(query, 1000)
        server.execute("DROP TABLE clinic.stay")
        with pytest.raises(Refusal, match="source-changed"):
            engine.answer().reader(query, 1000)
    engine.close()


def test_ids_that_are_no_numbers_become_pseudonyms_too(owner: str, tmp_path: Path) -> None:
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute("CREATE TABLE registry (person_id uuid, sex character(3), born smallint)")
        server.execute(
            "INSERT INTO registry SELECT md5(n::text)::uuid, 'F', 1980 + n FROM generate_series(1, 30) n"
        )
        server.execute("GRANT SELECT ON registry TO reader")
    source = PostgresqlWarehouse(PostgresqlSource(owner.replace("d2h@", "reader@"), ("registry",)))
    held = connected(source, tmp_path)
    backend = elsewhere("postgres", held, source.address(), tmp_path)
    document = permit(tables={"registry": {"columns": ["person_id", "sex", "born"]}})
    request = ReadRequest(dataset="clinic", table="registry", columns=None, where=())
    answer = backend.answer(document, record_query(request, backend.scope(document), LIMITS))
    assert answer.schema.types == [pa.int64(), pa.string(), pa.int64()]
    assert len(set(answer.column("person_id").to_pylist())) == 30
    assert answer.column("sex").to_pylist() == ["F"] * 30
    backend.close()


def test_the_number_of_an_opposed_patient_is_found_with_and_without_its_zeros(owner: str) -> None:
    asked = f"SELECT {plain_id_of(Engine.POSTGRES, 'id', TEXT)} FROM unnest(%s::text[]) AS ids(id)"
    with psycopg.connect(owner) as server:
        assert [text for (text,) in server.execute(asked, [WRITTEN]).fetchall()] == PLAIN


def test_a_right_that_was_taken_back_is_told(warehouse: Backend, owner: str) -> None:
    engine, query = opened(warehouse)
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute("REVOKE SELECT ON clinic.stay FROM reader")
    with pytest.raises(Refusal, match="source-refused"):
        engine.answer().reader(query, 1000)
    engine.close()


def test_values_without_a_served_type_are_missing(warehouse: Backend, owner: str) -> None:
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute("ALTER TABLE clinic.stay ALTER weight TYPE numeric")
        server.execute(
            "INSERT INTO clinic.stay (person_id, ward, start, seen, weight) VALUES"
            " (1, 'z', 'infinity', '-infinity', 1e400), (1, 'z', '0044-03-15 BC', '99999-01-01', 'NaN')"
        )
    for dates in ("exact", "shifted", "month"):
        document = permit(dates=dates)
        columns = ("start", "seen", "weight")
        condition = {"column": "ward", "op": "=", "value": "z"}
        request = ReadRequest.model_validate(
            {"dataset": "clinic", "table": "stay", "columns": columns, "where": [condition]}
        )
        engine = warehouse.engine(document)
        found = (
            engine.answer()
            .reader(record_query(request, warehouse.scope(document), LIMITS), 9)
            .read_all()
            .to_pylist()
        )
        assert [(row["start"], row["seen"]) for row in found] == [(None, None)] * 2
        assert {str(row["weight"]) for row in found} == {"inf", "nan"}
        engine.close()


PEAK = """
import resource, sys
from data_gateway.engines.postgres_session import PostgresSession
session = PostgresSession(sys.argv[1], "clinic", 300)
parts = session.stream({}, sys.argv[2], 1 << 22)
next(parts)
rows = sum(part.num_rows for part in parts)
print(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_the_memory_of_an_answer_does_not_grow_with_its_rows(owner: str) -> None:
    def peak(rows: int) -> int:
        sql = (
            "SELECT n::bigint AS person_id, n * 0.5::float8 AS weight, 'value number ' || n AS text"
            f" FROM generate_series(1, {rows}) n"
        )
        command = [sys.executable, "-c", PEAK, owner, sql]
        done = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)
        read, kilobytes = map(int, done.stdout.split())
        assert read == rows
        return kilobytes

    small, large = peak(200_000), peak(3_000_000)
    assert large < small + 60_000, f"{small} KiB for a fifteenth of the rows, {large} KiB"


@pytest.fixture
def mortal(postgresql_server: PostgresqlServer, tmp_path: Path) -> Backend:
    """In a server that the test stops."""
    owner = f"postgresql://d2h@/postgres?host={postgresql_server.folder}"
    fill_postgresql(owner)
    return in_postgresql(owner.replace("d2h@", "reader@"), tmp_path)


def test_a_data_base_that_dies_midway_is_told_and_read_again_when_it_is_back(
    mortal: Backend, postgresql_server: PostgresqlServer
) -> None:
    engine, query = opened(mortal)
    reader = engine.answer().reader(endless("a.*, b.s AS t"), 1000)
    assert reader.read_next_batch().num_rows
    postgresql_server.stop()
    with pytest.raises(Refusal) as caught:
        while True:
            reader.read_next_batch()
    assert str(caught.value) == "source-away (dataset=clinic)"
    for _ in range(2):
        with pytest.raises(Refusal, match="source-away"):
            engine.answer().reader(query, 1000)
        with pytest.raises(Refusal, match="source-away"):
            opened(mortal)
    postgresql_server.start()
    answer: pa.Table = engine.answer().reader(query, 1000).read_all()
    assert answer.num_rows > 100
    engine.close()


def blocks_read(engine: PostgresEngine, condition: str) -> int:
    """What the server itself counts: pages of tables and indexes that one question looked at."""
    session = engine._taken()
    view = engine._view(session, "facts")
    statement = f'SELECT count(*) AS n FROM pg_temp."facts" WHERE {condition}'
    made = f'CREATE TEMP VIEW "facts" WITH (security_barrier) AS {view}'
    session._execute(["BEGIN READ WRITE", made, "SET TRANSACTION READ ONLY"])
    assert session.ask(statement) == [(0,)]  # also warms what is looked up once
    with session._connection.cursor() as cursor:
        cursor.adbc_statement.set_options(**{StatementOptions.USE_COPY.value: "false"})
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}")
        ((told,),) = cursor.fetchall()
    session._execute(["ROLLBACK"])
    engine.put_back(session, whole=True)
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return sum(
        int(plan[f"{kind} Blocks"]) for kind in ("Shared Hit", "Shared Read", "Local Hit", "Local Read")
    )


def test_a_question_about_hidden_values_takes_the_work_of_one_about_none(
    warehouse: Backend, owner: str
) -> None:
    """Each pair finds nothing that the permit shows; the first of it matches hidden rows, the second none."""
    with psycopg.connect(owner, autocommit=True) as server:
        server.execute("INSERT INTO clinic.facts SELECT f.* FROM clinic.facts f, generate_series(1, 300)")
        for column in ("s", "nr", "person_id"):
            server.execute(f"CREATE INDEX ON clinic.facts ({column})")
        server.execute("VACUUM ANALYZE clinic.facts")
    engine = warehouse.engine(permit())
    assert isinstance(engine, PostgresEngine)
    for about_hidden, about_none in (
        (f"s = '{SECRET}'", "s = 'HIV-1'"),
        (f"s IN ('{SECRET}', 'x1')", "s IN ('HIV-1', 'x1')"),
        (f"nr = {HIDDEN + 3}", "nr = 1000000"),
        (f"nr > {HIDDEN}", "nr > 1000000"),
        (f"nr BETWEEN {HIDDEN} AND {HIDDEN + 9}", "nr BETWEEN 1000000 AND 1000009"),
    ):
        work = blocks_read(engine, about_hidden), blocks_read(engine, about_none)
        assert min(work) > 500, "a scan that reads nothing proves nothing"
        assert work[0] == work[1], about_hidden
    engine.close()
