"""Curves, indices, modes, tests and clusters that tell of few, and extremes under other names."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from tests.unit.output_checking.corpus.planted import Frames

WARDS = ["A", "B"]


def _curves() -> Frames:
    along = np.linspace(0, 100, 60).round(2)
    heights = np.exp(-(((along - 61) / 12) ** 2) / 2) / (12 * 2.5066)
    return {
        "a density over all persons": (
            pd.DataFrame({"age": along, "density": heights}),
            ("density-ends",),
        ),
        "bins of a calibration curve of few": (
            pd.DataFrame({"n": [90, 80], "prob_true": [0.1, 0.5], "prob_pred": [0.12, 0.47]}),
            ("share-small",),
        ),
    }


def _indices() -> Frames:
    return {
        "an index of concentration that one makes": (
            pd.DataFrame({"site": WARDS, "n": [40, 400], "hhi": [0.93, 0.02]}),
            ("concentration-dominated",),
        ),
        "a share of the two largest": (
            pd.DataFrame({"site": WARDS, "n": [40, 400], "cr2": [0.94, 0.02]}),
            ("concentration-dominated",),
        ),
    }


def _modes() -> Frames:
    return {
        "a mode that all have": (
            pd.DataFrame({"ward": WARDS, "n": [412, 388], "mode_count": [412, 120], "mode": [3, 2]}),
            ("values-all-same",),
        ),
    }


def _ends() -> Frames:
    dates = {"first_date": ["2019-01-03"], "last_date": ["2024-12-30"]}
    return {
        "the youngest and the oldest": (
            pd.DataFrame({"ward": WARDS, "n": [412, 388], "youngest": [18, 19], "oldest": [103, 99]}),
            ("statistic-extreme",),
        ),
        "the first and the last date": (pd.DataFrame({"n": [412], **dates}), ("statistic-extreme",)),
    }


def _tests() -> Frames:
    return {
        "a chi-square with its margins": (
            pd.DataFrame({"exposed": [120], "unexposed": [480], "cases": [66], "chi2": [7.15441]}),
            ("test-small-cell",),
        ),
        "a t of few": (
            pd.DataFrame({"test": ["ttest_ind"], "statistic": [2.31], "df": [9], "p": [0.04]}),
            ("spread-few",),
        ),
    }


def _centres() -> Frames:
    return {
        "centres that are persons": (
            pd.DataFrame({"medoid": ["a", "b"], "n": [212, 188], "mean_age": [61.0, 71.0]}),
            ("cluster-medoid",),
        ),
    }


def _weights() -> Frames:
    return {
        "a weighted total that one makes": (
            pd.DataFrame(
                {"site": ["A"], "n": [40], "weighted_sum": [10019], "largest": [10000], "second": [9]}
            ),
            ("dominance",),
        ),
    }


ROWS: dict[str, Callable[[], Frames]] = {
    "a density or calibration curve": _curves,
    "an index that one contributor makes": _indices,
    "a mode": _modes,
    "an extreme told in words": _ends,
    "a test beside its margins": _tests,
    "a medoid": _centres,
    "a weighted total": _weights,
}
