"""What Parquet and Arrow files can hold beside the cells of their table."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet

from tests.unit.output_checking.corpus.containers import Files, feather, parquet
from tests.unit.output_checking.corpus.planted import NIR, Planted, planted

_EXTRA = ("columnar-extra-bytes", "columnar-unreadable")


def cases_beside_columns(table: pd.DataFrame) -> Iterator[Planted]:
    categories = [*table["ward"], NIR]
    kept = table.assign(ward=pd.Categorical(table["ward"], categories=categories))
    both = (("t.parquet", parquet), ("t.feather", feather))
    for name, written in both:
        yield planted(f"a category of no row in {name}", {name: written(kept)}, "identifier-nir")
    dictionary = _parquet(pa.Table.from_pandas(kept), store_schema=False)
    yield planted("a value of no row in a column of texts", {"t.parquet": dictionary}, "identifier-nir")
    yield planted("numbers of no row", {"t.parquet": _unused_numbers(pa.int64())}, "columnar-unused-values")
    yield planted(
        "measures of no row", {"t.parquet": _unused_numbers(pa.float64())}, "columnar-unused-values"
    )
    values = [f"{61 + n / 7:.4f}" for n in range(60)]
    many = table.assign(ward=pd.Categorical(table["ward"], categories=[*table["ward"], *values]))
    yield planted("the values of a column as categories", {"t.feather": feather(many)}, "records-values")
    for metadata in ({"rows": "17,44"}, {"PARQUET:field_id": NIR}):
        fields = pa.Table.from_pandas(table).schema
        noted = fields.set(0, fields.field(0).with_metadata(metadata))
        arrow = pa.Table.from_pandas(table).cast(noted)
        for name, content in (("t.parquet", _parquet(arrow)), ("t.feather", _feather(arrow))):
            said = ("document-hidden-metadata", "identifier-nir")
            if name == "t.feather" or "rows" in metadata:
                yield planted(f"{next(iter(metadata))} of a column in {name}", {name: content}, *said)
    rows = b"17,44,1950\n" * 40
    for name, written, tail in (("t.parquet", parquet, 8), ("t.feather", feather, 10)):
        whole = written(table)
        footer = tail + int.from_bytes(whole[-tail : 4 - tail], "little")
        padded = whole[:-footer] + rows + whole[-footer:]
        yield planted(f"bytes before the footer of {name}", {name: padded}, *_EXTRA)
    whole = feather(table)
    ahead = whole[:8] + rows[:40] + whole[8:]
    yield planted("bytes before the schema of a feather", {"t.feather": ahead}, *_EXTRA)
    yield planted("metadata of a batch", {"t.feather": _noted_batch(table)}, "document-hidden-metadata")


def ordinary_columnar(table: pd.DataFrame) -> Iterator[tuple[str, Files]]:
    """As the usual libraries write them, with all that they add by themselves."""
    import duckdb
    import polars

    categorical = table.assign(ward=table["ward"].astype("category"))
    arrow = pa.Table.from_pandas(categorical)
    for name, options in (
        ("page indexes", {"write_page_index": True}),
        ("small groups", {"row_group_size": 2}),
        ("no dictionary", {"use_dictionary": False}),
        ("checksums", {"write_page_checksum": True, "compression": "zstd"}),
    ):
        yield f"a parquet with {name}", {"t.parquet": _parquet(arrow, **options)}
    for name, options in (("no compression", {"compression": "uncompressed"}), ("chunks", {"chunksize": 1})):
        yield f"a feather with {name}", {"t.feather": _feather(arrow, **options)}
    fewer = categorical[categorical["ward"] != categorical["ward"].iloc[0]]
    yield "a parquet with a category left over", {"t.parquet": parquet(fewer)}
    buffer = io.BytesIO()
    categorical.to_feather(buffer)
    yield "a feather of pandas", {"t.feather": buffer.getvalue()}
    nested = pa.table({"ward": table["ward"].tolist(), "n": pa.array([{"a": 40}] * len(table))})
    yield "a parquet with a structure", {"t.parquet": _parquet(nested)}
    frame = polars.from_pandas(categorical)
    for name, write in (("t.parquet", frame.write_parquet), ("t.feather", frame.write_ipc)):
        written = io.BytesIO()
        write(written)
        yield f"{name} of polars", {name: written.getvalue()}
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.register("source", table)
        connection.execute(f"copy (select * from source) to '{folder}/t.parquet' (format parquet)")
        yield "a parquet of DuckDB", {"t.parquet": (Path(folder) / "t.parquet").read_bytes()}


def _parquet(table: pa.Table, **options: object) -> bytes:
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(table, buffer, **options)
    return buffer.getvalue()


def _feather(table: pa.Table, **options: object) -> bytes:
    buffer = io.BytesIO()
    pyarrow.feather.write_feather(table, buffer, **options)
    return buffer.getvalue()


def _unused_numbers(kind: pa.DataType) -> bytes:
    """Four numbers in the dictionary, of which the rows have the first two: no library writes that."""
    table = pa.table({"ward": list("ABCD"), "patients": pa.array([412, 388, 17, 44], kind)})
    options = {"use_dictionary": ["patients"], "compression": "none", "write_statistics": False}
    # Two bits for each row: 0 1 2 3 becomes 0 1 0 1.
    rows, fewer = b"\x02\x03\xe4\x00", b"\x02\x03\x44\x00"
    whole = _parquet(table, **options)
    assert whole.count(rows) == 1
    return whole.replace(rows, fewer)


def _noted_batch(table: pd.DataFrame) -> bytes:
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    buffer = io.BytesIO()
    with pyarrow.ipc.new_file(buffer, arrow.schema) as writer:
        for batch in arrow.to_batches():
            writer.write_batch(batch, custom_metadata={"rows": "17,44"})
    return buffer.getvalue()
