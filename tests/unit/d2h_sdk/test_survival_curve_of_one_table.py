"""`d2h.models.KaplanMeierFitter`: lifelines' interface and numbers."""

from __future__ import annotations

from collections.abc import Callable

import lifelines
import numpy as np
import pandas as pd
import pytest
from lifelines.datasets import load_gbsg2, load_waltons

from d2h_sdk.errors import UsageError
from d2h_sdk.models import KaplanMeierFitter
from d2h_sdk.outputs.survival_curves import merge_steps


def gbsg2() -> tuple[pd.Series, pd.Series]:
    rows = load_gbsg2()
    return rows["time"], rows["cens"]


def waltons() -> tuple[pd.Series, pd.Series]:
    rows = load_waltons()
    return rows["T"], rows["E"]


def some_at_zero() -> tuple[pd.Series, pd.Series]:
    return pd.Series([0.0, 0.0, 1.5, 1.5, 4.0]), pd.Series([1, 0, 1, 1, 1])


def everybody_met_it() -> tuple[pd.Series, None]:
    return pd.Series([3.0, 1.0, 2.0, 2.0]), None


@pytest.mark.parametrize("rows", [gbsg2, waltons, some_at_zero, everybody_met_it])
def test_curve_limits_and_table_are_lifelines(rows: Callable[[], tuple[pd.Series, pd.Series]]) -> None:
    time, event = rows()
    made = KaplanMeierFitter().fit(time, event)
    known = lifelines.KaplanMeierFitter().fit(time, event)
    same = {"check_dtype": False, "check_index_type": False, "atol": 1e-10}
    pd.testing.assert_frame_equal(made.survival_function_, known.survival_function_, **same)
    pd.testing.assert_frame_equal(made.cumulative_density_, known.cumulative_density_, **same)
    pd.testing.assert_frame_equal(made.confidence_interval_, known.confidence_interval_, **same)
    pd.testing.assert_frame_equal(made.event_table, known.event_table, **same)
    assert made.median_survival_time_ == known.median_survival_time_
    asked = [0.0, 0.5, float(time.max()), float(time.max()) + 1]
    assert np.allclose(made.predict(asked), known.predict(asked))
    assert made.predict(1.5) == pytest.approx(float(known.predict(1.5)))


def test_its_curve_leaves_with_the_same_merged_steps() -> None:
    time, event = gbsg2()
    made, known = (kind().fit(time, event) for kind in (KaplanMeierFitter, lifelines.KaplanMeierFitter))
    pd.testing.assert_frame_equal(merge_steps(made), merge_steps(known))


def test_the_median_that_r_prints_for_lung_cancer() -> None:
    # survfit(Surv(time, status) ~ 1, lung) of R's survival: 228 persons, 165 events, median 310.
    rows = lifelines.datasets.load_lung()
    made = KaplanMeierFitter().fit(rows["time"], rows["status"] == rows["status"].max())
    assert (made.event_table["entrance"].sum(), made.event_table["observed"].sum()) == (228, 165)
    assert made.median_survival_time_ == 310


@pytest.mark.parametrize(
    ("time", "event", "code"),
    [
        ([1.0, np.nan], [1, 1], "models-value-missing"),
        ([1.0, -1.0], [1, 1], "models-duration-negative"),
        ([1.0, 2.0], [1], "models-lengths-differ"),
    ],
)
def test_what_is_no_survival_is_said(time: list[float], event: list[int], code: str) -> None:
    with pytest.raises(UsageError) as caught:
        KaplanMeierFitter().fit(time, event)
    assert caught.value.code == code and code not in str(caught.value)
