"""The code that made an output: the cells and lines of the same request that name its file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from output_checking.model import ReleaseRequest, RequestFile

_CODE = (".py", ".r", ".jl", ".sas", ".do", ".rmd", ".qmd")
_AROUND = 12  # lines before and after the one that names the file
_MOST = 6


@dataclass(frozen=True)
class Excerpt:
    """`cell`: its number in a notebook; `line`: of the first line shown of any other code."""

    file: str
    code: str
    cell: int | None = None
    line: int | None = None


def code_behind(
    request: ReleaseRequest, file: RequestFile, read: Callable[[RequestFile], bytes]
) -> tuple[Excerpt, ...]:
    """At most six excerpts; what cannot be read is left out, since it is judged elsewhere."""
    stem = re.escape(file.name.rpartition(".")[0])
    named = re.compile(rf"""["'](?:[^"'\n]*/)?{stem}(?:\.\w+)?["']""")
    found: list[Excerpt] = []
    for one in request.files:
        name = one.name.lower()
        if one is file or not name.endswith((".ipynb", *_CODE)):
            continue
        text = read(one).decode("utf-8", "replace")
        found += _cells(one.name, text, named) if name.endswith(".ipynb") else _lines(one.name, text, named)
    return tuple(found[:_MOST])


def _cells(name: str, text: str, named: re.Pattern[str]) -> Iterator[Excerpt]:
    try:
        cells = json.loads(text)["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    for number, cell in enumerate(cells if isinstance(cells, list) else (), start=1):
        source = cell.get("source") if isinstance(cell, dict) and cell.get("cell_type") == "code" else None
        code = "".join(map(str, source)) if isinstance(source, list) else str(source or "")
        if named.search(code):
            yield Excerpt(name, code[:10_000], cell=number)


def _lines(name: str, text: str, named: re.Pattern[str]) -> Iterator[Excerpt]:
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if named.search(line):
            first = max(0, number - _AROUND)
            yield Excerpt(name, "\n".join(lines[first : number + _AROUND])[:10_000], line=first + 1)
