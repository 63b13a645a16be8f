"""Tables of counts that tell something, by the row of the rule catalogue that forbids it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from tests.unit.output_checking.corpus.planted import FEW, SEED, Frames

WARDS = ["A", "B"]


def _frequency_tables() -> Frames:
    return {
        "a count of three": (pd.DataFrame({"ward": ["A", "B", "C"], "patients": [412, 388, 3]}), FEW),
        "a French count of four": (pd.DataFrame({"service": ["A", "B"], "décès": [412, 4]}), FEW),
        "a crosstab with a small cell": (
            pd.DataFrame({"ward": ["A", "B", "Total"], "women": [40, 4, 44], "men": [31, 30, 61]}),
            FEW,
        ),
        "a crosstab without totals": (
            pd.DataFrame({"ward": ["A", "B"], "F": [169, 2], "M": [142, 93]}),
            FEW,
        ),
        "the rest of a group": (
            pd.DataFrame({"ward": ["A", "B"], "total": [212, 388], "deaths": [208, 120]}),
            ("group-all-but-few",),
        ),
        "persons fewer than stays": (
            pd.DataFrame(
                {
                    "ward": list("AABB"),
                    "sex": list("FMFM"),
                    "stays": [400, 388, 30, 212],
                    "persons": [300, 280, 2, 190],
                }
            ),
            FEW,
        ),
        "deaths of each day": (
            pd.DataFrame({"date": ["2024-01-03", "2024-01-04", "2024-01-05"], "deaths": [12, 1, 14]}),
            FEW,
        ),
        "a running total": (
            pd.DataFrame(
                {"date": ["2024-01-03", "2024-01-04", "2024-01-05"], "cumulative deaths": [40, 43, 90]}
            ),
            ("running-total-steps",),
        ),
        "ages of the oldest": (pd.DataFrame({"age": range(97, 102), "patients": [40, 22, 12, 3, 1]}), FEW),
        "a postcode of three": (pd.DataFrame({"postcode": ["75013", "13005"], "patients": [40, 3]}), FEW),
        "a small cell in the first table of an article": (
            pd.DataFrame(
                {
                    "characteristic": ["Age, mean (SD)", "Women, n (%)", "Dialysis, n (%)"],
                    "treated (n=412)": ["61.2 (12.1)", "212 (51.5%)", "3 (0.7%)"],
                }
            ),
            FEW,
        ),
    }


def _shares() -> Frames:
    return {
        "a percentage of a small group": (
            pd.DataFrame({"ward": ["A", "B"], "n": [400, 40], "dead_pct": [25.0, 7.5]}),
            ("share-small",),
        ),
        "a proportion of a small group": (
            pd.DataFrame({"ward": ["A", "B"], "n": [400, 40], "proportion": [0.25, 0.075]}),
            ("share-small",),
        ),
        "a rate of four deaths": (
            pd.DataFrame(
                {"ward": WARDS, "deaths": [212, 4], "person_years": [41_000, 3_021], "rate": [5.2, 1.3]}
            ),
            FEW,
        ),
    }


def _weighted() -> Frames:
    return {
        "a weighted count of four": (
            pd.DataFrame({"ward": WARDS, "n": [412, 4], "weighted_n": [41_200.5, 402.7]}),
            FEW,
        ),
        "a weighted mean of four": (
            pd.DataFrame({"ward": WARDS, "unweighted_n": [412, 4], "weighted_mean": [61.2, 58.1]}),
            FEW,
        ),
    }


def _suppressed() -> Frames:
    return {
        "a suppressed cell that the total gives back": (
            pd.DataFrame({"ward": ["A", "B", "C", "Total"], "patients": [40, None, 30, 74]}),
            ("suppression-given-back",),
        ),
        "a suppressed sum that the rounded total gives back": (
            pd.DataFrame(
                {
                    "ward": ["A", "B", "C", "Total"],
                    "cost": [5437.3, None, 4494.8, 15123.9],
                    "tests": [812.3, 640.4, 911.4, 2364.0],
                }
            ),
            ("suppression-given-back",),
        ),
    }


def _odds() -> Frames:
    return {
        "an odds ratio with its margins": (
            pd.DataFrame(
                {
                    "factor": ["drug"],
                    "exposed": [120],
                    "unexposed": [480],
                    "cases": [30],
                    "odds_ratio": [0.4286],
                }
            ),
            ("ratio-small-cell",),
        ),
        "a risk ratio with its margins": (
            pd.DataFrame(
                {
                    "factor": ["drug"],
                    "exposed": [100],
                    "unexposed": [100],
                    "cases": [100],
                    "risk_ratio": [19.0],
                }
            ),
            ("ratio-small-cell",),
        ),
        "a prevalence ratio of three cases": (
            pd.DataFrame({"ward": WARDS, "n": [412, 388], "prevalence ratio": [1.2, 3.1], "cases": [40, 3]}),
            FEW,
        ),
    }


def _confusion() -> Frames:
    return {
        "a confusion matrix with four false negatives": (
            pd.DataFrame({"": ["true 0", "true 1"], "predicted 0": [812, 4], "predicted 1": [64, 203]}),
            FEW,
        ),
    }


def _histograms() -> Frames:
    return {
        "a histogram from minimum to maximum": (_histogram(), ("histogram-edges",)),
        "a bar of three": (
            pd.DataFrame({"bin": ["[0, 20)", "[20, 40)", "[40, 60)"], "count": [210, 3, 512]}),
            FEW,
        ),
    }


def _histogram() -> pd.DataFrame:
    values = np.random.default_rng(SEED).gamma(3.0, 9.0, 4_000).round(2)
    counts, edges = np.histogram(values, bins=10)
    kept = counts >= 10
    bins = [f"({a}, {b}]" for a, b in zip(edges[:-1].round(4), edges[1:].round(4), strict=True)]
    return pd.DataFrame({"bin": bins, "count": counts})[kept].reset_index(drop=True)


ROWS: dict[str, Callable[[], Frames]] = {
    "a frequency table": _frequency_tables,
    "a percentage, rate or ratio": _shares,
    "a weighted count": _weighted,
    "after suppression": _suppressed,
    "an odds, risk or prevalence ratio": _odds,
    "a confusion matrix": _confusion,
    "a histogram": _histograms,
}
