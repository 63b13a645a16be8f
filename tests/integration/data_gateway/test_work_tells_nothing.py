"""How much the engine works for a question never depends on what the permit hides: no clock tells of it.

Work is what the engine itself counts: the bytes that it takes from the data's files.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.engines.worker.process import Worker
from data_gateway.patients.opposition import replace_opposition

from .conftest import SECRET, RunningSite, rows_of

ROWS = 400_000  # several of the blocks that a file keeps the lowest and highest value of
OPPOSED = 8
# Both match nothing that the permit shows. The first of each pair matches hidden rows, the second none.
QUESTIONS = [
    ("value_as_number = 5000.5", "value_as_number = 6000.5"),
    ("value_as_number > 1000", "value_as_number > 1000000"),
    ("value_as_number IN (5000.5, 5001.5)", "value_as_number IN (6000.5, 6001.5)"),
    ("abs(value_as_number) = 5000.5", "abs(value_as_number) = 6000.5"),
    (f"value_source_value = '{SECRET}'", "value_source_value = 'HIV-1'"),
    ("value_source_value > 'H'", "value_source_value > 'Z'"),
    ("measurement_datetime > TIMESTAMP '2050-01-01'", "measurement_datetime > TIMESTAMP '2090-01-01'"),
    ("unit_source_value = 'pg/mL'", "unit_source_value = 'pg/L'"),
]


def write_measurements(site: RunningSite) -> None:
    """In the first third of the rows, those of one opposed patient, half of them of a concept that is not
    permitted either, hold values that nobody else has."""
    at = np.arange(ROWS)
    hidden = (at < ROWS // 3) & (at % 60 == OPPOSED - 1)
    days = np.datetime64("2026-01-01", "us") + (at % 50).astype("timedelta64[D]")
    columns = {
        "person_id": at % 60 + 1,
        "visit_occurrence_id": at % 60 + 1001,
        "measurement_concept_id": np.where(hidden & (at % 120 < 60), 3, 1),
        "measurement_datetime": np.where(hidden, np.datetime64("2080-01-01", "us"), days),
        "value_as_number": np.where(hidden, 5000.5, (at % 60).astype(float)),
        "unit_source_value": np.where(hidden, "pg/mL", np.where(at % 2, "mg/dL", "mmol/L")),
        "value_source_value": np.where(hidden, SECRET, (at % 60).astype(str)),
    }
    (site.source / "measurement.parquet").unlink()
    parquet.write_table(pa.table(columns), site.source / "measurement.parquet")
    choices = ColumnChoices()
    load(site.source, site.folder.datasets, "omop", {"en": "OMOP"}, choices, memory="1GB", threads=2)
    replace_opposition(site.folder.opposition, frozenset({str(OPPOSED)}))


def bytes_read(worker: Worker, condition: str) -> int:
    asked = f'SELECT count(*) AS n FROM "data set omop"."measurement" WHERE {condition}'
    assert rows_of(worker, asked) == [{"n": 0}]
    (plan,) = rows_of(worker, f"EXPLAIN (ANALYZE, FORMAT JSON) {asked}")
    return int(json.loads(plan["explain_value"])["io"]["total_bytes_read"])


def test_a_question_about_hidden_values_takes_the_work_of_one_about_none(
    make_site: Callable[..., RunningSite],
) -> None:
    site = make_site(limits={"threads": 1})
    write_measurements(site)
    worker = site.worker(site.permit())
    for about_hidden, about_none in QUESTIONS:
        work = bytes_read(worker, about_hidden), bytes_read(worker, about_none)
        assert min(work) > ROWS / 100, "a scan that reads nothing proves nothing"
        assert work[0] == pytest.approx(work[1], rel=0.02), about_hidden
