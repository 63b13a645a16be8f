"""Drawings and pages: what they draw and say, whatever their parts happen to be called this time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from itertools import zip_longest
from typing import Any
from xml.etree.ElementTree import Element

from output_checking.checks.containers.figure_data import typed_values
from output_checking.checks.containers.unpacking import read_xml
from output_checking.checks.html_tables import read_html
from output_checking.replay.comparison.tables import line_differences
from output_checking.replay.comparison.values import same_text, shown
from output_checking.replay.model import Difference

# What matplotlib and Inkscape note of the moment and the program; the check of the file reads it.
_NOT_DRAWN = "metadata"
_COORDINATES = ("d", "points", "transform")
_LETTER = re.compile(r"([A-Za-z,()])(?=[-\d.])")
_POINTED = re.compile(r"#[^\s)\"']+")
# Names drawn by chance: of the division that plotly draws in, of altair's, of a styled table of pandas.
_DRAWN_NAME = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\b[0-9a-f]{32}\b|\bT_[0-9a-f]{5}(?=_|\b)"
)
_TYPED = re.compile(r'\{\s*"(?:dtype|bdata)"[^{}]*\}')
_BEHIND = re.compile(r"(?<=[,;\[{])")

Piece = tuple[Mapping[str, str], str]  # where it stands, and what it says


def drawing_differences(submitted: bytes, replayed: bytes) -> Iterator[Difference]:
    """Of SVG, element by element in their order; numbers within tolerance."""
    yield from _compared(_drawn(submitted), _drawn(replayed))


def page_differences(submitted: str, replayed: str) -> Iterator[Difference]:
    """Of HTML: its tables cell by cell, then everything around them, the data of figures value by value."""
    left, right = read_html(submitted).tables, read_html(replayed).tables
    for number in range(max(len(left), len(right))):
        one, other = (
            [list(some[number].columns), *map(list, some[number].rows)] if number < len(some) else []
            for some in (left, right)
        )
        yield from line_differences(one, other, {"table": str(number + 1)})
    yield from _compared(_pieces(submitted), _pieces(replayed))


def figure_text(document: Any) -> str:
    """A figure of plotly or vega as text, its typed arrays as the numbers that they hold."""
    return _unpacked(_renamed(json.dumps(document, sort_keys=True), {}))


def _compared(left: Iterable[Piece], right: Iterable[Piece]) -> Iterator[Difference]:
    for one, other in zip_longest(left, right):
        before, after = one[1] if one else "", other[1] if other else ""
        if not same_text(before, after):
            yield Difference(dict((one or other)[0]), shown(before), shown(after))


def _drawn(content: bytes) -> Iterator[Piece]:
    elements = list(_elements(read_xml(content)))
    ids = dict.fromkeys(one.get("id", "") for one in elements)
    names = {name: f"name {number}" for number, name in enumerate(ids)}
    for number, element in enumerate(elements, start=1):
        told = [_tag(element)]
        for name, value in sorted(element.attrib.items()):
            plain = name.rpartition("}")[2]
            if plain == "id":
                value = names[value]
            elif plain in _COORDINATES:
                value = _LETTER.sub(r"\1 ", value)
            else:
                value = _POINTED.sub(lambda found: names.get(found[0][1:], found[0]), value)
            told.append(f"{plain} = {value}")
        told += [text.strip() for text in (element.text, element.tail) if text and text.strip()]
        yield {"position": str(number)}, " ".join(told)


def _elements(root: Element) -> Iterator[Element]:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if _tag(element) != _NOT_DRAWN:
            yield element
            waiting += reversed(list(element))


def _pieces(page: str) -> list[Piece]:
    reader = _Page()
    reader.feed(_renamed(page, {}))
    reader.close()
    return reader.pieces


class _Page(HTMLParser):
    """Every tag and every text but those in the cells of tables, in their order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self._script = self._cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._script = tag == "script"
        self._cell = self._cell or tag in ("td", "th")
        self._say(" ".join([tag, *(f"{name} = {value}" for name, value in sorted(attrs, key=str))]))

    def handle_endtag(self, tag: str) -> None:
        self._script = False
        self._cell = self._cell and tag not in ("td", "th", "tr", "table")

    def handle_data(self, data: str) -> None:
        if self._script:
            for part in _BEHIND.split(_unpacked(data)):
                self._say(part)
        elif not self._cell:
            self._say(data)

    def handle_comment(self, data: str) -> None:
        self._say(data)

    def _say(self, text: str) -> None:
        if text.strip():
            self.pieces.append(({"line": str(self.getpos()[0])}, text.strip()))


def _renamed(text: str, names: dict[str, str]) -> str:
    return _DRAWN_NAME.sub(lambda found: names.setdefault(found[0], f"name-{len(names)}"), text)


def _unpacked(script: str) -> str:
    return _TYPED.sub(lambda found: _as_list(found[0]), script)


def _as_list(told: str) -> str:
    try:
        given = json.loads(told)
    except ValueError:
        return told
    return json.dumps(typed_values(given)) + str(given.get("shape", "")) if "bdata" in given else told


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
