"""The same table in every container that a researcher may send it in."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet

Files = dict[str, bytes]


def csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode()


def excel(frame: pd.DataFrame, change: Callable[[Any], None] = lambda book: None) -> bytes:
    """`change` edits the openpyxl workbook before it is saved."""
    written = io.BytesIO()
    with pd.ExcelWriter(written, engine="openpyxl") as writer:
        frame.to_excel(writer, sheet_name="Results", index=False)
        change(writer.book)
    return written.getvalue()


def parquet(frame: pd.DataFrame, metadata: Mapping[str, str] | None = None) -> bytes:
    table = pa.Table.from_pandas(frame, preserve_index=False)
    if metadata:
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), **metadata})
    written = io.BytesIO()
    pyarrow.parquet.write_table(table, written)
    return written.getvalue()


def feather(frame: pd.DataFrame) -> bytes:
    written = io.BytesIO()
    pyarrow.feather.write_feather(pa.Table.from_pandas(frame, preserve_index=False), written)
    return written.getvalue()


def page(frame: pd.DataFrame) -> bytes:
    table = frame.to_html(index=False)
    return f"<!DOCTYPE html><html><body><h1>Results</h1>{table}</body></html>".encode()


def notebook(*outputs: dict[str, Any], source: str = "table", **metadata: Any) -> bytes:
    cell = {"cell_type": "code", "id": "a1", "execution_count": 1, "metadata": {}, "source": source}
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    document = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": kernel | metadata,
        "cells": [cell | {"outputs": list(outputs)}],
    }
    return json.dumps(document).encode()


def display(**data: Any) -> dict[str, Any]:
    kinds = {name.replace("__", "/"): value for name, value in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": kinds}


def notebook_of(frame: pd.DataFrame) -> bytes:
    return notebook(display(text__html=frame.to_html(index=False), text__plain=frame.to_string(index=False)))


def word(frame: pd.DataFrame, change: Callable[[Any], None] = lambda document: None) -> bytes:
    import docx

    document = docx.Document()
    document.add_heading("Results", 1)
    table = document.add_table(rows=1, cols=len(frame.columns))
    for cell, name in zip(table.rows[0].cells, frame.columns, strict=True):
        cell.text = str(name)
    for values in frame.itertuples(index=False):
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = str(value)
    change(document)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def slides(frame: pd.DataFrame) -> bytes:
    from pptx import Presentation
    from pptx.util import Inches

    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[6])
    shape = slide.shapes.add_table(
        len(frame) + 1, len(frame.columns), Inches(1), Inches(1), Inches(8), Inches(4)
    )
    for at, name in enumerate(frame.columns):
        shape.table.cell(0, at).text = str(name)
    for row, values in enumerate(frame.itertuples(index=False), start=1):
        for at, value in enumerate(values):
            shape.table.cell(row, at).text = str(value)
    written = io.BytesIO()
    show.save(written)
    return written.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def with_part(whole: bytes, name: str, content: bytes) -> bytes:
    """An office file with this part, new or in the place of its own."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    return zipped(members | {name: content})


def tarred(members: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return written.getvalue()


def _markdown(frame: pd.DataFrame) -> str:
    lines = [list(map(str, frame.columns)), ["---"] * len(frame.columns)]
    lines += [[str(value) for value in values] for values in frame.itertuples(index=False)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


# Name of a file -> what writes a table as such a file: one for each container of tables.
CONTAINERS: dict[str, Callable[[pd.DataFrame], bytes]] = {
    "table.csv": csv,
    "table.tsv": lambda frame: frame.to_csv(index=False, sep="\t").encode(),
    "french.csv": lambda frame: frame.to_csv(index=False, sep=";", decimal=",").encode("cp1252"),
    "wide.csv": lambda frame: csv(frame).decode().encode("utf-16"),
    "table.xlsx": excel,
    "table.parquet": parquet,
    "table.feather": feather,
    "table.html": page,
    "table.ipynb": notebook_of,
    "table.docx": word,
    "table.pptx": slides,
    "table.json": lambda frame: frame.to_json(orient="records").encode(),
    "table.md": lambda frame: f"# Results\n\n{_markdown(frame)}\n".encode(),
    "table.txt": lambda frame: frame.to_csv(index=False, sep="\t").encode(),
    "table.zip": lambda frame: zipped({"folder/table.csv": csv(frame)}),
    "table.tar": lambda frame: tarred({"table.csv": csv(frame)}),
    "table.csv.gz": lambda frame: gzip.compress(csv(frame)),
    "table.csv.bz2": lambda frame: bz2.compress(csv(frame)),
    "table.csv.xz": lambda frame: lzma.compress(csv(frame)),
}


def in_every_container(frame: pd.DataFrame) -> Files:
    return {name: written(frame) for name, written in CONTAINERS.items()}
