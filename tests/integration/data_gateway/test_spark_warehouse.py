"""A data set that stays in the hospital's Spark: connecting it, and what may go wrong there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from d2h_sdk.wire import ReadRequest, SqlRequest
from data_gateway.catalogue import spark_session
from data_gateway.catalogue.connecting import connect
from data_gateway.catalogue.dataset import TEXT, Dataset, load_dataset
from data_gateway.catalogue.live_sources import live_source
from data_gateway.catalogue.person_ids import plain_id_of
from data_gateway.catalogue.spark_warehouse import SparkWarehouse
from data_gateway.catalogue.table_files import ColumnChoices
from data_gateway.engines.engine import InterruptedQueryError, PolicyEngine
from data_gateway.engines.spark_engine import SparkEngine
from data_gateway.patients.opposition import replace_opposition
from data_gateway.queries.query import Query
from data_gateway.queries.records import record_query
from data_gateway.queries.sql_engines import Engine, quoted_text
from data_gateway.site.folder import SiteFolder
from data_gateway.site.source_addresses import SourceAddresses
from governance.permits.document import PermitDocument
from governance.refusal import Refusal
from tests.integration.data_gateway.conftest import TABLES, RunningSite
from tests.integration.data_gateway.spark_cluster import SparkCluster
from tests.integration.data_gateway.test_opposed_however_written import PLAIN, WRITTEN
from tests.integration.data_gateway.warehouse import LIMITS, SECRET, Backend, in_spark, maps, permit


@pytest.mark.parametrize(
    ("address", "tables", "code"),
    [
        ("mysql://host/db", "a.b", "connect-address-wrong"),
        ("sc://host:15002", None, "connect-spark-tables"),
        ("sc://host:15002/;token=hunter2", "a.b", "connect-token-in-address"),
    ],
)
def test_an_address_that_cannot_be_is_refused(address: str, tables: str | None, code: str) -> None:
    with pytest.raises(Refusal, match=code) as caught:
        live_source(address, tables)
    assert "hunter2" not in str(caught.value)


def test_a_token_comes_from_the_environment_and_goes_to_the_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    source = SparkWarehouse("sc://spark.lyon:15002/;use_ssl=true", ("registry.*",))
    monkeypatch.setenv("SPARK_CONNECT_AUTHENTICATE_TOKEN", "hunter2")
    assert source.address() == "sc://spark.lyon:15002/;use_ssl=true;token=hunter2"
    assert source.place == "sc://spark.lyon:15002"


def test_a_cluster_that_is_away_is_told_within_seconds() -> None:
    start = time.monotonic()
    with pytest.raises(Refusal, match="source-away"):
        SparkWarehouse("sc://127.0.0.1:9", ("registry.*",)).tables()
    assert time.monotonic() - start < 60


@pytest.fixture(scope="module")
def spark(spark_cluster: SparkCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    names = ("patient", "ward")
    with closing(in_spark(spark_cluster.address, tmp_path_factory.mktemp("spark"), names)) as backend:
        yield backend


def test_a_table_or_a_folder_that_is_not_there_is_said(spark_cluster: SparkCluster, tmp_path: Path) -> None:
    for asked in ("nothing.*", "default.nothing", str(tmp_path / "nothing")):
        with pytest.raises(Refusal, match="load-table-unknown"):
            SparkWarehouse(spark_cluster.address, (asked,)).tables()


def test_a_site_reads_its_cluster_through_its_gateway(
    site: RunningSite, spark_cluster: SparkCluster, tmp_path: Path
) -> None:
    there = tmp_path / "lake"
    there.mkdir()
    rows = {"person_id": [1, 2, 2, 3], "ward": ["A", "B", "closed", None], "weight": [70.5, 61.0, 80.0, None]}
    parquet.write_table(pa.table(rows), there / "stay.parquet")
    connect(
        SparkWarehouse(spark_cluster.address, (str(there),)),
        site.folder.datasets,
        "clinic",
        {},
        ColumnChoices(),
        addresses=SourceAddresses(site.folder),
    )
    replace_opposition(site.folder.opposition, frozenset({"3"}))
    stay = {
        "columns": ["person_id", "ward", "weight"],
        "rows": [{"column": "ward", "op": "!=", "value": "closed"}],
    }
    clinic = {"mode": "records", "tables": {"stay": stay}}
    document = site.permit(datasets={"omop": {"tables": TABLES}, "clinic": clinic})
    with renewed(site, document):
        read = site.get(site.token(document), ReadRequest(dataset="clinic", table="stay"))
        assert sorted(read["ward"].to_pylist()) == ["A", "B"]
        assert min(read["person_id"].to_pylist()) > 3
        asked = SqlRequest(sql="SELECT sum(weight) AS w FROM clinic.stay WHERE ward IN ('A', 'B')")
        answer = site.get(site.token(document), asked.model_dump_json().encode())
        assert answer.to_pylist() == [{"w": 131.5}]
        assert site.read(site.token(document), "person").num_rows == 59


def test_the_number_of_an_opposed_patient_is_found_with_and_without_its_zeros(
    spark_cluster: SparkCluster,
) -> None:
    session = spark_session.opened(spark_cluster.address, "clinic")
    try:
        rows = ", ".join(f"({quoted_text(Engine.SPARK, written)})" for written in WRITTEN)
        asked = f"SELECT {plain_id_of(Engine.SPARK, 'id', TEXT)} AS id FROM VALUES {rows} AS ids(id)"
        assert [row["id"] for row in session.sql(asked).collect()] == PLAIN
    finally:
        session.stop()


@contextmanager
def renewed(site: RunningSite, document: PermitDocument) -> Iterator[None]:
    """As the SDK does while it reads: a cluster that has much to do takes longer than a token lives."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(10):
            site.renew(site.token(document))

    renewing = threading.Thread(target=renew)
    renewing.start()
    try:
        yield
    finally:
        over.set()
        renewing.join()


