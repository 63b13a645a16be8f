"""When units and codes count as come, gone or shifted; what is withheld is never taken for absent."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from d2h_sdk.quality.measures import changes, stability, told_whole

MONTHS = pd.date_range("2024-01-01", periods=4, freq="MS")


def codes(rows: dict[str, list[int]], few: int = 0) -> pd.DataFrame:
    """One site; a code is not told where it has fewer than `few` rows, and has no row where it has none."""
    made = [
        ("lyon", month, code, float(number), number >= few)
        for code, numbers in rows.items()
        for month, number in zip(MONTHS, numbers, strict=True)
        if number
    ]
    return pd.DataFrame(made, columns=["site", "period", "code", "rows", "told"])


def told(found: pd.DataFrame) -> set[tuple[str, str, int]]:
    months = list(MONTHS)
    return {
        (str(name), str(change), months.index(period))
        for name, change, period in zip(found["name"], found["change"], found["period"], strict=True)
    }


def test_a_code_comes_or_goes_in_the_first_or_last_month_that_may_be_told() -> None:
    found = changes(
        codes({"A": [50] * 4, "B": [0, 4, 30, 30], "C": [30, 4, 0, 0], "D": [0, 4, 0, 0]}, 10), "code"
    )
    assert told(found) == {("B", "new", 2), ("C", "gone", 0)}


def test_a_month_of_which_something_was_withheld_says_nothing_about_what_is_absent() -> None:
    totals = codes({"all": [80, 80, 80, 80]})
    withheld = codes({"A": [50] * 4, "B": [30, 30, 30, 0]})
    assert told(changes(told_whole(withheld, totals), "code")) == set()
    absent = codes({"A": [50, 50, 50, 80], "B": [30, 30, 30, 0]})
    assert told(changes(told_whole(absent, totals), "code")) == {("B", "gone", 2)}


def test_the_stability_index_is_the_formula_and_flags_no_noise_of_few_rows() -> None:
    found = stability(codes({"A": [600, 600, 300, 300], "B": [400, 400, 700, 700]}))
    p, q = np.array([300.5, 700.5]) / 1001, np.array([600.5, 400.5]) / 1001
    assert found["psi"].tolist() == pytest.approx([0, float(((p - q) * np.log(p / q)).sum()), 0])
    assert found["shifted"].tolist() == [False, True, False]
    chance = np.random.default_rng(0)
    few = {name: chance.poisson(3, 4).tolist() for name in "ABCDEF"}
    assert stability(codes(few))["psi"].max() > 0.25 and not stability(codes(few))["shifted"].any()
