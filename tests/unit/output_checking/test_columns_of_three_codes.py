"""Number, mean and spread of a column of three codes tell how many have which."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from d2h_sdk.outputs.descriptions import describe
from d2h_sdk.outputs.pivot_tables import pivot_table
from d2h_sdk.outputs.tables import table_file
from output_checking.findings import Finding, Severity
from tests.unit.output_checking.conftest import explanations

Judge = Callable[..., list[Finding]]


def graded(third: int) -> pd.DataFrame:
    """400 persons in two wards, of grade 1 or 2 but for the `third` of grade 3 in each."""
    within = np.tile(np.arange(200), 2)
    grades = np.where(within < third, 3, 1 + within % 2)
    return pd.DataFrame({"who": range(400), "ward": np.repeat(["A", "B"], 200), "grade": grades})


def test_the_three_equations_have_one_solution() -> None:
    grades = graded(4)["grade"].head(200)
    n, mean, spread = len(grades), grades.mean(), grades.std()
    squares = spread**2 * (n - 1) + n * mean**2
    counts = np.linalg.solve([[1, 1, 1], [1, 2, 3], [1, 4, 9]], [n, n * mean, squares])
    assert counts.round(6).tolist() == [98, 98, 4]


@pytest.mark.parametrize(("third", "said"), [(4, ["counts-below-threshold"]), (10, [])])
def test_both_moments_block_where_a_code_is_rare(judge: Judge, third: int, said: list[str]) -> None:
    table = pivot_table(graded(third), "grade", "ward", aggfunc=["mean", "std"], margins=True, persons="who")
    made = table_file(table, "grades")
    found = explanations(judge(made.name, made.content, made.evidence), Severity.BLOCK)
    assert sorted({*found}) == said


def test_a_mean_alone_does_not_tell_them(judge: Judge) -> None:
    made = table_file(pivot_table(graded(4), "grade", "ward", persons="who"), "grades")
    assert explanations(judge(made.name, made.content, made.evidence), Severity.BLOCK) == []


@pytest.mark.parametrize(("third", "said"), [(4, ["counts-below-threshold"]), (10, [])])
def test_a_described_column_of_three_codes_is_judged_alike(judge: Judge, third: int, said: list[str]) -> None:
    data = graded(third)
    made = table_file(describe(data[["grade"]], persons=data["who"]).drop(index=["min", "max"]), "grades")
    found = explanations(judge(made.name, made.content, made.evidence), Severity.BLOCK)
    assert sorted({*found}) == said
