"""`report.fix()` against the real airlock: proposed and judged there, carried out, checked again."""

from __future__ import annotations

import io

import pandas as pd
import pytest

import d2h_sdk as d2h
from d2h_sdk.errors import AirlockError
from d2h_sdk.outputs.repair import Repair

from .conftest import Enter, RunningAirlock

CONTEXT = "Table 2 of the paper. One stay per person."
EVENTS = {("A", "fell"): 40, ("A", "none"): 70, ("B", "fell"): 25, ("B", "none"): 12, ("C", "fell"): 3}
EVENTS[("C", "none")] = 31


@pytest.fixture
def door(enter: Enter, airlock: RunningAirlock) -> None:
    enter(airlock_url=airlock.url)


def stays() -> pd.DataFrame:
    rows = [(ward, event) for (ward, event), number in EVENTS.items() for _ in range(number)]
    return pd.DataFrame(rows, columns=["ward", "event"])


def after(fix: Repair, table: int = 0) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(fix.tables[table].after), index_col=0)


def test_linked_tables_are_repaired_together_and_nothing_changes_before_apply(door: None) -> None:
    data = stays()
    d2h.outputs.draft("Falls", CONTEXT)
    falls = d2h.outputs.crosstab(data["ward"], data["event"], margins=True, persons="rows")
    d2h.outputs.table(falls, "falls", population="stays")
    only = d2h.outputs.crosstab(data["ward"], data["event"], persons="rows").loc[["A", "B"]]
    d2h.outputs.table(only, "two_wards", population="stays")
    report = d2h.outputs.check()
    with pytest.raises(AirlockError) as told:
        report.fix("merge-steps")
    assert told.value.code == "repair-does-not-apply"
    assert "suppress, round, midpoint" in str(told.value)
    fix = report.fix()
    assert fix.holds, repr(fix)
    # Hiding the second ward in one table would not do, since the other prints it: the total goes instead.
    assert "isolates 3" in repr(fix)
    assert "as one, with what left before: falls.csv, two_wards.csv" in repr(fix)
    assert after(fix).isna().sum().sum() == 4 and after(fix).loc["A"].notna().all()
    assert d2h.outputs.status().message.files[0].evidence.suppressed == 0
    assert fix.apply().ok
    d2h.outputs.withdraw()
