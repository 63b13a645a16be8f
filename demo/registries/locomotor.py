"""Walking after cancer: who keeps it, and whether an adapted physical activity programme helps.

Each person's time until she no longer walks alone follows a proportional hazards model with a constant hazard
of her hospital: log hazard = log(HAZARD of the hospital) + the coefficient of each covariate; it is censored
at the end of follow-up or when she is lost from sight, whatever her covariates.

The trap: hospitals whose patients do worse send more of them to the programme. Pooled without regard to the
hospital, the programme looks harmful; within each hospital it protects.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

NAME = "locomotor"
TITLE = {"fr": "Marche après un cancer (inventé)", "en": "Walking after cancer (invented)"}
TABLE = "patients"
PERSONS = 1_200  # at each hospital
FOLLOW_UP = 1_095  # days

COEFFICIENTS = {  # log hazard ratios
    "programme": -0.45,
    "age_decade": 0.20,  # decades above 65
    "bone_metastases": 0.60,
    "male": 0.10,
}
HAZARDS = (0.10, 0.25, 0.50, 0.90)  # per year, of the first hospital to the last
PROGRAMME = (0.15, 0.40, 0.65, 0.85)  # part of the persons who follow it
LOST = 0.10  # per year


def draw(hospital: int, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """`patients`: a row per person. `hospital` counts from 0; the fifth is like the first."""
    place = hospital % len(HAZARDS)
    age = np.clip(rng.normal(65.0, 10.0, PERSONS), 30.0, 95.0).round()
    programme = rng.random(PERSONS) < PROGRAMME[place]
    metastases = rng.random(PERSONS) < 0.22
    male = rng.random(PERSONS) < 0.48
    risk = (
        COEFFICIENTS["programme"] * programme
        + COEFFICIENTS["age_decade"] * (age - 65.0) / 10.0
        + COEFFICIENTS["bone_metastases"] * metastases
        + COEFFICIENTS["male"] * male
    )
    lost_walking = rng.exponential(365.25 / (HAZARDS[place] * np.exp(risk)))
    seen_until = np.minimum(rng.exponential(365.25 / LOST, PERSONS), FOLLOW_UP)
    return {
        TABLE: pd.DataFrame(
            {
                "person_id": 8_000_000 + 10_000 * hospital + np.arange(PERSONS),
                "age_decade": (age - 65.0) / 10.0,
                "male": male.astype(int),
                "bone_metastases": metastases.astype(int),
                "programme": programme.astype(int),
                "days": np.ceil(np.minimum(lost_walking, seen_until)).clip(min=1).astype(int),
                "lost_walking": (lost_walking <= seen_until).astype(int),
            }
        )
    }
