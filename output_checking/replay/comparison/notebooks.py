"""Notebooks: the same source, and outputs that say the same, cell by cell."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

from output_checking.replay.comparison.markup import (
    drawing_differences,
    figure_text,
    page_differences,
)
from output_checking.replay.comparison.pictures import picture_differences
from output_checking.replay.comparison.values import same_text, shown
from output_checking.replay.model import Difference

# How an object happens to be called in memory says nothing where something richer shows it.
_PLAIN = "text/plain"
_PICTURES = ("image/png", "image/jpeg")
_FIGURE = re.compile(r"application/vnd\.(plotly|vega|vegalite)\.v\d+\+json")


def notebook_differences(submitted: bytes, replayed: bytes) -> Iterator[Difference]:
    """A notebook that was submitted without outputs is compared by its source alone."""
    left, right = _code_cells(submitted), _code_cells(replayed)
    bare = not any(cell.get("outputs") for cell in left)
    for at in range(max(len(left), len(right))):
        where = {"cell": str(at + 1)}
        one = left[at] if at < len(left) else {}
        other = right[at] if at < len(right) else {}
        before, after = _joined(one.get("source", "")), _joined(other.get("source", ""))
        if before != after:
            yield Difference(where, shown(before), shown(after))
        elif not bare:
            yield from _outputs(one.get("outputs", []), other.get("outputs", []), where)


def _outputs(left: list[Any], right: list[Any], where: dict[str, str]) -> Iterator[Difference]:
    before, after = list(_said(left)), list(_said(right))
    for at in range(max(len(before), len(after))):
        kind, content = before[at] if at < len(before) else ("", "")
        other_kind, other = after[at] if at < len(after) else ("", "")
        if kind != other_kind:
            yield Difference(where, shown(content), shown(other))
        else:
            for one in _differences(kind, content, other):
                yield Difference(where, one.submitted, one.replayed)


def _differences(kind: str, content: str, other: str) -> Iterator[Difference]:
    if kind in _PICTURES:
        yield from picture_differences(base64.b64decode(content), base64.b64decode(other))
    elif kind == "image/svg+xml":
        yield from drawing_differences(content.encode(), other.encode())
    elif kind == "text/html":
        yield from page_differences(content, other)
    elif not same_text(content, other):
        yield Difference({}, shown(content), shown(other))


def _said(outputs: list[Any]) -> Iterator[tuple[str, str]]:
    """(media type, content) of each output; streams of one cell come as one, however they were cut."""
    stream = "".join(_joined(one.get("text", "")) for one in outputs if one.get("output_type") == "stream")
    if stream:
        yield "stream", stream
    for one in outputs:
        data = one.get("data", {})
        for kind, value in sorted(data.items()):
            if kind != _PLAIN or len(data) == 1:
                yield kind, _told(kind, value)
        if one.get("output_type") == "error":
            yield "error", f"{one.get('ename')}: {one.get('evalue')}"


def _told(kind: str, value: Any) -> str:
    if _FIGURE.fullmatch(kind):
        return figure_text(value)
    return json.dumps(value, sort_keys=True) if isinstance(value, dict) else _joined(value)


def _code_cells(content: bytes) -> list[dict[str, Any]]:
    cells = json.loads(content)["cells"]
    return [cell for cell in cells if cell.get("cell_type") == "code"]


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