HIDDEN_WARD, ROWS_OF_WORK = "closed", 60_000
# Both match nothing that the permit shows. The first of each pair matches hidden rows, the second none.
QUESTIONS = [
    ("weight = 5000.5", "weight = 6000.5"),
    ("weight > 1000", "weight > 1000000"),
    ("weight IN (5000.5, 5001.5)", "weight IN (6000.5, 6001.5)"),
    ("ward = 'closed'", "ward = 'closet'"),
    ("note = 'HIV-12777'", "note = 'HIV-1'"),
]
# Fails on the text that hidden rows hold: the SQL door would not write it, and the fence holds without it.
FAILING = "CAST(note AS BIGINT) >= 0"


@pytest.fixture
def fenced(spark_cluster: SparkCluster, tmp_path: Path) -> Iterator[tuple[SparkEngine, Dataset]]:
    """`stay` of persons, half of them opposed, and `bed` of nobody: in the first half of each, rows that the
    permit hides hold values of their own, in row groups of their own."""
    there = tmp_path / "lake"
    there.mkdir()
    at = np.arange(ROWS_OF_WORK)
    hidden = at < ROWS_OF_WORK // 2
    columns = {
        "person_id": np.where(hidden, 3, 1 + at % 2),
        "ward": np.where(hidden & (at % 2 == 0), HIDDEN_WARD, "A"),
        "weight": np.where(hidden, 5000.5, 70.0 + at % 9),
        "note": np.where(hidden, SECRET, (at % 9).astype(str)),
    }
    bed = columns | {"ward": np.where(hidden, HIDDEN_WARD, "A")}
    del bed["person_id"]
    for name, table in {"stay": columns, "bed": bed}.items():
        parquet.write_table(pa.table(table), there / f"{name}.parquet", row_group_size=5_000)
    source = SparkWarehouse(spark_cluster.address, (str(there),))
    choices = ColumnChoices(reference_tables=frozenset({"bed"}))
    (tmp_path / "keys").mkdir()
    addresses = SourceAddresses(SiteFolder(tmp_path))
    connect(source, tmp_path / "datasets", "clinic", {}, choices, addresses=addresses)
    dataset = load_dataset(tmp_path / "datasets", "clinic")
    open_rows = [{"column": "ward", "op": "!=", "value": HIDDEN_WARD}]
    document = permit(
        tables={
            name: {"columns": list(table), "rows": open_rows}
            for name, table in {"stay": columns, "bed": bed}.items()
        }
    )
    held = maps(document, dataset, tmp_path, spark_cluster.address)["clinic"]
    engine = SparkEngine(document, dataset, held, address=spark_cluster.address, limits=LIMITS)
    yield engine, dataset
    engine.close()


