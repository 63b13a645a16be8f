"""Disclosures planted on purpose: each row of the rule catalogue, and what gives it away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tests.unit.output_checking.corpus.containers import (
    Files,
    csv,
    excel,
    feather,
    in_every_container,
    page,
    parquet,
    zipped,
)

NIR = "1 85 05 78 006 084 91"
SEED = 20261123


@dataclass(frozen=True)
class Planted:
    """`explanations`: any of them, said about any of the files, catches it, when it blocks.

    With `by_review` a finding that asks for a look is enough: no rule could decide.
    """

    name: str
    files: Files
    explanations: frozenset[str]
    by_review: bool = False


def planted(name: str, files: Files, *explanations: str) -> Planted:
    return Planted(name, files, frozenset(explanations))


def frames() -> dict[str, tuple[pd.DataFrame, tuple[str, ...]]]:
    """Name -> (a table that tells something, the explanations that say so)."""
    random = np.random.default_rng(SEED)
    age, size = random.integers(18, 97, 40), random.normal(170, 9, 40).round(1)
    scores = np.sort(random.random(40)).round(8)
    persons = pd.DataFrame({"person_id": range(100_000, 100_040), "age": age, "sex": list("FM") * 20})
    few = ("counts-below-threshold",)
    times = np.arange(1, 13)
    return {
        "a count of three": (pd.DataFrame({"ward": ["A", "B", "C"], "patients": [412, 388, 3]}), few),
        "a French count of four": (pd.DataFrame({"service": ["A", "B"], "décès": [412, 4]}), few),
        "a crosstab with a small cell": (
            pd.DataFrame({"ward": ["A", "B", "Total"], "women": [40, 4, 44], "men": [31, 30, 61]}),
            few,
        ),
        "a small cell in the first table of an article": (
            pd.DataFrame(
                {
                    "characteristic": ["Age, mean (SD)", "Women, n (%)", "Dialysis, n (%)"],
                    "treated (n=412)": ["61.2 (12.1)", "212 (51.5%)", "3 (0.7%)"],
                }
            ),
            few,
        ),
        "a crosstab without totals": (
            pd.DataFrame({"ward": ["A", "B"], "F": [169, 2], "M": [142, 93]}),
            few,
        ),
        "the values of one column": (pd.DataFrame({"creatinine": size}), ("records-values",)),
        "results of a laboratory": (
            pd.DataFrame({"code": ["NA", "K"] * 20, "result": size, "unit": ["mmol/L"] * 40}),
            ("records-repeated", "records-attributes"),
        ),
        "the rest of a group": (
            pd.DataFrame({"ward": ["A", "B"], "total": [212, 388], "deaths": [208, 120]}),
            ("group-all-but-few",),
        ),
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
        "a percentage of a small group": (
            pd.DataFrame({"ward": ["A", "B"], "n": [400, 40], "dead_pct": [25.0, 7.5]}),
            ("share-small",),
        ),
        "a proportion of a small group": (
            pd.DataFrame({"ward": ["A", "B"], "n": [400, 40], "proportion": [0.25, 0.075]}),
            ("share-small",),
        ),
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
        "a 99th percentile of few": (
            pd.DataFrame({"ward": ["A", "B"], "n": [412, 388], "p99": [90.1, 93.2]}),
            ("quantile-few",),
        ),
        "a median of few": (
            pd.DataFrame({"ward": ["A", "B"], "n": [412, 14], "médiane": [61.0, 55.0]}),
            ("quantile-few",),
        ),
        "a spread of few": (
            pd.DataFrame({"ward": ["A", "B"], "n": [412, 10], "mean": [61.2, 58.0], "sd": [12.1, 8.0]}),
            ("spread-few",),
        ),
        "a spread of nothing": (
            pd.DataFrame({"ward": ["A", "B"], "n": [412, 40], "mean": [61.2, 58.0], "sd": [12.1, 0.0]}),
            ("spread-zero",),
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
        "a perfect correlation": (
            pd.DataFrame({"": ["age", "dose"], "age": [1.0, 1.0], "dose": [1.0, 1.0]}),
            ("correlation-perfect",),
        ),
        "a correlation of few": (
            pd.DataFrame({"pair": ["age-dose", "age-bmi"], "n": [11, 400], "correlation": [0.31, 0.12]}),
            ("spread-few",),
        ),
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
        "a histogram from minimum to maximum": (_histogram(), ("histogram-edges",)),
        "numbers of a box plot": (
            pd.DataFrame(
                {"ward": ["A", "B"], "n": [412, 388], "whislo": [18.2, 19.1], "whishi": [97.3, 95.0]}
            ),
            ("figure-whiskers",),
        ),
        "rows of persons": (persons, ("rows-identifier-column",)),
        "rows of persons without their key": (
            pd.DataFrame({"age": age, "sex": list("FM") * 20, "weight": size, "death": [0, 1] * 20}),
            ("records-attributes",),
        ),
        "rows with a pseudonym": (
            pd.DataFrame({"k": [f"a1b2c3d4e5f{n:02}" for n in range(40)], "x": size}),
            ("rows-unique-key",),
        ),
        "rows of stays": (
            pd.DataFrame({"unit": ["A", "B"] * 20, "entry": _days(40), "x1": size, "x2": size[::-1]}),
            ("records-repeated", "records-attributes"),
        ),
        "residuals of a model": (
            pd.DataFrame({"obs": range(1, 41), "fitted": size, "residual": (size - 170).round(3)}),
            ("records-model",),
        ),
        "a social security number": (
            pd.DataFrame({"note": ["none", NIR], "n": [40, 41]}),
            ("identifier-nir",),
        ),
        "an address": (
            pd.DataFrame({"contact": ["-", "jeanne.martin@example.org"], "n": [40, 41]}),
            ("identifier-email",),
        ),
        "dates of birth": (
            pd.DataFrame({"ddn": ["12/05/1985", "03/02/1951"], "n": [40, 41]}),
            ("identifier-birth-date", "rows-identifier-column"),
        ),
        "a hospital number": (
            pd.DataFrame({"comment": ["IPP 80012345", "-"], "n": [40, 41]}),
            ("identifier-hospital-number",),
        ),
    }


def table_cases() -> Iterator[Planted]:
    """Every table in every container."""
    for name, (frame, explanations) in frames().items():
        for file, content in in_every_container(frame).items():
            yield planted(f"{name}, as {file}", {file: content}, *explanations)


def long_table_cases() -> Iterator[Planted]:
    rows = pd.DataFrame({"day": range(6_000), "mean": np.linspace(0, 1, 6_000)})
    files = {
        "table.csv": csv(rows),
        "table.xlsx": excel(rows),
        "table.parquet": parquet(rows),
        "table.feather": feather(rows),
        "table.html": page(rows),
        "table.zip": zipped({"table.csv": csv(rows)}),
    }
    for file, content in files.items():
        yield planted(f"six thousand rows, as {file}", {file: content}, "rows-too-many")
    wide = csv(pd.DataFrame([[12] * 1_200]))
    yield planted("a thousand columns", {"wide.csv": wide}, "table-too-wide")


def _histogram() -> pd.DataFrame:
    values = np.random.default_rng(SEED).gamma(3.0, 9.0, 4_000).round(2)
    counts, edges = np.histogram(values, bins=10)
    kept = counts >= 10
    bins = [f"({a}, {b}]" for a, b in zip(edges[:-1].round(4), edges[1:].round(4), strict=True)]
    return pd.DataFrame({"bin": bins, "count": counts})[kept].reset_index(drop=True)


def _days(count: int) -> list[str]:
    days = pd.date_range("2024-01-03 08:15", periods=count, freq="31h")
    return [f"{day:%Y-%m-%d %H:%M}" for day in days]
