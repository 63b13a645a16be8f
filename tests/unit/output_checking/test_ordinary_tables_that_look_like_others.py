"""Tables of medical papers whose words or numbers also mean something that never leaves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from d2h_sdk.outputs.pivot_tables import pivot_table
from d2h_sdk.outputs.tables import table_file
from output_checking.findings import Finding, Severity
from tests.unit.output_checking.conftest import explanations

Judge = Callable[..., list[Finding]]


def lines(heading: str, line: str, *, begin: int, end: int) -> str:
    return "\n".join([heading, *(line.format(at, at / 100) for at in range(begin, end))]) + "\n"


DECILES = lines("decile,n,observed,predicted", "{0},4000,{1},{1}1", begin=1, end=11)
ORDINARY = {
    "classes of income": "income,n,mean_age\nLowest,412,61.2\n2nd,400,60.1\nHighest,388,58.8\n",
    "quintiles down": "quintile,n\nLowest quintile,412\nHighest quintile,388\n",
    "quintiles across": "ward,lowest_quintile,highest_quintile\nA,412,388\nB,212,208\n",
    "first and last doses": "dose,n\nFirst,412\nSecond,388\nLast,205\n",
    "persons at the first and the last visit": "ward,n_first,n_last\nA,412,388\nB,212,188\n",
    "values left out": "site,n,n_outliers\nA,4120,40\nB,3880,35\n",
    "a heart rate": "ward,n,heart_rate\nA,30,72.1\nB,45,81.0\n",
    "a level in blood": "service,effectif,taux d'hémoglobine\nA,60,13.2\nB,75,12.1\n",
    "patients and their controls": "ward,patients,controls\nA,200,198\nB,150,149\n",
    "patients and their procedures": "ward,patients,procedures\nA,412,409\nB,388,380\n",
    "large counts by year": lines("year,admissions", "20{0},4{0}77", begin=12, end=24),
    "large sums by ward": lines("ward,n,sum_cost", "W{0},412,7{0}412", begin=12, end=24),
    "cut-offs of a score": "cutoff,sensitivity,specificity\n1,0.95,0.31\n2,0.81,0.62\n3,0.55,0.88\n",
    "classes of BMI": "bmi,n\n" + "".join(f'"[{at}, {at + 2.5})",90\n' for at in (15, 17.5, 20, 22.5)),
    "estimates at visits": "time,estimate,SE\n0,5.1,0.2\n3,4.4,0.2\n6,4.1,0.2\n12,4.6,0.2\n",
    "calibration by decile": DECILES,
    "a forecast by month": lines("month,observed,predicted", "2024-{0},4{0},4{0}.5", begin=10, end=22),
    "predictions along age": lines("age,predicted,lower,upper", "{0},{1},{1}0,{1}2", begin=20, end=90),
    "loadings of variables": lines("variable,PC1,PC2", "v{0},{1},{1}3", begin=10, end=22),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_is_not_blocked(judge: Judge, name: str) -> None:
    assert explanations(judge("t.csv", ORDINARY[name]), Severity.BLOCK) == []


ALIKE = {
    "the youngest and the oldest": ("ward,n,youngest,oldest\nA,412,18,103\n", "statistic-extreme"),
    "a described column": ("stat,age\ncount,412\nlowest,18\nhighest,103\n", "statistic-extreme"),
    "a rate of heart failure": ("ward,n,heart_failure_rate\nA,412,0.7\nB,388,12\n", "share-small"),
    "scores of patients": (
        "threshold,sensitivity,specificity\n0.913,0.2,0.9\n0.607,0.5,0.8\n0.244,0.9,0.4\n",
        "roc-thresholds",
    ),
    "edges that the data chose": (
        "bin,n\n" + "".join(f'"[{at:.2f}, {at + 7.41:.2f})",90\n' for at in (18.3, 25.71, 33.12, 40.53)),
        "histogram-edges",
    ),
    "predictions of patients": (lines("row,predicted", "{0},{1}", begin=20, end=90), "records-model"),
    "numbers of patients": (lines("number,n", "4{0}31,412", begin=12, end=24), "rows-unique-key"),
    "persons who stay alive": ("ward,patients,alive\nA,412,409\nB,388,300\n", "group-all-but-few"),
    "a survival curve": ("time,estimate\n0,1.0\n3,0.94\n6,0.88\n12,0.79\n", "survival-columns"),
}


@pytest.mark.parametrize("name", ALIKE)
def test_what_they_look_like_still_blocks(judge: Judge, name: str) -> None:
    table, said = ALIKE[name]
    assert said in explanations(judge("t.csv", table), Severity.BLOCK)


def test_means_by_group_headed_by_their_variables_are_looked_at_where_persons_are_recorded(
    judge: Judge,
) -> None:
    persons = pd.DataFrame({"who": range(600), "ward": np.repeat(["A", "B", "C"], 200)})
    for name, mean in (("age", 60), ("bmi", 26), ("weight", 76)):
        persons[name] = np.random.default_rng(7).normal(mean, 5, 600)
    made = table_file(pivot_table(persons, ["age", "bmi", "weight"], "ward", persons="who"), "means")
    recorded = judge(made.name, made.content, made.evidence)
    assert explanations(recorded, Severity.BLOCK) == []
    assert "records-attributes" in explanations(recorded, Severity.REVIEW)
    assert "records-attributes" in explanations(judge(made.name, made.content), Severity.BLOCK)
