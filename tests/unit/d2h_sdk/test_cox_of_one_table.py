"""`d2h.models`: lifelines' interface and numbers, and the true coefficients of what was simulated."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxPHFitter as Known
from lifelines.datasets import load_gbsg2, load_rossi

from d2h_sdk.errors import UsageError
from d2h_sdk.models import CoxPHFitter

EXACT = {"precision": 1e-12, "r_precision": 1e-14}


def gbsg2() -> pd.DataFrame:
    return pd.get_dummies(load_gbsg2(), drop_first=True, dtype=float)


@pytest.mark.parametrize(
    ("rows", "duration", "event", "strata"),
    [
        (load_rossi(), "week", "arrest", None),
        (load_rossi(), "week", "arrest", ["race", "mar"]),
        (gbsg2(), "time", "cens", None),
    ],
)
def test_coefficients_errors_and_concordance_are_lifelines(
    rows: pd.DataFrame, duration: str, event: str, strata: list[str] | None
) -> None:
    made = CoxPHFitter().fit(rows, duration, event, strata=strata)
    known = Known().fit(rows, duration, event, strata=strata, fit_options=EXACT)
    assert np.abs(made.params_ - known.params_).max() < 1e-8
    assert np.abs(made.standard_errors_ - known.standard_errors_).max() < 1e-8
    assert made.log_likelihood_ == pytest.approx(known.log_likelihood_, rel=1e-9)
    assert made.concordance_index_ == pytest.approx(known.concordance_index_, abs=1e-12)
    assert list(made.summary.columns) == list(known.summary.columns)
    assert np.abs(made.summary - known.summary).to_numpy().max() < 1e-6


def test_the_values_that_lifelines_documentation_prints_for_rossi() -> None:
    # https://lifelines.readthedocs.io/en/latest/Survival%20Regression.html
    made = CoxPHFitter().fit(load_rossi(), "week", "arrest")
    printed = {
        "fin": -0.38,
        "age": -0.06,
        "race": 0.31,
        "wexp": -0.15,
        "mar": -0.43,
        "paro": -0.08,
        "prio": 0.09,
    }
    assert made.params_.round(2).to_dict() == printed
    assert round(made.log_likelihood_, 2) == -658.75
    assert round(made.concordance_index_, 2) == 0.64


def test_predictions_and_baseline_are_lifelines() -> None:
    rows = load_rossi()
    made, known = (
        CoxPHFitter().fit(rows, "week", "arrest"),
        Known().fit(rows, "week", "arrest", fit_options=EXACT),
    )
    hazard = made.predict_partial_hazard(rows)
    assert np.allclose(hazard, known.predict_partial_hazard(rows), atol=1e-8)
    pd.testing.assert_frame_equal(
        made.baseline_cumulative_hazard_,
        known.baseline_cumulative_hazard_.loc[made.baseline_cumulative_hazard_.index],
        check_names=False,
        atol=1e-8,
    )


def test_weights_and_ridge_are_lifelines() -> None:
    rows = load_rossi()
    rows["weight"] = 1.0 + rows["age"] % 3
    made = CoxPHFitter(penalizer=0.1).fit(rows, "week", "arrest", weights_col="weight")
    known = Known(penalizer=0.1).fit(
        rows, "week", "arrest", weights_col="weight", fit_options=EXACT, robust=False
    )
    assert np.abs(made.params_ - known.params_).max() < 1e-6


def simulated(seed: int, n: int = 400) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    x = chance.normal(size=(n, 2))
    time = chance.exponential(np.exp(-(0.5 * x[:, 0] - 0.3 * x[:, 1])))
    end = chance.uniform(0.5, 3, n)
    return pd.DataFrame(
        {"x0": x[:, 0], "x1": x[:, 1], "time": np.minimum(time, end), "died": (time <= end) * 1}
    )


def test_intervals_of_ninety_five_percent_hold_the_truth_about_as_often() -> None:
    truth = pd.Series({"x0": 0.5, "x1": -0.3})
    held = 0
    for seed in range(200):
        bounds = CoxPHFitter().fit(simulated(seed), "time", "died").confidence_intervals_
        held += int(((bounds["95% lower-bound"] <= truth) & (truth <= bounds["95% upper-bound"])).sum())
    assert 0.92 <= held / 400 <= 0.98  # 400 draws: a standard error of 1.1 %


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"x0": 1.0}, "models-column-constant"),
        ({"x0": np.nan}, "models-value-missing"),
        ({"x0": "a"}, "models-column-not-number"),
        ({"died": 0}, "models-no-event"),
    ],
)
def test_what_cannot_be_fitted_is_said(change: dict[str, object], code: str) -> None:
    with pytest.raises(UsageError) as caught:
        CoxPHFitter().fit(simulated(1).assign(**change), "time", "died")
    assert caught.value.code == code
    assert code not in str(caught.value)
