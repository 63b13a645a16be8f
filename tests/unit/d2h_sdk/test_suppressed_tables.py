"""Suppression: small counts are blanked, and nothing in the table gives them back."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from d2h_sdk.errors import UsageError
from d2h_sdk.outputs import suppress


def with_totals(body: pd.DataFrame) -> pd.DataFrame:
    table = body.copy()
    table["Total"] = table.sum(axis=1)
    table.loc["Total"] = table.sum()
    return table


def recoverable(table: pd.DataFrame, blanked: pd.DataFrame) -> np.ndarray:
    """Which blanks the row and column sums determine exactly: those constant over all solutions."""
    hidden = blanked.isna().to_numpy()
    places = list(zip(*np.nonzero(hidden), strict=True))
    rows, columns = table.shape
    equations = []
    for line in range(rows):
        equations.append([(line, c) for c in range(columns)])
    for line in range(columns):
        equations.append([(r, line) for r in range(rows)])
    matrix = np.zeros((len(equations), len(places)))
    for number, cells in enumerate(equations):
        for cell in cells:
            if cell in places:
                total = cell[1] == columns - 1 if number < rows else cell[0] == rows - 1
                matrix[number, places.index(cell)] = -1 if total else 1
    # A blank is determined if no direction along which all equations keep holding moves it.
    _, sizes, directions = np.linalg.svd(matrix, full_matrices=True)
    free = directions[(sizes > 1e-9).sum() :]
    return np.abs(free).max(axis=0, initial=0) < 1e-9


def test_a_cell_of_three_persons_is_blanked_and_others_stay() -> None:
    table = pd.DataFrame({"falls": [40, 3], "infections": [70, 25]}, index=["lyon", "grenoble"])
    hidden = suppress(table)
    assert pd.isna(hidden.loc["grenoble", "falls"])
    assert hidden.drop(columns="falls")["infections"].tolist() == [70, 25]
    assert hidden.loc["lyon", "falls"] == 40
    assert hidden.attrs["d2h_suppressed"] == 1
    assert table.loc["grenoble", "falls"] == 3


def test_a_total_does_not_give_a_single_blank_back() -> None:
    table = pd.DataFrame({"a": [40, 50], "b": [3, 25], "c": [20, 30]}, index=["lyon", "grenoble"])
    table["Total"] = table.sum(axis=1)
    hidden = suppress(table)
    assert hidden.loc["lyon"].isna().sum() == 2
    assert hidden.loc["lyon", "Total"] == 63
    assert hidden.loc["grenoble"].notna().all()


def test_with_totals_both_ways_the_cheapest_ring_is_blanked() -> None:
    body = pd.DataFrame([[40, 30, 3], [50, 25, 20], [60, 15, 12]], columns=list("xyz"), index=list("abc"))
    hidden = suppress(with_totals(body))
    shown = {place for place, blank in hidden.isna().stack().items() if blank}
    assert shown == {("a", "y"), ("a", "z"), ("c", "y"), ("c", "z")}
    assert not recoverable(with_totals(body), hidden).any()


def test_zeros_stay_unless_asked_for() -> None:
    table = pd.DataFrame({"a": [0, 12], "b": [30, 40]})
    assert suppress(table).notna().all().all()
    assert pd.isna(suppress(table, zeros=True).loc[0, "a"])


def test_text_columns_are_left_alone_and_dates_too() -> None:
    table = pd.DataFrame({"site": ["lyon", "grenoble"], "persons": [3, 25]})
    hidden = suppress(table)
    assert hidden["site"].tolist() == ["lyon", "grenoble"]
    assert hidden["persons"].isna().tolist() == [True, False]


def test_suppressing_again_changes_nothing() -> None:
    body = pd.DataFrame([[40, 30, 3], [50, 25, 20], [60, 15, 12]], columns=list("xyz"), index=list("abc"))
    once = suppress(with_totals(body))
    pd.testing.assert_frame_equal(suppress(once), once)


@pytest.mark.parametrize("table", [pd.DataFrame({"mean": [1.5, 20.25]}), pd.DataFrame({"change": [-3, 20]})])
def test_what_is_no_count_is_refused(table: pd.DataFrame) -> None:
    with pytest.raises(UsageError) as told:
        suppress(table)
    assert told.value.code == "suppress-not-counts"


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda rows: st.integers(2, 5).flatmap(
            lambda columns: st.lists(
                st.lists(st.integers(0, 40), min_size=columns, max_size=columns), min_size=rows, max_size=rows
            )
        )
    )
)
def test_no_small_count_follows_from_the_totals_when_the_table_offers_a_ring(body: list[list[int]]) -> None:
    """Where every count is positive a ring always exists, so nothing may be given back."""
    positive = pd.DataFrame(body) + 1
    positive.columns = [f"c{name}" for name in positive.columns]
    positive.index = [f"r{name}" for name in positive.index]
    table = with_totals(positive)
    hidden = suppress(table)
    assert (table.to_numpy()[hidden.notna().to_numpy()] >= 10).all()
    small = (table < 10).to_numpy()[hidden.isna().to_numpy()]
    assert not recoverable(table, hidden)[small].any()
