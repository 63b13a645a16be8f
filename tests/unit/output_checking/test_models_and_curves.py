"""Coefficients rest on enough persons, events and freedom; curves end and step where enough persons are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from d2h_sdk.wire import Evidence
from output_checking.findings import Finding, Severity

Judge = Callable[..., list[Finding]]
MODEL = "term,coef,p\nage,0.1,0.01\nsex,0.4,0.20\n"
SUPPORTED: dict[str, Any] = {
    "kind": "regression",
    "degrees_of_freedom": 490,
    "events": 60,
    "person_total": 500,
    "persons": ((500, 500), (240, 240)),
}


def model(**changes: Any) -> Evidence:
    return Evidence.model_validate(SUPPORTED | changes)


def codes(findings: list[Finding], severity: Severity) -> list[str]:
    return [one.explanation for one in findings if one.severity is severity]


def test_a_supported_model_passes(judge: Judge) -> None:
    findings = judge("m.csv", MODEL, model())
    assert {one.severity for one in findings} == {Severity.PASS}
    assert "model-supported" in codes(findings, Severity.PASS)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"degrees_of_freedom": 9}, "model-degrees-of-freedom-too-few"),
        ({"events": 9}, "model-events-too-few"),
        ({"person_total": 9}, "model-persons-too-few"),
        ({"persons": ((500, 500), (9, 9))}, "model-category-too-few"),
    ],
)
def test_too_little_behind_a_model_blocks(judge: Judge, changes: dict[str, Any], code: str) -> None:
    assert codes(judge("m.csv", MODEL, model(**changes)), Severity.BLOCK) == [code]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"degrees_of_freedom": None}, "model-degrees-of-freedom-unknown"),
        ({"events": None}, "model-events-unknown"),
        ({"person_total": None}, "model-persons-unknown"),
        ({"persons": None}, "model-categories-unknown"),
        ({"persons": ((500, 500), (None, 240))}, "model-categories-unknown"),
        ({"persons": ((500,),)}, "model-categories-unknown"),
    ],
)
def test_what_nobody_told_of_a_model_is_never_a_pass(
    judge: Judge, changes: dict[str, Any], code: str
) -> None:
    findings = judge("m.csv", MODEL, model(**changes))
    assert codes(findings, Severity.REVIEW) == [code]
    assert "model-supported" not in codes(findings, Severity.PASS)


def test_another_table_called_a_model_is_looked_at(judge: Judge) -> None:
    findings = judge("m.csv", "ward,deaths,patients\nA,3,500\nB,4,240\n", model())
    assert codes(findings, Severity.REVIEW) == ["model-not-coefficients"]


CURVE = "time,at_risk,survival\n0,400,1.0\n30,350,0.95\n90,300,0.90\n"
SURVIVAL = Evidence(kind="survival")


def test_a_curve_in_wide_steps_passes(judge: Judge) -> None:
    findings = judge("km.csv", CURVE, SURVIVAL)
    assert {one.severity for one in findings} == {Severity.PASS}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("120,9,0.5\n", "survival-at-risk-too-few"),
        ("120,295,0.5\n", "survival-leaving-too-few"),
        ("120,310,0.5\n", "survival-leaving-too-few"),
        ("120,many,0.5\n", "survival-columns"),
        (",200,0.5\n", "survival-columns"),
    ],
    ids=["the last few", "few leave", "some come back", "no number", "no time"],
)
def test_a_curve_that_shows_single_persons_blocks(judge: Judge, rows: str, code: str) -> None:
    assert codes(judge("km.csv", CURVE + rows, SURVIVAL), Severity.BLOCK) == [code]


def test_each_curve_of_a_table_is_judged_on_its_own(judge: Judge) -> None:
    two = "group,time,at_risk\na,0,400\nb,0,395\na,30,350\nb,30,345\n"
    assert codes(judge("km.csv", two, SURVIVAL), Severity.BLOCK) == []
    few = two + "b,60,340\n"
    (found,) = [one for one in judge("km.csv", few, SURVIVAL) if one.severity is Severity.BLOCK]
    assert found.where["row"] == "5"


def test_another_table_called_a_curve_blocks(judge: Judge) -> None:
    assert codes(judge("t.csv", "ward,deaths\nA,3\n", SURVIVAL), Severity.BLOCK) == ["survival-columns"]
