"""Numbers beside their names, outside of any table: `{"deaths": 4}` in JSON, `deaths: 4` on a line.

A person reads the whole text anyway; what a heading of a table would block is blocked here too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from output_checking.checks.judging import judge_table
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.statistics.labels import read_label
from output_checking.checks.tables import Table
from output_checking.checks.text_tables import is_code, row_names
from output_checking.findings import Finding, Severity

RULE = "text.named-numbers"
_LINE = re.compile(r"^[ \t]*(?:[-*•][ \t]+)?([^\W\d_][^:=\"'\n]{0,60}?)[ \t]*:[ \t]*(\d[\d.,]*)[ \t]*$", re.M)
# How something was computed, not of whom.
_SETTINGS = re.compile(
    r"(estimators|jobs|splits?|iter|iterations|folds?|plis|clusters|components|features|layers|bootstraps?"
    r"|trials|params|parameters|batch.size|depth|seed|epochs|threads|workers|neighbors|repeats|bins|steps"
    r"|samples.(leaf|split)|leaf.nodes|leaves|trees|arbres|models?|tables?|figures?|files|fichiers|columns"
    r"|colonnes|variables?|sites?|wards?|services?|cent(er|re)s?|h[oô]pita(l|ux)|hospitals?|runs?|versions?)$",
    re.I,
)
Named = list[tuple[str, str]]


@register(RULE, Kind.TEXT, Kind.PASSAGE)
def check_named_numbers(file: CheckedFile, context: Context) -> Iterator[Finding]:
    if is_code(file):
        return
    for named in _objects(file) if file.name.lower().endswith(".json") else [_LINE.findall(file.text)]:
        told = [(name, value) for name, value in named if _tells(name)]
        if not told:
            continue
        names, values = zip(*told, strict=True)
        table = Table(("", *names), (("", *values),))
        for finding in judge_table(file.table_part(table), context):
            if finding.severity is Severity.BLOCK:
                yield finding


def _tells(name: str) -> bool:
    return read_label(name) is not None and not _SETTINGS.search(name.strip())


def _objects(file: CheckedFile) -> Iterator[Named]:
    """Of every object that is no line of a table: its own numbers and words."""
    try:
        waiting: list[Any] = [json.loads(file.text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            yield [(name, str(value)) for name, value in here.items() if _is_number(value)]
            # Objects with the same names are the columns of a table, which is judged as one.
            columns = len(row_names(here)) > 1
            waiting += (
                [value for one in here.values() for value in one.values()] if columns else here.values()
            )
        elif isinstance(here, list):
            lines = here and all(isinstance(one, dict) for one in here)
            waiting += [value for one in here for value in one.values()] if lines else here


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
