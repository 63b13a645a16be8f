"""A count of three is one, whatever stands beside it; what only looks like a count is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from output_checking.findings import Finding, Severity
from tests.unit.output_checking.conftest import explanations

Judge = Callable[..., list[Finding]]
WAYS = [
    *("3", "3.0", '"3,0"', "03", "+3", "3e0", "0.3e1", "٣", "３", "③", "³", "three", "trois"),
    *("3 patients", "3 persons", "3 cas", "~3", "3*", "3†", "3 a", "3 (ref)", "(3)", "n=3", "3/412"),
    *("3 (0.7%)", "3 [0.7%]", "3 – 0.7 %", "0.7% (3)", "3\u200b", "\u00a03", "\ufeff3"),
]


@pytest.mark.parametrize("written", WAYS)
def test_three_patients_block(judge: Judge, written: str) -> None:
    found = judge("t.csv", f"ward,patients\nA,412\nB,{written}\n")
    assert "counts-below-threshold" in explanations(found, Severity.BLOCK)


@pytest.mark.parametrize(
    "table",
    [
        "stage,n\n3 a,412\n2 b,300\n",
        "answer,n\none,412\ntwo,300\n",
        "ward,n\nA,412*\nB,300†\n",
        "ward,n\nA,412 a\nB,<10\nC,<8\n",
        "term,(1)\nage,0.31\n,(0.45)\nsex,1.2\n,(3)\n",
        'ward,"n (%)"\nA,212 (51.5%)\nB,300 [48.5%]\n',
        "ward,mean,(sd)\nA,61.2,(3)\nB,58.0,(4)\n",
        "ward,rating,n\nA,4 (ref),412\nB,3*,300\n",
        'mean\n"1,5"\n"2,5"\n',
        "mean\n1,5\n2,5\n3,5\n",
    ],
)
def test_what_is_no_small_count_does_not_block(judge: Judge, table: str) -> None:
    assert explanations(judge("t.csv", table), Severity.BLOCK) == []


def test_a_very_long_cell_is_read_in_no_time(judge: Judge) -> None:
    found = judge("t.csv", f"ward,patients\nA,412\nB,1{' ' * 90_000}x\n")
    assert "check-failed" not in {one.explanation for one in found}


@pytest.mark.parametrize(
    "text",
    [
        "Table 1\nward,n\nA,412\nB,3\n",
        "# made on Monday\nward;n\nA;412\nB;3\n",
        "Stays\nperson_id,age\n1234567,45\n1234568,46\n",
    ],
)
def test_a_title_above_a_table_does_not_hide_its_columns(judge: Judge, text: str) -> None:
    assert "table-unreadable" in explanations(judge("t.csv", text), Severity.BLOCK)


def test_a_table_of_latex_is_judged(judge: Judge) -> None:
    table = "\\begin{tabular}{lr}\nward & n \\\\\n\\midrule\nA & 412 \\\\\nB & 3 \\\\\n\\end{tabular}\n"
    assert "counts-below-threshold" in explanations(judge("t.tex", table), Severity.BLOCK)


@pytest.mark.parametrize("sign", [":", "~", "'", " ", "^", "\t", "§"])
def test_columns_are_told_apart_whatever_sign_is_between_them(judge: Judge, sign: str) -> None:
    table = "ward,patients\nA,412\nB,3\n".replace(",", sign)
    assert "counts-below-threshold" in explanations(judge("t.csv", table), Severity.BLOCK)
    rows = "".join(f"{7_000_000 + at},{20 + at}\n" for at in range(12))
    persons = f"person_id,age\n{rows}".replace(",", sign)
    assert "rows-identifier-column" in explanations(judge("t.csv", persons), Severity.BLOCK)


@pytest.mark.parametrize("table", ["ward name\nIntensive care\nGeneral surgery\n", "age group\n18 40\nold\n"])
def test_one_column_of_words_stays_one_column(judge: Judge, table: str) -> None:
    assert explanations(judge("t.csv", table), Severity.BLOCK) == []
