"""A site whose data stay in its PostgreSQL, asked through its gateway beside a data set in files."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pyarrow.flight as flight
import pytest

from d2h_sdk.wire import ReadRequest, SqlRequest
from data_gateway.catalogue.connecting import connect
from data_gateway.catalogue.postgresql_source import PostgresqlSource
from data_gateway.catalogue.postgresql_warehouse import PostgresqlWarehouse
from data_gateway.catalogue.table_files import ColumnChoices
from data_gateway.engines import open_permits
from data_gateway.engines.connected_server import server_of
from data_gateway.site.source_addresses import SourceAddresses
from governance.permits.document import PermitDocument
from tests.integration.conftest import PostgresqlServer

from .conftest import TABLES, RunningSite, refused, rows_of
from .test_gateway_audit import last, wait_for
from .test_workers import memory_of

ROWS = 600_000
CLINIC: dict[str, Any] = {
    "mode": "records",
    "tables": {
        "stay": {
            "columns": ["person_id", "ward", "weight"],
            "rows": [{"column": "ward", "op": "!=", "value": "closed"}],
        }
    },
}


@pytest.fixture
def server(postgresql_server: PostgresqlServer) -> PostgresqlServer:
    owner = address_of(postgresql_server).replace("reader@", "d2h@")
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA clinic")
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("GRANT USAGE ON SCHEMA clinic TO reader")
        connection.execute(
            "CREATE TABLE clinic.stay AS SELECT n % 50 + 1 AS person_id,"
            " CASE WHEN n % 3 = 0 THEN 'closed' ELSE 'open' END AS ward, n / 2.0::double precision AS weight"
            f" FROM generate_series(1, {ROWS}) AS n"
        )
        connection.execute("GRANT SELECT ON clinic.stay TO reader")
    return postgresql_server


def address_of(server: PostgresqlServer) -> str:
    return f"postgresql://reader@/postgres?host={server.folder}"


@pytest.fixture
def connected(site: RunningSite, server: PostgresqlServer) -> RunningSite:
    source = PostgresqlWarehouse(PostgresqlSource(address_of(server), ("clinic.*",)))
    addresses = SourceAddresses(site.folder)
    connect(source, site.folder.datasets, "clinic", {}, ColumnChoices(), addresses=addresses)
    return site


def both(site: RunningSite, **clinic: Any) -> PermitDocument:
    return site.permit(datasets={"omop": {"tables": TABLES}, "clinic": CLINIC | clinic})


def stays(site: RunningSite, token: str, *columns: str) -> Any:
    return site.get(token, ReadRequest(dataset="clinic", table="stay", columns=columns or None))


def test_records_come_with_pseudonyms_and_without_the_rows_and_patients_left_out(
    connected: RunningSite,
) -> None:
    connected.folder.opposition.write_text("7\n")
    token = connected.token(both(connected))
    table = stays(connected, token)
    assert set(table["ward"].to_pylist()) == {"open"}
    people = set(table["person_id"].to_pylist())
    assert len(people) == 49 and min(people) > 50
    assert table.num_rows == ROWS * 2 // 3 * 49 // 50


def test_sql_and_aggregates_run_where_the_rows_are(connected: RunningSite) -> None:
    token = connected.token(both(connected))
    asked = SqlRequest(sql="SELECT ward, count(*) AS n FROM clinic.stay GROUP BY ward")
    counted = connected.get(token, asked.model_dump_json().encode())
    assert counted.to_pylist() == [{"ward": "open", "n": ROWS * 2 // 3}]
    aggregates = connected.token(both(connected, mode="aggregates"))
    rows = connected.aggregate(aggregates, "stay", "ward", dataset="clinic", mean=["weight"])
    assert [(row["ward"], row["persons"]) for row in rows] == [("open", 50)]


def test_a_patient_who_is_new_in_the_data_base_is_read_within_the_hour(
    connected: RunningSite, server: PostgresqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = connected.token(both(connected))
    before = stays(connected, token, "weight").num_rows
    with psycopg.connect(address_of(server).replace("reader@", "d2h@"), autocommit=True) as connection:
        connection.execute("INSERT INTO clinic.stay VALUES (9999, 'open', 70)")
    assert stays(connected, token, "weight").num_rows == before
    now = time.time()
    monkeypatch.setattr(open_permits.time, "time", lambda: now + 3600)
    assert stays(connected, token, "weight").num_rows == before + 1


def test_one_statement_does_not_join_files_with_the_data_base(connected: RunningSite) -> None:
    token = connected.token(both(connected))
    sql = "SELECT count(*) AS n FROM clinic.stay s JOIN omop.person p ON s.person_id = p.person_id"
    refusal = refused(lambda: connected.get(token, SqlRequest(sql=sql).model_dump_json().encode()))
    assert refusal.code == "sql-engines-apart"


def test_with_the_data_base_down_files_are_read_and_the_rest_says_why(
    connected: RunningSite, server: PostgresqlServer
) -> None:
    token = connected.token(both(connected))
    server.stop()
    assert refused(lambda: stays(connected, token)).code == "source-away"
    assert last(connected, "read.stopped").details["ended"] == "source-away"
    assert connected.read(token, "person").num_rows == 60
    server.start()
    assert stays(connected, token, "ward").num_rows == ROWS * 2 // 3


def test_a_data_base_that_dies_midway_ends_the_read_with_its_reason_and_the_next_one_works(
    connected: RunningSite, server: PostgresqlServer
) -> None:
    token = connected.token(both(connected))
    stays(connected, token, "weight")
    whole = ReadRequest(dataset="clinic", table="stay").model_dump_json().encode()
    reader = connected.client.do_get(flight.Ticket(whole), connected.options(token))
    reader.read_chunk()
    server.stop()
    assert refused(reader.read_all).code in ("source-away", "source-refused")
    wait_for(lambda: "read.stopped" in connected.events())
    server.start()
    assert stays(connected, token, "ward").num_rows == ROWS * 2 // 3


def test_a_read_needs_not_wait_for_the_one_before_it(connected: RunningSite) -> None:
    token = connected.token(both(connected))
    whole = ReadRequest(dataset="clinic", table="stay").model_dump_json().encode()
    reader = connected.client.do_get(flight.Ticket(whole), connected.options(token))
    first = reader.read_chunk().data
    assert stays(connected, token, "ward").num_rows == ROWS * 2 // 3
    assert first.num_rows + reader.read_all().num_rows == ROWS * 2 // 3


def test_the_address_of_the_data_base_stays_out_of_every_other_process(
    connected: RunningSite, server: PostgresqlServer
) -> None:
    token = connected.token(both(connected))
    stays(connected, token, "ward")
    files = connected.worker(both(connected))
    assert rows_of(files, 'SELECT count(*) AS n FROM "data set omop"."person"') == [{"n": 60}]
    assert server.folder.name.encode() not in memory_of(files.pid)


def test_a_worker_of_a_data_base_reaches_no_port_but_its_own(tmp_path: Path) -> None:
    program = (
        "import socket, sys\nfrom pathlib import Path\n"
        "from data_gateway.engines.worker import confinement\n"
        "one, other = (socket.create_server(('127.0.0.1', 0)) for _ in 'ab')\n"
        "port = one.getsockname()[1]\n"
        "confinement.keep_only(readable=[Path(sys.prefix)], writable=Path(sys.argv[1]), ports=[port])\n"
        "socket.socket().connect(('127.0.0.1', port))\n"
        "print('reached', flush=True)\n"
        "socket.socket().connect(('127.0.0.1', other.getsockname()[1]))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-I", "-c", program, str(tmp_path)], capture_output=True, text=True, timeout=60
    )
    assert ran.stdout == "reached\n"
    assert "PermissionError" in ran.stderr


@pytest.mark.parametrize(
    ("address", "ports"),
    [
        ("postgresql://reader@warehouse:6543/dwh", {6543}),
        ("host=warehouse dbname=dwh", {5432}),
        ("postgresql://reader@/dwh?host=/run/postgresql", set()),
        ("sc://cluster", {15002}),
        ("sc://cluster:443/;use_ssl=true", {443}),
    ],
)
def test_what_a_worker_may_reach_is_read_from_the_address(address: str, ports: set[int]) -> None:
    assert server_of(address).ports == ports
