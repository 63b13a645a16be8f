"""Tables that travel as text: rows of person data in a .txt, .md or .json are rows of person data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from output_checking.checks.judging import judge_table
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.rows import row_findings
from output_checking.checks.tables import Table, is_numeric, number
from output_checking.findings import Finding, Severity

RULE = "text.tables"
_SPACES = re.compile(r"\s+")
# pandas leaves one space before the sign of a negative number.
_BROAD = re.compile(r"\s{2,}|(?<=\d)\s(?=-\d)")
_SEPARATORS = (*map(re.compile, (r"(?<!\\)&", r"\t", ";", r"\|", ",")), _BROAD, _SPACES)
# What LaTeX writes behind and between the lines of a table.
_LATEX = re.compile(r"\\\\(\[[^\]]*\])?\s*$|\\(hline|(top|mid|bottom|c)rule(\{[^}]*\})?)")
# Fifty numbers with decimals, one after the other: values, not results.
_RUN_OF_NUMBERS = re.compile(r"(?:-?\d+[.]\d+(?:[eE]-?\d+)?[,;]?\s+){49,}-?\d+[.]\d+")
Cells = tuple[str, ...]
_RULER = re.compile(r"[:|+-]*-[:|+-]*")
# Code and settings name columns without holding their values.
_CODE = (".py", ".r", ".sql", ".yaml", ".yml", ".toml", ".jl", ".sas", ".do", ".stan", ".sh")


@register(RULE, Kind.TEXT, Kind.PASSAGE)
def check_text_tables(file: CheckedFile, context: Context) -> Iterator[Finding]:
    if is_code(file):
        return
    found = list(_in_json(file.text)) if file.name.lower().endswith(".json") else list(_in_lines(file.text))
    yield from run_of_numbers(file, file.text)
    for table in found:
        if is_table(table) or (len(table.columns) == 1 and len(table.rows) >= 2 * context.threshold):
            yield from judge_table(file.table_part(table), context)
        elif len(table.rows) >= context.threshold:
            # Prose falls into columns by chance: only what names persons is told.
            yield from row_findings(file, table, context)


def is_code(file: CheckedFile) -> bool:
    return file.kind is Kind.TEXT and file.name.lower().endswith(_CODE)


def run_of_numbers(file: CheckedFile, text: str) -> Iterator[Finding]:
    run = _RUN_OF_NUMBERS.search(text)
    if run:
        words = {"values": len(run[0].split())}
        yield Finding(RULE, Severity.BLOCK, "records-values", words, file.where(position=run.start() + 1))


def is_table(table: Table) -> bool:
    """Lines below the names, with more than words in them."""
    cells = [cell for row in table.rows for cell in row if cell]
    numbers = sum(is_numeric(cell) or cell.lstrip("[( ")[:1].isdigit() for cell in cells)
    return len(table.rows) > 0 and 3 * numbers >= len(cells) > 0 and len(table.columns) > 1


def _in_lines(text: str) -> Iterator[Table]:
    """Every run of lines with as many cells as the line above it, cut by the sign that divides it best."""
    for block in re.split(r"\n\s*\n", text):
        shown = (_LATEX.sub("", line) if "\\" in line else line for line in block.splitlines())
        lines = [line.strip(" \r").strip("|") for line in shown if line.strip()]
        cells = [line.strip() for line in lines if not _RULER.fullmatch(line.strip())]
        if len(cells) > 2 and all(number(cell) is not None for cell in cells[1:]):
            yield Table((cells[0],), tuple((cell,) for cell in cells[1:]))
            continue
        for separator in _SEPARATORS:
            cut = [tuple(cell.strip() for cell in separator.split(line)) for line in lines]
            # A line of prose may stand above the table.
            start = next((at for at in range(len(cut) - 1) if 1 < len(cut[at]) == len(cut[at + 1])), None)
            if start is None or (separator is _BROAD and start and _is_even(lines)):
                continue
            width = len(cut[start])
            below = [row for row in cut[start + 1 :] if not all(_RULER.fullmatch(cell) for cell in row)]
            names, rows = cut[start], [row for row in below if len(row) == width]
            if separator is _SPACES and len({*names}) < len(names):
                continue  # names of two words: the columns cannot be told apart
            headed = _pandas_headings(cut[:start], width, below) if separator in (_BROAD, _SPACES) else None
            if headed is None or width < 3 or not all(is_numeric(cell) for cell in names[1:]):
                yield Table(names, tuple(rows))
            if headed is not None:
                yield Table(headed, (names, *rows))
            break


def _pandas_headings(above: list[Cells], width: int, below: list[Cells]) -> Cells | None:
    """pandas prints no name above its index, or one on a line of its own; that of a Series stands at the end.

    None where the lines above the first row are no such headings.
    """
    series = re.search(r"^Name: (.+?), (?:Length: \d+, )?dtype: ", " ".join(below[-1])) if below else None
    if series is not None and width == 2:
        return above[-1][0] if above and len(above[-1]) == 1 else "", series[1]
    if above and len(above[-1]) == width - 1:
        return "", *above[-1]
    if len(above) > 1 and len(above[-1]) == 1 and len(above[-2]) == width - 1:
        return above[-1][0], *above[-2]
    return None


def _is_even(lines: list[str]) -> bool:
    """Whether single spaces cut every line alike: a long label may stand one space before its number."""
    return len({len(_SPACES.split(line.strip())) for line in lines}) == 1


def _in_json(text: str) -> Iterator[Table]:
    """Every list of objects and every object of columns, at any depth."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        yield from _in_lines(text)
        return
    waiting = [content]
    while waiting:
        here = waiting.pop()
        yield from _table_of(here)
        waiting += here.values() if isinstance(here, dict) else here if isinstance(here, list) else ()


