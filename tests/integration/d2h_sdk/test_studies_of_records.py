"""Studies that read records of four gateways: they find what was planted, and their outputs pass."""

from __future__ import annotations

from typing import Any

import pytest

from demo.registries import memory, sleep, surveillance
from demo.registries.drawing import REGISTRIES, chance

from .study_notebooks import Play


def intervals(fitted: str) -> str:
    return f"{fitted}.conf_int().T.to_dict('list')"


def passes(reports: list[dict[str, Any]]) -> bool:
    return reports[0]["blocking"] == [] and reports[-1]["state"] == "SUBMITTED"


def test_the_surveillance_counts_what_is_not_told_yet_and_rings_in_time(play_study: Play) -> None:
    told = play_study(
        "epidemic_surveillance",
        {
            "alert": "alert",
            "same_day": "share_per_day",
            "low": "weekly['low'].tolist()",
            "high": "weekly['high'].tolist()",
            "told": "weekly['told'].tolist()",
        },
    )
    number = next(at for at, each in enumerate(REGISTRIES) if each.name == surveillance.NAME)
    whole = [surveillance.complete(place, chance(number, place)) for place in range(4)]
    weeks = [(each["taken"] - surveillance.FIRST_DAY).dt.days // 7 for each in whole]
    last = [
        sum(int(each["positive"][week == at].sum()) for each, week in zip(whole, weeks, strict=True))
        for at in range(surveillance.WEEKS)
    ]
    assert told["told"][-1] < 0.8 * last[-1]
    covered = [
        low - 1e-6 <= n <= high + 1e-6 for low, n, high in zip(told["low"], last, told["high"], strict=True)
    ]
    assert sum(covered) >= surveillance.WEEKS - 2 and covered[-1]
    assert told["same_day"] == pytest.approx(surveillance.DELAY, abs=0.01)
    assert surveillance.EPIDEMIC <= told["alert"] <= surveillance.EPIDEMIC + 2
    assert passes(told["reports"])


def test_the_study_of_nights_finds_what_the_device_changes(play_study: Play) -> None:
    told = play_study(
        "sleep",
        {
            "limits": intervals("mixed"),
            "mixed": "mixed.bse['age_decade']",
            "alone": "alone.bse['age_decade']",
            "persons": "nights['person_id'].nunique()",
            "nights": "len(nights)",
        },
    )
    for covariate, minutes in sleep.COEFFICIENTS.items():
        low, high = told["limits"][covariate]
        assert low < minutes < high
    assert told["mixed"] > 1.5 * told["alone"]
    assert (told["persons"], told["nights"]) == (4 * sleep.PERSONS, 4 * sleep.PERSONS * sleep.NIGHTS)
    assert passes(told["reports"])


def test_the_study_of_memory_finds_the_decline_that_the_visits_left_hide(play_study: Play) -> None:
    told = play_study(
        "memory",
        {
            "limits": intervals("mixed"),
            "naive": intervals("naive"),
            "cox": "cox.confidence_intervals_.T.to_dict('list')",
        },
    )
    for covariate, points in {"years": memory.SLOPE, "years:carrier": memory.CARRIER_SLOPE}.items():
        low, high = told["limits"][covariate]
        assert low < points < high
    assert told["naive"]["years"][0] > memory.SLOPE
    for covariate, coefficient in memory.COEFFICIENTS.items():
        low, high = told["cox"][covariate]
        assert low < coefficient < high
    assert passes(told["reports"])
