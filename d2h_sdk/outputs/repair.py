"""A proposed repair as its author reads it, and carries it out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from html import escape

from d2h_sdk import words
from d2h_sdk.outputs.findings_in_words import explain, seen
from d2h_sdk.outputs.prepared import PreparedFile
from d2h_sdk.outputs.redrawn import redrawn
from d2h_sdk.outputs.report import RequestReport
from d2h_sdk.rendering import html_note, html_table, text_table
from d2h_sdk.wire import (
    ChangedCellMessage,
    FindingMessage,
    NotRepairedMessage,
    RepairedFileMessage,
    RepairMethod,
    RepairsMessage,
    ToldMessage,
)

_MOST_CELLS = 40  # that are listed of one table; the picture of the table shows them all


class Repair:
    """`tables` before and after, with costs and certificate; `unmended`: files that block and stay as they
    are; `left`: (file, finding) that would still block.

    Nothing has changed yet: `apply()` adds the repaired tables under the same names and has them checked.
    """

    def __init__(
        self, found: RepairsMessage, carry_out: Callable[[Sequence[PreparedFile]], RequestReport]
    ) -> None:
        self.tables = found.repaired
        self.unmended = found.not_repaired
        self.left: Mapping[str, tuple[FindingMessage, ...]] = found.left
        self._carry_out = carry_out

    @property
    def holds(self) -> bool:
        """Every certificate is good, and nothing would block any more."""
        return (
            bool(self.tables)
            and all(one.holds for one in self.tables)
            and not self.left
            and not self.unmended
        )

    def apply(self) -> RequestReport:
        """The checks' answer to the repaired request."""
        files = [redrawn(one) for one in self.tables if one.supports]
        tables = [
            PreparedFile(one.name, one.after.encode(), one.evidence, one.supports) for one in self.tables
        ]
        return self._carry_out([*(one for one in files if one is not None), *tables])

    def _headings(self) -> tuple[str, ...]:
        return tuple(
            words.say(f"label-{name}") for name in ("row", "column", "before", "after", "why-changed")
        )

    def _rows(self, table: RepairedFileMessage) -> list[tuple[str, str, str, str, str]]:
        before, after = _lines(table.before), _lines(table.after)
        if len(before) != len(after):
            return []  # the rows are others: both tables are shown
        rows = []
        for cell in table.changed[:_MOST_CELLS]:
            line, at = before[cell.row + 1], table.labels + cell.column
            place = " · ".join(line[: table.labels]) or str(cell.row + 1)
            rows.append((place, before[0][at], line[at], after[cell.row + 1][at], _why(cell, table.method)))
        return rows

    def _told(self, table: RepairedFileMessage) -> list[str]:
        more = len(table.changed) - _MOST_CELLS
        return [
            *([words.say("fix-more-cells", cells=more)] if more > 0 and self._rows(table) else []),
            *map(_said, table.costs),
            *map(_said, table.certificate),
        ]

    def _left(self) -> list[str]:
        refused = [f"{one.name}: {_refusal(one)}" for one in self.unmended]
        told = {one.name for one in self.unmended}
        open_still = [
            f"{name}: {explain(one)}" for name, some in self.left.items() if name not in told for one in some
        ]
        if open_still and self.tables:
            open_still.insert(0, words.say("fix-still-blocks"))
        return [*refused, *dict.fromkeys(open_still if self.tables else [])]

    def _next(self) -> str:
        if self.tables:
            return words.say("fix-apply")
        return words.say("fix-nothing") if not self.unmended else words.say("fix-by-hand")

    def __repr__(self) -> str:
        parts = []
        for table in self.tables:
            rows = self._rows(table)
            shown = text_table(self._headings(), rows, width=50) if rows else _as_text(table)
            parts += [table.name, shown, *self._told(table)]
        return "\n".join([*parts, *self._left(), "→ " + self._next()])

    def _repr_html_(self) -> str:
        parts = []
        for table in self.tables:
            parts.append(html_table(table.name, self._headings(), self._rows(table)))
            parts += [html_note(one, "plain" if table.holds else "bad") for one in self._told(table)]
            parts.append(_before_and_after(table))
        left = [html_note(one, "bad") for one in self._left()]
        return "".join([*parts, *left, html_note("→ " + self._next(), "warning")])


def _why(cell: ChangedCellMessage, method: RepairMethod) -> str:
    if cell.finding is not None:
        return seen(cell.finding)
    return words.say("fix-secondary" if method == "suppress" else f"fix-why-{method}")


def _said(told: ToldMessage) -> str:
    return words.say(f"fix-{told.code}", **told.params)


def _refusal(one: NotRepairedMessage) -> str:
    why = words.say(one.told.code, **one.told.params)
    reasons = dict.fromkeys(explain(finding) for finding in one.findings)
    return " ".join([why, *reasons])


def _lines(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def _as_text(table: RepairedFileMessage) -> str:
    heading, *lines = _lines(table.after)
    return text_table(heading, lines)


def _before_and_after(table: RepairedFileMessage) -> str:
    """The table as it will leave: what changes stands struck through in front of what takes its place."""
    before, after = _lines(table.before), _lines(table.after)
    changed = {(cell.row, cell.column) for cell in table.changed}
    if len(before) != len(after):
        return _plain(before) + "<p>↓</p>" + _plain(after)
    body = ""
    for row, (old, new) in enumerate(zip(before[1:], after[1:], strict=True)):
        cells = ""
        for at, text in enumerate(new):
            struck = f"<s>{escape(old[at])}</s> " if (row, at - table.labels) in changed else ""
            cells += f"<td>{struck}{escape(text)}</td>"
        body += f"<tr>{cells}</tr>"
    return f"<table><thead><tr>{_head(after[0])}</tr></thead><tbody>{body}</tbody></table>"


def _plain(lines: Sequence[Sequence[str]]) -> str:
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in line) + "</tr>" for line in lines[1:]
    )
    return f"<table><thead><tr>{_head(lines[0])}</tr></thead><tbody>{body}</tbody></table>"


def _head(line: Sequence[str]) -> str:
    return "".join(f"<th>{escape(one)}</th>" for one in line)
