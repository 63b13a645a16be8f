"""Tables of measures, curves and models that tell something, by the row of the rule catalogue."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from tests.unit.output_checking.corpus.planted import FEW, SEED, Frames

WARDS = ["A", "B"]
Floats = npt.NDArray[np.float64]


def _sums() -> Frames:
    return {
        "a mean of four": (pd.DataFrame({"ward": WARDS, "n": [412, 4], "mean_age": [61.2, 58.1]}), FEW),
        "a sum of two": (pd.DataFrame({"ward": WARDS, "n": [412, 2], "sum_cost": [12_000.5, 512.25]}), FEW),
        "a sum and the mean of four beside it": (
            pd.DataFrame({"ward": WARDS, "sum_cost": [494_400.0, 4_100.5], "mean_cost": [1_200.0, 1_025.13]}),
            FEW,
        ),
        "a total that one hospital makes": (
            pd.DataFrame(
                {
                    "site": ["A", "B"],
                    "n": [40, 31],
                    "sum": [10019, 9000],
                    "largest": [10000, 400],
                    "second": [9, 300],
                }
            ),
            ("dominance",),
        ),
    }


def _extremes() -> Frames:
    return {
        "minimum and maximum": (
            pd.DataFrame({"ward": ["A", "B"], "n": [412, 388], "age_min": [18, 19], "age_max": [101, 99]}),
            ("statistic-extreme",),
        ),
        "a described column": (
            pd.DataFrame(
                {
                    "statistic": ["count", "mean", "std", "min", "25%", "50%", "75%", "max"],
                    "age": [412, 61.2, 12.1, 18, 48, 60, 71, 103],
                }
            ),
            ("statistic-extreme",),
        ),
        "a range": (
            pd.DataFrame({"ward": WARDS, "n": [412, 388], "range": [83, 80]}),
            ("statistic-extreme",),
        ),
    }


def _quantiles() -> Frames:
    return {
        "a 99th percentile of few": (
            pd.DataFrame({"ward": ["A", "B"], "n": [412, 388], "p99": [90.1, 93.2]}),
            ("quantile-few",),
        ),
        "a median of few": (
            pd.DataFrame({"ward": ["A", "B"], "n": [412, 14], "médiane": [61.0, 55.0]}),
            ("quantile-few",),
        ),
        "quartiles of few": (
            pd.DataFrame({"ward": WARDS, "n": [412, 30], "q1": [51, 47], "q3": [71, 70]}),
            ("quantile-few",),
        ),
    }


def _spreads() -> Frames:
    return {
        "a spread of few": (
            pd.DataFrame({"ward": ["A", "B"], "n": [412, 10], "mean": [61.2, 58.0], "sd": [12.1, 8.0]}),
            ("spread-few",),
        ),
        "a spread of nothing": (
            pd.DataFrame({"ward": ["A", "B"], "n": [412, 40], "mean": [61.2, 58.0], "sd": [12.1, 0.0]}),
            ("spread-zero",),
        ),
        "a skewness of few": (
            pd.DataFrame({"ward": WARDS, "n": [412, 10], "skewness": [0.2, 0.3], "kurtosis": [2.0, 3.1]}),
            ("spread-few",),
        ),
    }


def _concentrations() -> Frames:
    return {
        "a Gini index of six": (pd.DataFrame({"ward": WARDS, "n": [412, 6], "gini": [0.21, 0.3]}), FEW),
        "a concentration of six": (pd.DataFrame({"market": WARDS, "n": [412, 6], "HHI": [0.21, 0.3]}), FEW),
    }


def _correlations() -> Frames:
    return {
        "a perfect correlation": (
            pd.DataFrame({"": ["age", "dose"], "age": [1.0, 1.0], "dose": [1.0, 1.0]}),
            ("correlation-perfect",),
        ),
        "a correlation of few": (
            pd.DataFrame({"pair": ["age-dose", "age-bmi"], "n": [11, 400], "correlation": [0.31, 0.12]}),
            ("spread-few",),
        ),
    }


def _coefficients() -> Frames:
    return {
        "a coefficient of three persons": (
            pd.DataFrame({"term": ["sex", "ward C"], "coef": [0.2, 0.3], "persons": [412, 3]}),
            FEW,
        ),
    }


def _hazards() -> Frames:
    return {
        "a hazard ratio of three events": (
            pd.DataFrame({"term": ["sex", "ward C"], "hazard ratio": [1.2, 1.3], "events": [112, 3]}),
            FEW,
        ),
    }


def _survival() -> Frames:
    times = np.arange(1, 13)
    return {
        "a survival curve step by step": (
            pd.DataFrame(
                {"time": times, "at_risk": [400 - 3 * int(t) for t in times], "survival": 1 - times / 90}
            ),
            ("survival-leaving-too-few",),
        ),
        "a survival curve without its numbers": (
            pd.DataFrame({"timeline": times, "KM_estimate": (1 - times / 90).round(6)}),
            ("survival-columns",),
        ),
        "a life table": (
            pd.DataFrame(
                {"time": [0, 90, 180, 365], "at_risk": [400, 397, 301, 240], "deaths": [0, 3, 40, 33]}
            ),
            ("survival-leaving-too-few", *FEW),
        ),
        "four persons left at the end": (
            pd.DataFrame(
                {
                    "time": [0, 90, 180, 365],
                    "at_risk": [400, 352, 301, 4],
                    "survival": [1.0, 0.94, 0.88, 0.79],
                }
            ),
            ("survival-at-risk-too-few",),
        ),
    }


def _rocs() -> Frames:
    scores = _scores()
    return {
        "a ROC curve with its thresholds": (
            pd.DataFrame(
                {
                    "fpr": np.linspace(0, 1, 40),
                    "tpr": np.linspace(0, 1, 40) ** 0.5,
                    "thresholds": scores[::-1],
                }
            ),
            ("roc-thresholds",),
        ),
        "a ROC curve patient by patient": (
            pd.DataFrame({"fpr": np.arange(24) / 23, "tpr": np.minimum(1, np.arange(24) / 17)}),
            ("roc-steps",),
        ),
        "a calibration by groups of which one is small": (
            pd.DataFrame(
                {"mean_score": [0.1, 0.2, 0.3], "observed_rate": [0.12, 0.21, 0.25], "n": [400, 200, 4]}
            ),
            FEW,
        ),
    }


def _boxes() -> Frames:
    return {
        "numbers of a box plot": (
            pd.DataFrame(
                {"ward": ["A", "B"], "n": [412, 388], "whislo": [18.2, 19.1], "whishi": [97.3, 95.0]}
            ),
            ("figure-whiskers",),
        ),
        "points outside a box plot": (
            pd.DataFrame(
                {"ward": ["A"] * 12, "outlier": [99, 101, 98, 97, 102, 96, 100, 95, 103, 94, 93, 92]}
            ),
            ("records-model",),
        ),
    }


def _densities() -> Frames:
    return {
        "a smooth curve point by point": (
            pd.DataFrame(
                {"x": np.linspace(18.2, 101.3, 50), "density": np.exp(-(np.linspace(-3, 3, 50) ** 2))}
            ),
            ("density-ends",),
        ),
    }


def _clusters() -> Frames:
    sizes = _sizes()
    return {
        "a cluster of three": (
            pd.DataFrame({"cluster": [1, 2, 3], "size": [210, 3, 512], "mean_age": [50, 60, 70.1]}),
            FEW,
        ),
        "components of persons": (pd.DataFrame({"PC1": sizes, "PC2": sizes[::-1]}), ("records-model",)),
    }


def _sizes() -> Floats:
    return np.random.default_rng(SEED).normal(170, 9, 40).round(1)


def _scores() -> Floats:
    return np.sort(np.random.default_rng(SEED).random(40)).round(8)


ROWS: dict[str, Callable[[], Frames]] = {
    "a mean or sum": _sums,
    "a minimum, maximum or range": _extremes,
    "a median, quartile or percentile": _quantiles,
    "a standard deviation": _spreads,
    "a Gini or concentration index": _concentrations,
    "a correlation": _correlations,
    "a regression": _coefficients,
    "a hazard ratio": _hazards,
    "a survival curve or life table": _survival,
    "a ROC curve or calibration": _rocs,
    "a box plot": _boxes,
    "a smoothed curve": _densities,
    "components or clusters": _clusters,
}
