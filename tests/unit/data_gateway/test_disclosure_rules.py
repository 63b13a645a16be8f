"""The rules of one cell, on numbers that can be checked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from data_gateway.aggregates.rules import (
    alone_in_margin,
    dominated,
    enough_persons,
    persons_for_quantile,
    varied,
)


def test_the_permits_smallest_group_may_leave_and_one_person_less_may_not() -> None:
    assert enough_persons(10, 10)
    assert not enough_persons(9, 10)


@pytest.mark.parametrize(
    ("contributions", "unsafe"),
    [
        ([10.0] * 10, False),  # the two largest make up 20 %
        ([50.0, 40.0] + [1.0] * 10, True),  # 90 of 100: exactly the limit of 90 %
        ([50.0, 39.0] + [1.1] * 10, False),  # 89 %, and the rest, 11, is more than a tenth of 50
    ],
)
def test_two_largest_contributors_must_stay_below_nine_tenths(
    contributions: list[float], unsafe: bool
) -> None:
    assert dominated(np.array(contributions), n=2, k=0.9, p=0.1) is unsafe


def test_the_second_largest_must_not_be_able_to_estimate_the_largest_within_p_percent() -> None:
    # 100 + 60 + 9: without k, the rest 9 is less than 10 % of 100; with 11 it is not.
    assert dominated(np.array([100.0, 60.0, 9.0]), n=2, k=1.0, p=0.1)
    assert not dominated(np.array([100.0, 60.0, 11.0]), n=2, k=1.0, p=0.1)


def test_a_sum_of_zero_says_that_everybody_contributes_zero() -> None:
    assert dominated(np.zeros(50), n=2, k=0.9, p=0.1)


def test_one_value_for_everybody_is_not_told_by_its_mean() -> None:
    assert not varied(0.0, 37.0)
    assert varied(0.04, 37.0)


@pytest.mark.parametrize(
    ("q", "persons"), [(0.5, 20), (0.25, 40), (0.75, 40), (0.9, 100), (0.1, 100), (0.99, 1000)]
)
def test_quantiles_need_ten_persons_on_their_thinner_side(q: float, persons: int) -> None:
    assert persons_for_quantile(q, 10) == persons


def test_a_larger_smallest_group_asks_for_more_persons_beside_a_quantile() -> None:
    assert persons_for_quantile(0.5, 25) == 50


def test_a_group_whose_persons_all_share_one_cell_is_found_in_every_direction() -> None:
    keys = [("ward 1", "yes"), ("ward 2", "yes"), ("ward 2", "no"), ("ward 3", "no")]
    # All of wards 1 and 3 are in one cell each; ward 2 is split, and so are "yes" and "no".
    assert alone_in_margin(keys) == [True, False, False, True]
    assert alone_in_margin([("f",), ("m",)]) == [False, False]
    assert alone_in_margin([("f",)]) == [True]
    assert alone_in_margin([()]) == [False]
