"""What a table says it shows, whatever stands behind its cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from d2h_sdk.wire import Evidence
from output_checking.findings import Finding, Severity

Judge = Callable[..., list[Finding]]
TABLE = "ward,mean · age,best · age\nA,61.5,88\nB,60.25,90\n"


def told(judge: Judge, statistic: str, **more: Any) -> list[Finding]:
    fields = {
        "kind": "magnitudes",
        "persons": ((40, 40), (50, 50)),
        "measures": (
            {"statistic": "mean", "of": "age"},
            {"statistic": statistic, "of": "age", "given": "best"},
        ),
    }
    findings = judge("t.csv", TABLE, Evidence.model_validate(fields | more))
    return [one for one in findings if one.rule == "table.measures"]


@pytest.mark.parametrize(
    ("statistic", "severity"), [("unknown", Severity.REVIEW), ("extreme", Severity.BLOCK)]
)
def test_a_statistic_that_is_no_summary_never_passes(
    judge: Judge, statistic: str, severity: Severity
) -> None:
    (finding,) = told(judge, statistic)
    assert finding.severity is severity
    assert finding.where["column"] == "best · age" and finding.params == {"given": "best", "of": "age"}


def test_statistics_along_the_rows_are_found_there(judge: Judge) -> None:
    (finding,) = told(judge, "extreme", measures_along="rows")
    assert finding.where["row"] == "2"


def test_a_mean_is_a_summary(judge: Judge) -> None:
    assert told(judge, "mean") == []
