"""The code that made a file: what its workspace recorded, and the code of the same request that names it.

The record is the workspace's own word: it is compared with the notebooks and programs of the request. A
name is found where it is written out, or in an f-string whose written parts fit it; one built in another way
is not.
"""

from __future__ import annotations

import glob
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from d2h_sdk.wire import CodeRecord
from output_checking.model import ReleaseRequest
from output_checking.request_files import RequestFile

_CODE = (".py", ".r", ".jl", ".sas", ".do", ".rmd", ".qmd")
_AROUND = 12  # lines before and after the one that names the file
_MOST = 6
_LONGEST = 10_000
_BUILT = re.compile(r"""\b[rR]?[fF][rR]?(?P<quote>["'])(?P<name>(?:(?!(?P=quote)).){1,300})(?P=quote)""")
_FIELD = re.compile(r"\{[^{}]*\}")
Read = Callable[[RequestFile], bytes]


@dataclass(frozen=True)
class Excerpt:
    """`cell`: its number in a notebook; `line`: of the first line shown of any other code."""

    file: str
    code: str
    cell: int | None = None
    line: int | None = None


@dataclass(frozen=True)
class Recorded:
    """A piece of the workspace's record, and where that very code stands in the request."""

    code: CodeRecord
    same: tuple[Excerpt, ...]


def recorded_code(request: ReleaseRequest, file: RequestFile, read: Read) -> tuple[Recorded, ...]:
    """From the cell or program that ran inwards; empty when the workspace told nothing."""
    pieces = file.evidence.code if file.evidence else ()
    if not pieces:
        return ()
    sources = [(one.name, _source(one, read)) for one in code_beside(request, file)]
    return tuple(
        Recorded(piece, tuple(same for name, text in sources for same in _same(piece, name, text)))
        for piece in pieces
    )


def code_behind(
    request: ReleaseRequest, file: RequestFile, read: Read, known: Iterable[Recorded] = ()
) -> tuple[Excerpt, ...]:
    """At most six excerpts that name the file, without those that its record shows already; what cannot be
    read is left out, since it is judged elsewhere."""
    stem = file.name.rpartition(".")[0]
    written = re.compile(rf"""["'](?:[^"'\n]*/)?{re.escape(stem)}(?:\.\w+)?["']""")
    shown = {(same.file, same.cell) for one in known for same in one.same if same.cell}

    def named(code: str) -> bool:
        return bool(written.search(code)) or any(fits(one["name"], stem) for one in _BUILT.finditer(code))

    found: list[Excerpt] = []
    for one in code_beside(request, file):
        text = _source(one, read)
        if _is_notebook(one.name):
            cells = [
                Excerpt(one.name, code[:_LONGEST], number) for number, code in _cells(text) if named(code)
            ]
            found += [cell for cell in cells if (cell.file, cell.cell) not in shown]
        else:
            found += _lines(one.name, text, named)
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


def _source(file: RequestFile, read: Read) -> str:
    return read(file).decode("utf-8", "replace")


def _is_notebook(name: str) -> bool:
    return name.lower().endswith(".ipynb")


def _cells(text: str) -> Iterator[tuple[int, str]]:
    """Number among all cells, and source, of each cell of code; nothing of what is no notebook."""
    try:
        cells = json.loads(text)["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    for number, cell in enumerate(cells if isinstance(cells, list) else (), start=1):
        source = cell.get("source") if isinstance(cell, dict) and cell.get("cell_type") == "code" else None
        code = "".join(map(str, source)) if isinstance(source, list) else str(source or "")
        yield number, code


def _same(piece: CodeRecord, name: str, text: str) -> Iterator[Excerpt]:
    """A cell with the code of a cell; in a program the same lines at the same place."""
    if piece.run is not None and _is_notebook(name):
        for number, code in _cells(text):
            if code.strip() and piece.is_of(code):
                yield Excerpt(name, piece.code, cell=number)
    elif piece.line is not None and not _is_notebook(name):
        first, count = piece.line - 1, piece.code.count("\n") + 1
        if piece.is_of("\n".join(text.splitlines()[first : first + count])):
            yield Excerpt(name, piece.code, line=piece.line)


def _lines(name: str, text: str, named: Callable[[str], bool]) -> Iterator[Excerpt]:
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if named(line):
            first = max(0, number - _AROUND)
            yield Excerpt(name, "\n".join(lines[first : number + _AROUND])[:_LONGEST], line=first + 1)