def _table_of(content: Any) -> Iterator[Table]:
    if isinstance(content, list) and content and all(isinstance(one, dict) for one in content):
        names = tuple(dict.fromkeys(name for one in content for name in one))
        yield Table(names, tuple(tuple(_plain(one.get(name)) for name in names) for one in content))
    elif isinstance(content, list) and len(content) > 1 and _are_lines(content):
        yield Table(tuple(content[0]), tuple(tuple(map(_plain, line)) for line in content[1:]))
    elif isinstance(content, dict) and _are_lines([content.get("columns"), *(content.get("data") or ())]):
        # pandas, orient="split".
        yield from _table_of([content["columns"], *content["data"]])
    elif isinstance(content, dict) and (keys := row_names(content)):
        rows = tuple((key, *(_plain(values[key]) for values in content.values())) for key in keys)
        yield Table(("", *content), rows)
    elif isinstance(content, dict):
        columns = {
            name: list(values.values()) if isinstance(values, dict) else values
            for name, values in content.items()
            if isinstance(values, list | dict) and values
        }
        if columns:
            length = max(map(len, columns.values()))
            filled = [
                [_plain(one) for one in values] + [""] * (length - len(values)) for values in columns.values()
            ]
            yield Table(tuple(columns), tuple(zip(*filled, strict=True)))


def _are_lines(lines: list[Any]) -> bool:
    """Names, then as many cells in each line."""
    if len(lines) < 2 or not all(isinstance(line, list) for line in lines) or not lines[0]:
        return False
    return all(isinstance(name, str) for name in lines[0]) and len({*map(len, lines)}) == 1


def row_names(content: dict[str, Any]) -> list[str]:
    """Of an object of objects with the same keys, which are words."""
    each = [list(values) if isinstance(values, dict) else [] for values in content.values()]
    alike = bool(each) and all(keys == each[0] for keys in each)
    return each[0] if alike and not all(key.isdecimal() for key in each[0]) else []


def _plain(value: Any) -> str:
    return "" if value is None else str(value)
