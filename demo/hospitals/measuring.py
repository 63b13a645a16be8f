"""The vitals and laboratory values of a site's stays: when measured, in which unit, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from demo.hospitals.cohort import Integers, Stays
from demo.hospitals.configuration import Site
from demo.hospitals.generating_model import LANDMARK_HOURS, MEASUREMENTS, Measurement, Numbers, Unit

# Hours after admission. The trap stands after the landmark: by then the dying get worse, the others better.
VITALS = (1.0, 16.0, 36.0, 62.0, 120.0)
LABORATORY = (1.5, 26.0, 74.0)
ONCE = (3.0,)

SKIPPED = 0.08  # of the repeated measurements
WORSENING = 1.6  # spreads, towards death


@dataclass(frozen=True)
class Series:
    """Values of one measurement at one time of the schedule. `stay` counts within the site's stays."""

    stay: Integers
    hours: Numbers
    value: Numbers
    unit: Unit
    local_code: str


def measure(site: Site, stays: Stays, rng: np.random.Generator) -> Iterator[Series]:
    """All values of these stays of one site."""
    count = len(stays.person)
    for column, (name, measurement) in enumerate(MEASUREMENTS.items()):
        unit = _unit(site, name, measurement)
        first = stays.first_values[:, column]
        # A blood test is ordered more readily in the emergency room.
        readiness = np.where(stays.emergency, 0.8, 1.25) if measurement.laboratory else 1.0
        made = rng.random(count) >= np.minimum(site.missing.of(name) * readiness, 0.95)
        for turn, scheduled in enumerate(_schedule(name, measurement)):
            hours = scheduled + rng.uniform(-0.9, 0.9, count)
            chosen = made & (hours < stays.days * 24.0)
            if turn > 0:
                chosen &= rng.random(count) >= SKIPPED
            values = _course(first, measurement, stays, turn, scheduled, rng)
            yield Series(
                stay=np.flatnonzero(chosen),
                hours=hours[chosen],
                value=np.round(measurement.value(values[chosen]) * unit.factor, unit.decimals),
                unit=unit,
                local_code=site.local_codes[name],
            )


def _course(
    first: Numbers, measurement: Measurement, stays: Stays, turn: int, hours: float, rng: np.random.Generator
) -> Numbers:
    """Standardised values at one time; the first ones are exactly those of the generating model."""
    if turn == 0:
        return first
    noise = 0.45 * rng.standard_normal(len(first))
    if hours < LANDMARK_HOURS:
        return 0.8 * first + noise
    worse = 0.8 * first + WORSENING * np.sign(measurement.death)
    course: Numbers = np.where(stays.died, worse, 0.5 * first) + noise
    return course


def _schedule(name: str, measurement: Measurement) -> tuple[float, ...]:
    if name == "weight":
        return ONCE
    return LABORATORY if measurement.laboratory else VITALS


def _unit(site: Site, name: str, measurement: Measurement) -> Unit:
    wanted = site.units.get(name, measurement.units[0].text)
    return next(unit for unit in measurement.units if unit.text == wanted)
