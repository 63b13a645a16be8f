"""The noise of the cell-key method: without bias, of the variance asked, none below zero, none too small."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from governance.refusal import Refusal
from output_checking.protection.noise_table import noise_table
from output_checking.repair.perturbed import draw_of

parameters = st.tuples(st.integers(1, 12), st.floats(0.3, 20.0), st.integers(0, 9))


@settings(max_examples=40, deadline=None)
@given(parameters)
def test_noise_is_unbiased_bounded_and_leaves_no_small_count(asked: tuple[int, float, int]) -> None:
    deviation, variance, small = asked
    assume(deviation > small)
    table = noise_table(deviation, variance, small)
    noise = np.arange(-deviation, deviation + 1)
    rows = table.probabilities
    assert (rows >= 0).all() and rows.sum(axis=1) == pytest.approx(1)
    assert rows @ noise == pytest.approx(0, abs=1e-5)
    assert rows[0, deviation] == 1  # zeros stay
    for count, row in enumerate(rows):
        after = count + noise[row > 1e-12]
        assert ((after == 0) | (after > small)).all() and (after >= 0).all()
    # Counts far from zero are free: what they have is the variance asked, if that many steps can hold it.
    assert rows[-1] @ noise**2 == pytest.approx(min(variance, deviation**2), rel=1e-4)


def test_the_same_draw_is_the_same_noise_and_many_draws_have_its_mean_and_variance() -> None:
    table = noise_table(5, 3.0, 2)
    draws = [draw_of(f"{key:016x}", b"secret") for key in range(4000)]
    for count in (1, 2, 4, 40):
        noise = np.array([table.noise(count, draw) for draw in draws])
        row = table.probabilities[min(count, len(table.probabilities) - 1)]
        variance = float(row @ np.arange(-5, 6) ** 2)
        assert abs(noise.mean()) < 4 * (variance / len(draws)) ** 0.5
        assert noise.var() == pytest.approx(variance, rel=0.1)
        assert table.noise(count, draws[0]) == noise[0]
    assert {table.noise(0, draw) for draw in draws[:50]} == {0}
    assert table.noise(40, 1.0) <= 5


def test_the_distribution_has_the_greatest_entropy() -> None:
    """Its logarithm is quadratic in the noise, which is what the multipliers of mean and variance leave."""
    row = noise_table(5, 3.0, 0).probabilities[-1]
    third = np.diff(np.log(row), 3)
    assert third == pytest.approx(np.zeros(len(third)), abs=1e-6)


@pytest.mark.parametrize(("deviation", "variance", "small"), [(2, 1.0, 2), (3, 0.0, 1)])
def test_noise_that_cannot_be_is_refused(deviation: int, variance: float, small: int) -> None:
    with pytest.raises(Refusal, match="perturbation-impossible"):
        noise_table(deviation, variance, small)
