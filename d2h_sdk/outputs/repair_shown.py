"""A proposed repair as its author reads it, and carries it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

from d2h_sdk import words
from d2h_sdk.outputs.prepared import PreparedFile
from d2h_sdk.outputs.repair import RepairedTable, repaired
from d2h_sdk.outputs.report import RequestReport, explain
from d2h_sdk.rendering import html_note, html_table, text_table
from d2h_sdk.wire import FindingMessage

_TABLES = (".csv", ".tsv")


class Repair:
    """`tables` before and after; `unmended`: (file name, why) that hiding cells does not help.

    Nothing has changed yet: `apply()` adds the repaired tables under the same names and has them checked.
    """

    def __init__(
        self,
        tables: Sequence[RepairedTable],
        unmended: Sequence[tuple[str, str]],
        carry_out: Callable[[Sequence[PreparedFile]], RequestReport],
    ) -> None:
        self.tables = tuple(tables)
        self.unmended = tuple(unmended)
        self._carry_out = carry_out

    def apply(self) -> RequestReport:
        """The checks' answer to the repaired request."""
        return self._carry_out([one.after for one in self.tables])

    def _headings(self) -> tuple[str, ...]:
        return tuple(words.say(f"label-{name}") for name in ("row", "column", "value", "why-hidden"))

    def _rows(self, table: RepairedTable) -> list[tuple[str, str, str, str]]:
        return [
            (*table.place(cell), table.value(cell), _why(finding))
            for cell, finding in sorted(table.hidden.items())
        ]

    def _cost(self, table: RepairedTable) -> str:
        before, after = table.cells
        cells = words.say("fix-cost", name=table.before.name, before=before, after=after)
        if table.persons is None:
            return cells
        hidden, everybody = table.persons
        share = f"{100 * hidden / everybody:.1f}" if everybody else "0"
        return f"{cells} {words.say('fix-cost-persons', hidden=hidden, share=share)}"

    def _left(self) -> list[str]:
        return [f"{name}: {why}" for name, why in self.unmended]

    def _next(self) -> str:
        if self.tables:
            return words.say("fix-apply")
        return words.say("fix-nothing") if not self.unmended else words.say("fix-by-hand")

    def __repr__(self) -> str:
        parts = [
            f"{self._cost(table)}\n{text_table(self._headings(), self._rows(table), width=60)}"
            for table in self.tables
        ]
        return "\n".join([*parts, *self._left(), "→ " + self._next()])

    def _repr_html_(self) -> str:
        parts = [
            html_table(self._cost(table), self._headings(), self._rows(table)) + _before_and_after(table)
            for table in self.tables
        ]
        left = "".join(html_note(one, "bad") for one in self._left())
        return "".join(parts) + left + html_note("→ " + self._next(), "warning")


def propose(
    report: RequestReport,
    files: Mapping[str, PreparedFile],
    carry_out: Callable[[Sequence[PreparedFile]], RequestReport],
) -> Repair:
    """`files`: those added since the kernel started, by name."""
    tables, unmended = [], []
    by_file: dict[str, list[FindingMessage]] = {}
    for name, finding in report.blocking:
        by_file.setdefault(name, []).append(finding)
    for name, findings in by_file.items():
        file = files.get(name)
        if file is None:
            unmended.append((name, words.say("fix-other-session")))
        elif not name.lower().endswith(_TABLES):
            unmended += [(name, explain(finding)) for finding in findings]
        elif file.supports is not None and not file.supports.lower().endswith(_TABLES):
            unmended.append((name, words.say("fix-figure", figure=file.supports)))
        else:
            table = repaired(file, findings)
            if table is not None:
                tables.append(table)
            helped = [] if table is None else list(table.hidden.values())
            cells = [one for one in findings if "row" in one.where or "column" in one.where]
            unmended += [(name, explain(one)) for one in findings if one not in helped and one not in cells]
    return Repair(tables, unmended, carry_out)


def _why(finding: FindingMessage | None) -> str:
    return words.say("fix-secondary") if finding is None else explain(finding)


def _before_and_after(table: RepairedTable) -> str:
    """The table as it will leave; what is hidden stands struck through."""
    head = "".join(f"<th>{escape(one)}</th>" for one in table.heading)
    body = ""
    for row, line in enumerate(table.lines):
        cells = ""
        for at, text in enumerate(line):
            hidden = (row, at - table.labels) in table.hidden
            cells += f"<td><s>{escape(text)}</s></td>" if hidden else f"<td>{escape(text)}</td>"
        body += f"<tr>{cells}</tr>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
