"""What office files can hold where no page and no sheet shows it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pandas as pd
from openpyxl.chart import BarChart, Reference
from PIL import Image

from tests.unit.output_checking.corpus.carriers import SAFE, png
from tests.unit.output_checking.corpus.containers import Files, excel, slides, with_part, word
from tests.unit.output_checking.corpus.hidden_cells import ORDINARY
from tests.unit.output_checking.corpus.planted import NIR, Planted, planted

ROWS = "person_id;age;sex\n" + "".join(f"{100_000 + n};{20 + n % 70};F\n" for n in range(200))
SOME_ROWS = ROWS[:600]  # as many as fit into the longest part of its kind that is let through
_OF_ANY = ("docProps/app.xml", "docProps/core.xml")
_XML_PARTS = {
    "r.docx": (
        *_OF_ANY,
        "word/styles.xml",
        "word/settings.xml",
        "word/document.xml",
        "customXml/itemProps1.xml",
    ),
    "r.pptx": (
        *_OF_ANY,
        "ppt/slideLayouts/slideLayout1.xml",
        "ppt/presentation.xml",
        "ppt/slides/slide1.xml",
    ),
    "t.xlsx": (*_OF_ANY, "xl/styles.xml", "xl/theme/theme1.xml", "xl/worksheets/sheet1.xml"),
}
_OTHER_PARTS = (
    ("r.docx", "docProps/thumbnail.jpeg"),
    ("r.docx", "docProps/thumbnail.emf"),
    ("r.docx", "word/rows/"),
    ("r.pptx", "docProps/thumbnail.jpeg"),
    ("r.pptx", "ppt/printerSettings/printerSettings1.bin"),
    ("r.pptx", "ppt/rows/"),
    ("t.xlsx", "xl/printerSettings/printerSettings1.bin"),
    ("t.xlsx", "xl/charts/rows.bin"),
    ("t.xlsx", "xl/rows/"),
)
_HIDDEN = ("document-hidden-part", "workbook-hidden-part", "workbook-printer-settings")


# In the first row of a worksheet, between its cells or in them.
_BETWEEN_CELLS = {
    "an attribute of a row": (b'<row r="1"', b'<row r="1" note="17"'),
    "an attribute of a cell": (b'<c r="A1"', b'<c r="A1" note="17"'),
    "the height of a row": (b'<row r="1"', b'<row r="1" ht="17.185057800608491"'),
    "a text between cells": (b'<c r="A1"', b'17<c r="A1"'),
    "a second value of a cell": (b"</v></c>", b"</v><v>17</v></c>"),
    "an element in a cell": (b"</v></c>", b"</v><x>17</x></c>"),
    "an element in a sheet written otherwise": (
        b"</v></c></row></sheetData>",
        b"</v><x>17</x></c></row></sheetData >",
    ),
}


def cases_between_cells() -> Iterator[Planted]:
    whole = excel(SAFE)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    for name, (before, after) in _BETWEEN_CELLS.items():
        assert before in sheet
        told = with_part(whole, "xl/worksheets/sheet1.xml", sheet.replace(before, after, 1))
        yield planted(name, {"t.xlsx": told}, "workbook-hidden-part")


def cases_behind_pages() -> Iterator[Planted]:
    wholes = {"r.docx": word(SAFE), "r.pptx": slides(SAFE), "t.xlsx": excel(SAFE)}
    for file, parts in _XML_PARTS.items():
        for part in parts:
            rows = SOME_ROWS if part.startswith("customXml") else ROWS
            for told, marks, *said in (
                ("a number", f"<x>{NIR}</x>", "identifier-nir"),
                ("rows", f"<x>{rows}</x>", "rows-identifier-column", "records-attributes"),
                ("an attribute", f'<x y="{NIR}"/>', "identifier-nir"),
                ("a comment", f"<!--{NIR}-->"),
            ):
                content = _at_its_end(wholes[file], part, marks)
                yield planted(f"{told} in {part} of {file}", {file: content}, *said, *_HIDDEN)
    for file, part in _OTHER_PARTS:
        content = with_part(wholes[file], part, ROWS.encode())
        yield planted(f"rows as {part} of {file}", {file: content}, *_HIDDEN)
    large = io.BytesIO()
    Image.new("L", (800, 600)).save(large, "PNG")
    page = with_part(wholes["r.docx"], "docProps/thumbnail.png", large.getvalue())
    yield planted("a page to be read as thumbnail", {"r.docx": page}, "document-hidden-part")
    behind = with_part(wholes["r.docx"], "docProps/thumbnail.png", png() + ROWS.encode())
    yield planted("rows behind a thumbnail", {"r.docx": behind}, "picture-extra-bytes")


def _at_its_end(whole: bytes, part: str, marks: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        before, end, root = archive.read(part).rpartition(b"</")
    assert end
    return with_part(whole, part, before + marks.encode() + end + root)


def ordinary_files(table: pd.DataFrame) -> Iterator[tuple[str, Files]]:
    """What the usual libraries write beside a table."""
    from docx.enum.section import WD_ORIENT
    from pptx import Presentation

    def furnished(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "Study of stays"
        document.sections[0].orientation = WD_ORIENT.LANDSCAPE
        document.add_paragraph("first", style="List Number")

    yield ("a report with a header and a list", {"r.docx": word(table, furnished)})
    small = io.BytesIO()
    Image.new("L", (256, 192)).save(small, "JPEG")
    thumbnail = with_part(word(table), "docProps/thumbnail.jpeg", small.getvalue())
    yield ("a report with a small thumbnail", {"r.docx": thumbnail})
    for name, change in ORDINARY.items():
        yield (f"a workbook with {name}", {"t.xlsx": excel(table, change)})
    yield ("a workbook with a folder", {"t.xlsx": with_part(excel(table), "xl/media/", b"")})
    show, written = Presentation(), io.BytesIO()
    for layout in show.slide_layouts:
        slide = show.slides.add_slide(layout)
        if slide.shapes.title is not None:
            slide.shapes.title.text = "Results"
    show.save(written)
    yield ("a show with every layout", {"r.pptx": written.getvalue()})
    charted = io.BytesIO()
    with pd.ExcelWriter(charted, engine="openpyxl") as writer:
        table.to_excel(writer, sheet_name="Results", index=False)
        sheet = writer.book["Results"]
        chart = BarChart()
        chart.title = "Patients"
        chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=5), titles_from_data=True)
        sheet.add_chart(chart, "F2")
        sheet.oddHeader.center.text = "Study of stays"
        sheet.freeze_panes = "A2"
    yield ("a workbook with a chart", {"t.xlsx": charted.getvalue()})
