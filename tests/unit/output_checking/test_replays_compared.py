"""Two versions of one file: what counts as the same, and which places are told where they are not."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import pickle
import tarfile
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import numpy as np
import openpyxl
import pandas as pd
import plotly.graph_objects as go
import pytest
from matplotlib.figure import Figure
from PIL import Image, ImageDraw

from output_checking.profile import load_profile
from output_checking.replay.comparison.apart import compare_apart
from output_checking.replay.comparison.files import compare
from output_checking.replay.model import Verdict

COUNTS = b"ward,deaths,share\nCardiology,31,0.25\nSurgery,19,0.125\n"


def places(name: str, submitted: bytes, replayed: bytes) -> list[tuple[dict[str, str], str, str]]:
    found = compare(name, submitted, replayed)
    assert found.verdict is Verdict.DIFFERS
    return [(dict(one.where), one.submitted, one.replayed) for one in found.differences]


def test_a_changed_number_is_told_with_both_values() -> None:
    changed = COUNTS.replace(b"19", b"21")
    where = {"row": "2", "column": "deaths"}
    assert places("deaths.csv", COUNTS, changed) == [(where, "19", "21")]


def test_the_last_digits_of_a_sum_may_differ_and_no_count_may() -> None:
    close = COUNTS.replace(b"0.125", b"0.12500000001")
    assert compare("deaths.csv", COUNTS, close).verdict is Verdict.SAME
    assert compare("deaths.csv", b"n\n1000000\n", b"n\n1000002\n").verdict is Verdict.DIFFERS


def test_a_cell_that_was_suppressed_by_hand_differs() -> None:
    assert places("deaths.csv", COUNTS.replace(b"19", b""), COUNTS) == [
        ({"row": "2", "column": "deaths"}, "", "19")
    ]


def test_rows_and_columns_that_one_side_lacks_are_told() -> None:
    assert [where for where, _, _ in places("deaths.csv", COUNTS, COUNTS + b"Geriatrics,54,0.5\n")] == [
        {"row": "3", "column": "ward"},
        {"row": "3", "column": "deaths"},
        {"row": "3", "column": "share"},
    ]


@pytest.mark.parametrize("extension", ["xlsx", "parquet", "pq", "feather", "arrow"])
def test_tables_of_every_container_are_compared_cell_by_cell(extension: str) -> None:
    def written(deaths: int) -> bytes:
        frame = pd.DataFrame({"ward": ["Cardiology", "Surgery"], "deaths": [31, deaths]})
        buffer = io.BytesIO()
        writer: dict[str, Any] = {
            "xlsx": lambda: frame.to_excel(buffer, index=False),
            **dict.fromkeys(("parquet", "pq"), lambda: frame.to_parquet(buffer)),
            **dict.fromkeys(("feather", "arrow"), lambda: frame.to_feather(buffer)),
        }
        writer[extension]()
        return buffer.getvalue()

    ((where, one, other),) = places(f"deaths.{extension}", written(19), written(21))
    assert (where["row"], where["column"], one, other) == ("2", "deaths", "19", "21")


def test_a_workbook_written_at_another_time_is_the_same() -> None:
    def written(created: str) -> bytes:
        book = openpyxl.Workbook()
        book.active.append(["ward", "deaths"])
        book.properties.creator = created
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    assert written("a") != written("b")
    assert compare("deaths.xlsx", written("a"), written("b")).verdict is Verdict.SAME


def drawn(text: str, *, level: int = 9, shade: int = 0) -> bytes:
    picture = Image.new("RGB", (120, 60), "white")
    ImageDraw.Draw(picture).text((10, 20), text, fill=(shade, shade, shade))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=level)
    return buffer.getvalue()


def test_pictures_are_compared_by_what_they_show() -> None:
    assert drawn("31 deaths", level=1) != drawn("31 deaths")
    assert compare("curve.png", drawn("31 deaths", level=1), drawn("31 deaths")).verdict is Verdict.SAME
    assert compare("curve.png", drawn("31 deaths"), drawn("31 deaths", shade=5)).verdict is Verdict.SAME


def test_one_digit_that_changed_in_a_picture_is_seen() -> None:
    ((where, _, told),) = places("curve.png", drawn("31 deaths"), drawn("37 deaths"))
    assert where["position"].startswith("1") and told.startswith("≠ ")


def notebook(*outputs: dict[str, Any], source: str = "counts") -> bytes:
    cell = {"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": {"at": id(outputs)}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}).encode()


def printed(*parts: str) -> list[dict[str, Any]]:
    return [{"output_type": "stream", "name": "stdout", "text": part} for part in parts]


def test_notebooks_are_compared_by_their_outputs() -> None:
    one, other = notebook(*printed("31 deaths\n", "19\n")), notebook(*printed("31 deaths\n19\n"))
    assert compare("study.ipynb", one, other).verdict is Verdict.SAME
    changed = notebook(*printed("31 deaths\n20\n"))
    assert places("study.ipynb", one, changed) == [({"cell": "1"}, "31 deaths\n19\n", "31 deaths\n20\n")]


def test_a_notebook_without_outputs_needs_only_to_have_run() -> None:
    assert compare("study.ipynb", notebook(), notebook(*printed("31\n"))).verdict is Verdict.SAME
    assert compare("study.ipynb", notebook(), notebook(source="other")).verdict is Verdict.DIFFERS


def test_a_text_is_compared_line_by_line() -> None:
    assert compare("n.md", b"mean 3.0000000001 d", b"mean 3.0 d").verdict is Verdict.SAME
    assert places("n.md", b"a\nmean 3.1 d", b"a\nmean 3.2 d") == [({"line": "2"}, "mean 3.1 d", "mean 3.2 d")]


@pytest.mark.parametrize(
    ("name", "submitted", "replayed"),
    [
        ("deaths.xlsx", b"PK\x03\x04broken", b"PK\x03\x04other"),
        ("curve.png", b"\x89PNG", b"no picture"),
        ("study.ipynb", b"{}", b"[1]"),
        ("model.onnx", b"\x00\x01", b"\x00\x02"),
        ("deaths.csv", b"a,b\n1,2\n", b"a,b\n1\n"),
    ],
)
def test_what_cannot_be_read_is_never_the_same(name: str, submitted: bytes, replayed: bytes) -> None:
    assert compare(name, submitted, replayed).verdict is Verdict.NOT_COMPARABLE


def test_hostile_files_are_compared_in_a_process_of_their_own() -> None:
    reader = load_profile(None).reader
    found = compare_apart("deaths.csv", COUNTS, COUNTS.replace(b"19", b"21"), reader)
    assert [(one.submitted, one.replayed) for one in found.differences] == [("19", "21")]
    tight = reader.model_copy(update={"memory_bytes": 256 << 20})
    bomb = b"a\n" + b"1\n" * (4 << 20)
    assert compare_apart("a.csv", bomb, bomb + b"2\n", tight).verdict is Verdict.NOT_COMPARABLE


def figure(kind: str, last: int = 19, colour: str = "C0") -> bytes:
    drawn = Figure()
    drawn.subplots().plot(["Cardiology", "Surgery"], [31, last], marker="o", color=colour)
    buffer = io.BytesIO()
    drawn.savefig(buffer, format=kind)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_a_figure_drawn_again_is_the_same_though_its_bytes_are_not(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    one = figure(kind)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    other = figure(kind)
    assert one != other
    assert compare(f"f.{kind}", one, other).verdict is Verdict.SAME


@pytest.mark.parametrize("kind", ["svg", "pdf"])
@pytest.mark.parametrize("changed", [{"last": 20}, {"colour": "C1"}], ids=["a number", "a colour"])
def test_a_drawing_that_changed_is_told(kind: str, changed: dict[str, Any]) -> None:
    assert places(f"f.{kind}", figure(kind), figure(kind, **changed))


def plotted(last: float) -> go.Figure:
    return go.Figure(go.Scatter(x=np.arange(40), y=np.append(np.arange(39.0), last)))


def test_a_page_is_the_same_whatever_its_division_is_called() -> None:
    one, other = (plotted(20.0).to_html(include_plotlyjs="cdn").encode() for _ in range(2))
    assert one != other
    assert compare("f.html", one, other).verdict is Verdict.SAME


def test_a_value_in_the_data_of_a_figure_is_told_by_itself() -> None:
    one, other = (plotted(last).to_html(include_plotlyjs="cdn").encode() for last in (20.0, 21.0))
    ((_, before, after),) = places("f.html", one, other)
    assert (before, after) == ("20.0],", "21.0],")


def test_a_table_in_a_page_is_compared_cell_by_cell() -> None:
    page = pd.DataFrame({"ward": ["Cardiology"], "deaths": [31]}).to_html(index=False)
    where = {"table": "1", "row": "1", "column": "deaths"}
    assert places("t.html", page.encode(), page.replace("31", "37").encode()) == [(where, "31", "37")]


def test_words_around_a_table_and_comments_of_a_page_are_compared() -> None:
    page = b"<html><body><p>31 deaths</p><!--17--></body></html>"
    assert [one for _, one, _ in places("t.html", page, page.replace(b"31", b"37"))] == ["31 deaths"]
    assert [one for _, one, _ in places("t.html", page, page.replace(b"17", b"18"))] == ["17"]


def test_an_interactive_figure_of_a_notebook_is_compared_by_its_data() -> None:
    def shown(last: float) -> bytes:
        data = {"application/vnd.plotly.v1+json": json.loads(plotted(last).to_json() or "")}
        return notebook({"output_type": "display_data", "data": data, "metadata": {}})

    assert compare("n.ipynb", shown(20.0), shown(20.0)).verdict is Verdict.SAME
    assert compare("n.ipynb", shown(20.0), shown(21.0)).verdict is Verdict.DIFFERS


def test_a_report_written_at_another_time_is_the_same_and_another_number_is_not() -> None:
    def written(deaths: int, year: int) -> bytes:
        report = docx.Document()
        report.add_paragraph(f"{deaths} deaths")
        report.core_properties.created = datetime(year, 1, 1)
        buffer = io.BytesIO()
        report.save(buffer)
        return buffer.getvalue()

    assert compare("r.docx", written(31, 2024), written(31, 2025)).verdict is Verdict.SAME
    assert [where["member"] for where, _, _ in places("r.docx", written(31, 2024), written(37, 2024))] == [
        "word/document.xml"
    ]


def test_an_archive_is_compared_by_its_members() -> None:
    def packed(deaths: bytes, **more: bytes) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in {"deaths.csv": COUNTS.replace(b"19", deaths), **more}.items():
                archive.writestr(zipfile.ZipInfo(name, (2020 + len(more), 1, 1, 0, 0, 0)), content)
        return buffer.getvalue()

    assert [where for where, _, _ in places("a.zip", packed(b"19"), packed(b"21"))] == [
        {"member": "deaths.csv", "row": "2", "column": "deaths"}
    ]
    assert places("a.zip", packed(b"19"), packed(b"19", rows=b"17,44")) == [({"member": "rows"}, "", "rows")]


def test_a_drawing_and_a_report_are_compared_in_a_process_of_their_own() -> None:
    reader = load_profile(None).reader
    for kind in ("svg", "pdf"):
        name = f"f.{kind}"
        assert compare_apart(name, figure(kind), figure(kind, last=20), reader).verdict is Verdict.DIFFERS
        assert compare_apart(name, figure(kind), figure(kind) + b"\n", reader).verdict is Verdict.SAME


def packed(kind: str, members: dict[str, bytes], at: int) -> bytes:
    """As tar, gzip or xz write them at a moment."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime = len(content), at
            archive.addfile(entry, io.BytesIO(content))
    plain = written.getvalue()
    return {"tar": plain, "tar.gz": gzip.compress(plain, mtime=at), "tar.xz": lzma.compress(plain)}[kind]


