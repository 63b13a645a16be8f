"""What the joint audit says of hidden cells: published examples, brute force, linked releases, insiders."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from output_checking.protection import audit, parse_problem
from tests.unit.output_checking.protection.reference import reference_problems
from tests.unit.output_checking.protection.tables import (
    brute_force_intervals,
    linked_tables,
    table_with_totals,
)

WARDS = np.array([[52, 48], [40, 4], [33, 30], [25, 22]])


def test_every_published_pattern_has_its_published_intervals() -> None:
    for name, problem in reference_problems().items():
        for pattern in problem["patterns"].values():
            result = audit(parse_problem({**problem, "suppressed": pattern["suppressed"]}))
            assert {str(cell): list(ends) for cell, ends in result.intervals.items()} == pytest.approx(
                {cell: pytest.approx(ends) for cell, ends in pattern["intervals"].items()}
            ), name
            assert list(result.exact) == pattern["exactly_recoverable"], name


@settings(max_examples=200, deadline=None)
@given(linked_tables(), st.data())
def test_intervals_are_those_of_brute_force(problem: dict[str, Any], data: st.DataObject) -> None:
    ids = [cell["id"] for cell in problem["cells"]]
    more = data.draw(st.lists(st.sampled_from(ids), max_size=8, unique=True))
    hidden = sorted({*problem["primary"], *more})
    result = audit(parse_problem({**problem, "suppressed": hidden}))
    expected = brute_force_intervals(problem, hidden)
    assert result.complete
    for cell, ends in expected.items():
        assert result.intervals[cell] == pytest.approx(ends, abs=1e-6)
    exact = [cell for cell, (low, high) in expected.items() if np.floor(high + 1e-6) <= np.ceil(low - 1e-6)]
    assert list(result.exact) == exact
    for cell, way in result.derivations.items():
        assert way.steps[-1].cell == cell
        for step in way.steps:
            told = sum(coefficient * value for coefficient, value, _ in step.terms)
            assert step.by_sign or told == pytest.approx(step.value)


@settings(max_examples=150, deadline=None)
@given(linked_tables(most=200), st.floats(0.001, 1), st.floats(0.001, 1))
def test_narrow_are_the_sensitive_cells_short_of_their_protection(
    problem: dict[str, Any], low: float, high: float
) -> None:
    values = [cell["value"] for cell in problem["cells"]]
    result = audit(parse_problem({**problem, "protection": {"low": low, "high": high}}))
    expected = brute_force_intervals(problem, problem["primary"])
    for cell, (least, most) in expected.items():
        value = values[cell]
        margin = min(abs(value - least - low * value), abs(most - value - high * value))
        if margin > 1e-4:  # at the edge itself either answer is right
            assert (cell in result.narrow) == (least > value * (1 - low) or most < value * (1 + high))


def test_the_derivation_reads_as_anyone_would_write_it() -> None:
    result = audit(parse_problem({**table_with_totals(WARDS), "primary": [4]}))
    assert result.exact == (4,)
    (step,) = result.derivations[4].steps
    assert step.arithmetic() == "44 - 40 = 4"
    assert step.equations == (4,)


def test_a_cell_given_away_by_two_tables_together_is_derived_from_both() -> None:
    # a + b = 10 and b + c = 11, c + a = 9: none alone tells a cell, all three together do.
    problem = {
        "cells": [
            {"id": name, "value": value} for name, value in zip("abcxyz", (4, 6, 5, 10, 11, 9), strict=True)
        ],
        "equations": [
            {"idx": ["x", "a", "b"], "coef": [-1, 1, 1]},
            {"idx": ["y", "b", "c"], "coef": [-1, 1, 1]},
            {"idx": ["z", "c", "a"], "coef": [-1, 1, 1]},
        ],
        "primary": ["a", "b", "c"],
    }
    result = audit(parse_problem(problem))
    assert result.exact == ("a", "b", "c")
    assert result.derivations["a"].steps[-1].equations == (0, 1, 2)
    assert result.derivations["a"].steps[-1].arithmetic().endswith("= 4")


def test_hidden_zeros_whose_sum_is_zero_are_known() -> None:
    problem = table_with_totals(np.array([[0, 0, 7], [5, 6, 8], [9, 1, 2]]), primary=[0, 1, 4, 5])
    result = audit(parse_problem(problem))
    assert {0, 1} <= set(result.exact)
    assert result.derivations[0].steps[-1].by_sign


def test_a_sensitive_cell_left_in_print_is_exact() -> None:
    problem = table_with_totals(WARDS, primary=[4], suppressed=[0, 1, 3])
    result = audit(parse_problem(problem))
    assert 4 in result.exact
    assert not result.safe


def test_who_is_alone_in_a_cell_learns_its_neighbour() -> None:
    inner = np.array([[1, 3, 20], [30, 40, 50]])
    problem = table_with_totals(inner, primary=[0, 1], suppressed=[0, 1, 4, 5])
    for cell in problem["cells"]:
        cell["persons"] = cell["value"]
    result = audit(parse_problem(problem))
    assert result.exact == ()
    assert result.insiders == ((0, 1),)
    assert not result.safe


@settings(max_examples=150, deadline=None)
@given(linked_tables(), st.data())
def test_one_more_release_never_makes_a_cell_less_sensitive(
    problem: dict[str, Any], data: st.DataObject
) -> None:
    """A release adds cells and equations: here the published sum of some cells, hidden or not."""
    hidden = sorted(problem["primary"])
    ids = [cell["id"] for cell in problem["cells"]]
    parts = data.draw(st.lists(st.sampled_from(ids), min_size=2, max_size=5, unique=True))
    total = sum(problem["cells"][part]["value"] for part in parts)
    largest = max(cell["value"] for cell in problem["cells"])
    after = audit(
        parse_problem(
            {
                **problem,
                "bounds": {"lower": 0, "upper": max(largest, total)},
                "cells": [*problem["cells"], {"id": "new", "value": total}],
                "equations": [
                    *problem["equations"],
                    {"idx": ["new", *parts], "coef": [-1] + [1] * len(parts)},
                ],
            }
        )
    )
    before = audit(parse_problem({**problem, "bounds": {"lower": 0, "upper": max(largest, total)}}))
    assert set(before.exact) <= set(after.exact)
    for cell in hidden:
        assert after.intervals[cell][0] >= before.intervals[cell][0] - 1e-6
        assert after.intervals[cell][1] <= before.intervals[cell][1] + 1e-6


def test_decimals_and_large_amounts_are_audited_alike() -> None:
    euros = np.array([[1234567.89, 0.11, 5.5], [88.25, 7_000_000.5, 1e9]])
    problem = table_with_totals(euros, primary=[1, 2], suppressed=[1, 2, 5, 6])
    result = audit(parse_problem(problem))
    expected = brute_force_intervals(problem, [1, 2, 5, 6])
    for cell, ends in expected.items():
        assert result.intervals[cell] == pytest.approx(ends, rel=1e-6, abs=1e-4)
    alone = audit(parse_problem({**problem, "suppressed": [1, 2]}))
    assert alone.exact == (1, 2)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.floats(0, 1e6).map(lambda one: round(one, 2)), min_size=9, max_size=9),
    st.sets(st.integers(0, 15), min_size=1, max_size=9),
)
def test_intervals_of_amounts_are_those_of_brute_force(amounts: list[float], hidden: set[int]) -> None:
    problem = table_with_totals(np.array(amounts).reshape(3, 3), bounds={"lower": 0, "upper": 2e7})
    result = audit(parse_problem({**problem, "primary": sorted(hidden)}))
    for cell, ends in brute_force_intervals(problem, sorted(hidden)).items():
        assert result.intervals[cell] == pytest.approx(ends, rel=1e-6, abs=1e-2)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(2, 10),
    st.sets(st.integers(0, 20), min_size=1, max_size=12),
    st.randoms(use_true_random=False),
)
def test_means_of_equally_many_neighbours_give_no_value_of_theirs_back(
    around: int, starts: set[int], draw: random.Random
) -> None:
    """What `fix("average")` says of percentiles: records in order, and sums of as many of them each time."""
    records = sorted(round(draw.uniform(0, 1000), 1) for _ in range(20 + around))
    windows = {f"s{start}": range(start, start + around) for start in starts if start <= 20}
    problem = {
        "cells": [
            *({"id": at, "value": value} for at, value in enumerate(records)),
            *({"id": name, "value": sum(records[at] for at in one)} for name, one in windows.items()),
        ],
        "equations": [{"idx": [name, *one], "coef": [-1] + [1] * around} for name, one in windows.items()],
        "primary": list(range(len(records))),
        "bounds": {"lower": -1e6, "upper": 1e6},
    }
    result = audit(parse_problem(problem))
    assert result.exact == ()
    assert all(high - low > 1 for low, high in result.intervals.values())
