"""A house with a request of every sort, for tests that visit all pages."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from docx import Document
from PIL import Image

from d2h_sdk.wire import CodeRecord, Evidence
from output_checking.decision import files_to_comment
from output_checking.model import ReleaseRequest
from output_checking.opinions import Choice, Comment
from output_checking.use_cases.bring_in import ask_import
from output_checking.use_cases.check import check_now
from output_checking.use_cases.remove_file import remove_file
from tests.integration.output_checking.house import (
    CLAIMED,
    CLAIMED_SMALL,
    COUNTS,
    PROJECT,
    SMALL,
    House,
    html_output,
    notebook,
    picture,
    png_output,
)

CHANGED_COUNTS = COUNTS.replace("54", "*") + "Total,1450,104\n"
DRAWN = Evidence(
    kind="figure",
    code=(
        CodeRecord.of("counts()", run=7),
        CodeRecord.of("def counts():\n    pass", file="study.py", line=4),
    ),
)
PAGE_OF_PDF = b"BT /F1 24 Tf 40 100 Td (Deaths by ward) Tj ET"


def furnish(house: House) -> dict[str, ReleaseRequest]:
    """`draft` holds a file of every kind, `resubmitted` one that came back and went in again."""
    released = house.released()
    returned = house.submitted()
    for who in ("ines", "paul"):
        house.vote(returned, who, Choice.RETURN, Comment("Merge the small wards.", "deaths.csv"))
    differing = house.submitted()
    for who, choice in (("ines", Choice.APPROVE), ("paul", Choice.RETURN)):
        house.vote(differing, who, choice, Comment("Is the second ward too small?", "deaths.csv"))
    draft = house.draft("All kinds of files", "Figures and tables of the second chapter.")
    for name, content in every_kind().items():
        house.add(draft, name, content, evidence=DRAWN if name == "figure.png" else None)
    house.add(draft, "figure data.csv", "ward,patients\nSurgery,650\n", supports="figure.png")
    check_now(house.airlock, actor="claire", request_id=draft.id)
    for name, content in (("clean.py", b"print(1)\n"), ("wards.csv", b"ward,label\nA,Surgery\n")):
        ask_import(
            house.airlock,
            actor="claire",
            project=PROJECT,
            name=name,
            purpose="To clean the table of wards before it is counted.",
            licence="Written by us.",
            content=io.BytesIO(content),
        )
    found = {
        "released": released,
        "returned": returned,
        "differing": differing,
        "blocked": house.submitted(SMALL, CLAIMED_SMALL),
        "draft": draft,
        "resubmitted": resubmitted(house),
        "submitted": house.submitted(),
    }
    return {name: house.now(request) for name, request in found.items()}


def resubmitted(house: House) -> ReleaseRequest:
    request = house.draft("Deaths by ward, again")
    first: Mapping[str, bytes | str] = {
        "deaths.csv": COUNTS,
        "old.csv": COUNTS,
        "notes.md": "# Notes\nline one\n",
        "same.md": "# Same\n",
        "study.ipynb": notebook(source="x = 1"),
    }
    for name, content in first.items():
        house.add(request, name, content, evidence=CLAIMED if name.endswith(".csv") else None)
    figure_of(house, request, picture())
    house.submit(request)
    house.worker.turn()
    said = [Comment("I read it to the end.", one) for one in files_to_comment(house.now(request))]
    said.append(Comment("Suppress the small cell.", "deaths.csv"))
    for who in ("ines", "paul"):
        house.vote(request, who, Choice.RETURN, *said, affected=("deaths.csv",))
    house.add(request, "deaths.csv", CHANGED_COUNTS)
    house.add(request, "notes.md", "# Notes\nline two\n")
    house.add(request, "new.md", "# New\n")
    house.add(request, "study.ipynb", notebook(source="x = 2"))
    figure_of(house, request, other_picture())
    remove_file(house.airlock, actor="claire", request_id=request.id, name="old.csv")
    house.submit(request)
    house.worker.turn()
    return house.now(request)


def figure_of(house: House, request: ReleaseRequest, content: bytes) -> None:
    house.add(request, "figure.png", content)
    house.add(request, "figure data.csv", COUNTS, supports="figure.png", evidence=CLAIMED)


def every_kind() -> dict[str, bytes | str]:
    cells = json.loads(
        notebook(
            html_output("<table><tr><th>ward</th></tr><tr><td>in the notebook</td></tr></table>"),
            png_output(picture()),
            source="counts = d2h.sql('select 1')\nd2h.outputs.figure(plot, 'figure.png')",
        )
    )
    cells["cells"].append({"cell_type": "markdown", "id": "two", "metadata": {}, "source": "# A **title**"})
    return {
        "small.csv": COUNTS.replace("54", "*") + "Total,1450,104\n",
        "study.ipynb": json.dumps(cells),
        "figure.png": picture(),
        "photo.jpg": jpeg(),
        "book.xlsx": workbook(),
        "words.docx": document(),
        "columns.parquet": parquet(),
        "page.pdf": pdf(),
        "notes.md": "# Notes\nNo secret.\n",
    }


def other_picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (320, 200), (130, 60, 40)).save(buffer, "PNG")
    return buffer.getvalue()


def jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 10, 10)).save(buffer, "JPEG")
    return buffer.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Deaths"
    for line in (("ward", "deaths"), ("Surgery", 33)):
        book.active.append(line)
    secret = book.create_sheet("Secret")
    secret.sheet_state = "hidden"
    for line in (("name", "age"), ("of nobody", 44)):
        secret.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def document() -> bytes:
    written = Document()
    written.add_paragraph("A sentence of the report.")
    table = written.add_table(2, 2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("ward", "n", "Surgery", "650"), strict=True
    ):
        cell.text = text
    buffer = io.BytesIO()
    written.save(buffer)
    return buffer.getvalue()


def parquet() -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.table({"ward": ["Surgery", "Cardiology"], "patients": [650, 412]}), buffer)
    return buffer.getvalue()


def pdf() -> bytes:
    """One page that says “Deaths by ward”."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(PAGE_OF_PDF), PAGE_OF_PDF),
    ]
    written = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj%sendobj\n" % (number, one)
    start = len(written)
    written += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
