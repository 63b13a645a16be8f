"""Texts of a table de-identified while it is loaded: what is stored, and may be served, has no other copy.

Unless the site keeps what they named, sealed, in a column beside each that no permit can name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from data_gateway.catalogue.dataset import sealed_column
from data_gateway.documents.deidentifying import Deidentifier, Identified
from data_gateway.documents.known_identifiers import Known, known_of
from data_gateway.documents.sealing import Seal
from data_gateway.documents.withheld import State, WithheldDocuments
from data_gateway.queries.conditions import literal, quoted
from governance.refusal import Refusal

_BATCH = 500
_GROUP_BYTES, _GROUP_ROWS = 4_000_000, 2_048


@dataclass
class DocumentCounts:
    """Texts of one column: `served` masked, `withheld` until a person decides, `refused` by a person."""

    served: int = 0
    withheld: int = 0
    refused: int = 0


@dataclass
class DocumentDesk:
    """How a site de-identifies: who it knows, how sure it wants to be, where doubtful texts wait."""

    deidentifier: Deidentifier
    people: dict[str, Known]
    withheld: WithheldDocuments
    bar: float
    seal: Callable[[], Seal]
    counts: dict[str, DocumentCounts] = field(default_factory=dict)

    def know(self, connection: duckdb.DuckDBPyConnection, persons: str, person: str) -> None:
        """Add what the table of persons says of each: `persons` is its rows as SQL."""
        reader = connection.sql(persons).to_arrow_reader(_BATCH)
        for batch in reader:
            for row in batch.to_pylist():
                told = {name: _plain(value) for name, value in row.items() if name != person}
                try:
                    _, known = known_of({name: value for name, value in told.items() if value is not None})
                except Refusal:
                    continue  # a value that is no identifier in words
                if known.values:
                    key = str(row[person])
                    self.people[key] = self.people.get(key, Known()) | known

    def masked(
        self,
        connection: duckdb.DuckDBPyConnection,
        relation: str,
        columns: Sequence[str],
        person: str | None,
        target: Path,
        place: tuple[str, str],
        *,
        keep_identifiers: bool = False,
    ) -> str:
        """SQL of the rows of `relation` with `columns` masked, kept in `target`; rows withheld are not there.

        `place` is the data set and the table.
        """
        reader = connection.sql(relation).to_arrow_reader(_BATCH)
        schema = reader.schema
        seal = self.seal() if keep_identifiers else None
        for column in columns if seal else ():
            schema = schema.append(pa.field(sealed_column(column), pa.binary()))
        with pq.ParquetWriter(target, schema) as writer:
            for group in in_groups(self._masked_batch(one, columns, person, place, seal) for one in reader):
                writer.write_table(group)
        return f"SELECT * FROM read_parquet({literal(str(target))})"  # noqa: S608

    def _masked_batch(
        self,
        batch: pa.RecordBatch,
        columns: Sequence[str],
        person: str | None,
        place: tuple[str, str],
        seal: Seal | None,
    ) -> pa.RecordBatch:
        persons = batch.column(person).to_pylist() if person else [None] * batch.num_rows
        kept = [True] * batch.num_rows
        for column in columns:
            index = batch.schema.get_field_index(column)
            texts = list(
                self._texts(batch.column(index).to_pylist(), persons, (place[0], f"{place[1]}.{column}"))
            )
            kept = [before and text is not False for before, text in zip(kept, texts, strict=True)]
            found = [text or None for text in texts]
            tagged = [one and (one.tagged() or None) for one in found]
            answer = pa.array(tagged, batch.schema.field(index).type)
            batch = batch.set_column(index, batch.schema.field(index), answer)
            if seal:
                closed = [
                    one and seal.closed(one, str(whose)) for one, whose in zip(found, persons, strict=True)
                ]
                batch = batch.append_column(sealed_column(column), pa.array(closed, pa.binary()))
        return batch.filter(pa.array(kept))

    def _texts(
        self, texts: Sequence[str | None], persons: Sequence[object], place: tuple[str, str]
    ) -> Iterator[Identified | Literal[False] | None]:
        """What is served of each text, None for none, False for one that is not served."""
        counts = self.counts.setdefault(place[1], DocumentCounts())
        for text, person in zip(texts, persons, strict=True):
            if text is None:
                yield None
                continue
            found = self.deidentifier.identify(text, self.people.get(str(person)))
            if found.confidence >= self.bar:
                counts.served += 1
                yield found
                continue
            decided = self.withheld.decided(*place, text)
            if decided and decided.state is State.RELEASED:
                counts.served += 1
                yield decided.found
            elif decided and decided.state is State.REFUSED:
                counts.refused += 1
                yield False
            else:
                self.withheld.hold(*place, found)
                counts.withheld += 1
                yield False


def in_groups(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Rows for groups of a file: as many as a vector of the engine holds, fewer where texts are long."""
    held: list[pa.RecordBatch] = []
    size = count = 0
    for batch in batches:
        for at in range(batch.num_rows):
            row = batch.slice(at, 1)
            grown = size + row.nbytes
            if held and (grown > _GROUP_BYTES or count == _GROUP_ROWS):
                yield pa.Table.from_batches(held)
                held, size, count, grown = [], 0, 0, row.nbytes
            held.append(row)
            size, count = grown, count + 1
    if held:
        yield pa.Table.from_batches(held)


def persons_known(table: str, columns: Sequence[str], person: str) -> str:
    """SQL of the columns of a table of persons, as text: what names somebody among them is known."""
    chosen = ", ".join(
        f"CAST({quoted(name)} AS VARCHAR) AS {quoted(name)}" for name in columns if name != person
    )
    return f"SELECT {quoted(person)}{', ' + chosen if chosen else ''} FROM ({table})"  # noqa: S608


def _plain(value: object) -> str | None:
    text = "" if value is None else str(value).strip()
    return text[:200] or None
