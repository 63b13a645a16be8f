"""What a site refuses a model that its researcher did not mean well with, and what it lets pass."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data_gateway.aggregates.differencing import Vector
from data_gateway.federated import life_tables, likelihoods, rules, support
from data_gateway.federated.design import Design
from data_gateway.federated.history import ModelHistory
from data_gateway.site.settings import Disclosure
from governance.refusal import Refusal

SITE = Disclosure()


def design(columns: Vector, *, events: float = 0.5, seed: int = 1) -> Design:
    chance = np.random.default_rng(seed)
    n = len(columns)
    time = np.sort(chance.exponential(100, n))
    return Design(
        person=chance.permutation(n) * 977 + 5,
        outcome=time,
        event=(chance.uniform(size=n) < events).astype(float),
        stratum=np.zeros(n, dtype=np.int64),
        columns=columns,
    )


def normal(n: int, p: int, seed: int = 1) -> Vector:
    made: Vector = np.random.default_rng(seed).normal(size=(n, p))
    return made


def test_an_indicator_of_one_person_has_all_the_leverage_however_it_is_hidden() -> None:
    columns = normal(300, 3)
    assert support.leverage(design(columns), np.ones(300)) < 0.2
    indicator = np.zeros(300)
    indicator[17] = 1.0
    hidden = np.column_stack([columns, columns @ [1.0, -2.0, 0.5] + indicator])
    assert support.leverage(design(hidden), np.ones(300)) == pytest.approx(1.0, abs=1e-6)


def test_a_column_that_a_few_persons_carry_counts_only_these() -> None:
    columns = normal(300, 3)
    columns[:, 2] = 0.0
    columns[:4, 2] = [1.0, 2.0, 1.5, 1.2]
    behind = support.column_effective(design(columns))
    assert behind is not None
    assert behind[2] < 6
    assert behind[0] > 50


def test_several_rows_of_one_person_are_one_person() -> None:
    columns = normal(300, 2)
    columns[:, 1] = 0.0
    columns[:12, 1] = 1.0
    several = design(columns)
    person = several.person.copy()
    person[:12] = person[0]
    one = Design(person, several.outcome, several.event, several.stratum, several.columns)
    assert support.levels(several, outcomes=False)["high"][0] == pytest.approx(12)
    assert support.levels(one, outcomes=False)["high"][0] == pytest.approx(1)


def test_coefficients_that_single_a_person_out_leave_few_behind_the_sums() -> None:
    columns = normal(300, 2)
    study = design(columns)
    honest = likelihoods.cox_terms(study, columns, np.array([0.5, -0.5]), efron=True)
    crafted = likelihoods.cox_terms(study, columns, np.array([40.0, -40.0]), efron=True)
    assert support.effective(study, honest.weight) > 50
    assert support.effective(study, crafted.weight) < 10


def test_a_fit_may_not_ask_for_more_numbers_than_a_share_of_the_values() -> None:
    assert rules.rounds_allowed(100_000, 10, SITE) == SITE.rounds_per_model
    assert rules.rounds_allowed(60, 10, SITE) < 6


def test_rounds_are_counted_once_per_question_and_end(tmp_path: Path) -> None:
    history = ModelHistory(tmp_path / "answers.sqlite")
    with pytest.raises(Refusal, match="federated-not-opened"):
        history.count("study", "model", "rows", "q", 100)
    history.open("study", "model", "rows", 3)
    for question in ("a", "b", "b", "a", "c"):
        history.count("study", "model", "rows", question, 100)
    with pytest.raises(Refusal, match="federated-rounds-spent"):
        history.count("study", "model", "rows", "d", 100)
    history.open("study", "model", "rows", 25)  # opening again gives no new rounds
    with pytest.raises(Refusal, match="federated-rounds-spent"):
        history.count("study", "model", "rows", "d", 100)
    with pytest.raises(Refusal, match="federated-not-opened"):
        history.count("study", "model", "other rows", "a", 100)  # the data changed
    history.close()


def test_the_projects_rounds_end_over_all_its_models(tmp_path: Path) -> None:
    history = ModelHistory(tmp_path / "answers.sqlite")
    for model in "abc":
        history.open("study", model, "rows", 25)
        history.count("study", model, "rows", "q", 3)
    history.open("study", "d", "rows", 25)
    with pytest.raises(Refusal, match="federated-rounds-spent"):
        history.count("study", "d", "rows", "q", 3)
    history.close()


def test_log_rank_is_lifelines() -> None:
    from lifelines.datasets import load_gbsg2
    from lifelines.statistics import logrank_test

    rows = load_gbsg2()
    group = (rows["horTh"] == "yes").to_numpy()
    found = life_tables.log_rank(
        rows["time"].to_numpy(float), rows["cens"].to_numpy() > 0, group.astype(np.int64), 2
    )
    excess = found["observed"][0] - found["expected"][0]  # type: ignore[index]
    known = logrank_test(rows["time"][group], rows["time"][~group], rows["cens"][group], rows["cens"][~group])
    assert excess**2 / found["variance"][0] == pytest.approx(known.test_statistic, rel=1e-9)  # type: ignore[index]
