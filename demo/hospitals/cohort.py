"""Persons and their stays, drawn batch by batch from the generating model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo.hospitals.configuration import Hospitals, Site
from demo.hospitals.generating_model import (
    ADVERSE_EVENT_HAZARD,
    ADVERSE_EVENTS,
    AGE_DECADE,
    CONDITIONS,
    DEATH_INTERCEPT,
    EMERGENCY,
    LANDMARK_HOURS,
    MALE,
    MEASUREMENTS,
    REASONS,
    Numbers,
)

Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]
Times = NDArray[np.datetime64]

LONGEST_STAY = 45.0  # days, before an adverse event prolongs it
MOST_STAYS = 5
EARLY_EVENT = 15.0  # days after admission


@dataclass
class Persons:
    """One element per person. `number` is the same at every hospital; `opposed` has one column per site."""

    number: Integers
    home: Integers
    male: Flags
    born: Times  # day
    conditions: Flags  # one column per condition of the model
    opposed: Flags
    died: Times  # second; NaT for the living


@dataclass
class Stays:
    """One element per stay, by person and time. `person` counts within the batch; days are from `start`."""

    person: Integers
    site: Integers
    start: Times
    days: Numbers
    age: Integers  # years: year of admission less year of birth
    emergency: Flags
    died: Flags
    event: Integers  # index into ADVERSE_EVENTS, -1 for none
    event_day: Numbers
    ward: Integers
    reason: Integers  # index into REASONS
    first_values: Numbers  # standardised, one column per measurement of the model

    def keep(self, which: NDArray[np.generic]) -> Stays:
        return Stays(**{name: column[which] for name, column in vars(self).items()})


def draw_cohort(
    hospitals: Hospitals, numbers: Integers, rng: np.random.Generator, *, plant_small_group: bool
) -> tuple[Persons, Stays]:
    """The persons with these national numbers and all their stays at every site.

    Raises ValueError when the small group is to be planted and there are too few persons for it.
    """
    sites = tuple(hospitals.sites.values())
    persons = _draw_persons(hospitals, sites, numbers, rng)
    stays = _draw_admissions(hospitals, sites, persons, rng)
    stays = _draw_deaths(sites, persons, stays, rng)
    _draw_adverse_events(sites, persons, stays, rng)
    _draw_deaths_at_home(hospitals, persons, stays, rng)
    if plant_small_group:
        _plant_small_group(hospitals, persons, stays)
    return persons, stays


def _draw_persons(
    hospitals: Hospitals, sites: Sequence[Site], numbers: Integers, rng: np.random.Generator
) -> Persons:
    count = len(numbers)
    shares = np.array([site.share for site in sites])
    home = rng.choice(len(sites), count, p=shares / shares.sum())
    mean = np.array([site.age.mean for site in sites])[home]
    sd = np.array([site.age.sd for site in sites])[home]
    age = np.clip(rng.normal(mean, sd), 18.5, 99.0)
    first_day = np.datetime64(hospitals.period.first, "D")
    decades = (age - 65.0) / 10.0
    conditions = np.empty((count, len(CONDITIONS)), dtype=bool)
    for column, (name, condition) in enumerate(CONDITIONS.items()):
        share = np.array([site.conditions.get(name, 0.0) for site in sites])[home]
        odds = share / (1.0 - share) * np.exp(condition.age * decades)
        conditions[:, column] = rng.random(count) < odds / (1.0 + odds)
    opposition = np.array([site.opposition for site in sites])
    return Persons(
        number=numbers,
        home=home,
        male=rng.random(count) < 0.49,
        born=first_day - (age * 365.25).astype("timedelta64[D]"),
        conditions=conditions,
        opposed=rng.random((count, len(sites))) < opposition,
        died=np.full(count, np.datetime64("NaT"), dtype="datetime64[s]"),
    )


def _draw_admissions(
    hospitals: Hospitals, sites: Sequence[Site], persons: Persons, rng: np.random.Generator
) -> Stays:
    count = len(persons.number)
    later = np.array([site.later_stays for site in sites])[persons.home]
    shared = rng.random(count) < (hospitals.known_to_two_hospitals if len(sites) > 1 else 0.0)
    stay_count = np.clip(1 + rng.poisson(later), 1 + shared, MOST_STAYS)
    person = np.repeat(np.arange(count), stay_count)
    order = np.arange(len(person)) - np.repeat(np.cumsum(stay_count) - stay_count, stay_count)
    elsewhere = (persons.home + rng.integers(1, max(len(sites), 2), count)) % len(sites)
    moved = shared[person] & (order >= (stay_count // 2)[person])
    site = np.where(moved, elsewhere[person], persons.home[person])

    # Each stay has its own slice of the period and ends before the next slice begins.
    span = (np.datetime64(hospitals.period.last) - np.datetime64(hospitals.period.first)) / np.timedelta64(
        1, "s"
    )
    position = (order + rng.uniform(0.0, 0.75, len(person))) / stay_count[person]
    start = np.datetime64(hospitals.period.first, "s") + (position * float(span)).astype("timedelta64[s]")

    emergency = rng.random(len(person)) < np.array([each.emergency for each in sites])[site]
    values = rng.standard_normal((len(person), len(MEASUREMENTS))).clip(-3.2, 3.2)
    for column, measurement in enumerate(MEASUREMENTS.values()):
        for name, spreads in measurement.given.items():
            values[:, column] += spreads * persons.conditions[person, list(CONDITIONS).index(name)]
    ward = np.zeros(len(person), dtype=np.int64)
    reason = np.zeros(len(person), dtype=np.int64)
    for index, each in enumerate(sites):
        here = site == index
        ward[here] = _weighted(each.wards, list(each.wards), int(here.sum()), rng)
        for weights, chosen in (
            (each.emergency_reasons, here & emergency),
            (each.planned_reasons, here & ~emergency),
        ):
            reason[chosen] = _weighted(weights, list(REASONS), int(chosen.sum()), rng)
    return Stays(
        person=person,
        site=site,
        start=start,
        days=np.zeros(len(person)),
        age=_year(start) - _year(persons.born)[person],
        emergency=emergency,
        died=np.zeros(len(person), dtype=bool),
        event=np.full(len(person), -1),
        event_day=np.full(len(person), np.inf),
        ward=ward,
        reason=reason,
        first_values=values,
    )


def _draw_deaths(sites: Sequence[Site], persons: Persons, stays: Stays, rng: np.random.Generator) -> Stays:
    """In-hospital deaths and lengths of stay; nobody is admitted again after a death."""
    count = len(stays.person)
    decades = (stays.age - 65.0) / 10.0
    log_odds = (
        DEATH_INTERCEPT
        + np.array([site.death for site in sites])[stays.site]
        + AGE_DECADE.death * decades
        + MALE.death * persons.male[stays.person]
        + EMERGENCY.death * stays.emergency
        + persons.conditions[stays.person] @ np.array([each.covariate.death for each in CONDITIONS.values()])
        + stays.first_values @ np.array([each.death for each in MEASUREMENTS.values()])
    )
    stays.died = rng.random(count) < 1.0 / (1.0 + np.exp(-log_odds))
    median = np.array([site.length_of_stay for site in sites])[stays.site]
    median = median * np.exp(0.35 * stays.emergency + 0.08 * decades)
    alive = np.clip(median * np.exp(0.65 * rng.standard_normal(count)), 0.4, LONGEST_STAY)
    dying = np.clip(0.6 + rng.gamma(2.0, 3.5, count), 0.6, LONGEST_STAY)
    stays.days = np.where(stays.died, dying, alive)
    earlier: Integers = np.cumsum(stays.died) - stays.died
    first = np.searchsorted(stays.person, stays.person)
    kept = stays.keep(earlier == earlier[first])
    ends = kept.start + _seconds(kept.days)
    persons.died[kept.person[kept.died]] = ends[kept.died]
    return kept


def _draw_adverse_events(
    sites: Sequence[Site], persons: Persons, stays: Stays, rng: np.random.Generator
) -> None:
    """The first adverse event of care; it prolongs the stay of those who survive."""
    count = len(stays.person)
    log_hazard = (
        np.log(ADVERSE_EVENT_HAZARD)
        + np.array([site.adverse_event for site in sites])[stays.site]
        + AGE_DECADE.event * (stays.age - 65.0) / 10.0
        + MALE.event * persons.male[stays.person]
        + EMERGENCY.event * stays.emergency
        + persons.conditions[stays.person] @ np.array([each.covariate.event for each in CONDITIONS.values()])
    )
    day = LANDMARK_HOURS / 24.0 + rng.exponential(size=count) / np.exp(log_hazard)
    happened = day < stays.days
    for index, site in enumerate(sites):
        here = happened & (stays.site == index)
        stays.event[here] = _weighted(site.adverse_events, list(ADVERSE_EVENTS), int(here.sum()), rng)
    stays.event_day = np.where(happened, day, np.inf)
    longer = np.clip(4.0 * np.exp(0.5 * rng.standard_normal(count)), 1.0, 15.0)
    stays.days = stays.days + np.where(happened & ~stays.died, longer, 0.0)


def _draw_deaths_at_home(
    hospitals: Hospitals, persons: Persons, stays: Stays, rng: np.random.Generator
) -> None:
    """Deaths after the last discharge, known from the national register of deaths."""
    last = np.searchsorted(stays.person, np.arange(len(persons.number)), side="right") - 1
    discharge = stays.start[last] + _seconds(stays.days[last])
    cancer = persons.conditions[:, list(CONDITIONS).index("cancer")]
    yearly = 0.03 * np.exp(0.5 * (stays.age[last] - 65.0) / 10.0 + 1.2 * cancer)
    when = discharge + _seconds(rng.exponential(size=len(last)) / yearly * 365.25)
    known = np.isnat(persons.died) & (when <= np.datetime64(hospitals.period.last))
    persons.died[known] = when[known]


def _plant_small_group(hospitals: Hospitals, persons: Persons, stays: Stays) -> None:
    """Among persons with one stay and an early event: no choice of stays or follow-up loses one of them."""
    group = hospitals.small_group
    site = list(hospitals.sites).index(group.site)
    single = np.bincount(stays.person, minlength=len(persons.number))[stays.person] == 1
    served = ~persons.opposed[stays.person, site]
    early = stays.event_day < EARLY_EVENT
    candidates = np.flatnonzero((stays.site == site) & early & single & served)
    chosen = candidates[: group.persons + group.opposed]
    if len(chosen) < group.persons + group.opposed:
        raise ValueError(f"too few patients to plant a small group at {group.site}: ask for 2,000 or more")
    stays.event[chosen] = list(ADVERSE_EVENTS).index(group.event)
    persons.opposed[stays.person[chosen[group.persons :]], site] = True


def _weighted(
    weights: dict[str, float], names: Sequence[str], count: int, rng: np.random.Generator
) -> Integers:
    """Positions in `names`, drawn by weight."""
    share = np.array(list(weights.values()))
    return np.array([names.index(name) for name in weights])[
        rng.choice(len(share), count, p=share / share.sum())
    ]


def _seconds(days: Numbers) -> NDArray[np.timedelta64]:
    return (days * 86_400.0).astype("timedelta64[s]")


def _year(times: Times) -> Integers:
    return times.astype("datetime64[Y]").astype(np.int64) + 1970
