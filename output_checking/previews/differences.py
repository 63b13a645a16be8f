"""What changed between two versions of one file: cell by cell, line by line, or by nbdime for notebooks."""

from __future__ import annotations

import difflib
import io
from collections.abc import Iterator, Sequence

from governance.refusal import Refusal
from output_checking.checks.file_type import recognise
from output_checking.checks.registry import CheckedFile, Kind
from output_checking.checks.tables import Table
from output_checking.previews.parts import CHANGED, Form, Part

_CONTEXT = 3  # unchanged lines around a change


def parts(name: str, before: bytes, after: bytes) -> list[Part]:
    """One part; none when the two are not of a kind that can be compared."""
    old, new = CheckedFile(name, before), CheckedFile(name, after)
    kinds = {recognise(old)[0], recognise(new)[0]}
    if kinds == {Kind.TABLE}:
        try:
            return [table_difference(old.table, new.table)]
        except Refusal:
            return [text_difference(old.text, new.text)]
    if kinds == {Kind.NOTEBOOK}:
        return [notebook_difference(old.text, new.text)]
    return [text_difference(old.text, new.text)] if kinds <= {Kind.TABLE, Kind.TEXT, Kind.MARKUP} else []


def table_difference(before: Table, after: Table) -> Part:
    """Rows are told apart by their labels, columns by their names.

    The first cell of a row is its mark: `+` added, `-` removed, `~` with changed cells, empty: the same. A
    changed cell holds what it was and what it is with CHANGED between; so does the heading of a column
    that only one version has, with nothing on the other side.
    """
    columns = list(dict.fromkeys((*_merged(before.columns, after.columns),)))
    old_at = {name: at for at, name in enumerate(before.columns)}
    new_at = {name: at for at, name in enumerate(after.columns)}
    headings = [
        name
        if name in old_at and name in new_at
        else f"{name}{CHANGED}"
        if name in old_at
        else f"{CHANGED}{name}"
        for name in columns
    ]
    rows: list[tuple[str, ...]] = []
    for old, new in _aligned(before, after):
        cells = []
        for name in columns:
            was = old[old_at[name]] if old and name in old_at else ""
            is_now = new[new_at[name]] if new and name in new_at else ""
            cells.append(
                f"{was}{CHANGED}{is_now}" if old and new and was != is_now else is_now if new else was
            )
        mark = (
            "+"
            if old is None
            else "-"
            if new is None
            else "~"
            if any(CHANGED in one for one in cells)
            else ""
        )
        rows.append((mark, *cells))
    return Part(Form.CELLS, columns=tuple(headings), rows=tuple(rows))


def text_difference(before: str, after: str) -> Part:
    """Each row: its mark (`+`, `-`, `@` for a place, empty for what stayed) and one line."""
    return Part(Form.LINES, rows=tuple(_marked(difflib.unified_diff(
        before.splitlines(), after.splitlines(), lineterm="", n=_CONTEXT
    ))))  # fmt: skip


def notebook_difference(before: str, after: str) -> Part:
    # They take a second to load, and most files are no notebooks.
    import nbformat
    from nbdime import diff_notebooks
    from nbdime.prettyprint import PrettyPrintConfig, pretty_print_notebook_diff

    old, new = (nbformat.reads(text, as_version=4) for text in (before, after))  # type: ignore[no-untyped-call]
    out = io.StringIO()
    shown = PrettyPrintConfig(out=out, use_git=False, use_diff=False, use_color=False)
    pretty_print_notebook_diff("", "", old, diff_notebooks(old, new), shown)
    return Part(Form.LINES, rows=tuple(_marked(out.getvalue().splitlines())))


def _marked(lines: Iterator[str] | Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if line.startswith(("---", "+++", "nbdiff ")):
            continue
        if line.startswith(("@", "##")):
            yield "@", line.strip("@# ")
        elif line.startswith(("+", "-")):
            yield line[0], line[1:]
        else:
            yield "", line[1:] if line.startswith(" ") else line


def _merged(before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for _, old, old_end, new, new_end in matcher.get_opcodes():
        yield from before[old:old_end]
        yield from after[new:new_end]


def _aligned(before: Table, after: Table) -> Iterator[tuple[tuple[str, ...] | None, tuple[str, ...] | None]]:
    labels = min(before.leading_labels, after.leading_labels)
    old_keys, new_keys = ([row[:labels] for row in table.rows] for table in (before, after))
    matcher = difflib.SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    for tag, old, old_end, new, new_end in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(before.rows[old:old_end], after.rows[new:new_end], strict=True)
        else:
            yield from ((row, None) for row in before.rows[old:old_end])
            yield from ((None, row) for row in after.rows[new:new_end])
