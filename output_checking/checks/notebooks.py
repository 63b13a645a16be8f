"""Notebooks: every output of every cell is a file of its own, and nothing may hide around them."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from governance.refusal import Refusal
from output_checking.checks.containers.drawings import drawing_findings
from output_checking.checks.containers.figure_data import plotly_findings, vega_findings
from output_checking.checks.containers.unpacking import read_xml
from output_checking.checks.html_tables import read_html
from output_checking.checks.identifiers import all_identifiers, find_identifiers, identifier_findings
from output_checking.checks.judging import judge_table
from output_checking.checks.pictures import has_data, picture_findings
from output_checking.checks.registry import CheckedFile, Context, Kind, register, run_checks
from output_checking.checks.rows import names_identifier
from output_checking.checks.source_literals import longest_literal
from output_checking.findings import Finding, Severity

OUTPUTS = "notebook.outputs"
METADATA = "notebook.metadata"
SOURCE = "notebook.source"

_TEXT = ("text/plain", "text/markdown", "text/latex", "text/html")
_PLOTLY = re.compile(r"application/vnd\.plotly\.v\d+\+json")
_VEGA = re.compile(r"application/vnd\.vega(lite)?\.v[\d.]+\+json")
_KNOWN_NOTEBOOK_METADATA = {"kernelspec", "language_info"}
_KNOWN_CELL_METADATA = {
    "tags",
    "collapsed",
    "scrolled",
    "editable",
    "deletable",
    "jupyter",
    "execution",
    "trusted",
}
# What Jupyter writes under a known key is shorter; a table hidden under its name is not.
_LONGEST_METADATA = 400


@register(OUTPUTS, Kind.NOTEBOOK)
def check_notebook(file: CheckedFile, context: Context) -> Iterator[Finding]:
    import nbformat  # here, because its schema library takes two seconds that other files need not wait

    try:
        notebook = nbformat.reads(file.text, as_version=4)  # type: ignore[no-untyped-call]
        nbformat.validate(notebook)
    except (nbformat.ValidationError, nbformat.reader.NotJSONError, ValueError, AttributeError, KeyError):
        yield Finding(OUTPUTS, Severity.BLOCK, "notebook-unreadable", {}, file.where())
        return
    # The numbers claimed for the notebook say nothing of any one table inside it.
    inside = replace(context, evidence=None)
    outputs = 0
    yield from _metadata(file, notebook.metadata, _KNOWN_NOTEBOOK_METADATA, None)
    for number, cell in enumerate(notebook.cells, start=1):
        yield from _metadata(file, cell.metadata, _KNOWN_CELL_METADATA, number)
        yield from _source(file, cell, inside, number)
        for output in cell.get("outputs", ()):
            outputs += 1
            yield from _output(file, output, inside, number)
    yield Finding(OUTPUTS, Severity.REVIEW, "notebook-to-read", {"outputs": outputs}, file.where())


def _metadata(
    file: CheckedFile, metadata: dict[str, Any], known: set[str], cell: int | None
) -> Iterator[Finding]:
    if find_identifiers(json.dumps(metadata, ensure_ascii=False)):
        yield Finding(METADATA, Severity.BLOCK, "notebook-metadata-identifier", {}, file.where(cell=cell))
    for key in sorted(metadata):
        if key in known and len(json.dumps(metadata[key])) <= _LONGEST_METADATA:
            continue
        yield Finding(
            METADATA, Severity.BLOCK, "notebook-hidden-metadata", {"key": key[:60]}, file.where(cell=cell)
        )


def _source(file: CheckedFile, cell: Any, context: Context, number: int) -> Iterator[Finding]:
    yield from _identifiers(file, cell.source, context, number)
    if cell.get("attachments"):
        yield Finding(OUTPUTS, Severity.BLOCK, "notebook-attachment", {}, file.where(cell=number))
    if cell.cell_type == "code":
        line, length = longest_literal(cell.source)
        if length > context.rules.source_literals:
            words = {"values": length, "limit": context.rules.source_literals}
            yield Finding(
                SOURCE, Severity.REVIEW, "source-literals", words, file.where(cell=number, line=line)
            )
    elif cell.cell_type == "raw":
        yield Finding(SOURCE, Severity.REVIEW, "source-raw-cell", {}, file.where(cell=number))


def _output(file: CheckedFile, output: Any, context: Context, number: int) -> Iterator[Finding]:
    if output.output_type == "stream":
        yield from _text(file, output.text, context, number)
        return
    if output.output_type == "error":
        yield from _text(file, "\n".join([output.ename, output.evalue, *output.traceback]), context, number)
        return
    yield from _metadata(file, output.get("metadata", {}), set(), number)
    for kind, content in output.data.items():
        text = "".join(content) if isinstance(content, list) else content
        if kind in _TEXT and isinstance(text, str):
            yield from _text(file, text, context, number)
            if kind == "text/html":
                yield from _html(file, text, context, number)
        elif kind in ("image/png", "image/jpeg") and isinstance(text, str):
            yield from _picture(file, text, context, number)
        elif kind == "image/svg+xml" and isinstance(text, str):
            yield from _svg(file, text, context, number)
        elif _PLOTLY.fullmatch(kind) and isinstance(content, dict):
            yield from plotly_findings(file, content, context, cell=number)
        elif _VEGA.fullmatch(kind) and isinstance(content, dict):
            yield from vega_findings(file, content, context, cell=number)
        else:
            words = {"type": kind[:60]}
            yield Finding(
                OUTPUTS, Severity.BLOCK, "notebook-output-unreadable", words, file.where(cell=number)
            )


def _picture(file: CheckedFile, encoded: object, context: Context, number: int) -> Iterator[Finding]:
    if not has_data(file.name, context):
        yield Finding(OUTPUTS, Severity.BLOCK, "notebook-picture", {}, file.where(cell=number))
    try:
        content = base64.b64decode("".join(str(encoded).split()), validate=True)
    except (binascii.Error, ValueError):
        content = b""
    yield from picture_findings(file, content, context, cell=number)


def _svg(file: CheckedFile, text: str, context: Context, number: int) -> Iterator[Finding]:
    if not has_data(file.name, context):
        yield Finding(OUTPUTS, Severity.BLOCK, "notebook-picture", {}, file.where(cell=number))
    try:
        root = read_xml(text.encode("utf-8", "replace"))
    except Refusal as refusal:
        where = file.where(cell=number)
        yield Finding(OUTPUTS, Severity.BLOCK, refusal.code, refusal.params, where)
        return
    yield from drawing_findings(file.at(cell=number), root, context)


def _text(file: CheckedFile, text: str, context: Context, number: int) -> Iterator[Finding]:
    """As any text: identifiers, tables, printed models; and headings that name a person."""
    found = list(run_checks(file.passage(text, cell=number), context))
    yield from found
    if any(one.explanation == "rows-identifier-column" for one in found):
        return
    for line, words in enumerate(text.splitlines(), start=1):
        named = [word for word in words.split() if names_identifier(word, context) and "_" in word]
        if named and len(text.splitlines()) > line:
            where = file.where(cell=number, line=line, column=named[0])
            yield Finding(OUTPUTS, Severity.BLOCK, "rows-identifier-column", {}, where)
            return


def _html(file: CheckedFile, text: str, context: Context, number: int) -> Iterator[Finding]:
    fragment = read_html(text)
    for tag in sorted(fragment.active):
        yield Finding(OUTPUTS, Severity.BLOCK, "notebook-active-html", {"tag": tag}, file.where(cell=number))
    for table in fragment.tables:
        yield from judge_table(file.table_part(table, cell=number), context)


def _identifiers(file: CheckedFile, text: str, context: Context, number: int) -> Iterator[Finding]:
    found = [
        (one.kind, file.where(cell=number, line=line, position=one.position))
        for line, words in enumerate(text.splitlines(), start=1)
        for one in all_identifiers(words, context)
    ]
    yield from identifier_findings(found, file)
