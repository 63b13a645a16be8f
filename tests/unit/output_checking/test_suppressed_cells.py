from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from d2h_sdk.wire import Evidence
from output_checking.checks.equations import Equation, determined
from output_checking.findings import Finding, Severity

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


ADDING = {
    "to the last digit": "ward,cost,other\nA,100.5,40.5\nB,,30.5\nC,300.5,20.5\nTotal,601.5,91.5\n",
    "but for the last bit": (
        "ward,cost,other\nA,100.1,0.1\nB,,0.2\nC,300.2,0.3\nTotal,600.4,0.6000000000000001\n"
    ),
    "as far as one decimal tells": (
        "ward,cost,other\nA,5437.3,812.3\nB,,640.4\nC,4494.8,911.4\nTotal,15123.9,2364.0\n"
    ),
    "with a decimal comma": (
        "ward;cost;other\nA;5437,3;812,3\nB;;640,4\nC;4494,8;911,4\nTotal;15 123,9;2364\n"
    ),
    "beside the means of the same wards": (
        "ward,cost,mean\nA,5437.3,13.1\nB,,16.2\nC,4494.8,11.0\nTotal,15123.9,13.4\n"
    ),
    "and nothing else shows it": "ward,cost\nA,5437.27\nB,\nC,4494.82\nTotal,15123.9\n",
}


@pytest.mark.parametrize("table", ADDING.values(), ids=ADDING)
@pytest.mark.parametrize("said", ["sums", "sums of many persons", "nothing"])
def test_a_hidden_sum_that_its_margin_gives_back_blocks(judge: Judge, table: str, said: str) -> None:
    width = len(re.split("[,;]", table.partition("\n")[0])) - 1
    persons = ((40,) * width,) * 4 if said == "sums of many persons" else None
    evidence = Evidence(kind="magnitudes", index_columns=1, persons=persons) if said != "nothing" else None
    (found,) = given_back(judge("t.csv", table, evidence))
    assert found.severity is Severity.BLOCK and found.where["row"] == "2"


def test_whole_sums_are_known_for_sums_by_what_is_said_of_them(judge: Judge) -> None:
    table = "ward,cost,other\nA,5437,812\nB,,640\nC,4495,911\nTotal,15124,2364\n"
    (found,) = given_back(judge("t.csv", table, Evidence(kind="magnitudes", index_columns=1)))
    assert found.severity is Severity.BLOCK


def test_a_hidden_count_beside_means_is_given_back_by_its_own_total(judge: Judge) -> None:
    table = "ward,n,mean\nA,412,61.2\nB,*,58.1\nC,388,60.0\nTotal,804,60.5\n"
    (found,) = given_back(judge("t.csv", table))
    assert found.severity is Severity.BLOCK and found.params["arithmetic"] == "804 - 412 - 388 = 4"


def test_counts_that_miss_their_total_by_one_do_not_add_up(judge: Judge) -> None:
    table = "ward,dead,alive\nA,,40\nB,40,30\nTotal,64,71\n"
    assert not given_back(judge("t.csv", table, COUNTS))


def test_hidden_sums_that_hold_one_another_hold(judge: Judge) -> None:
    table = (
        "ward,x,y,z,Total\nA,,,20.5,44.9\nB,,,30.1,70.1\nC,20.2,21.2,22.1,63.5\nTotal,48.3,57.5,72.7,178.5\n"
    )
    findings = judge("t.csv", table, Evidence(kind="magnitudes", index_columns=1))
    assert [one.explanation for one in findings if one.rule == "table.suppression"] == ["suppression-holds"]


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
