"""Of two hundred studies over two sites, 95 % intervals hold the truth about as often as they say."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import d2h_sdk as d2h
from d2h_sdk import connection as session
from d2h_sdk.federated import FederatedFit

from .hospitals_of_a_study import FOUR, TABLE
from .sites_in_process import sites_in_process

STUDIES = 200
# Of 200 intervals, 95 % each: fewer or more hold the truth once in a thousand suites.
FEWEST, MOST = stats.binom.ppf([0.0005, 0.9995], STUDIES, 0.95)
TRUTH = {"x": 0.4, "arm": -0.5}


def study(seed: int, persons: int) -> dict[str, pd.DataFrame]:
    """Persons of two hospitals, whose hazard differs, with an outcome of every family."""
    chance = np.random.default_rng(seed)
    found = {}
    for at, site in enumerate(FOUR[:2]):
        x, arm = chance.normal(size=persons), chance.integers(0, 2, persons).astype(float)
        line = TRUTH["x"] * x + TRUTH["arm"] * arm
        met, left = chance.exponential(10 * np.exp(-line)), chance.uniform(5, 25, persons)
        own = chance.exponential((5 + 10 * at) * np.exp(-line))
        found[site] = pd.DataFrame(
            {
                **{"x": x, "arm": arm, "number": 1 + line + chance.normal(size=persons)},
                "truth": (chance.uniform(size=persons) < 1 / (1 + np.exp(-line))).astype(float),
                "count": chance.poisson(np.exp(0.5 + line)),
                **{"time": np.minimum(met, left), "event": (met <= left) * 1.0},
                **{"own_time": np.minimum(own, left), "own_event": (own <= left) * 1.0},
            }
        )
    return found


FITS: dict[str, Callable[[], FederatedFit]] = {
    "linear": lambda: d2h.federated.linear(TABLE, "number", [*TRUTH], dataset="study"),
    "logistic": lambda: d2h.federated.logistic(TABLE, "truth", [*TRUTH], dataset="study"),
    "poisson": lambda: d2h.federated.poisson(TABLE, "count", [*TRUTH], dataset="study"),
    "cox, each site a stratum": lambda: d2h.federated.cox(
        TABLE, "own_time", "own_event", [*TRUTH], dataset="study"
    ),
    "cox, one hazard on shared times": lambda: d2h.federated.cox(
        TABLE, "time", "event", [*TRUTH], times=[2, 5, 9, 14], dataset="study"
    ),
}


@pytest.mark.parametrize("name", FITS)
def test_intervals_of_every_model_hold_the_truth_as_often_as_they_say(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = pd.Series(0, index=TRUTH)
    for seed in range(STUDIES):
        monkeypatch.setattr(session, "connection", sites_in_process(study(seed, 400)))
        bounds = FITS[name]().confidence_intervals_.loc[[*TRUTH]]
        truth = pd.Series(TRUTH)
        held += (bounds["95% lower-bound"] <= truth) & (truth <= bounds["95% upper-bound"])
    assert held.between(FEWEST, MOST).all(), held


def test_intervals_of_a_survival_curve_hold_the_truth_as_often_as_they_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = pd.Series(0, index=[2.0, 4.0])
    for seed in range(STUDIES):
        chance = np.random.default_rng(seed)
        rows = {}
        for site in FOUR[:2]:
            met, left = chance.exponential(10, 300), chance.uniform(5, 25, 300)
            rows[site] = pd.DataFrame({"time": np.minimum(met, left), "event": (met <= left) * 1.0})
        monkeypatch.setattr(session, "connection", sites_in_process(rows))
        made = d2h.federated.kaplan_meier(TABLE, "time", "event", held.index, dataset="study")
        curve = made.curves.loc["all"]
        truth = np.exp(-held.index.to_numpy() / 10)
        held += (curve["lower 95%"] <= truth) & (truth <= curve["upper 95%"])
    assert held.between(FEWEST, MOST).all(), held