def rows_read(engine: SparkEngine, table: str, condition: str) -> int:
    """Of the files themselves, as Spark counts them, for a question that nothing visible answers."""
    session = engine._opened()
    engine._stand(session, table)
    asked = session.sql(f"SELECT count(*) AS n FROM `{table}` WHERE {condition}")
    assert [tuple(row) for row in asked.collect()] == [(0,)]
    told = asked.executionInfo
    assert told is not None and told.metrics is not None
    scans = [node for node in told.metrics._metrics if node.name.startswith("Scan parquet")]
    return sum(
        int(metric.value) for node in scans for metric in node.metrics if metric.name == "numOutputRows"
    )


@pytest.mark.parametrize("table", ["stay", "bed"])
def test_a_question_about_hidden_values_takes_the_work_of_one_about_none(
    fenced: tuple[SparkEngine, Dataset], table: str
) -> None:
    engine, _ = fenced
    for about_hidden, about_none in QUESTIONS:
        work = rows_read(engine, table, about_hidden), rows_read(engine, table, about_none)
        assert work[0] == work[1] >= ROWS_OF_WORK // 2, about_hidden


@pytest.mark.parametrize("table", ["stay", "bed"])
def test_no_condition_runs_on_a_hidden_row(fenced: tuple[SparkEngine, Dataset], table: str) -> None:
    engine, _ = fenced
    session = engine._opened()
    engine._stand(session, table)
    for asked in (
        f"SELECT count(*) AS n FROM `{table}` WHERE {FAILING}",
        f"SELECT count(*) AS n FROM `{table}` a JOIN `{table}` b ON a.note = b.note AND a.weight > 1e9"
        f" WHERE {FAILING.replace('note', 'a.note')}",
        f"SELECT sum(CAST(note AS BIGINT)) >= 0 AS n FROM `{table}`",
    ):
        assert len(session.sql(asked).collect()) == 1


def test_a_long_query_is_interrupted_then_a_server_dies_and_comes_back(
    spark: Backend, spark_cluster: SparkCluster
) -> None:
    document = permit(tables={"patient": {"columns": ["person_id", "sex"]}})
    engine = spark.engine(document)
    request = ReadRequest(dataset="clinic", table="patient", columns=("person_id", "sex"), where=())
    query = record_query(request, spark.scope(document), LIMITS)
    assert max(batch.num_rows for batch in engine.answer().reader(query, 50)) == 50
    many = ", ".join(f"`patient` {alias}" for alias in "abcdef")
    endless = Query(
        kind="sql",
        dataset="clinic",
        table="patient",
        columns=(),
        sql=f"SELECT count(*) AS n FROM {many} WHERE a.sex || b.sex < c.sex || f.sex",
        engine=Engine.SPARK,
    )
    interrupted = engine.answer()
    threading.Timer(3, interrupted.interrupt).start()
    with pytest.raises(InterruptedQueryError):
        interrupted.reader(endless, 1000).read_all()
    assert engine.answer().reader(query, 1000).read_all().num_rows > 100
    threading.Timer(3, spark_cluster.kill_connect).start()
    with pytest.raises(Refusal, match="source-away"):
        engine.answer().reader(endless, 1000).read_all()
    with pytest.raises(Refusal, match="source-away"):
        engine.answer().reader(query, 1000).read_all()
    spark_cluster.connect()
    assert when_it_is_back(engine, query).num_rows > 100
    engine.close()


def when_it_is_back(engine: PolicyEngine, query: Query, seconds: float = 120) -> pa.Table:
    """A server that listens again does not answer at once."""
    end = time.monotonic() + seconds
    while True:
        try:
            return engine.answer().reader(query, 1000).read_all()
        except Refusal as refusal:
            if refusal.code != "source-away" or time.monotonic() > end:
                raise
            time.sleep(1)
