"""Texts as places in a list, as DuckDB finds them: the same texts again, and never one for another."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa
import pytest

from data_gateway.engines.texts_in_lists import MOST_LISTED, SHORT, TextList, place_in, with_texts
from governance.refusal import Refusal

TEXTS = ["", "%", "a", "A", "é", "e\u0301", "it's", '"', "\\", "NULL", " a", "mg/dL\n", "😀"]
ROWS = 1_000  # of a batch


def read(
    known: Sequence[str], texts: Sequence[str | None], *, levels: int = 0
) -> tuple[pa.Table, list[list[str]]]:
    """The rows, and what was shown each time that there was more."""
    held = pa.table({"nr": range(len(texts)), "unit": pa.array(texts, pa.string())})
    shown: list[list[str]] = []
    lists = {"unit": TextList(known, levels, lambda all_: shown.append(all_.to_pylist()))}
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        connection.register("held", held)
        rows = connection.sql(f"SELECT nr, {place_in(known, 'unit')} FROM held").to_arrow_reader(ROWS)
        return with_texts(rows, lists).read_all(), shown


@pytest.mark.parametrize("known", [TEXTS, [f"level {at:03}" for at in range(MOST_LISTED)]])
def test_texts_come_back_as_they_were_and_missing_ones_are_missing(known: list[str]) -> None:
    texts = [None, *reversed(known), None, *known] * 20
    table, shown = read(sorted(known), texts)
    assert table.column("unit").to_pylist() == texts
    assert table.schema.names == ["nr", "unit"]
    assert table.column("nr").to_pylist() == list(range(len(texts)))
    assert not shown


def test_a_column_without_any_text_and_an_empty_answer_keep_their_type() -> None:
    for known in (TEXTS, []):
        for texts in ([None, None], []):
            unit = read(known, texts)[0].column("unit")
            assert unit.to_pylist() == texts
            assert unit.type == pa.dictionary(pa.uint16(), pa.string())


def test_a_text_that_the_first_rows_did_not_show_comes_as_it_is_and_is_known_from_then_on() -> None:
    texts = [*["a", None] * ROWS, *["b", *TEXTS, None, "c"] * ROWS, *["b", "a"] * ROWS]
    table, shown = read(["a"], texts)
    assert table.column("unit").to_pylist() == texts
    assert shown[-1][0] == "a"
    assert sorted(shown[-1]) == sorted({"b", "c", *TEXTS})
    assert shown[-1][: len(shown[0])] == shown[0]
    for known in (shown[-1], []):
        assert read(known, texts)[0].column("unit").to_pylist() == texts


def test_a_list_holds_no_text_before_a_row_shows_it() -> None:
    first, *_, last = read(["a"], [*["a"] * ROWS, *["b"] * ROWS * 2])[0].column("unit").chunks
    assert first.dictionary.to_pylist() == ["a"]
    assert last.dictionary.to_pylist() == ["a", "b"]


def test_a_place_takes_one_byte_where_few_texts_are_expected_and_two_where_it_is_not_known() -> None:
    for levels, place in ((2, pa.uint8()), (SHORT, pa.uint8()), (SHORT + 1, pa.uint16()), (0, pa.uint16())):
        table, _ = read(["a", "b"], ["a", "b", "c"], levels=levels)
        assert table.schema.field("unit").type == pa.dictionary(place, pa.string())


def test_more_texts_than_places_are_refused_and_no_other_told_for_one() -> None:
    texts = [f"text {at}" for at in range(2**8 + 1)]
    assert read(["a"], texts[:-2], levels=2)[0].column("unit").to_pylist() == texts[:-2]
    with pytest.raises(Refusal, match="gateway-fault"):
        read(["a"], texts, levels=2)
