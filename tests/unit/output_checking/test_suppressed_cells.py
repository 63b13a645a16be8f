from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from d2h_sdk.wire import Evidence
from output_checking.checks.equations import Equation, determined
from output_checking.model import Finding, Severity

Judge = Callable[..., list[Finding]]
COUNTS = Evidence(kind="counts")


def given_back(findings: list[Finding]) -> list[Finding]:
    return [one for one in findings if one.explanation == "suppression-given-back"]


def test_a_suppressed_cell_that_the_total_gives_back_blocks_with_the_arithmetic(judge: Judge) -> None:
    table = "ward,dead,alive\nA,,40\nB,40,30\nTotal,44,70\n"
    (found,) = given_back(judge("t.csv", table, COUNTS))
    assert found.severity is Severity.BLOCK
    assert found.params["arithmetic"] == "44 - 40 = 4"
    assert found.where == {"file": "t.csv", "row": "1", "column": "dead"}


def test_a_total_is_found_by_its_sums_when_nothing_calls_it_total(judge: Judge) -> None:
    table = "ward,dead,alive,moved\nA,,40,20\nB,40,30,25\nboth,44,70,45\n"
    assert len(given_back(judge("t.csv", table, COUNTS))) == 1


@pytest.mark.parametrize("mark", ["", "*", "<10", "c", "supprimé"])
def test_every_usual_mark_of_suppression_is_understood(judge: Judge, mark: str) -> None:
    table = f"ward,dead,Total\nA,{mark},43\nB,20,50\n"
    assert not given_back(judge("t.csv", table, COUNTS))  # one data column: the total is no sum of others
    table = f"ward,dead,alive,Total\nA,{mark},40,43\nB,20,30,50\n"
    assert given_back(judge("t.csv", table, COUNTS))[0].params["arithmetic"] == "43 - 40 = 3"


def test_a_ring_of_four_suppressed_cells_holds(judge: Judge) -> None:
    table = "ward,x,y,z,Total\nA,,,20,44\nB,,,30,70\nC,20,21,22,63\nTotal,48,57,72,177\n"
    findings = judge("t.csv", table, COUNTS)
    assert not given_back(findings)
    assert [one.explanation for one in findings if one.rule == "table.suppression"] == ["suppression-holds"]


def test_cells_that_only_several_totals_together_give_back_are_found(judge: Judge) -> None:
    # x and y are open in A and B, y and z in A only: rows A + B less columns x + y leave A's z.
    table = "ward,x,y,z,Total\nA,,,,47\nB,,,30,70\nC,20,21,22,63\nTotal,48,57,75,180\n"
    (found,) = [one for one in given_back(judge("t.csv", table, COUNTS)) if one.where["column"] == "z"]
    assert found.params["arithmetic"] == "75 - 30 - 22 = 23"
    assert found.severity is Severity.REVIEW  # given back, yet large enough


def test_two_suppressed_cells_that_add_up_to_few_are_looked_at(judge: Judge) -> None:
    table = "ward,dead,alive\nA,,\nB,,\nC,40,30\nTotal,47,70\n"
    findings = judge("t.csv", table, COUNTS)
    remainders = [one for one in findings if one.explanation == "suppression-remainder-small"]
    assert [one.params["persons"] for one in remainders] == ["7"]


def test_a_column_called_total_that_is_no_sum_is_not_taken_for_one(judge: Judge) -> None:
    table = "ward,mean,median,Total\nA,,40,43\nB,20,30,7\n"
    assert not given_back(judge("t.csv", table, COUNTS))


@given(
    st.lists(st.lists(st.integers(-2, 2), min_size=4, max_size=4), min_size=1, max_size=6),
    st.lists(st.integers(0, 50), min_size=4, max_size=4),
)
def test_what_is_determined_has_the_true_value_and_the_rest_can_move(
    matrix: list[list[int]], truth: list[int]
) -> None:
    equations = [
        Equation(
            {n: factor for n, factor in enumerate(row) if factor},
            Fraction(sum(factor * value for factor, value in zip(row, truth, strict=True))),
        )
        for row in matrix
    ]
    known = determined(equations)
    assert all(value == truth[name] for name, value in known.items())
    # Fixing an undetermined unknown to another value must stay possible.
    for name in {n for equation in equations for n in equation.unknowns} - known.keys():
        moved = determined([*equations, Equation({name: 1}, Fraction(truth[name] + 1))])
        assert moved[name] == truth[name] + 1
