"""Excel workbooks: every visible sheet is judged as tables, and whatever a reader does not see blocks."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.reader.strings import read_string_table

from governance.refusal import Refusal
from output_checking.acro.contradiction import RULE as ACRO_RULE
from output_checking.acro.contradiction import verdict_on
from output_checking.acro.workbook import DESCRIPTION, described
from output_checking.checks.containers.grids import blocks, plain
from output_checking.checks.containers.office_parts import has_comments, has_words, unshown_words
from output_checking.checks.containers.sheet_cells import (
    around_cells,
    holds_more_than_cells,
    shows_nothing,
)
from output_checking.checks.containers.unpacking import open_zip, read_member, read_xml, require_no_entities
from output_checking.checks.judging import judge_table
from output_checking.checks.registry import CheckedFile, Context, Kind, register, run_checks
from output_checking.findings import Finding, Severity
from output_checking.request_files import FileRole

RULE = "workbook.content"
# Parts that show themselves, or hold nothing but looks. All others are named and block.
_SEEN = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/(workbook|styles|sharedStrings|calcChain|metadata)\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/theme/theme\d+\.xml|xl/worksheets/(_rels/)?sheet\d+\.xml(\.rels)?"
    r"|xl/tables/table\d+\.xml"
)
# Of these no word is part: they say how things look, or in which order they are worked out.
_BARE = re.compile(r"xl/(styles|calcChain|metadata)\.xml|xl/theme/theme\d+\.xml")
_PRINTER = re.compile(r"xl/printerSettings/printerSettings\d+\.bin")
_EMPTY = re.compile(rf"{_PRINTER.pattern}|.*/")
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
_CHARTS = re.compile(r"xl/(charts|drawings)/.*\.(xml|rels)")
# What reaches outside the workbook, or runs something, when it is opened.
_REACHING = re.compile(
    r"\||\[\d*[^\]]*\]|HYPERLINK|WEBSERVICE|IMPORT|RTD|CALL|EXEC|REGISTER|INDIRECT|DDE|cmd", re.I
)
_REFERENCE = re.compile(r"=?'?[^!'\"]+'?!\$?[A-Z]{0,3}\$?\d*(:\$?[A-Z]{0,3}\$?\d*)?")
_PRINTING = ("_xlnm.Print_Area", "_xlnm.Print_Titles", "_xlnm._FilterDatabase")
_WRITERS = {None, "", "openpyxl", "xlsxwriter"}
_THIN = 1.0  # points of a row, characters of a column: nothing in it can be read
_SHEET_CELLS = 2_000_000


@register(RULE, Kind.WORKBOOK)
def check_workbook(file: CheckedFile, context: Context) -> Iterator[Finding]:
    try:
        charts = []
        with open_zip(file.content) as archive:
            for name in archive.namelist():
                if _CHARTS.fullmatch(name):
                    charts.append(name)
                yield from _part(file, name, read_member(archive, name), context)
            chart_values = _chart_values(archive, charts)
            strings = _shared_strings(archive)
        book = _opened(file.content, values=False)
    except Refusal as refusal:
        yield Finding(RULE, Severity.BLOCK, refusal.code, refusal.params, file.where())
        return
    formulas = any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    shown = _opened(file.content, values=True) if formulas else book
    yield from _around(file, book, context)
    seen: set[str] = set()
    recorded: dict[str, str] = {}
    for sheet in book.worksheets:
        lines = [[plain(cell) for cell in row] for row in shown[sheet.title].iter_rows(values_only=True)]
        seen.update(*lines)
        if sheet.title == DESCRIPTION:
            recorded = described(lines)
        said = list(_sheet(file, sheet, lines, context, alone=len(book.worksheets) == 1))
        yield from said
        if sheet.title in recorded:
            where, status = file.where(sheet=sheet.title), recorded[sheet.title]
            yield verdict_on(sheet.title, status, said, where)
    if recorded and context.role is FileRole.OUTPUT:
        yield Finding(ACRO_RULE, Severity.BLOCK, "acro-internal-leaves", {}, file.where())
    unseen = [one for one in strings if one.strip() and one.strip() not in seen]
    if unseen:
        yield _block(file, "workbook-unseen-strings", cells=len(unseen))
    if chart_values - {_rounded(one) for one in seen}:
        yield _block(file, "workbook-chart-data", cells=len(chart_values))
    elif charts:
        yield Finding(RULE, Severity.REVIEW, "workbook-chart", {}, file.where())


def _part(file: CheckedFile, name: str, content: bytes, context: Context) -> Iterator[Finding]:
    """What stands in a part beside the cells."""
    hidden = not (
        _SEEN.fullmatch(name) or _CHARTS.fullmatch(name) or (_EMPTY.fullmatch(name) and not content)
    )
    if name.endswith((".xml", ".rels")):
        require_no_entities(content)
        sheet = _SHEET.fullmatch(name) is not None
        root = around_cells(content) if sheet else read_xml(content)
        hidden = hidden or (sheet and holds_more_than_cells(content))
        hidden = hidden or has_comments(content) or (_BARE.fullmatch(name) is not None and has_words(root))
        yield from unshown_words(file, root, context.inside(), part=name)
    if hidden and _PRINTER.fullmatch(name):
        # Nearly all of it is its driver's own, and could be anything.
        yield _block(file, "workbook-printer-settings", bytes=len(content))
    elif hidden:
        yield _block(file, "workbook-hidden-part", part=name[:80])


def _opened(content: bytes, *, values: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(io.BytesIO(content), data_only=values, rich_text=False)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError) as fault:
            raise Refusal("archive-unreadable") from fault


def _around(file: CheckedFile, book: Any, context: Context) -> Iterator[Finding]:
    """Names, properties and other things that no sheet shows."""
    named = [*book.defined_names.items(), *(one for sheet in book for one in sheet.defined_names.items())]
    for name, defined in named:
        if name not in _PRINTING and not _REFERENCE.fullmatch(str(defined.value)):
            yield _block(file, "workbook-defined-name", name=name[:60])
    told = book.properties
    for key in ("creator", "lastModifiedBy", "title", "subject", "description", "keywords", "category"):
        value = getattr(told, key, None)
        if value in _WRITERS:
            continue
        yield Finding(RULE, Severity.REVIEW, "document-metadata", {"key": key}, file.where())
        yield from run_checks(file.passage(str(value), key=key), context)
    for chart in book.chartsheets:
        yield _block(file, "workbook-hidden-part", part=chart.title[:60])


def _sheet(
    file: CheckedFile, sheet: Any, lines: list[list[str]], context: Context, *, alone: bool
) -> Iterator[Finding]:
    """`lines`: what each cell of the sheet shows."""
    place = file.where(sheet=sheet.title)
    yield from run_checks(file.passage(sheet.title), context)
    if sheet.sheet_state != "visible":
        yield Finding(RULE, Severity.BLOCK, "workbook-hidden-sheet", {}, place)
    hidden_rows = [at for at, one in sheet.row_dimensions.items() if one.hidden or _is_thin(one.height)]
    hidden_columns = [at for at, one in sheet.column_dimensions.items() if one.hidden or one.width < _THIN]
    if hidden_rows or hidden_columns or sheet.sheet_format.zeroHeight:
        words = {"rows": len(hidden_rows), "columns": len(hidden_columns)}
        yield Finding(RULE, Severity.BLOCK, "workbook-hidden-lines", words, place)
    if (sheet.max_row or 0) * (sheet.max_column or 0) > _SHEET_CELLS:
        words = {"columns": sheet.max_column, "limit": context.rules.columns}
        yield Finding(RULE, Severity.BLOCK, "table-too-wide", words, place)
        return
    formulas = 0
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment:
                yield _block(file, "workbook-comment", sheet=sheet.title, cell=cell.coordinate)
                yield from run_checks(file.passage(cell.comment.text, sheet=sheet.title), context)
            if cell.value is not None and cell.has_style and shows_nothing(cell):
                yield _block(file, "workbook-hidden-lines", sheet=sheet.title, cell=cell.coordinate)
            if cell.data_type == "f":
                formulas += 1
                if _REACHING.search(str(cell.value)):
                    yield _block(file, "workbook-formula-reaching", sheet=sheet.title, cell=cell.coordinate)
    if formulas:
        yield Finding(RULE, Severity.REVIEW, "workbook-formula", {"cells": formulas}, place)
    found = list(blocks(lines))
    for block in found:
        for title in block.title:
            yield from run_checks(file.passage(title, sheet=sheet.title), context)
        part = file.table_part(block.table, sheet=sheet.title)
        yield from judge_table(part, context if alone and len(found) == 1 else context.inside())


def _is_thin(height: float | None) -> bool:
    return height is not None and height < _THIN


def _shared_strings(archive: Any) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    with archive.open("xl/sharedStrings.xml") as opened:
        return [str(one) for one in read_string_table(opened)]


def _chart_values(archive: Any, charts: list[str]) -> set[str]:
    """What the charts keep of the numbers they draw: more than the sheets show would leave unseen."""
    found: set[str] = set()
    for name in charts:
        if name.endswith(".xml"):
            for element in read_xml(read_member(archive, name)).iter():
                if element.tag.endswith("}v") and element.text:
                    found.add(_rounded(element.text))
    return found


def _rounded(text: str) -> str:
    try:
        return f"{float(text):.9g}"
    except ValueError:
        return text.strip()


def _block(file: CheckedFile, code: str, **told: object) -> Finding:
    place = {key: told.pop(key) for key in ("sheet", "cell") if key in told}
    words = {key: value if isinstance(value, int) else str(value) for key, value in told.items()}
    if code == "workbook-hidden-lines" and not words:
        words = {"rows": 0, "columns": 0}
    return Finding(RULE, Severity.BLOCK, code, words, file.where(**place))
