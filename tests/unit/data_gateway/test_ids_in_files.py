"""The different ids of a data set's files, whatever they look like and wherever they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from data_gateway.catalogue.dataset import Dataset, Table
from data_gateway.engines.ids_in_files import MOST_REACH, ids_in_files
from governance.refusal import Refusal


def data_set(folder: Path, **tables: list[pa.Array]) -> Dataset:
    """Each table's column `person_id`, in one file for each array, of small groups of rows."""
    for name, files in tables.items():
        for at, ids in enumerate(files):
            parquet.write_table(
                pa.table({"person_id": ids}), folder / f"{name}{at}.parquet", row_group_size=3
            )
    described = {
        name: Table(
            files=tuple(f"{name}{at}.parquet" for at in range(len(files))),
            rows=1,
            person_column="person_id",
            columns={},
        )
        for name, files in tables.items()
    }
    return Dataset(id="omop", title={}, version="1", folder=folder, tables=described)


def found(dataset: Dataset) -> list[Any]:
    with duckdb.connect() as connection:
        columns = [(name, "person_id") for name in dataset.tables]
        ids: list[Any] = ids_in_files(connection, dataset, columns).to_pylist()
    return ids


@pytest.mark.parametrize(
    "ids",
    [
        [5, 3, 5, 4, 3, 9, 5],
        [-7, 2**40 - 7 + 12, -7, 2**40],
        [-(2**63), 2**63 - 1, 0],
        [0, MOST_REACH - 1],
        [0, MOST_REACH],
        ["S2", "S10", "S2", "é"],
    ],
    ids=["close", "far apart", "as far as can be", "just close enough", "just too far", "texts"],
)
def test_every_id_is_found_once(tmp_path: Path, ids: list[Any]) -> None:
    held = found(data_set(tmp_path, visit=[pa.array([None, *ids, None, None, None, None])]))
    assert len(held) == len(set(held))
    assert set(held) == set(ids)


def test_ids_of_several_tables_and_files_and_widths_are_found_together(tmp_path: Path) -> None:
    dataset = data_set(
        tmp_path,
        visit=[pa.array([1, 2, 300], pa.int64()), pa.array([7], pa.int64())],
        image=[pa.array([2, 9], pa.int16())],
        note=[pa.array([11, None], pa.uint8())],
    )
    assert sorted(found(dataset)) == [1, 2, 7, 9, 11, 300]


def test_a_table_without_an_id_has_none(tmp_path: Path) -> None:
    nothing = [pa.array([None, None], pa.int64()), pa.array([], pa.int64())]
    assert found(data_set(tmp_path, visit=nothing)) == []


def test_a_damaged_file_takes_only_its_own_table_with_it(tmp_path: Path) -> None:
    dataset = data_set(tmp_path, visit=[pa.array([1, 2])], note=[pa.array([3])])
    (tmp_path / "note0.parquet").write_bytes(b"PAR1 not any more PAR1")
    assert found(dataset) == [1, 2]
    (tmp_path / "visit0.parquet").write_bytes(b"")
    with pytest.raises(Refusal, match="dataset-unavailable"):
        found(dataset)
