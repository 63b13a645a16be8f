"""Tests for a respiratory virus: when they were taken, when the laboratory told, how many were positive.

Every week TESTS tests are taken at each hospital, on another person each. They are positive with
probability POSITIVE, from week EPIDEMIC on with odds that grow by GROWTH every week. Results come after a
number of days that follows a geometric law (DELAY each day), so that the last weeks are incomplete when the
registry is read: what is told after LAST_DAY is not in it. `complete` gives the whole, as it would stand a
month later.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

NAME = "surveillance"
TITLE = {"fr": "Tests de virus respiratoires (inventés)", "en": "Tests for respiratory viruses (invented)"}
TABLE = "tests"
FIRST_DAY = np.datetime64("2025-01-06")  # a Monday
WEEKS = 48
LAST_DAY = FIRST_DAY + np.timedelta64(7 * WEEKS - 1, "D")
TESTS = 150  # a week at each hospital, in the middle
POSITIVE = 0.05
EPIDEMIC, GROWTH = 42, 0.45  # the first week, counted from 0; log odds a week
DELAY = 0.2  # probability that a result that has not come comes this day


def complete(hospital: int, rng: np.random.Generator) -> pd.DataFrame:
    """Every test with its result, also those told after the last day."""
    weeks = np.repeat(np.arange(WEEKS), rng.poisson(TESTS, WEEKS))
    odds = POSITIVE / (1 - POSITIVE) * np.exp(GROWTH * np.maximum(0, weeks - EPIDEMIC + 1))
    taken = FIRST_DAY + (7 * weeks + rng.integers(0, 7, len(weeks))).astype("timedelta64[D]")
    return pd.DataFrame(
        {
            "person_id": 5_000_000 + 20_000 * hospital + np.arange(len(weeks)),
            "taken": taken,
            "told": taken + (rng.geometric(DELAY, len(weeks)) - 1).astype("timedelta64[D]"),
            "positive": (rng.random(len(weeks)) < odds / (1 + odds)).astype(int),
        }
    )


def draw(hospital: int, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """`tests`: a row per test whose result had come by the last day."""
    tests = complete(hospital, rng)
    return {TABLE: tests[tests["told"] <= LAST_DAY].reset_index(drop=True)}
