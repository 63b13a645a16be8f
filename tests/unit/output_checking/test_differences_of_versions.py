"""Two versions of one file: every change is shown, nothing else is marked."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from output_checking.checks.tables import Table
from output_checking.previews.differences import (
    notebook_difference,
    parts,
    table_difference,
    text_difference,
)
from output_checking.previews.parts import CHANGED

BEFORE = Table(("ward", "patients", "deaths"), (("A", "412", "31"), ("B", "388", "54"), ("C", "650", "19")))


def test_a_changed_cell_shows_what_it_was_and_what_it_is() -> None:
    after = Table(BEFORE.columns, (("A", "412", "31"), ("B", "388", "*"), ("C", "650", "19")))
    rows = table_difference(BEFORE, after).rows
    assert rows[1] == ("~", "B", "388", f"54{CHANGED}*")
    assert [row[0] for row in rows] == ["", "~", ""]


def test_rows_are_told_apart_by_their_labels() -> None:
    after = Table(BEFORE.columns, (("A", "412", "31"), ("D", "388", "54"), ("C", "650", "19")))
    assert [(row[0], row[1]) for row in table_difference(BEFORE, after).rows] == [
        ("", "A"),
        ("-", "B"),
        ("+", "D"),
        ("", "C"),
    ]


def test_a_column_that_only_one_version_has_says_so() -> None:
    after = Table(("ward", "patients", "births"), tuple((*row[:2], "7") for row in BEFORE.rows))
    shown = table_difference(BEFORE, after)
    assert shown.columns == ("ward", "patients", f"deaths{CHANGED}", f"{CHANGED}births")
    assert shown.rows[0] == ("~", "A", "412", f"31{CHANGED}", f"{CHANGED}7")


TABLES = st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from(("1", "2", "*"))), max_size=6).map(
    lambda rows: Table(("ward", "n"), tuple(rows))
)


@settings(max_examples=100, deadline=None)
@given(TABLES, TABLES)
def test_both_versions_can_be_read_back_from_what_is_shown(before: Table, after: Table) -> None:
    shown = table_difference(before, after).rows
    old = tuple(tuple(cell.split(CHANGED)[0] for cell in row[1:]) for row in shown if row[0] != "+")
    new = tuple(tuple(cell.split(CHANGED)[-1] for cell in row[1:]) for row in shown if row[0] != "-")
    assert (old, new) == (before.rows, after.rows)


def test_lines_of_text_are_compared_one_by_one() -> None:
    rows = text_difference("one\ntwo\nthree\n", "one\n2\nthree\n").rows
    assert [row for row in rows if row[0] in ("+", "-")] == [("-", "two"), ("+", "2")]


def test_a_notebook_is_compared_cell_by_cell() -> None:
    def notebook(source: str) -> str:
        cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": source, "outputs": []}
        cell["execution_count"] = None  # type: ignore[assignment]
        return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})

    rows = notebook_difference(notebook("x = 1"), notebook("x = 2")).rows
    assert ("@", "modified /cells/0/source:") in rows
    assert [(mark, line.strip()) for mark, line in rows if mark in ("+", "-")] == [
        ("-", "x = 1"),
        ("+", "x = 2"),
    ]


def test_what_is_no_text_is_not_compared() -> None:
    assert parts("a.png", b"\x89PNG\r\n\x1a\n1", b"\x89PNG\r\n\x1a\n2") == []
