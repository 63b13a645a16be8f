"""A long answer that is kept is the same when it is asked again, and as well watched over."""

from __future__ import annotations

import os
import signal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as parquet

from d2h_sdk.wire import ROWS
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.patients.opposition import replace_opposition
from data_gateway.patients.project_keys import ProjectKeys
from data_gateway.patients.pseudonyms import pseudonymise

from .conftest import RunningSite, refused
from .test_gateway_audit import last, long_table, wait_for


def plain(table: pa.Table) -> pa.Table:
    """Values in place of places in a list."""
    types = [
        (field.name, field.type.value_type if pa.types.is_dictionary(field.type) else field.type)
        for field in table.schema
    ]
    return table.cast(pa.schema(types))


def in_order(table: pa.Table) -> pa.Table:
    return table.sort_by([(name, "ascending") for name in ("value_as_number", *table.column_names)])


def test_a_long_answer_asked_again_is_the_same_and_audited_again(site: RunningSite) -> None:
    long_table(site)
    token = site.token(site.permit())
    answers = [site.read(token, "measurement") for _ in range(3)]
    first, second, third = map(plain, answers)
    assert in_order(first).equals(in_order(second))  # rows come as the engine's threads find them
    assert second.equals(third)
    told = [(answer.schema.metadata or {}).get(ROWS) for answer in answers]
    assert told == [None, None, str(first.num_rows).encode()]  # so that a frame can be made while it comes
    finished = [record.details for record in site.audit() if record.event == "read.finished"]
    assert [details["rows"] for details in finished] == [first.num_rows] * 3
    assert {details["ended"] for details in finished} == {"complete"}


def test_an_answer_asked_again_ends_with_its_permit_and_not_with_its_process(site: RunningSite) -> None:
    long_table(site)
    permit = site.permit()
    token = site.token(permit)
    first, _ = (site.read(token, "measurement") for _ in range(2))  # then it is kept
    left, stopped = (site.open(token, "measurement") for _ in range(2))
    rows = left.read_chunk().data.num_rows
    stopped.read_chunk()
    worker = site.worker(permit)
    os.kill(worker.pid, signal.SIGKILL)
    wait_for(lambda: not worker.alive)
    assert rows + left.read_all().num_rows == first.num_rows
    (site.folder.permits / f"{permit.digest()}.jws").unlink()
    site.look()
    assert refused(stopped.read_all).code == "permit-withdrawn"
    wait_for(lambda: "read.stopped" in site.events())
    assert last(site, "read.stopped").details["ended"] == "permit-withdrawn"


def test_who_opposed_since_is_not_in_an_answer_asked_again(site: RunningSite) -> None:
    long_table(site)
    token = site.token(site.permit())
    before, _ = (plain(site.read(token, "measurement", ["person_id"])) for _ in range(2))  # then it is kept
    replace_opposition(site.folder.opposition, frozenset({"7"}))
    after = site.read(token, "measurement", ["person_id"])
    key = ProjectKeys(site.folder).key("adverse-events")
    gone = set(pc.unique(before["person_id"]).to_pylist()) - set(pc.unique(after["person_id"]).to_pylist())
    assert gone == set(pseudonymise(pa.array([7]), key, ColumnRole.PERSON).tolist())


def test_a_row_without_a_visit_is_read_and_says_none(site: RunningSite) -> None:
    held = parquet.read_table(site.source / "measurement.parquet")
    visits = held.column("visit_occurrence_id").to_pylist()
    at = held.column_names.index("visit_occurrence_id")
    held = held.set_column(at, "visit_occurrence_id", pa.array([None, *visits[1:]], pa.int64()))
    parquet.write_table(held, site.source / "measurement.parquet")
    load(
        site.source, site.folder.datasets, "omop", {"en": "OMOP"}, ColumnChoices(), memory="500MB", threads=1
    )
    read = site.read(site.token(site.permit()), "measurement", ["visit_occurrence_id"])
    kept = pc.sum(pc.less(held.column("measurement_concept_id"), 3)).as_py()
    assert (read.num_rows, read.column(0).null_count) == (kept, 1)


def test_texts_that_only_late_rows_hold_are_told_each_time_and_hidden_ones_never(site: RunningSite) -> None:
    count = 300_000
    at = np.arange(count)
    late, hidden = at >= 200_000, at % 10 == 9
    units = pa.array(np.where(late, "late", "early"), mask=at % 7 == 0)
    table = pa.table(
        {
            "person_id": at % 60 + 1,
            "visit_occurrence_id": at % 60 + 1001,
            "measurement_concept_id": np.where(hidden, 3, 1),
            "measurement_datetime": pa.nulls(count, pa.timestamp("us")),
            "value_as_number": at.astype(float),
            "unit_source_value": pc.if_else(hidden, "hidden", units),
            "value_source_value": pa.nulls(count, pa.string()),
        }
    )
    parquet.write_table(table, site.source / "measurement.parquet")
    choices = ColumnChoices()
    load(site.source, site.folder.datasets, "omop", {"en": "OMOP"}, choices, memory="1GB", threads=2)
    token = site.token(site.permit())
    for _ in range(3):
        read = site.read(token, "measurement", ["value_as_number", "unit_source_value"])
        told = pc.unique(read["unit_source_value"].combine_chunks().dictionary).to_pylist()
        assert sorted(told) == ["early", "late"]
        rows = plain(read)
        places = rows["value_as_number"].to_numpy().astype(int)
        assert rows["unit_source_value"].to_pylist() == units.take(pa.array(places)).to_pylist()
        assert len(places) > count * 0.8
        assert not hidden[places].any()
