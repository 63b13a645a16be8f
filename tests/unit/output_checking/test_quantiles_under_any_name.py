"""Quantiles as pandas and R write them: the 0th and the 100th are extremes, and rows are not persons."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from d2h_sdk.outputs.descriptions import describe
from d2h_sdk.outputs.quantiles import percentiles
from d2h_sdk.outputs.tables import table_file
from output_checking.findings import Finding, Severity
from tests.unit.output_checking.conftest import explanations

Judge = Callable[..., list[Finding]]


@pytest.mark.parametrize(
    "table",
    [
        "stat,age\n0%,18\n25%,48\n50%,60\n75%,71\n100%,103\n",
        "quantile,age\n0.0,18\n0.25,48\n0.5,60\n0.75,71\n1.0,103\n",
        ",age\n0.0,18\n0.25,48\n0.5,60\n0.75,71\n1.0,103\n",
        "ward,n,p0,p50,p100\nA,412,18,60,103\nB,388,19,61,99\n",
    ],
)
def test_the_first_and_the_last_quantile_are_extremes(judge: Judge, table: str) -> None:
    assert set(explanations(judge("t.csv", table), Severity.BLOCK)) == {"statistic-extreme"}


@pytest.mark.parametrize(
    "table",
    [
        "adherence,patients\n0%,112\n1-99%,205\n100%,98\n",
        ",age\n0.05,28\n0.25,48\n0.5,60\n0.75,71\n0.95,90\n",
        "dose,n,response\n0.0,112,0.31\n0.5,98,0.42\n1.0,101,0.55\n",
    ],
)
def test_shares_that_are_categories_and_inner_quantiles_do_not_block(judge: Judge, table: str) -> None:
    assert explanations(judge("t.csv", table), Severity.BLOCK) == []


def test_a_described_column_with_its_ends_says_why_it_blocks(judge: Judge) -> None:
    ages = pd.DataFrame({"age": np.random.default_rng(7).normal(60, 12, 400).round(1)})
    table = describe(ages, percentiles=[0, 0.5, 1], persons=range(400)).drop(index=["min", "max"])
    made = table_file(table, "described")
    found = explanations(judge(made.name, made.content, made.evidence), Severity.BLOCK)
    assert set(found) == {"measure-extreme", "statistic-extreme"}


@pytest.mark.parametrize(("more", "said"), [(30, ["quantile-rows"]), (0, [])])
def test_a_percentile_beyond_which_one_person_has_all_rows_is_looked_at(
    judge: Judge, more: int, said: list[str]
) -> None:
    lactate = np.random.default_rng(7).normal(1.5, 0.3, 200)
    measured = pd.DataFrame({"who": range(200), "lactate": lactate})
    one = pd.DataFrame({"who": [7] * more, "lactate": [9.0] * more})
    table = percentiles(pd.concat([measured, one]), "lactate", (0.05, 0.5, 0.95), persons="who")
    made = table_file(table, "lactate")
    findings = judge(made.name, made.content, made.evidence)
    assert explanations(findings, Severity.REVIEW) == said
    assert explanations(findings, Severity.BLOCK) == []
