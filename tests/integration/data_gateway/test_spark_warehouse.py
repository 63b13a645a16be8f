"""A data set that stays in the hospital's Spark: connecting it, and what may go wrong there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from d2h_sdk.wire import ReadRequest, SqlRequest
from data_gateway.catalogue.connecting import connect
from data_gateway.catalogue.live_sources import live_source
from data_gateway.catalogue.spark_warehouse import SparkWarehouse
from data_gateway.catalogue.table_files import ColumnChoices
from data_gateway.engines.engine import InterruptedQueryError, PolicyEngine
from data_gateway.patients.opposition import replace_opposition
from data_gateway.queries.query import Query
from data_gateway.queries.records import record_query
from data_gateway.queries.sql_engines import Engine
from data_gateway.site.source_addresses import SourceAddresses
from governance.refusal import Refusal
from tests.integration.data_gateway.conftest import TABLES, RunningSite
from tests.integration.data_gateway.spark_cluster import SparkCluster
from tests.integration.data_gateway.warehouse import LIMITS, Backend, in_spark, permit


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
    token = site.token(site.permit(datasets={"omop": {"tables": TABLES}, "clinic": clinic}))
    read = site.get(token, ReadRequest(dataset="clinic", table="stay"))
    assert sorted(read["ward"].to_pylist()) == ["A", "B"]
    assert min(read["person_id"].to_pylist()) > 3
    asked = SqlRequest(sql="SELECT sum(weight) AS w FROM clinic.stay WHERE ward IN ('A', 'B')")
    assert site.get(token, asked.model_dump_json().encode()).to_pylist() == [{"w": 131.5}]
    assert site.read(token, "person").num_rows == 59


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
