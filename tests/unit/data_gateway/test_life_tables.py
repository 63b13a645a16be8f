"""An honest survival curve is told whatever pseudonyms its persons were given."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np

from d2h_sdk.wire import SurvivalRequest
from data_gateway.aggregates.differencing import Books, Vector
from data_gateway.federated import life_tables, survival
from data_gateway.federated.design import Design
from data_gateway.federated.request import FederatedPlan

MINIMUM = 10
EDGES = tuple(float(day) for day in range(100, 1501, 100))


def followed(persons: int, seed: int) -> Design:
    """Two arms, `persons` in all; who has had no event by day 1,500 or leaves before is censored."""
    chance = np.random.default_rng(seed)
    arm = chance.integers(0, 2, persons)
    met = chance.exponential(np.where(arm == 0, 700.0, 1_100.0))
    left = chance.uniform(200.0, 2_000.0, persons)
    time = np.ceil(np.minimum(met, left))
    order = np.argsort(time)
    return Design(
        person=chance.integers(0, 2**62, persons)[order],
        outcome=time[order],
        event=(met <= left).astype(float)[order],
        stratum=np.zeros(persons, dtype=np.int64),
        columns=arm[order].astype(float)[:, None],
    )


def shown(design: Design) -> tuple[survival.Shown, dict[str, Vector]]:
    request = SurvivalRequest(dataset="cohort", table="stay", duration="time", event="died", edges=EDGES)
    plan = cast(FederatedPlan, SimpleNamespace(minimum=MINIMUM))
    figures = {
        name: np.atleast_1d(np.asarray(value, dtype=np.float64))
        for name, value in life_tables.figures(design, np.array(EDGES), 2).items()
    }
    return survival.admitted(plan, request, figures), figures


def test_no_curve_is_refused_by_chance_of_its_pseudonyms() -> None:
    for seed in range(150):
        curve, figures = shown(followed(1_000, seed))
        books = Books({})
        assert books.admit({"everybody": figures["sketch persons"]}, MINIMUM)
        assert books.admit(curve.sketches | {"persons": figures["sketch persons"]}, MINIMUM), seed


def test_every_step_is_about_nobody_or_enough_and_the_steps_add_up() -> None:
    for seed in range(30):
        design = followed(400, seed)
        table = shown(design)[0].table.to_pandas().dropna(subset=["until"])
        assert ((table["censored"] == 0) | (table["censored"] >= MINIMUM)).all()
        assert (table["events"] >= MINIMUM).all()
        for arm, curve in table.groupby("group"):
            own = design.columns[:, 0] == arm
            assert curve["at_risk"].iloc[0] == own.sum()
            until = design.outcome[own] <= curve["until"].iloc[-1]
            assert curve["events"].sum() == (until & (design.event[own] > 0)).sum()
            beyond = own.sum() - curve["events"].sum() - curve["censored"].sum()
            assert beyond == 0 or beyond >= MINIMUM
