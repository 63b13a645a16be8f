"""What may be published instead of holes: rounded counts, wider bins, fewer steps."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from output_checking.protection import parse_problem
from output_checking.protection.audit import Audit
from output_checking.protection.coarsening import kept_steps, merge_bins
from output_checking.protection.rounding import audit_rounded, rounded_values
from tests.unit.output_checking.protection.tables import table_with_totals


def test_midpoint_six_is_that_of_the_opensafely_documentation() -> None:
    published, low, high = rounded_values(np.array([0.0, 1, 6, 7, 12, 13, 18]), 6, "midpoint")
    assert published.tolist() == [0, 3, 3, 9, 9, 15, 15]
    assert list(zip(low, high, strict=True))[1:4] == [(1, 6), (1, 6), (7, 12)]


def audited(values: list[list[int]], base: int, primary: list[int]) -> tuple[list[float], Audit]:
    problem = parse_problem(table_with_totals(np.array(values), primary=primary))
    published, low, high = rounded_values(problem.values, base, "nearest")
    return published.tolist(), audit_rounded(problem, low, high)


def test_rounded_totals_take_rounding_back_as_the_handbook_shows() -> None:
    """Table of ch. 5.5: true A 1, 0; B 3, 3; C 12, 20. All rounded to 5, the totals too."""
    published, audit = audited([[1, 0], [3, 3], [12, 20]], 5, primary=[0])
    assert published[:9] == [0, 0, 0, 5, 5, 5, 10, 20, 30]
    told = {cell: audit.intervals[cell] for cell in (0, 1, 3, 4, 6, 7)}
    assert told == {0: (0, 2), 1: (0, 2), 3: (3, 4), 4: (3, 4), 6: (8, 12), 7: (18, 22)}
    assert audit.safe


def test_rounding_that_the_totals_undo_is_told() -> None:
    _, audit = audited([[2, 2], [2, 2]], 3, primary=[0, 1, 3, 4])
    for cell in audit.exact:
        low, high = audit.intervals[cell]
        assert np.floor(high + 1e-6) <= np.ceil(low - 1e-6)
    assert audit.exact == (0, 1, 3, 4)


@given(st.lists(st.integers(0, 25), min_size=1, max_size=8))
def test_bins_are_merged_no_more_than_needed(counts: list[int]) -> None:
    edges = list(range(len(counts) + 1))
    merged = merge_bins(edges, counts)
    possible = [
        cuts
        for size in range(len(counts))
        for cuts in itertools.combinations(range(1, len(counts)), size)
        if all(
            held == 0 or held >= 10
            for held in (sum(counts[start:end]) for start, end in itertools.pairwise((0, *cuts, len(counts))))
        )
    ]
    if not possible:
        assert merged is None
        return
    assert merged is not None
    assert len(merged.counts) == max(len(cuts) + 1 for cuts in possible)
    assert sum(merged.counts) == sum(counts)
    assert all(held == 0 or held >= 10 for held in merged.counts)
    assert (merged.edges[0], merged.edges[-1]) == (edges[0], edges[-1])


@given(st.lists(st.integers(0, 12), min_size=1, max_size=40), st.integers(0, 60))
def test_between_published_steps_of_a_curve_nobody_or_enough_persons_leave(
    leaving: list[int], staying: int
) -> None:
    at_risk = [sum(leaving[at:]) + staying for at in range(len(leaving))]
    kept = kept_steps(at_risk)
    for sets in (
        [at_risk[0], *(at_risk[at] for at in kept)],
        [at_risk[0], *(at_risk[at + 1] for at in kept)],
    ):
        for before, after in itertools.pairwise(sets):
            assert before - after == 0 or before - after >= 10
    assert all(at_risk[at + 1] >= 10 for at in kept)


def test_columns_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="at risk"):
        kept_steps([99, 100])
    with pytest.raises(ValueError, match="edge"):
        merge_bins([0, 1], [3, 4])
