"""Texts with few values as places in a list: the engine finds the places, and they leave its process as such.

A file has a list of its own, of whose texts the engine looks for each once. To cast every row to an ENUM cost
it more than half of the rest of a read. What the first rows showed is listed beforehand; a text that comes
only later is read beside its place, and from then on stands at the end of the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from data_gateway.queries.conditions import literal, quoted
from governance.refusal import Refusal

MOST_LISTED = 256  # texts that the engine looks for
SHORT = 64  # about so many different texts will find room among places of one byte


@dataclass(frozen=True)
class TextList:
    """`texts`: different ones that were shown, at most `MOST_LISTED`; `levels`: about how many there are in
    all, or 0 where that is not known; `grown` is given all that were shown each time there are more."""

    texts: Sequence[str]
    levels: int
    grown: Callable[[pa.StringArray], None]


def place_in(texts: Sequence[str], column: str) -> str:
    """SQL of two columns: the place of the text among `texts`, from 1 on, one past the last for a missing
    one; and, where it is not among them, the text itself."""
    name = quoted(column)
    place = f"list_position([{', '.join([*map(literal, texts), 'NULL'])}]::VARCHAR[], {name})::USMALLINT"
    return f"{place} AS {name}, CASE WHEN {place} IS NULL THEN {name} END AS {quoted(_beside(column))}"


def with_texts(rows: pa.RecordBatchReader, lists: Mapping[str, TextList]) -> pa.RecordBatchReader:
    """`lists`: of each column that `place_in` wrote. Raises Refusal `gateway-fault` in reading where one
    shows more texts than there are places."""
    columns = {name: _Column(held) for name, held in lists.items()}
    besides = {_beside(name) for name in columns}
    schema = pa.schema(
        [
            field.with_type(columns[field.name].type) if field.name in columns else field
            for field in rows.schema
            if field.name not in besides
        ]
    )

    def written() -> Iterator[pa.RecordBatch]:
        for batch in rows:
            arrays = [
                columns[name].written(batch.column(name), batch.column(_beside(name)))
                if name in columns
                else batch.column(name)
                for name in schema.names
            ]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, written())


def _beside(column: str) -> str:
    """No permit can name it: a column name has no space."""
    return f"{column} itself"


class _Column:
    """One column of one answer."""

    def __init__(self, held: TextList) -> None:
        self._shown = pa.array(held.texts, pa.string())
        self._missing = len(held.texts) + 1
        self._grown = held.grown
        place = pa.uint8() if 0 < held.levels <= SHORT and len(held.texts) <= SHORT else pa.uint16()
        self._numbers, self._most = place.to_pandas_dtype(), 2**place.bit_width
        self.type = pa.dictionary(place, pa.string())

    def written(self, places: pa.Array, others: pa.Array) -> pa.Array:
        """`others`: the texts without a place among those that the engine looks for."""
        if places.null_count != len(others) - others.null_count:
            raise Refusal("gateway-fault")
        numbers = places.fill_null(0).to_numpy()
        missing = numbers == self._missing
        numbers = (numbers - 1).astype(self._numbers)
        if places.null_count:
            self._show(others.unique().drop_null())
            at = pc.index_in(others, value_set=self._shown)
            numbers[at.is_valid().to_numpy(zero_copy_only=False)] = at.drop_null().to_numpy()
        indices = pa.array(numbers, mask=missing if missing.any() else None)
        return pa.DictionaryArray.from_arrays(indices, self._shown, safe=False)

    def _show(self, texts: pa.Array) -> None:
        new = texts.filter(pc.invert(pc.is_in(texts, value_set=self._shown)))
        if len(new):
            self._shown = pa.concat_arrays([self._shown, new])
            if len(self._shown) > self._most:
                raise Refusal("gateway-fault")
            self._grown(self._shown)
