"""Small tables for notebooks (HTML) and terminals (text)."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from html import escape

TONES = {"good": "#1a7f37", "warning": "#9a6700", "bad": "#cf222e", "plain": "inherit"}
_CELL = "text-align:left;vertical-align:top;padding:.25em .8em"


def html_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> str:
    """Every text is escaped: a title or a file name never becomes markup."""
    head = "".join(f'<th style="{_CELL}">{escape(heading)}</th>' for heading in headings)
    body = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in row) + "</tr>" for row in rows
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if rows else ""
    return f"<div><strong>{escape(title)}</strong>{table}{html_note(note)}</div>"


def html_note(text: str, tone: str = "plain") -> str:
    return f'<p style="margin:.4em 0;color:{TONES[tone]}">{escape(text)}</p>' if text else ""


def text_table(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int = 40) -> str:
    """Columns of at most `width` characters; longer cells go on below."""
    cells = [[textwrap.wrap(cell, width) or [""] for cell in row] for row in [headings, *rows]]
    widths = [max(len(line) for row in cells for line in row[index]) for index in range(len(headings))]
    lines: list[str] = []
    for number, row in enumerate(cells):
        for depth in range(max(len(cell) for cell in row)):
            parts = [cell[depth] if depth < len(cell) else "" for cell in row]
            lines.append("  ".join(part.ljust(w) for part, w in zip(parts, widths, strict=True)).rstrip())
        if number == 0:
            lines.append("  ".join("─" * w for w in widths))
    return "\n".join(lines)
