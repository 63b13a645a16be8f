"""Every output of every cell is read as a file of its own, and nothing hides around them."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from d2h_sdk.images.viewer import show
from output_checking.checks.registry import Companion
from output_checking.findings import Finding, Severity
from output_checking.profile import load_profile
from output_checking.request_files import FileRole

Judge = Callable[..., list[Finding]]
NIR = "1 85 05 78 006 084 91"
DATA = Companion("figure data.csv", FileRole.SUPPORTING, "n.ipynb")
JUPYTER = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": "3.11.2",
    },
}


def cell(source: str = "1", *outputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    code = {"cell_type": "code", "id": "c1", "execution_count": 1, "metadata": {}, "source": source}
    return code | {"outputs": list(outputs)} | more


def notebook(*cells: dict[str, Any], **more: Any) -> str:
    numbered = [one | {"id": f"c{number}"} for number, one in enumerate(cells)]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": JUPYTER, "cells": numbered} | more)


def shown(**data: Any) -> dict[str, Any]:
    kinds = {name.replace("_", "/", 1): content for name, content in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": kinds}


def printed(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def png(text: str = "", rest: bytes = b"") -> str:
    buffer, info = io.BytesIO(), PngInfo()
    if text:
        info.add_text("Comment", text)
    Image.new("L", (4, 4)).save(buffer, "PNG", pnginfo=info)
    return base64.b64encode(buffer.getvalue() + rest).decode()


def blocking(findings: list[Finding]) -> list[str]:
    return [one.explanation for one in findings if one.severity is Severity.BLOCK]


def test_code_and_prose_without_results_are_only_read(judge: Judge) -> None:
    text = {"cell_type": "markdown", "metadata": {}, "source": "# Study"}
    findings = judge("n.ipynb", notebook(text, cell("d2h.read('person', columns=['person_id'])")))
    assert blocking(findings) == []
    assert [one.params for one in findings if one.explanation == "notebook-to-read"] == [{"outputs": 0}]


@pytest.mark.parametrize(
    "output",
    [
        printed(f"line\n{NIR}\n"),
        {"output_type": "error", "ename": "ValueError", "evalue": NIR, "traceback": ["no"]},
        {"output_type": "error", "ename": "ValueError", "evalue": "x", "traceback": ["", f"--> {NIR}"]},
        shown(**{"text_plain": NIR}),
        shown(**{"text_markdown": ["a\n", NIR]}),
        shown(**{"text_html": f"<p>{NIR}</p>"}),
        {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": NIR}},
    ],
    ids=["printed", "error", "traceback", "plain", "markdown in lines", "html", "result"],
)
def test_an_identifier_in_any_output_blocks_and_names_the_cell(judge: Judge, output: dict[str, Any]) -> None:
    found = [
        one for one in judge("n.ipynb", notebook(cell(), cell("2", output))) if one.severity is Severity.BLOCK
    ]
    assert {one.explanation for one in found} == {"identifier-nir"}
    assert {one.where["cell"] for one in found} == {"2"}


def test_an_identifier_in_code_prose_or_metadata_blocks(judge: Judge) -> None:
    assert blocking(judge("n.ipynb", notebook(cell(f"nir = '{NIR}'")))) == ["identifier-nir"]
    prose = {"cell_type": "markdown", "metadata": {}, "source": NIR}
    assert blocking(judge("n.ipynb", notebook(prose))) == ["identifier-nir"]
    tagged = cell(metadata={"tags": [NIR]})
    assert blocking(judge("n.ipynb", notebook(tagged))) == ["notebook-metadata-identifier"]


def test_a_table_of_persons_blocks_as_html_and_as_printed(judge: Judge) -> None:
    html = "<table><tr><th></th><th>person_id</th></tr><tr><td>0</td><td>17</td></tr></table>"
    assert "rows-identifier-column" in blocking(judge("n.ipynb", notebook(cell("x", shown(text_html=html)))))
    text = printed("   person_id  age\n0         17   44\n")
    assert blocking(judge("n.ipynb", notebook(cell("x", text)))) == ["rows-identifier-column"]


def test_a_small_number_in_an_html_table_is_looked_at_where_it_stands(judge: Judge) -> None:
    html = "<table><tr><th>ward</th><th>deaths</th></tr><tr><td>A</td><td>3</td></tr></table>"
    findings = judge("n.ipynb", notebook(cell("x", shown(text_html=html))))
    (small,) = [one for one in findings if one.explanation == "counts-below-threshold"]
    assert small.where == {"file": "n.ipynb", "cell": "1", "row": "1", "column": "deaths"}


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ("<script>alert(1)</script>", "script"),
        ("<img src=x onerror=alert(1)>", "img"),
        ("<svg><circle/></svg>", "svg"),
        ("<iframe srcdoc=x></iframe>", "iframe"),
        ("<!-- 17,44,1950 -->", "!--"),
        ("<p hidden>17,44</p>", "hidden"),
        ("<p style='color:red; display : none'>17,44</p>", "style"),
        ("<td data-row='17,44'>", "data-row"),
    ],
)
def test_active_or_unseen_html_blocks(judge: Judge, html: str, what: str) -> None:
    (found,) = [
        one
        for one in judge("n.ipynb", notebook(cell("x", shown(text_html=html))))
        if one.severity is Severity.BLOCK
    ]
    assert (found.explanation, found.params) == ("notebook-active-html", {"tag": what})


def test_the_html_of_pandas_is_a_plain_table(judge: Judge) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"ward": ["A", "B"], "patients": [412, 388]})
    output = shown(text_html=frame._repr_html_(), text_plain=repr(frame))
    assert blocking(judge("n.ipynb", notebook(cell("x", output)))) == []


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.plotly.v1+json",
        "application/vnd.jupyter.widget-view+json",
        "application/javascript",
        "application/pdf",
    ],
)
def test_outputs_that_hold_more_than_they_show_block(judge: Judge, kind: str) -> None:
    output = {"output_type": "display_data", "metadata": {}, "data": {kind: "x"}}
    findings = judge("n.ipynb", notebook(cell("x", output)))
    assert blocking(findings) == ["notebook-output-unreadable"]


def test_a_picture_in_an_output_needs_its_numbers_and_hides_nothing(judge: Judge) -> None:
    def judged(encoded: str, *companions: Companion) -> list[str]:
        content = notebook(cell("x", shown(image_png=encoded)))
        return blocking(judge("n.ipynb", content, companions=companions))

    assert judged(png()) == ["notebook-picture"]
    assert judged(png(), DATA) == []
    assert judged(png(text="17,44"), DATA) == ["picture-metadata"]
    assert judged(png(rest=b"17,44"), DATA) == ["picture-extra-bytes"]
    assert judged("no base64!", DATA) == ["picture-unreadable"]


@pytest.mark.parametrize(
    "content",
    [
        notebook(cell(), metadata=JUPYTER | {"widgets": {"state": {}}}),
        notebook(cell(metadata={"rows": [1, 2]})),
        notebook(cell("x", shown(text_plain="1") | {"metadata": {"rows": [1]}})),
        notebook(cell(), metadata=JUPYTER | {"kernelspec": {"name": "x", "display_name": "1,2;" * 200}}),
        notebook(cell(metadata={"tags": ["row-" + str(n) for n in range(100)]})),
    ],
    ids=["widgets", "in a cell", "in an output", "under a known name", "as tags"],
)
def test_what_no_reader_sees_blocks(judge: Judge, content: str) -> None:
    assert blocking(judge("n.ipynb", content)) == ["notebook-hidden-metadata"]


def test_an_attachment_blocks(judge: Judge) -> None:
    attached = {"cell_type": "markdown", "metadata": {}, "source": "x"}
    attached["attachments"] = {"a.png": {"image/png": png()}}  # type: ignore[assignment]
    assert blocking(judge("n.ipynb", notebook(attached))) == ["notebook-attachment"]


@pytest.mark.parametrize(
    "content",
    [
        notebook(cell(), rows=[[17, 44]]),
        notebook(cell(rows=[[17, 44]])),
        notebook({"cell_type": "poem", "metadata": {}, "source": "x"}),
        json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": "none"}),
        json.dumps({"nbformat": 4, "cells": [7]}),
        json.dumps({"nbformat": "four", "nbformat_minor": 5, "metadata": {}, "cells": []}),
    ],
    ids=["more beside the cells", "more in a cell", "a strange cell", "no cells", "a number", "no format"],
)
def test_what_is_no_notebook_of_the_format_blocks(judge: Judge, content: str) -> None:
    findings = judge("n.ipynb", content)
    assert set(blocking(findings)) <= {"notebook-unreadable", "check-failed"}
    assert blocking(findings)


@pytest.mark.parametrize(
    "source",
    [
        "ages = [" + ", ".join(str(n) for n in range(40)) + "]",
        "rows = {" + ", ".join(f"'p{n}': {n}" for n in range(15)) + "}",
        "text = '''" + "\n".join(f"{n};{n + 40}" for n in range(20)) + "'''",
        "blob = '" + "A" * 2000 + "'",
        "%load rows\nages = [" + ", ".join(str(n) for n in range(40)) + "]",
        "this is no python " + " ".join(str(n) for n in range(40)),
    ],
    ids=["list", "dictionary", "text", "blob", "with magic", "no python"],
)
def test_data_typed_into_code_are_looked_at(judge: Judge, source: str) -> None:
    findings = judge("n.ipynb", notebook(cell(source)))
    (found,) = [one for one in findings if one.explanation == "source-literals"]
    assert found.severity is Severity.REVIEW
    assert found.where["cell"] == "1"


def test_a_viewer_of_images_saved_with_its_pixels_blocks_and_no_reviewer_lifts_it(judge: Judge) -> None:
    viewer = show(np.arange(2 * 16 * 16, dtype=np.int16).reshape(2, 16, 16))
    saved = notebook(cell("d2h.images.show(series)", shown(text_html=viewer._repr_html_())))
    (found,) = [one for one in judge("n.ipynb", saved) if one.explanation == "notebook-active-html"]
    assert found.severity is Severity.BLOCK
    assert load_profile().is_final(found.rule, found.explanation)
