"""Every sheet of a workbook as tables, hidden ones said; values as the program last showed them."""

from __future__ import annotations

import io
import warnings
from typing import Any

import openpyxl

from output_checking.checks.containers.grids import blocks
from output_checking.previews.parts import Form, Part

_MOST_CELLS = 2_000_000


def parts(name: str, content: bytes) -> list[Part]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, rich_text=False)
    found: list[Part] = []
    for sheet in book.worksheets:
        found += _sheet(sheet)
    for chart in book.chartsheets:
        found.append(Part(Form.TEXT, chart.title, "", place={"sheet": chart.title}))
    return found


def _sheet(sheet: Any) -> list[Part]:
    hidden = sheet.sheet_state != "visible"
    place = {"sheet": sheet.title}
    if (sheet.max_row or 0) * (sheet.max_column or 0) > _MOST_CELLS:
        return [
            Part(Form.TEXT, sheet.title, f"{sheet.max_row} × {sheet.max_column}", hidden=hidden, place=place)
        ]
    found: list[Part] = []
    for block in blocks(sheet.iter_rows(values_only=True)):
        title = " · ".join((sheet.title, *block.title))
        found.append(Part.table_part(block.table, title, hidden=hidden, place=place))
    return found or [Part(Form.TEXT, sheet.title, "", hidden=hidden, place=place)]
