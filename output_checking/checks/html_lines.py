"""Lines of a page whose cells are no cells of a table: siblings that hold nothing but text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby

from output_checking.checks.html_tables import ROW_PARTS
from output_checking.checks.tables import is_numeric

_UNSEEN = frozenset({"script", "style", "svg", "head", "title"})
_WITHOUT_END = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
# The end tag of these may be left out before one of their kind.
_KINDS = (frozenset({"li"}), frozenset({"dt", "dd"}), frozenset({"p"}))
_WIDEST, _LEAST_LINES = 30, 3
Line = tuple[str, ...]


@dataclass
class _Element:
    tag: str
    text: str = ""
    leaves: list[str] = field(default_factory=list)  # of its children that hold text alone
    holds_elements: bool = False


def laid_out_text(page: str) -> str:
    """Lines under one another as a table of text has them, with tabs, and a blank line between two tables.

    A grid without lines of its own is cut where all its columns hold words or numbers; of words and numbers
    in turn each pair is a line `word: number`."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    tables = [list(lines) for _, lines in groupby(reader.lines, key=len)]
    return "\n\n".join(_written(lines) for lines in tables)


def _written(lines: Sequence[Line]) -> str:
    if len(lines) == 1:
        cells = lines[0]
        if _in_turn(cells):
            return "\n".join(f"{cells[at]}: {cells[at + 1]}" for at in range(0, len(cells), 2))
        lines = next(_folded(cells), lines)
    return "\n".join("\t".join(line) for line in lines)


def _in_turn(cells: Line) -> bool:
    return len(cells) % 2 == 0 and all(is_numeric(one) == (at % 2 == 1) for at, one in enumerate(cells))


def _folded(cells: Line) -> Iterator[Sequence[Line]]:
    """A line of names, then lines with words and numbers in the same places."""
    for width in range(2, min(_WIDEST, len(cells) // _LEAST_LINES) + 1):
        if len(cells) % width:
            continue
        names, *lines = [cells[at : at + width] for at in range(0, len(cells), width)]
        kinds = {tuple(is_numeric(one) for one in line) for line in lines}
        if len(kinds) == 1 and any(next(iter(kinds))) and not any(map(is_numeric, names)):
            yield [names, *lines]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self._open = [_Element("")]
        self._tags: Counter[str] = Counter()  # how many of each are open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if any({tag, self._open[-1].tag} <= kind for kind in _KINDS):
            self._end()
        # What stands in a table is read as a table.
        if tag not in _WITHOUT_END and tag not in ROW_PARTS:
            self._open[-1].holds_elements = True
            self._open.append(_Element(tag))
            self._tags[tag] += 1

    def handle_data(self, data: str) -> None:
        self._open[-1].text += data

    def handle_endtag(self, tag: str) -> None:
        if not self._tags[tag]:
            return
        while self._end().tag != tag:
            pass

    def close(self) -> None:
        super().close()
        while len(self._open) > 1:
            self._end()
        self._tell(self._open[0])

    def _end(self) -> _Element:
        element = self._open.pop()
        self._tags[element.tag] -= 1
        text = " ".join(element.text.split())
        if element.tag in _UNSEEN:
            return element
        if not element.holds_elements:
            self._open[-1].leaves.append(text)
        self._tell(element)
        return element

    def _tell(self, element: _Element) -> None:
        if len(element.leaves) > 1:
            self.lines.append(tuple(element.leaves))
