"""Ids that an engine gives leave only as pseudonyms, the same as it would have joined."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from data_gateway.engines.pseudonyms_in_place import WORTH_A_LIST, PseudonymTable, with_pseudonyms
from governance.refusal import Refusal

IDS = [7, 900, 12, 5, 333]


def pseudonym(identity: int) -> int:
    return identity * 7919 % 1_000_003 + 2**61


def map_file(folder: Path, ids: Sequence[int | str]) -> Path:
    pseudonyms = [pseudonym(at) for at in ids] if isinstance(ids[0], int) else list(range(len(ids)))  # type: ignore[arg-type]
    parquet.write_table(pa.table({"id": ids, "pseudonym": pseudonyms}), folder / "map.parquet")
    return folder / "map.parquet"


def answer(batches: Sequence[Sequence[int | None]], table: PseudonymTable) -> list[pa.Array]:
    schema = pa.schema([("visit", pa.int64()), ("value", pa.int32())])
    rows = [pa.record_batch([pa.array(ids, pa.int64()), [0] * len(ids)], schema=schema) for ids in batches]
    reader = pa.RecordBatchReader.from_batches(schema, iter(rows))
    return [batch.column("visit") for batch in with_pseudonyms(reader, {"visit": table})]


@pytest.mark.parametrize("copies", [1, WORTH_A_LIST], ids=["few rows", "many rows"])
def test_every_id_has_its_pseudonym_and_a_missing_one_none(tmp_path: Path, copies: int) -> None:
    table = PseudonymTable.of(map_file(tmp_path, IDS))
    assert table is not None
    batches = [[7, None, 12] * copies, [], [333, 5, None, 900, 7] * copies]
    found = answer(batches, table)
    told = [[None if at is None else pseudonym(at) for at in batch] for batch in batches]
    assert [column.to_pylist() for column in found] == told


def test_a_list_of_pseudonyms_holds_those_shown_so_far_in_the_order_of_the_rows(tmp_path: Path) -> None:
    """The order of the map may be that of the ids."""
    table = PseudonymTable.of(map_file(tmp_path, sorted(IDS)))
    assert table is not None
    first, second = answer([[333, 5] * WORTH_A_LIST, [5, 12, 333, 7]], table)
    assert first.dictionary.to_pylist() == [pseudonym(at) for at in (333, 5)]
    assert second.dictionary.to_pylist() == [pseudonym(at) for at in (333, 5, 12, 7)]


@pytest.mark.parametrize("stranger", [6, 4, -1, 901, 2**62])
def test_an_id_without_a_pseudonym_ends_the_answer_before_it_leaves(tmp_path: Path, stranger: int) -> None:
    table = PseudonymTable.of(map_file(tmp_path, IDS))
    assert table is not None
    with pytest.raises((Refusal, pa.ArrowException), match="gateway-fault"):
        answer([[7, stranger]], table)


@pytest.mark.parametrize("ids", [["S1", "S2"], [1, 2**40]], ids=["texts", "far apart"])
def test_ids_that_are_texts_or_far_apart_are_left_to_the_engine(
    tmp_path: Path, ids: Sequence[int | str]
) -> None:
    assert PseudonymTable.of(map_file(tmp_path, ids)) is None
