"""Tables inside HTML, and what else a fragment of HTML carries."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from output_checking.checks.tables import Table

# Whatever these hold, a reader of the notebook may not see it: pandas and statsmodels need none of them.
_ACTIVE = frozenset(
    {
        "script",
        "iframe",
        "object",
        "embed",
        "img",
        "svg",
        "canvas",
        "video",
        "audio",
        "link",
        "form",
        "template",
    }
)


CELLS, ROW_PARTS = frozenset({"td", "th"}), frozenset({"td", "th", "tr", "table"})
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0", re.I)


@dataclass
class Fragment:
    tables: list[Table] = field(default_factory=list)
    active: set[str] = field(default_factory=set)  # what carries or fetches content nobody sees


def read_html(text: str) -> Fragment:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.fragment


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.fragment = Fragment()
        self._lines: list[list[str]] = []
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fragment.active |= {name for name, value in attrs if hides(name, value or "")}
        if tag in ROW_PARTS:
            self._close()
        if tag in _ACTIVE:
            self.fragment.active.add(tag)
        elif tag == "table":
            self._end_table()  # a table inside a table: what came before it is judged by itself
        elif tag == "tr":
            self._lines.append([])
        elif tag in CELLS:
            # Browsers put cells outside a line into one of their own.
            self._lines = self._lines or [[]]
            self._cell = []
            width = dict(attrs).get("colspan") or "1"
            self._span = min(int(width), 1000) if width.isdigit() else 1

    def handle_comment(self, data: str) -> None:
        self.fragment.active.add("!--")

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ROW_PARTS:
            self._close()
        if tag == "table":
            self._end_table()

    def close(self) -> None:
        super().close()
        self._close()
        self._end_table()

    def _close(self) -> None:
        """The end tag of a cell may be left out."""
        if self._cell is not None:
            self._lines[-1] += ["".join(self._cell).strip(), *[""] * (self._span - 1)]
            self._cell = None

    def _end_table(self) -> None:
        if any(self._lines):
            self.fragment.tables.append(_table([line for line in self._lines if line]))
        self._lines = []


def hides(attribute: str, value: str) -> bool:
    return attribute == "hidden" or attribute.startswith("data-") or bool(_UNSEEN.search(value))


def _table(lines: list[list[str]]) -> Table:
    """Short lines are filled up: a browser would show them too."""
    width = max(len(line) for line in lines)
    filled = [tuple(line + [""] * (width - len(line))) for line in lines]
    return Table(filled[0], tuple(filled[1:]))
