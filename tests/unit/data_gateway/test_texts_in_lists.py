"""Texts as places in a list, as DuckDB finds them: the same texts again, and never one for another."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pytest

from data_gateway.engines.texts_in_lists import MOST_LISTED, place_in, with_texts
from governance.refusal import Refusal

TEXTS = ["", "%", "a", "A", "é", "e\u0301", "it's", '"', "\\", "NULL", " a", "mg/dL\n", "😀"]


def read(levels: list[str], texts: list[str | None]) -> pa.Table:
    held = pa.table({"nr": range(len(texts)), "unit": pa.array(texts, pa.string())})
    with duckdb.connect() as connection:
        connection.register("held", held)
        sql = f"SELECT nr, {place_in(levels, 'unit')} AS unit FROM held"
        return with_texts(connection.sql(sql).to_arrow_reader(1_000), {"unit": levels}).read_all()


@pytest.mark.parametrize("levels", [TEXTS, [f"level {at:03}" for at in range(MOST_LISTED)]])
def test_texts_come_back_as_they_were_and_missing_ones_are_missing(levels: list[str]) -> None:
    texts = [None, *reversed(levels), None, *levels] * 20
    table = read(sorted(levels), texts)
    assert table.schema.field("unit").type == pa.dictionary(pa.uint8(), pa.string())
    assert table.column("unit").to_pylist() == texts
    assert table.column("nr").to_pylist() == list(range(len(texts)))


def test_a_column_without_any_text_and_an_empty_answer_keep_their_type() -> None:
    for texts in ([None, None], []):
        assert read([*TEXTS], texts).column("unit").to_pylist() == texts


def test_a_text_that_is_not_listed_is_refused_and_no_other_told_for_it() -> None:
    with pytest.raises(Refusal, match="gateway-fault"):
        read(["a", "b"], ["a", "A"])
