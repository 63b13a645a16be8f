"""Persons, rates and extremes that stand in headings and cells of printed tables, or under longer names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from output_checking.model import Finding, Severity
from tests.unit.output_checking.conftest import explanations

Judge = Callable[..., list[Finding]]
STEPS = [(f"{at / 23}", f"{min(1, at / 17)}") for at in range(24)]


def curve(heading: str, along: str = "{0},{1}") -> str:
    return "\n".join([heading, *(along.format(*one) for one in STEPS)]) + "\n"


BLOCKED = {
    "a group of four in a heading": ("variable,Oncology (n=4)\nAge,58.1 (3.2)\n", "counts-below-threshold"),
    "a group of four in a line": (
        "ward,age\nOncology (n=4),58.1\nSurgery (n=90),61\n",
        "counts-below-threshold",
    ),
    "a percentage below its base": ("variable,Cardiology (N=412)\nDiabetes,0.7%\n", "share-small"),
    "a percentage named by its line": ('variable,Cardiology (N=412)\n"Diabetes, %",0.7\n', "share-small"),
    "three of a thousand": ("ward,n,rate_per_1000\nA,412,7.28\n", "share-small"),
    "three of mille": ("service,effectif,taux pour mille\nA,412,7.28\n", "share-small"),
    "a range beside a median": ('v,"median [min-max]"\nAge,61 [18-103]\n', "statistic-extreme"),
    "a range named by its line": ('v,Treated\n"Age, median (range)",61 (18-103)\n', "statistic-extreme"),
    "a deviation beside an error": ("ward,mean,sd,se\nA,61.2,12.0,6.0\n", "counts-below-threshold"),
    "a ROC curve in words": (curve("false positive rate,true positive rate"), "roc-steps"),
    "a distribution": (curve("age,cum_prop", "{0},{0}"), "roc-steps"),
    "numbers at risk by month": ("month,number at risk\n0,412\n1,409\n2,300\n", "survival-leaving-too-few"),
    "an incidence along time": ("time,cumulative incidence\n1,0.002\n2,0.005\n3,0.007\n", "survival-columns"),
    "the highest and the lowest": (
        "service,âge le plus élevé,âge le plus bas\nA,103,18\nB,99,19\n",
        "statistic-extreme",
    ),
}


@pytest.mark.parametrize("name", BLOCKED)
def test_blocks(judge: Judge, name: str) -> None:
    table, said = BLOCKED[name]
    assert said in explanations(judge("t.csv", table), Severity.BLOCK)


@pytest.mark.parametrize(
    "table",
    [
        "variable,Treated (N=412),Control (N=388)\nAge,61.2 (12.1),60.9 (11.8)\nWomen,51.5%,48.5%\n",
        "variable,Hospitals (n=4)\nbeds,412\n",
        "ward,n,infections_per_1000_patient_days\nA,412,2.1\nB,388,2.9\n",
        "department,cases,incidence per 100 000\nA,8000,60.0\nB,9000,41.2\n",
        "department,n,rate_per_1000_inhabitants\nA,412,2.1\nB,388,1.9\n",
        "ward,n,deaths per 1000\nA,4120,7.28\nB,3880,48.9\n",
        'variable,"median (interquartile range)"\nAge,61 (48-71)\n',
        'test,"mean (normal range)"\nsodium,140 (135-145)\n',
        "age range,n\n18-40,412\n41-60,388\n",
        "ward,n,sd,se\nA,412,12.0,0.6\nB,388,11.0,0.6\n",
        "region,population density\nA,120.5\nB,88.1\n",
    ],
)
def test_what_holds_enough_persons_does_not_block(judge: Judge, table: str) -> None:
    assert explanations(judge("t.csv", table), Severity.BLOCK) == []


@pytest.mark.parametrize(
    "written",
    [
        '[["ward", "deaths"], ["A", 3], ["B", 40]]',
        '{"columns": ["ward", "deaths"], "index": [0, 1], "data": [["A", 3], ["B", 40]]}',
        '{"deaths": {"A": 3, "B": 40}}',
    ],
)
def test_a_table_blocks_however_json_writes_it(judge: Judge, written: str) -> None:
    assert "counts-below-threshold" in explanations(judge("t.json", written), Severity.BLOCK)
