"""Nights recorded at home: how long people sleep, and what continuous positive airway pressure changes.

Minutes asleep in a night = MINUTES + the coefficient of each covariate + what the person adds to all her
nights (normal, PERSON_SD) + what the night adds (normal, NIGHT_SD). Half of the persons, drawn by lot,
sleep with the device from night DEVICE_FROM on. Breathing stops PAUSES times an hour in the middle,
DEVICE_PAUSES times as often with the device.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

NAME = "sleep"
TITLE = {"fr": "Nuits enregistrées (inventées)", "en": "Recorded nights (invented)"}
PERSONS = 150  # at each hospital
NIGHTS, HOURS = 8, 7
DEVICE_FROM = 5

MINUTES = 330.0
COEFFICIENTS = {"device": 28.0, "age_decade": -9.0, "male": -5.0}  # minutes; decades above 55
PERSON_SD, NIGHT_SD = 25.0, 30.0
PAUSES, DEVICE_PAUSES = 28.0, 0.25


def draw(hospital: int, rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """`persons`: a row each. `recordings`: a row per person, night and hour."""
    person_id = 7_000_000 + 10_000 * hospital + np.arange(PERSONS)
    age = np.clip(rng.normal(55.0, 11.0, PERSONS), 20.0, 85.0).round()
    male = (rng.random(PERSONS) < 0.6).astype(int)
    device = np.zeros((PERSONS, NIGHTS), dtype=int)
    device[rng.permutation(PERSONS)[: PERSONS // 2], DEVICE_FROM - 1 :] = 1

    of_person = MINUTES + COEFFICIENTS["age_decade"] * (age - 55.0) / 10.0 + COEFFICIENTS["male"] * male
    of_person += rng.normal(0.0, PERSON_SD, PERSONS)
    asleep = of_person[:, None] + COEFFICIENTS["device"] * device + rng.normal(0.0, NIGHT_SD, device.shape)
    shares = rng.dirichlet(np.full(HOURS, 60.0), device.shape)
    often = rng.lognormal(np.log(PAUSES), 0.45, PERSONS)[:, None] * np.where(device, DEVICE_PAUSES, 1.0)

    shape = (PERSONS, NIGHTS, HOURS)
    night, hour = np.broadcast_arrays(np.arange(1, NIGHTS + 1)[None, :, None], np.arange(1, HOURS + 1))
    return {
        "persons": pd.DataFrame({"person_id": person_id, "age_decade": (age - 55.0) / 10.0, "male": male}),
        "recordings": pd.DataFrame(
            {
                "person_id": np.repeat(person_id, NIGHTS * HOURS),
                "night": np.broadcast_to(night, shape).ravel(),
                "hour": np.broadcast_to(hour, shape).ravel(),
                "device": np.broadcast_to(device[:, :, None], shape).ravel(),
                "minutes_asleep": (asleep[:, :, None] * shares).ravel().round(1).clip(0.0),
                "pauses": rng.poisson(np.broadcast_to(often[:, :, None], shape)).ravel(),
            }
        ),
    }
