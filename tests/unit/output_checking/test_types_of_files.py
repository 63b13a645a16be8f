"""A file is what its bytes say; its name must say the same, and the airlock must be able to read it."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image

from output_checking.findings import Finding, Severity

Judge = Callable[..., list[Finding]]
TABLE = "ward,patients\nA,412\n"
NOTEBOOK = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []})


def picture(kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, kind)
    return buffer.getvalue()


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("rows.csv", TABLE)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("figure.csv", picture()),
        ("figure.txt", picture()),
        ("table.png", TABLE),
        ("notes.png", "text"),
        ("table.ipynb", TABLE),
        ("notebook.csv", NOTEBOOK),
        ("notebook.json", NOTEBOOK),
        ("notebook.txt", NOTEBOOK),
    ],
)
def test_a_name_that_says_something_else_blocks(judge: Judge, name: str, content: bytes | str) -> None:
    (found,) = judge(name, content)
    assert (found.severity, found.explanation) == (Severity.BLOCK, "file-type-mismatch")


@pytest.mark.parametrize(
    ("name", "content", "recognised"),
    [
        ("rows.csv", archive(), "zip"),
        ("rows.xlsx", archive(), "zip"),
        ("rows.csv", gzip.compress(TABLE.encode(), mtime=0), "gzip"),
        ("model.txt", pickle.dumps({"a": 1}), "pickle"),
        ("model.txt", pickle.dumps({"a": 1}, protocol=0), "pickle"),
        ("photo.png", picture("JPEG"), "jpeg"),
        ("rows.csv", b"PAR1" + bytes(20), "parquet"),
        ("report.txt", b"%PDF-1.7\n", "pdf"),
        ("plot.txt", "\n <SVG/>", "svg"),
        ("page.md", "<!DOCTYPE html><p>", "html"),
        ("page.csv", "\ufeff<html>", "html"),
    ],
)
def test_what_hides_behind_another_name_blocks_and_is_named(
    judge: Judge, name: str, content: bytes | str, recognised: str
) -> None:
    (found,) = judge(name, content)
    assert (found.severity, found.explanation) == (Severity.BLOCK, "file-type-mismatch")
    assert found.params["found"] == recognised


@pytest.mark.parametrize(
    ("name", "content", "recognised"),
    [
        ("photo.png", picture("GIF"), "gif"),
        ("db.txt", b"SQLite format 3\0", "sqlite"),
        ("rows.zip", b"PK\x03\x04" + bytes(40), "broken zip"),
        ("rows.7z", b"7z\xbc\xaf\x27\x1c", "7z"),
        ("rows.npy", b"\x93NUMPY", "numpy"),
        ("rows.csv", b"ward,patients\nA\x00,412\n", "binary"),
        ("rows.csv", TABLE.encode("utf-16")[2:], "binary"),
        ("noise.exe", "text", "text"),
    ],
)
def test_what_the_airlock_cannot_read_blocks_and_is_named(
    judge: Judge, name: str, content: bytes | str, recognised: str
) -> None:
    (found,) = judge(name, content)
    assert (found.severity, found.explanation) == (Severity.BLOCK, "file-type-unsupported")
    assert found.params["found"] == recognised


@pytest.mark.parametrize(
    ("content", "encoding"),
    [(TABLE.encode("utf-16"), "utf-16"), ("ward,décès\nA,412\n".encode("cp1252"), "windows-1252")],
)
def test_a_table_in_another_encoding_is_read_and_says_so(judge: Judge, content: bytes, encoding: str) -> None:
    findings = judge("t.csv", content)
    (found,) = [one for one in findings if one.explanation == "file-encoding"]
    assert (found.severity, found.params) == (Severity.REVIEW, {"encoding": encoding})
    assert "counts-persons-unknown" in {one.explanation for one in findings}


def test_a_table_of_a_million_columns_is_answered_at_once(judge: Judge) -> None:
    wide = ",".join(f"c{n}" for n in range(1_000_000)) + "\n" + ",".join(["12"] * 1_000_000) + "\n"
    assert [one.explanation for one in judge("t.csv", wide)] == ["file-type-known", "table-too-wide"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", TABLE),
        ("t.CSV", "\ufeff" + TABLE),
        ("t.tsv", TABLE.replace(",", "\t")),
        ("n.md", "# Notes"),
        ("n.txt", "Notes"),
        ("s.py", "import d2h_sdk"),
        ("s.sql", "select 1"),
        ("s.R", "library(survival)"),
        ("m.json", "{}"),
    ],
)
def test_an_honest_file_is_read_and_not_blocked(judge: Judge, name: str, content: str) -> None:
    findings = judge(name, content)
    assert findings[0].explanation == "file-type-known"
    assert len(findings) > 1
    assert not [one for one in findings if one.severity is Severity.BLOCK]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("a,b\n1,2\n3\n", 3),
        ("a,b\n1,2,3\n", 2),
        ("\n\n", 1),
        ('a,b\n1,"' + "x" * 100_001 + '"\n', 2),
    ],
    ids=["too few cells", "too many cells", "no line", "an endless cell"],
)
def test_a_table_that_is_none_blocks_once_and_names_the_line(judge: Judge, content: str, line: int) -> None:
    _, found = judge("t.csv", content)
    assert (found.severity, found.explanation) == (Severity.BLOCK, "table-unreadable")
    assert found.params == {"line": line}
