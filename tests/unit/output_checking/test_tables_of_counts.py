from __future__ import annotations

from collections.abc import Callable

import pytest

from d2h_sdk.wire import Evidence
from output_checking.findings import Finding, Severity

Judge = Callable[..., list[Finding]]
CLEAN = "ward,dead,alive\nA,12,40\nB,20,30\n"
CLEAN_PERSONS = ((12, 40), (20, 30))


def counts(persons: tuple[tuple[int | None, ...], ...] | None, **more: object) -> Evidence:
    return Evidence.model_validate({"kind": "counts", "persons": persons, **more})


def gravest(findings: list[Finding]) -> Severity:
    order = (Severity.BLOCK, Severity.REVIEW, Severity.PASS)
    return next(one for one in order if any(finding.severity is one for finding in findings))


def named(findings: list[Finding], explanation: str) -> list[Finding]:
    return [one for one in findings if one.explanation == explanation]


def test_a_table_with_enough_persons_everywhere_passes(judge: Judge) -> None:
    findings = judge("t.csv", CLEAN, counts(CLEAN_PERSONS))
    assert gravest(findings) is Severity.PASS
    assert named(findings, "counts-above-threshold")


def test_a_cell_of_three_patients_blocks_and_is_located(judge: Judge) -> None:
    findings = judge("t.csv", "ward,dead,alive\nA,12,40\nB,3,30\n", counts(((12, 40), (3, 30))))
    (small,) = named(findings, "counts-below-threshold")
    assert small.severity is Severity.BLOCK
    assert small.where == {"file": "t.csv", "row": "2", "column": "dead"}
    assert small.params == {"persons": 3, "threshold": 10}


def test_twelve_admissions_of_three_persons_are_three_persons(judge: Judge) -> None:
    findings = judge("t.csv", "ward,admissions\nA,12\n", counts(((3,),)))
    (small,) = named(findings, "counts-below-threshold")
    assert small.severity is Severity.BLOCK
    assert small.params["persons"] == 3


def test_claiming_more_persons_than_the_cell_counts_does_not_help(judge: Judge) -> None:
    findings = judge("t.csv", "ward,admissions\nA,3\n", counts(((50,),)))
    assert named(findings, "counts-below-threshold")[0].severity is Severity.BLOCK
    assert named(findings, "counts-evidence-contradicted")


@pytest.mark.parametrize("evidence", [None, counts(None), counts(((12, None), (20, 30)))])
def test_persons_nobody_told_are_never_a_pass(judge: Judge, evidence: Evidence | None) -> None:
    findings = judge("t.csv", CLEAN, evidence)
    assert gravest(findings) is Severity.REVIEW
    assert named(findings, "counts-persons-unknown")


def test_a_small_number_nobody_called_a_count_is_looked_at(judge: Judge) -> None:
    findings = judge("t.csv", "ward,weeks\nA,3\n")
    assert named(findings, "counts-below-threshold")[0].severity is Severity.REVIEW


def test_evidence_of_another_shape_is_set_aside(judge: Judge) -> None:
    findings = judge("t.csv", CLEAN, counts(((50,),)))
    assert named(findings, "counts-evidence-shape")
    assert gravest(findings) is Severity.REVIEW


def test_zeros_are_looked_at(judge: Judge) -> None:
    findings = judge("t.csv", "ward,dead,alive\nA,0,40\n", counts(((0, 40),)))
    (zero,) = named(findings, "counts-zero")
    assert zero.severity is Severity.REVIEW
    assert zero.where["row"] == "1"
    assert zero.where["column"] == "dead"


def test_means_are_judged_by_the_persons_behind_them(judge: Judge) -> None:
    few = Evidence(kind="magnitudes", persons=((4,), (40,)))
    many = Evidence(kind="magnitudes", persons=((14,), (40,)))
    assert gravest(judge("m.csv", "ward,mean\nA,2.5\nB,3\n", few)) is Severity.BLOCK
    assert gravest(judge("m.csv", "ward,mean\nA,2.5\nB,3\n", many)) is Severity.PASS


def test_many_small_cells_are_located_up_to_fifty_and_then_counted(judge: Judge) -> None:
    rows = "".join(f"w{n},2\n" for n in range(70))
    findings = judge("t.csv", "ward,n\n" + rows, counts(tuple((2,) for _ in range(70))))
    assert len(named(findings, "counts-below-threshold")) == 50
    assert named(findings, "counts-below-threshold-more")[0].params["cells"] == 20


def test_french_numbers_and_semicolons_are_read(judge: Judge) -> None:
    findings = judge("t.csv", "service;décès\nA;1 234\nB;7\n", counts(((1234,), (7,))))
    assert named(findings, "counts-below-threshold")[0].where["row"] == "2"


def test_lines_of_different_length_block(judge: Judge) -> None:
    findings = judge("t.csv", "a,b\n1,2\n3\n")
    assert gravest(findings) is Severity.BLOCK
