"""HTML pages and SVG drawings: words, tables and figure data are judged; scripts and hidden parts block."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from governance.refusal import Refusal
from output_checking.checks.containers.drawings import drawing_findings
from output_checking.checks.containers.figure_data import plotly_findings, vega_findings
from output_checking.checks.containers.unpacking import read_xml
from output_checking.checks.html_lines import laid_out_text
from output_checking.checks.html_tables import CELLS, ROW_PARTS, hides, read_html
from output_checking.checks.identifiers import check_passage
from output_checking.checks.judging import judge_table
from output_checking.checks.named_numbers import check_named_numbers
from output_checking.checks.pictures import has_data
from output_checking.checks.registry import CheckedFile, Context, Kind, register, run_checks
from output_checking.checks.text_tables import check_text_tables, run_of_numbers
from output_checking.findings import Finding, Severity
from output_checking.request_files import FileRole

RULE = "markup.content"
_PLOTLY = re.compile(r"Plotly\.(?:newPlot|react|plot)\s*\(")
_VEGA = re.compile(r"(?:spec|vegaEmbed\s*\([^,]+,)\s*=?\s*(?=\{)")
# The libraries of figures themselves, from where their makers publish them.
_LIBRARY = re.compile(
    r"https://(cdn\.plot\.ly/plotly|cdn\.jsdelivr\.net/npm/(vega|vega-lite|vega-embed)(@|/))[\w.@/-]*"
)
# What plotly and altair write around their data; a longer script may hold anything.
_LONGEST_SCRIPT = 3_000
_FETCHING = (
    "iframe",
    "object",
    "embed",
    "img",
    "video",
    "audio",
    "form",
    "canvas",
    "base",
    "frame",
    "applet",
)


@register(RULE, Kind.MARKUP)
def check_markup(file: CheckedFile, context: Context) -> Iterator[Finding]:
    inside = context.inside()
    if file.extension == "svg":
        try:
            yield from drawing_findings(file, read_xml(file.text.encode()), inside)
        except Refusal as refusal:
            yield Finding(RULE, Severity.BLOCK, refusal.code, refusal.params, file.where())
            return
        if context.role is FileRole.OUTPUT and not has_data(file.name, context):
            yield Finding("picture.data", Severity.BLOCK, "picture-data-missing", {}, file.where())
        yield Finding("picture.data", Severity.REVIEW, "picture-to-look-at", {}, file.where())
        return
    yield from page_findings(file, file.text, inside)
    yield Finding(RULE, Severity.REVIEW, "text-to-read", {}, file.where())


def page_findings(file: CheckedFile, text: str, context: Context, **place: object) -> Iterator[Finding]:
    """What stands in a page of HTML, whole or part of a notebook."""
    page = _Page()
    page.feed(text)
    page.close()
    for tag in sorted(page.unfit):
        yield Finding(RULE, Severity.BLOCK, "markup-active", {"tag": tag}, file.where(**place))
    for script in page.scripts:
        yield from script_findings(file, script, context, **place)
    yield from run_checks(file.passage("\n".join(page.words), **place), context)
    # A table is judged as one below: line after line its numbers would look like values of persons.
    for line in page.lines:
        yield from check_passage(file.passage("\n".join(line), **place), context)
        yield from run_of_numbers(file.at(**place), "\n".join(line))
    laid_out = file.passage(laid_out_text(text), **place)
    yield from check_text_tables(laid_out, context)
    yield from check_named_numbers(laid_out, context)
    for comment in page.comments:
        yield from run_checks(file.passage(comment, **place), context)
        if len(comment) > 200:
            yield Finding(RULE, Severity.BLOCK, "markup-active", {"tag": "!--"}, file.where(**place))
    for number, table in enumerate(read_html(text).tables, start=1):
        yield from judge_table(file.table_part(table, table=number, **place), context)


def script_findings(file: CheckedFile, script: str, context: Context, **place: object) -> Iterator[Finding]:
    """The data of a figure is judged; a script that is more than that blocks, whatever it does."""
    rest = script
    for pattern in (_PLOTLY, _VEGA):
        found = pattern.search(script)
        if not found:
            continue
        if pattern is _PLOTLY:
            data, end = _json_after(script, script.find("[", found.end()))
            yield from plotly_findings(file, {"data": data}, context, **place)
            layout, after = _json_after(script, script.find("{", end))
            yield from run_checks(file.passage(json.dumps(_bare(layout)), **place), context)
            end = max(end, after)
        else:
            data, end = _json_after(script, found.end())
            yield from vega_findings(file, data, context, **place)
        rest = script[: found.start()] + script[end:]
        break
    if len(rest) > _LONGEST_SCRIPT or (rest is script and script.strip() and not _is_setting(script)):
        yield Finding(RULE, Severity.BLOCK, "markup-script", {"characters": len(rest)}, file.where(**place))
    yield from run_checks(file.passage(rest[:_LONGEST_SCRIPT], **place), context)


def _is_setting(script: str) -> bool:
    return bool(re.fullmatch(r"\s*window\.Plotly\w+\s*=\s*\{[^{}]{0,80}\};?\s*", script))


def _bare(layout: Any) -> Any:
    return (
        {key: value for key, value in layout.items() if key != "template"}
        if isinstance(layout, dict)
        else layout
    )


def _json_after(script: str, start: int) -> tuple[Any, int]:
    if start < 0:
        return None, 0
    try:
        return json.JSONDecoder().raw_decode(script, start)
    except (ValueError, RecursionError):
        return None, start


class _Page(HTMLParser):
    """Words, scripts, comments, and what neither is nor looks like a plain page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.lines: list[list[str]] = [[]]  # of tables, the words of their cells
        self.scripts: list[str] = []
        self.comments: list[str] = []
        self.unfit: set[str] = set()
        self._inside = ""
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside = tag if tag in ("script", "style") else ""
        if tag in ROW_PARTS:
            self._in_cell = tag in CELLS
            if tag == "tr":
                self.lines.append([])
        if tag in _FETCHING or any(name.startswith("on") for name in given):
            self.unfit.add(tag)
        self.unfit |= {name for name, value in given.items() if hides(name, value)}
        address = given.get("src", "") or given.get("href", "")
        if tag == "script" and address and not _LIBRARY.fullmatch(address):
            self.unfit.add("script src")
        if tag == "link" or address.startswith(("javascript:", "data:")):
            self.unfit.add(f"{tag} {address[:11]}")
        for name in ("title", "alt", "content", "value"):
            self.words.append(given.get(name, ""))
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""
        if tag in ROW_PARTS:
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        elif self._inside != "style":
            (self.lines[-1] if self._in_cell else self.words).append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)
