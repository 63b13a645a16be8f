"""`report.fix()` against the real airlock: proposed and judged there, carried out, checked again."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

import d2h_sdk as d2h
from d2h_sdk.errors import AirlockError, UsageError
from d2h_sdk.outputs.repair import Repair
from d2h_sdk.outputs.report import RequestReport

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
    assert after(fix).isna().sum().sum() == 4 and after(fix).loc["A"].notna().all()
    assert d2h.outputs.status().message.files[0].evidence.suppressed == 0
    assert fix.apply().ok
    d2h.outputs.withdraw()


def test_bins_steps_and_quantiles_are_repaired_where_they_stand(door: None) -> None:
    data = stays()
    data["days"] = np.random.default_rng(5).exponential(20.0, len(data))
    ages = pd.Series(np.repeat([12.0, 35.0, 55.0, 75.0], [4, 40, 30, 20]), name="age")
    curve = pd.DataFrame({"survival": np.linspace(1, 0.4, 20).round(3), "at_risk": np.arange(100, 20, -4)})
    curve.index = pd.Index(range(20), name="time")
    d2h.outputs.draft("Repaired", CONTEXT)
    d2h.outputs.figure(d2h.outputs.hist(ages, bins=[0, 20, 40, 60, 80], persons="rows"), "ages")
    quantiles = d2h.outputs.percentiles(data, "days", (0.1, 0.5), by="ward", around=1, persons="rows")
    d2h.outputs.table(quantiles, "days")
    d2h.outputs.table(curve, "curve", evidence={"kind": "survival"})
    report = d2h.outputs.check()
    first = digests(report)
    assert "Draw it from a coarser table" in repr(report.fix("round"))
    rebinned = report.fix("rebin")
    assert [one.name for one in rebinned.tables] == ["ages-data.csv"]
    assert after(rebinned)["count"].tolist() == [44, 30, 20]
    repaired = rebinned.apply()
    assert all(first[name] != now for name, now in digests(repaired).items() if name.startswith("ages"))
    merged = repaired.fix("merge-steps")
    assert [one.name for one in merged.tables] == ["curve.csv"] and "curve.csv" not in merged.left
    with pytest.raises(UsageError) as told:
        repaired.fix("average")
    assert told.value.code == "average-data-missing"
    averaged = repaired.fix("average", data=data)
    assert [one.name for one in averaged.tables] == ["days.csv"]
    assert not set(after(averaged)["p50"]) & set(data["days"])
    report = averaged.apply()
    assert {name for name, _ in report.blocking} == {"curve.csv"}, repr(report)
    d2h.outputs.withdraw()


def digests(report: RequestReport) -> dict[str, str]:
    return {one.name: one.sha256 for one in report.message.files}
