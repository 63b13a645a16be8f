"""A notebook as plain text: sources, printed outputs, tables read out of HTML. Nothing in it is run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from governance.refusal import Refusal
from output_checking.checks.html_tables import read_html
from output_checking.checks.tables import Table
from output_checking.previews.whole_png import data_address

CELLS = 40
_CELL_KINDS = ("markdown", "code", "raw")


@dataclass(frozen=True)
class Output:
    """One form of one output. `text`: as it stands; `table`: read out of HTML; `picture`: a `data:` address;
    `unshown`: nothing but its media type and size can be told."""

    kind: Literal["text", "source", "table", "picture", "unshown"]
    media: str
    text: str = ""
    table: Table | None = None
    size: int = 0


@dataclass(frozen=True)
class NotebookCell:
    number: int
    kind: str
    source: str
    outputs: tuple[Output, ...]
    attachments: tuple[str, ...]


@dataclass(frozen=True)
class NotebookPage:
    cells: tuple[NotebookCell, ...]
    cell_count: int
    number: int
    pages: int


def notebook_page(text: str, *, number: int = 1) -> NotebookPage:
    """Raises Refusal `notebook-unreadable` for what is no notebook of format 4."""
    try:
        cells = json.loads(text)["cells"]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise Refusal("notebook-unreadable") from fault
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise Refusal("notebook-unreadable")
    pages = max(1, -(-len(cells) // CELLS))
    number = min(max(1, number), pages)
    first = (number - 1) * CELLS
    return NotebookPage(
        cells=tuple(_cell(cell, at) for at, cell in enumerate(cells[first : first + CELLS], start=first + 1)),
        cell_count=len(cells),
        number=number,
        pages=pages,
    )


def _cell(cell: dict[str, Any], number: int) -> NotebookCell:
    kind, attachments, outputs = cell.get("cell_type"), cell.get("attachments"), cell.get("outputs")
    return NotebookCell(
        number=number,
        kind=kind if kind in _CELL_KINDS else "raw",
        source=_text(cell.get("source")),
        outputs=tuple(form for one in outputs for form in _forms(one)) if isinstance(outputs, list) else (),
        attachments=tuple(str(name) for name in attachments) if isinstance(attachments, dict) else (),
    )


def _forms(output: Any) -> Iterator[Output]:
    """Every form of an output would leave, so every one is shown."""
    if not isinstance(output, dict):
        yield Output("source", "?", _source(output))
        return
    if "text" in output:
        yield Output("text", "text/plain", _text(output["text"]))
    if "traceback" in output or "ename" in output:
        lines = [_text(output.get("ename")), _text(output.get("evalue")), _text(output.get("traceback"))]
        yield Output("text", "text/plain", "\n".join(line for line in lines if line))
    data = output.get("data")
    for media, content in data.items() if isinstance(data, dict) else ():
        yield from _form(str(media), content)


def _form(media: str, content: Any) -> Iterator[Output]:
    text = _text(content) if isinstance(content, str | list) else _source(content)
    if media == "image/png":
        address = data_address(text)
        if address is None:
            yield Output("unshown", media, size=len(text))
        else:
            yield Output("picture", media, address)
    elif media == "text/html":
        for table in read_html(text).tables:
            yield Output("table", media, table=table)
        yield Output("source", media, text)
    elif media.startswith("text/"):
        yield Output("text", media, text)
    elif media.startswith("image/svg") or media.endswith(("json", "xml", "javascript")):
        yield Output("source", media, text)
    else:
        yield Output("unshown", media, size=len(text))


def _text(content: Any) -> str:
    """nbformat writes a text as one string or as the list of its lines."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(one if isinstance(one, str) else _source(one) for one in content)
    return "" if content is None else _source(content)


def _source(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1)
