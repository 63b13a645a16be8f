"""`report.fix()`: what would be hidden, why, and what it costs."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest

from d2h_sdk import words
from d2h_sdk.outputs import crosstab
from d2h_sdk.outputs.prepared import PreparedFile
from d2h_sdk.outputs.repair import repaired
from d2h_sdk.outputs.repair_shown import propose
from d2h_sdk.outputs.report import RequestReport
from d2h_sdk.outputs.tables import table_file
from d2h_sdk.wire import FindingMessage, OutputFileMessage, ReleaseRequestMessage


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_spoken", "en")


def small(row: int, column: str, persons: int = 3) -> FindingMessage:
    return FindingMessage(
        rule="table.counts",
        severity="block",
        params={"persons": persons, "threshold": 10},
        where={"file": "events.csv", "row": str(row), "column": column},
        explanation="counts-below-threshold",
    )


def events() -> PreparedFile:
    """Three persons fell in C, and every ward and outcome has its total."""
    cells = {("A", "fell"): 40, ("A", "none"): 70, ("B", "fell"): 25, ("B", "none"): 12, ("C", "fell"): 3}
    cells[("C", "none")] = 31
    rows = [key for key, number in cells.items() for _ in range(number)]
    data = pd.DataFrame(rows, columns=["ward", "event"])
    return table_file(crosstab(data["ward"], data["event"], margins=True, persons="rows"), "events")


def read(file: PreparedFile) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(file.content), index_col="ward")


def report(file: PreparedFile, *findings: FindingMessage) -> RequestReport:
    entry = OutputFileMessage(name=file.name, group="g", role="output", size=1, sha256="0", findings=findings)
    message = ReleaseRequestMessage(
        id="1",
        project="p",
        author="a",
        title="t",
        context="c",
        state="BLOCKED",
        turn=1,
        files=(entry,),
        page="",
    )
    return RequestReport(message)


def test_a_small_cell_is_hidden_with_the_three_that_would_give_it_back() -> None:
    table = repaired(events(), [small(3, "fell")])
    assert table is not None
    after = read(table.after)
    assert after.isna().to_numpy().sum() == 4
    assert np.isnan(after.loc["C", "fell"]) and np.isnan(after.loc["C", "none"])
    assert after.loc["All"].tolist() == [68, 113, 181]
    assert table.hidden[(2, 0)] is not None and table.hidden[(2, 1)] is None
    assert table.cells == (12, 8)
    assert table.after.evidence.suppressed == 4
    assert table.after.evidence.persons is not None and table.after.evidence.persons[2] == (None, None, 34)


def test_what_it_costs_is_told_in_cells_and_persons() -> None:
    table = repaired(events(), [small(3, "fell")])
    assert table is not None and table.persons is not None
    hidden, everybody = table.persons
    assert everybody == 181 and hidden == sum(
        {(0, 0): 40, (0, 1): 70, (1, 0): 25, (1, 1): 12, (2, 0): 3, (2, 1): 31}[cell] for cell in table.hidden
    )


def test_shares_that_add_up_to_one_have_a_total_that_is_not_printed() -> None:
    data = pd.DataFrame(
        {"ward": ["A"] * 43 + ["B"] * 60, "event": ["x"] * 3 + ["y"] * 25 + ["z"] * 15 + [*"xyz"] * 20}
    )
    file = table_file(crosstab(data["ward"], data["event"], normalize="index", persons="rows"), "events")
    table = repaired(file, [small(1, "x")])
    assert table is not None and len(table.hidden) == 2


def test_a_mean_has_no_total_to_give_it_back() -> None:
    means = pd.DataFrame({"mean": [1.0, 2.0, 3.0]}, index=pd.Index(list("ABC"), name="ward"))
    file = table_file(means, "events", kind="magnitudes", persons=[40, 3, 50])
    table = repaired(file, [small(2, "mean")])
    assert table is not None and list(table.hidden) == [(1, 0)]
    assert table.after.content.decode() == "ward,mean\nA,1.0\nB,\nC,3.0\n"


def test_a_finding_about_a_whole_column_hides_the_column() -> None:
    means = pd.DataFrame({"mean": [1.0, 2.0], "max": [9.0, 8.0]}, index=pd.Index(list("AB"), name="ward"))
    file = table_file(means, "events", kind="magnitudes", persons=[40, 50])
    found = FindingMessage(
        rule="table.measures", severity="block", where={"column": "max"}, explanation="measure-extreme"
    )
    table = repaired(file, [found])
    assert table is not None and sorted(table.hidden) == [(0, 1), (1, 1)]


def test_cells_that_are_not_named_one_by_one_are_found_by_their_persons() -> None:
    file = table_file(pd.DataFrame({"ward": list("abc"), "n": [4, 40, 5]}), "events", persons="cells")
    more = FindingMessage(
        rule="table.counts",
        severity="block",
        params={"cells": 2, "threshold": 10},
        where={"file": "events.csv"},
        explanation="counts-below-threshold-more",
    )
    table = repaired(file, [more])
    assert table is not None and sorted(table.hidden) == [(0, 0), (2, 0)]


def test_the_proposal_says_what_why_and_what_it_costs_and_changes_nothing_by_itself() -> None:
    file, carried = events(), []

    def carry_out(files: Any) -> RequestReport:
        carried.extend(files)
        return report(file)

    fix = propose(report(file, small(3, "fell")), {file.name: file}, carry_out)
    for shown in (repr(fix), fix._repr_html_()):
        assert "events.csv: 8 of 12 cells stay." in shown
        assert "Only 3 persons stand behind this cell" in shown
        assert "the totals would give another hidden cell back" in shown
    assert carried == []
    fix.apply()
    assert [one.content for one in carried] == [fix.tables[0].after.content]


def test_what_hiding_does_not_mend_is_told() -> None:
    file = events()
    rows = FindingMessage(
        rule="table.rows", severity="block", params={"rows": 9000}, explanation="rows-one-per-person"
    )
    fix = propose(report(file, rows), {file.name: file}, lambda files: report(file))
    assert fix.tables == () and "Only summaries leave" in repr(fix) and "does not help" in repr(fix)
    away = propose(report(file, small(3, "fell")), {}, lambda files: report(file))
    assert "before the kernel was restarted" in repr(away)
    drawn = PreparedFile(file.name, file.content, file.evidence, supports="events.png")
    figure = propose(report(drawn, small(3, "fell")), {file.name: drawn}, lambda files: report(file))
    assert "Draw it from a coarser table" in repr(figure)


def test_markup_in_a_label_stays_text() -> None:
    frame = pd.DataFrame({"ward": ["<script>", "b"], "n": [3, 40]})
    file = table_file(frame, "events", persons="cells")
    fix = propose(report(file, small(1, "n")), {file.name: file}, lambda files: report(file))
    assert "<script>" not in fix._repr_html_()
