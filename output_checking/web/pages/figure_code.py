"""The code that made an output: the cells and lines of the same request that name its file.

The workspace does not record which cell made a file, and such a record would prove nothing. A name is found
where it is written out, or in an f-string whose written parts fit it; one built in another way is not.
"""

from __future__ import annotations

import glob
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from output_checking.model import ReleaseRequest, RequestFile

_CODE = (".py", ".r", ".jl", ".sas", ".do", ".rmd", ".qmd")
_AROUND = 12  # lines before and after the one that names the file
_MOST = 6
_BUILT = re.compile(r"""\b[rR]?[fF][rR]?(?P<quote>["'])(?P<name>(?:(?!(?P=quote)).){1,300})(?P=quote)""")
_FIELD = re.compile(r"\{[^{}]*\}")


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
    stem = file.name.rpartition(".")[0]
    written = re.compile(rf"""["'](?:[^"'\n]*/)?{re.escape(stem)}(?:\.\w+)?["']""")

    def named(code: str) -> bool:
        return bool(written.search(code)) or any(fits(one["name"], stem) for one in _BUILT.finditer(code))

    found: list[Excerpt] = []
    for one in code_beside(request, file):
        text = read(one).decode("utf-8", "replace")
        notebook = one.name.lower().endswith(".ipynb")
        found += _cells(one.name, text, named) if notebook else _lines(one.name, text, named)
    return tuple(found[:_MOST])


def code_beside(request: ReleaseRequest, file: RequestFile) -> tuple[RequestFile, ...]:
    """The notebooks and programs of the request, but for the file itself."""
    return tuple(
        one for one in request.files if one is not file and one.name.lower().endswith((".ipynb", *_CODE))
    )


def fits(name: str, stem: str) -> bool:
    """Whether the f-string `name` may have become `stem`: something of the stem must be written out in it."""
    written = _FIELD.sub("\0", name).rpartition("/")[2]
    parts = re.sub(r"\.(\w+|\0)$", "", written).split("\0")
    if len(parts) == 1 or not re.search(r"\w", "".join(parts)):
        return False
    # Never a regular expression of the author's making, which could take for ever.
    return fnmatchcase(stem, "*".join(map(glob.escape, parts)))


def _cells(name: str, text: str, named: Callable[[str], bool]) -> Iterator[Excerpt]:
    try:
        cells = json.loads(text)["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    for number, cell in enumerate(cells if isinstance(cells, list) else (), start=1):
        source = cell.get("source") if isinstance(cell, dict) and cell.get("cell_type") == "code" else None
        code = "".join(map(str, source)) if isinstance(source, list) else str(source or "")
        if named(code):
            yield Excerpt(name, code[:10_000], cell=number)


def _lines(name: str, text: str, named: Callable[[str], bool]) -> Iterator[Excerpt]:
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if named(line):
            first = max(0, number - _AROUND)
            yield Excerpt(name, "\n".join(lines[first : number + _AROUND])[:10_000], line=first + 1)