@pytest.mark.parametrize("kind", ["tar", "tar.gz", "tar.xz"])
def test_an_archive_is_compared_by_its_members_not_by_its_time(kind: str) -> None:
    members = {"t/deaths.csv": COUNTS, "n.md": b"31 deaths"}
    one, later = packed(kind, members, 1), packed(kind, members, 99)
    assert one != later
    assert compare(f"all.{kind}", one, later).verdict is Verdict.SAME
    other = packed(kind, {**members, "t/deaths.csv": COUNTS.replace(b"19", b"21")}, 1)
    (where, before, after), *_ = places(f"all.{kind}", one, other)
    assert (where["member"].rpartition(" › ")[2], before, after) == ("t/deaths.csv", "19", "21")


def test_a_compressed_table_is_compared_cell_by_cell() -> None:
    one, later = gzip.compress(COUNTS, mtime=1), gzip.compress(COUNTS, mtime=2)
    assert compare("deaths.csv.gz", one, later).verdict is Verdict.SAME
    other = gzip.compress(COUNTS.replace(b"31", b"33"), mtime=1)
    assert [change[1:] for change in places("deaths.csv.gz", one, other)] == [("31", "33")]


def models(seed: int, nudge: float = 0.0) -> dict[str, bytes]:
    import joblib
    import skops.io
    from sklearn.linear_model import LogisticRegression

    random = np.random.default_rng(seed)
    x = random.normal(size=(200, 3))
    fitted = LogisticRegression().fit(x, x[:, 0] > 0)
    fitted.coef_ = fitted.coef_ * (1 + nudge)
    by_joblib = io.BytesIO()
    joblib.dump(fitted, by_joblib)
    return {
        "m.joblib": by_joblib.getvalue(),
        "m.pkl": pickle.dumps(fitted),
        "m.skops": skops.io.dumps(fitted),
    }


