"""Rows in Flight's messages, read back by Arrow from what stands in them."""

from __future__ import annotations

import pyarrow as pa
import pytest

from data_gateway.serving.flight_messages import action_in, flight_data, result, ticket_in
from governance.refusal import Refusal

from .read_back import fields, read_back


def test_what_looks_like_arrows_mark_in_a_batch_is_a_value_like_any_other() -> None:
    marks = pa.record_batch({"number": pa.array([-1], pa.int32()), "bytes": pa.array([b"\xff" * 4])})
    table = read_back(flight_data(marks.schema, iter([marks, marks]))).read_all()
    assert table.to_pylist() == marks.to_pylist() * 2


def test_lists_of_values_go_before_the_rows_that_use_them_and_once() -> None:
    units = pa.array(["mg/dL", "g/L"])
    first, same, other = (
        pa.record_batch({"unit": pa.DictionaryArray.from_arrays(pa.array(places, pa.int8()), values)})
        for places, values in (([0, 1], units), ([1, 1], units), ([0, None], pa.array(["%"])))
    )
    messages = list(flight_data(first.schema, iter([first, same, other])))
    assert len(messages) == 1 + 2 + 1 + 2  # the schema, then rows, with their list where it is new
    told = read_back(messages).read_all().column("unit").to_pylist()
    assert told == [
        "mg/dL",
        "g/L",
        "g/L",
        "g/L",
        "%",
        None,
    ]


def test_an_empty_answer_and_missing_values_keep_their_columns() -> None:
    schema = pa.schema([("day", pa.date32()), ("text", pa.string())], {"d2h.note": "kept"})
    empty = pa.RecordBatch.from_pylist([], schema)
    missing = pa.RecordBatch.from_pylist([{"day": None, "text": None}], schema)
    table = read_back(flight_data(schema, iter([empty, missing]))).read_all()
    assert table.schema.equals(schema, check_metadata=True)
    assert table.to_pylist() == [{"day": None, "text": None}]


def test_requests_are_read_as_flight_writes_them() -> None:
    assert ticket_in(b"\x0a\x03abc") == fields(result(b"abc"))[1] == b"abc"
    assert action_in(b"\x0a\x05renew\x12\x02{}") == "renew"
    assert ticket_in(b"") == b""


@pytest.mark.parametrize("message", [b"\x0a\x7fabc", b"\xff\xff\xff", b"\x0a"])
def test_a_message_that_is_none_is_refused(message: bytes) -> None:
    for read in (ticket_in, action_in):
        with pytest.raises(Refusal, match="request-unreadable"):
            read(message)
