"""A patient who refuses is found in every data set, whatever zeros stand before her number."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from d2h_sdk.wire import AggregateRequest, ReadRequest
from data_gateway.catalogue.dataset import TEXT, load_dataset
from data_gateway.catalogue.figures import stored_card
from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.catalogue.person_ids import plain_id, plain_id_of, plain_ids
from data_gateway.patients.opposing import oppose
from data_gateway.patients.opposition_effect import opposition_effect
from data_gateway.patients.processing import Question, patient_processing
from data_gateway.queries.sql_engines import Engine

from .conftest import PERSONS, RunningSite

WRITTEN = ["42", "00042", " 0042 ", "0", "000", "A007", "007A", "-05", "5.0", "０４", "", "9" * 40]
PLAIN = ["42", "42", "42", "0", "0", "A007", "007A", "-05", "5.0", "０４", "", "9" * 40]


@pytest.mark.parametrize("as_csv", [False, True])
def test_an_opposed_patient_is_gone_where_her_number_is_a_text_with_zeros(
    site: RunningSite, tmp_path: Path, as_csv: bool
) -> None:
    stays = pa.table({"person_id": [f"{i:08}" for i in range(1, PERSONS + 1)], "days": [7] * PERSONS})
    source = tmp_path / "source"
    source.mkdir()
    if as_csv:
        rows = "".join(f"{row['person_id']},{row['days']}\n" for row in stays.to_pylist())
        (source / "stay.csv").write_text(f"person_id,days\n{rows}")
    else:
        parquet.write_table(stays, source / "stay.parquet")
    load(source, site.folder.datasets, "stays", {"en": "Stays"}, ColumnChoices(), memory="500MB", threads=1)
    listed = tmp_path / "opposed.csv"
    listed.write_text("person_id\n00000012\n13\n99999\n")

    report = oppose(site.folder, listed)
    tables = {"stay": {"columns": ["person_id", "days"]}}
    token = site.token(site.permit("stays", datasets={"stays": {"tables": tables}}))
    request = ReadRequest(dataset="stays", table="stay", columns=None, where=())
    counted = site.get(token, AggregateRequest(dataset="stays", table="stay"))

    assert (report.persons, report.unknown) == (3, 1)
    assert site.get(token, request).num_rows == counted["persons"][0].as_py() == PERSONS - 2
    withheld = {(one.dataset, one.table): one.persons for one in opposition_effect(site.folder).withheld}
    assert withheld[("stays", "stay")] == withheld[("omop", "person")] == 2
    found = patient_processing(site.folder, Question("0012", case="DPO-1"))
    assert found.opposed and found.person == "12"


def test_the_card_of_a_data_set_leaves_them_out_too(site: RunningSite, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    ids = [f"{i:08}" for i in range(1, PERSONS + 1)]
    parquet.write_table(pa.table({"person_id": ids, "days": [7] * PERSONS}), source / "stay.parquet")
    opposed = frozenset(str(i) for i in range(1, 21))
    load(
        source,
        site.folder.datasets,
        "stays",
        {"en": "Stays"},
        ColumnChoices(),
        memory="500MB",
        threads=1,
        opposed=opposed,
    )
    card = stored_card(load_dataset(site.folder.datasets, "stays"), opposed)
    assert card is not None and card.tables["stay"].rows == PERSONS - 20


def test_python_arrow_and_the_engine_of_files_write_an_id_alike() -> None:
    assert [plain_id(written) for written in WRITTEN] == PLAIN
    assert plain_ids(pa.chunked_array([WRITTEN])).to_pylist() == PLAIN
    assert plain_ids(pa.chunked_array([[42, 0]])).to_pylist() == ["42", "0"]
    with duckdb.connect(":memory:") as engine:
        engine.register("ids", pa.table({"id": WRITTEN}))
        told = engine.sql(f"SELECT {plain_id_of(Engine.DUCKDB, 'id', TEXT)} FROM ids").fetchall()
    assert [text for (text,) in told] == PLAIN