@pytest.mark.parametrize("name", ["m.pkl", "m.joblib", "m.skops"])
def test_a_model_is_compared_by_its_numbers(name: str) -> None:
    one = models(1)[name]
    assert compare(name, one, models(1, nudge=1e-12)[name]).verdict is Verdict.SAME
    assert compare(name, one, models(1, nudge=1e-3)[name]).verdict is Verdict.DIFFERS
    assert compare(name, one, models(2)[name]).verdict is Verdict.DIFFERS


def test_a_model_that_would_run_code_differs_and_runs_nothing(tmp_path: Path) -> None:
    class Touching:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.touch, (tmp_path / "ran",)

    hostile = pickle.dumps(Touching())
    assert compare("m.pkl", models(1)["m.pkl"], hostile).verdict is Verdict.DIFFERS
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["m.pkl", "m.joblib", "m.skops", "m.npy", "m.tgz", "m.gz"])
def test_a_broken_model_or_archive_is_never_the_same(name: str) -> None:
    assert compare(name, b"\x80\x05broken", b"\x80\x05other").verdict is Verdict.NOT_COMPARABLE


def onnx_model(weights: list[float], operator: str = "Mul") -> bytes:
    from onnx import TensorProto, helper, numpy_helper

    said = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [3]) for name in ("x", "y")]
    node = helper.make_node(operator, ["x", "w"], ["y"])
    initial = numpy_helper.from_array(np.array(weights, np.float32), "w")
    graph = helper.make_graph([node], "linear", said[:1], said[1:], [initial])
    return bytes(helper.make_model(graph).SerializeToString())


def test_an_onnx_model_is_compared_by_its_weights_and_its_graph() -> None:
    one = onnx_model([1.0, 2.0, 3.0])
    assert compare("m.onnx", one, onnx_model([1.0, 2.0000002, 3.0])).verdict is Verdict.SAME
    ((where, before, after),) = places("m.onnx", one, onnx_model([1.0, 2.5, 3.0]))
    assert (where, before, after) == ({"position": "2", "column": "w"}, "2.0", "2.5")
    assert compare("m.onnx", one, onnx_model([1.0, 2.0, 3.0], "Add")).verdict is Verdict.DIFFERS
