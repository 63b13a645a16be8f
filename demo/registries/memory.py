"""Memory over the years: repeated MMSE scores, persons who no longer come, entry into an institution.

MMSE at a visit = START + what the person adds + (SLOPE + CARRIER_SLOPE for carriers of APOE ε4 + what the
person adds) * years + measurement noise, rounded, between 0 and 30. Half of those who score under
LEAVING_SCORE do not come again, so that the visits left are of those who decline least. Entry into an
institution follows a proportional hazards model; visits end with it. Given the scores that were seen,
neither says more of the decline: a mixed model finds it again, the mean of the visits left does not.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

NAME = "memory"
TITLE = {"fr": "Consultations de la mémoire (inventées)", "en": "Memory clinics (invented)"}
PERSONS = 500  # at each hospital
YEARS, EVERY = 4.0, 0.5  # of follow-up, and between two visits

START, START_SD = 24.0, 2.0
SLOPE, CARRIER_SLOPE, SLOPE_SD = -1.3, -0.8, 0.6  # points per year
NOISE_SD = 1.0
LEAVING_SCORE = 20

HAZARD = 0.06  # per year, at 75, no carrier, with START at the first visit
COEFFICIENTS = {"carrier": 0.45, "age_decade": 0.50, "points_lost": 0.15}  # log hazard ratios


def draw(hospital: int, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """`persons`: a row each, followed for `years` until `institution` or the end. `visits`: a row each."""
    person_id = 6_000_000 + 10_000 * hospital + np.arange(PERSONS)
    age = np.clip(rng.normal(75.0, 7.0, PERSONS), 55.0, 95.0).round()
    carrier = (rng.random(PERSONS) < 0.4).astype(int)
    times = np.arange(0.0, YEARS + EVERY / 2, EVERY)
    slope = SLOPE + CARRIER_SLOPE * carrier + rng.normal(0.0, SLOPE_SD, PERSONS)
    true = START + rng.normal(0.0, START_SD, PERSONS)[:, None] + slope[:, None] * times
    score = (true + rng.normal(0.0, NOISE_SD, true.shape)).round().clip(0, 30).astype(int)

    risk = COEFFICIENTS["carrier"] * carrier + COEFFICIENTS["age_decade"] * (age - 75.0) / 10.0
    risk += COEFFICIENTS["points_lost"] * (START - score[:, 0])
    until = rng.exponential(1.0 / (HAZARD * np.exp(risk)))
    followed = np.minimum(rng.uniform(2.0, YEARS, PERSONS), until)

    leaves = (score < LEAVING_SCORE) & (rng.random(score.shape) < 0.5)
    left_before = np.cumsum(leaves, axis=1) - leaves > 0
    seen = (times <= followed[:, None]) & ~left_before
    who, visit = np.nonzero(seen)
    return {
        "persons": pd.DataFrame(
            {
                "person_id": person_id,
                "age_decade": (age - 75.0) / 10.0,
                "carrier": carrier,
                "years": followed.round(2).clip(0.01),
                "institution": (until <= followed).astype(int),
            }
        ),
        "visits": pd.DataFrame(
            {"person_id": person_id[who], "years": times[visit], "mmse": score[who, visit]}
        ),
    }
