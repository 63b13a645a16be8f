"""The attack on Cox models with one baseline hazard for all: differences of risk sets' sums are persons."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from lifelines.datasets import load_gbsg2, load_rossi

from data_gateway.aggregates.differencing import Books, Vector
from data_gateway.federated.arithmetic import SharedTimes
from data_gateway.federated.design import Design
from data_gateway.federated.shared_times import SharedSteps

ROSSI = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]
GBSG2 = ["horTh", "age", "menostat", "tsize", "tgrade", "pnodes", "progrec", "estrec"]
MINIMUM = 10


def site(rows: pd.DataFrame, columns: list[str], time: str, event: str) -> Design:
    ordered = rows.sort_values(time).reset_index(drop=True)
    wanted = pd.get_dummies(ordered[columns], drop_first=True, dtype=float)
    return Design(
        person=np.random.default_rng(1).integers(0, 2**62, len(ordered)),
        outcome=ordered[time].to_numpy(dtype=float),
        event=ordered[event].to_numpy(dtype=float),
        stratum=np.zeros(len(ordered), dtype=np.int64),
        columns=wanted.to_numpy(),
    )


def four_of_rossi() -> Iterator[Design]:
    yield from (site(load_rossi().iloc[at::4], ROSSI, "week", "arrest") for at in range(4))


def four_of_gbsg2() -> Iterator[Design]:
    yield from (site(load_gbsg2().iloc[at::4], GBSG2, "time", "cens") for at in range(4))


def steps(design: Design, edges: tuple[float, ...], *, efron: bool = True) -> SharedSteps:
    asked = SharedTimes(edges=edges, efron=efron, minimum=MINIMUM, whole_group_persons=30, leverage=0.5)
    return SharedSteps(design, asked)


def every_event(design: Design) -> tuple[float, ...]:
    return tuple(np.unique(design.outcome[design.event > 0]).tolist())


def rebuilt(told: SharedSteps) -> int:
    """How many persons' covariates follow from the round without coefficients.

    Sums over neighbouring risk sets differ by who left between them. Of one person the difference is she
    herself; of two, the differences of sums and of products give both.
    """
    columns = told.design.columns
    size = columns.shape[1]
    found = told.round(columns, np.zeros(size))
    sums = [np.asarray(found["risk"]).reshape(len(told.asked.edges), -1)]
    if "tied" in found:
        sums.append(np.asarray(found["tied"]).reshape(len(told.asked.edges), -1))
    leaving = -np.diff(sums[0], axis=0, append=0.0)
    rows = [row for line in (leaving, *sums[1:]) for row in line]
    if len(sums) > 1:
        rows += list(leaving - sums[1])
    persons = {tuple(np.round(person, 6)) for row in rows for person in persons_of(row, size)}
    return sum(tuple(np.round(row, 6)) in persons for row in columns)


def persons_of(sums: Vector, size: int) -> Iterator[Vector]:
    first = sums[1 : size + 1]
    if round(sums[0]) == 1:
        yield first
    elif round(sums[0]) == 2:
        products = np.zeros((size, size))
        products[np.triu_indices(size)] = sums[size + 1 :]
        products = products + np.triu(products, 1).T
        apart = 2 * products - np.outer(first, first)  # (a - b)(a - b)'
        at = int(np.argmax(np.diag(apart)))
        if apart[at, at] > 1e-9:
            difference = apart[at] / np.sqrt(apart[at, at])
            yield (first + difference) / 2
            yield (first - difference) / 2
        else:
            yield first / 2


def test_on_the_exact_grid_the_attack_rebuilds_many_persons() -> None:
    shares = [
        sum(rebuilt(steps(own, every_event(own))) for own in sites()) / persons
        for sites, persons in ((four_of_rossi, 432), (four_of_gbsg2, 686))
    ]
    assert shares[0] > 0.16 and shares[1] > 0.45


def invented(persons: int, seed: int = 1) -> Design:
    chance = np.random.default_rng(seed)
    frame = pd.DataFrame({"age": chance.normal(60, 10, persons), "arm": chance.integers(0, 2, persons)})
    met = chance.exponential(1000 * np.exp(-0.03 * (frame["age"] - 60) - 0.5 * frame["arm"]))
    left = chance.uniform(200, 2000, persons)
    frame["time"], frame["died"] = np.ceil(np.minimum(met, left)), (met <= left).astype(float)
    return site(frame, ["age", "arm"], "time", "died")


@pytest.mark.parametrize("efron", [True, False])
def test_on_the_steps_that_a_site_bears_the_same_attack_rebuilds_nobody(efron: bool) -> None:
    small = load_gbsg2()
    for own in (site(small, ["horTh", "age"], "time", "cens"), invented(1_000), invented(5_000)):
        kept = steps(own, every_event(own)[:200], efron=efron).kept()
        assert len(kept) >= 2
        told = steps(own, kept, efron=efron)
        assert rebuilt(told) == 0
        assert rebuilt(steps(own, every_event(own), efron=efron)) > own.rows / 20


def test_of_the_public_data_sets_with_all_covariates_four_sites_tell_nothing() -> None:
    for own in (*four_of_rossi(), *four_of_gbsg2()):
        assert steps(own, every_event(own)).kept() == ()


def test_every_number_told_of_a_step_is_about_nobody_or_enough() -> None:
    for seed in range(20):
        own = invented(1_000, seed)
        edges = steps(own, tuple(float(day) for day in range(50, 1501, 50))).kept()
        told = np.asarray(steps(own, edges).round(own.columns, np.zeros(2))["risk"]).reshape(len(edges), -1)
        tied = np.asarray(steps(own, edges).round(own.columns, np.zeros(2))["tied"]).reshape(len(edges), -1)
        leaving = -np.diff(told, axis=0, append=0.0)
        for part in (leaving, tied, leaving - tied):
            persons, with_arm = part[:, 0], part[:, 2]
            assert ((persons.round(6) == 0) | (persons > MINIMUM - 0.5)).all()
            assert ((persons.round(6) == 0) | (with_arm > MINIMUM - 0.5)).all()


def test_a_second_grid_that_differs_by_a_day_is_beside_the_first_about_a_few() -> None:
    own = invented(2_000)
    first = steps(own, steps(own, tuple(float(day) for day in range(100, 1501, 100))).kept())
    shifted = steps(own, tuple(edge + 1 for edge in first.asked.edges))
    books = Books({})
    assert books.admit(sketches(first), MINIMUM)
    assert not books.admit(sketches(steps(own, shifted.kept())), MINIMUM)
    assert books.admit(sketches(first), MINIMUM)


def sketches(told: SharedSteps) -> dict[str, Vector]:
    found = told.opening()
    assert tuple(np.asarray(found["until"])) == told.asked.edges
    return {name: np.asarray(values) for name, values in found.items() if name.startswith("sketch")}


def test_coefficients_that_single_a_person_out_leave_few_behind_a_steps_sums() -> None:
    own = invented(2_000)
    told = steps(own, steps(own, tuple(float(day) for day in range(100, 1501, 100))).kept())
    columns = (own.columns - own.columns.mean(axis=0)) / own.columns.std(axis=0)
    assert float(told.round(columns, np.array([0.4, 0.3]))["effective"]) > MINIMUM
    assert float(told.round(columns, np.array([12.0, 0.0]))["effective"]) < MINIMUM
