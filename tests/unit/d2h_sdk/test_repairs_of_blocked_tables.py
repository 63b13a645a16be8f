"""What `report.fix()` shows of a repair, and the repairs that the notebook makes itself."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from d2h_sdk import words
from d2h_sdk.errors import UsageError
from d2h_sdk.outputs import percentiles
from d2h_sdk.outputs.averaged import averaged
from d2h_sdk.outputs.prepared import PreparedFile
from d2h_sdk.outputs.redrawn import redrawn
from d2h_sdk.outputs.repair import Repair
from d2h_sdk.outputs.report import RequestReport
from d2h_sdk.outputs.tables import table_file
from d2h_sdk.wire import (
    ChangedCellMessage,
    Evidence,
    FindingMessage,
    NotRepairedMessage,
    RepairedFileMessage,
    RepairsMessage,
    ToldMessage,
)

SMALL = FindingMessage(
    rule="table.counts",
    severity="block",
    params={"persons": 3, "threshold": 10},
    where={"file": "events.csv", "row": "2", "column": "n"},
    explanation="counts-below-threshold",
)
HIDDEN = RepairedFileMessage(
    name="events.csv",
    method="suppress",
    before="ward,n\nA,40\n<b>B</b>,3\nC,12\n",
    after="ward,n\nA,40\n<b>B</b>,\nC,\n",
    labels=1,
    evidence=Evidence(kind="counts"),
    changed=(
        ChangedCellMessage(row=1, column=0, finding=SMALL),
        ChangedCellMessage(row=2, column=0),
    ),
    costs=(ToldMessage(code="cost-cells", params={"before": 3, "after": 1}),),
    certificate=(
        ToldMessage(code="certificate-linear", params={"cells": 1, "narrowest": "12", "protection": 5}),
    ),
)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_spoken", "en")


def nothing_done(files: Sequence[PreparedFile]) -> Any:
    raise AssertionError("nothing changes before apply()")


def test_the_proposal_says_what_why_its_cost_and_its_proof() -> None:
    fix = Repair(RepairsMessage(repaired=(HIDDEN,)), nothing_done)
    assert fix.holds
    for shown in (" ".join(repr(fix).split()), fix._repr_html_()):
        assert "1 of 3 cells stay." in shown
        assert "Only 3 persons stand behind this cell" in shown
        assert "the totals would give another hidden cell back" in " ".join(shown.split())
        assert "Proof: the audit of the table" in shown
    assert "<b>" not in fix._repr_html_() and "<s>3</s>" in fix._repr_html_()


def test_applying_adds_the_repaired_tables_under_their_names() -> None:
    carried: list[PreparedFile] = []

    def carry_out(files: Sequence[PreparedFile]) -> RequestReport | None:
        carried.extend(files)
        return None

    Repair(RepairsMessage(repaired=(HIDDEN,)), carry_out).apply()  # type: ignore[arg-type]
    assert [(one.name, one.content) for one in carried] == [("events.csv", HIDDEN.after.encode())]


def test_what_a_repair_does_not_mend_is_told() -> None:
    rows = FindingMessage(
        rule="table.rows", severity="block", params={"rows": 9000}, explanation="rows-one-per-person"
    )
    refused = NotRepairedMessage(
        name="rows.csv", told=ToldMessage(code="repair-names-no-cell"), findings=(rows,)
    )
    fix = Repair(RepairsMessage(not_repaired=(refused,)), nothing_done)
    assert not fix.holds
    assert "in no cell of its own" in repr(fix) and "Only summaries leave" in repr(fix)
    left = Repair(RepairsMessage(repaired=(HIDDEN,), left={"events.csv": (SMALL,)}), nothing_done)
    assert not left.holds and "this would still block" in repr(left)


def days() -> pd.DataFrame:
    generator = np.random.default_rng(3)
    return pd.DataFrame({"ward": ["A"] * 60 + ["B"] * 15, "days": generator.exponential(20.0, 75)})


def test_a_quantile_becomes_the_mean_of_ten_neighbours_and_no_record_leaves() -> None:
    records = days()
    exact = table_file(percentiles(records, "days", (0.25, 0.5), by="ward", around=1, persons="rows"), "days")
    few = FindingMessage(
        rule="statistic.quantiles",
        severity="block",
        params={"persons": 15, "needed": 20},
        where={"row": "2", "column": "p50"},
        explanation="quantile-few",
    )
    fix = averaged(exact, [few], records)
    after = pd.read_csv(io.StringIO(fix.after), index_col="ward")
    assert np.isnan(after.loc["B", "p50"]) and fix.evidence.suppressed == 1
    ordered = np.sort(records.loc[records["ward"] == "A", "days"].to_numpy())
    assert after.loc["A", "p50"] == pytest.approx(ordered[25:35].mean(), rel=1e-5)
    shown = after.to_numpy().ravel()
    assert np.abs(records["days"].to_numpy()[:, None] - shown[~np.isnan(shown)]).min() > 1e-6
    assert [cell.finding is not None for cell in fix.changed] == [False, False, False, True]
    assert {one.code for one in (*fix.costs, *fix.certificate)} == {
        "cost-cells",
        "cost-distance",
        "certificate-average",
    }


def test_other_records_than_those_of_the_table_are_refused() -> None:
    exact = table_file(percentiles(days(), "days", by="ward", around=1, persons="rows"), "days")
    for frame, code in (
        (days().iloc[:70], "average-other-data"),
        (days()[["days"]], "average-column-missing"),
        (days()[["ward"]], "average-column-missing"),
    ):
        with pytest.raises(UsageError) as told:
            averaged(exact, [], frame)
        assert told.value.code == code
    counts = table_file(pd.DataFrame({"ward": ["a"], "n": [40]}), "n")
    with pytest.raises(UsageError, match=r"n\.csv"):
        averaged(counts, [], days())


@pytest.mark.parametrize(
    ("after", "drawn"),
    [
        ('age,count\n"[0, 40)",34\n"[40, 80]",15\n', True),
        ("time,survival,lower,upper,at_risk\n0,1,1,1,90\n4,0.8,0.7,0.9,70\n", True),
        ("ward,n\nA,34\n", False),
    ],
)
def test_histograms_and_curves_are_drawn_again_from_their_repaired_table(after: str, drawn: bool) -> None:
    table = HIDDEN.model_copy(update={"after": after, "supports": "ages.png"})
    image = redrawn(table)
    assert (image is not None) == drawn
    if image is not None:
        assert image.name == "ages.png" and image.content.startswith(b"\x89PNG")
