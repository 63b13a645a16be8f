"""Which form a file is shown in, and what its template needs; nothing of the file is run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Query

from governance.refusal import Refusal
from output_checking.checks.file_type import recognise
from output_checking.checks.registry import CheckedFile, Kind
from output_checking.previews.confined import Previews
from output_checking.previews.parts import Form, Part
from output_checking.previews.reading import READERS
from output_checking.previews.whole_png import is_picture
from output_checking.request_files import RequestFile
from output_checking.web.pages.findings import Numbered
from output_checking.web.pages.preview_notebook import notebook_page
from output_checking.web.pages.preview_table import Turned, table_page
from output_checking.web.pages.preview_text import text_page

_TEXTS = (Kind.TEXT, Kind.MARKUP)


@dataclass(frozen=True)
class Look:
    """How the reader wants to see the file. `form`: `text` for plain text, `cells` for those of a notebook,
    `changes` for what a new submission changed, else the best there is; `sheet`: the part of the file."""

    form: str = ""
    sheet: int = 1
    turned: Turned = field(default_factory=Turned)


def look(
    view: Annotated[str, Query(max_length=20)] = "",
    sheet: int = 1,
    number: int = 1,
    part: int = 1,
    sort: int = 0,
    down: bool = False,
) -> Look:
    return Look(view, sheet, Turned(number, part, sort, down))


Looked = Annotated[Look, Depends(look)]


def preview(
    previews: Previews, file: RequestFile, content: bytes, found: tuple[Numbered, ...], look: Look
) -> dict[str, Any]:
    """`form`, the name of a template, and its values. What cannot be read is shown as text."""
    read = CheckedFile(file.name, content)
    kind, kind_name = recognise(read)
    views = _views(kind)
    shown_view = look.form if look.form in views else ""
    said: dict[str, Any] = {
        "kind_name": kind_name,
        "views": views,
        "shown_view": shown_view,
        "unreadable": None,
    }
    if look.form == "text" or kind in _TEXTS or kind not in (*READERS, Kind.TABLE):
        return said | _text(content, look)
    try:
        if kind is Kind.TABLE:
            table = previews.table(file.sha256, read)
            shown = table_page(table, found, look.turned)
            return said | {"form": "table", "table": shown, "sheets": (), "whole": table}
        if kind is Kind.PICTURE and is_picture(content):
            return said | {"form": "picture"}
        if kind_name == "png":
            return said | _text(content, look)
        if kind is Kind.NOTEBOOK and look.form == "cells":
            return said | _cells(read.text, found, look)
        assert kind is not None  # noqa: S101 - it is one of READERS; narrows the type
        if kind is Kind.NOTEBOOK:
            return said | {"form": "rendered"}
        return said | _part(previews.parts(file.sha256, file.name, kind, content), found, look)
    except Refusal as refusal:
        return said | _text(content, look) | {"unreadable": refusal}


def rendered_notebook(previews: Previews, file: RequestFile, content: bytes) -> str:
    """Inert HTML. Raises Refusal `file-unknown` for what is no notebook, `preview-failed`."""
    if recognise(CheckedFile(file.name, content))[0] is not Kind.NOTEBOOK:
        raise Refusal("file-unknown", file=file.name)
    (part,) = previews.parts(file.sha256, file.name, Kind.NOTEBOOK, content)
    return part.content


def drawn_picture(previews: Previews, sha256: str, name: str, content: bytes, sheet: int) -> bytes:
    """PNG. Raises Refusal `file-unknown` for a file, or a part of one, that is no picture or no whole one."""
    kind, kind_name = recognise(CheckedFile(name, content))
    if kind in (Kind.PICTURE, Kind.PDF) and kind_name != "png":  # a whole one is served as it is
        try:
            parts = previews.parts(sha256, name, kind, content)
        except Refusal as refusal:
            raise Refusal("file-unknown", file=name) from refusal
        if 1 <= sheet <= len(parts) and parts[sheet - 1].form is Form.PICTURE:
            return parts[sheet - 1].picture
    raise Refusal("file-unknown", file=name)


def _views(kind: Kind | None) -> tuple[str, ...]:
    """The ways to look at a file of this kind; the first is the one it opens with."""
    if kind is Kind.NOTEBOOK:
        return ("", "cells", "text")
    return ("",) if kind in _TEXTS or kind not in (*READERS, Kind.TABLE) else ("", "text")


def _text(content: bytes, look: Look) -> dict[str, Any]:
    return {"form": "text", "text": text_page(content, number=look.turned.number)}


def _cells(text: str, found: tuple[Numbered, ...], look: Look) -> dict[str, Any]:
    by_cell: dict[str, list[Numbered]] = {}
    for one in found:
        by_cell.setdefault(one.finding.where.get("cell", ""), []).append(one)
    return {
        "form": "notebook",
        "notebook": notebook_page(text, number=look.turned.number),
        "by_cell": by_cell,
    }


def _part(parts: tuple[Part, ...], found: tuple[Numbered, ...], look: Look) -> dict[str, Any]:
    """One part at a time; the page's tabs lead to the others."""
    if not parts:
        raise Refusal("preview-failed")
    sheet = min(max(1, look.sheet), len(parts))
    shown = parts[sheet - 1]
    said: dict[str, Any] = {"sheets": parts, "sheet": sheet}
    match shown.form:
        case Form.TABLE:
            return said | {"form": "table", "table": table_page(shown.table, found, look.turned, shown.place)}
        case Form.PICTURE:
            return said | {"form": "drawing"}
        case _:
            return said | {
                "form": "text",
                "text": text_page(shown.content.encode(), number=look.turned.number),
            }


def sheet_of(parts: tuple[Part, ...], where: Mapping[str, str]) -> int:
    """The first part a finding may speak of, from 1."""
    for number, part in enumerate(parts, start=1):
        if all(where.get(key) == value for key, value in part.place.items()):
            return number
    return 1
