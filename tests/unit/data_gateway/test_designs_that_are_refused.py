"""A crafted design is refused by the rule that is meant for it, an honest one by none."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pytest

from data_gateway.aggregates.differencing import Vector
from data_gateway.federated import rules
from data_gateway.federated.answering import figures_of
from data_gateway.federated.arithmetic import Arithmetic
from data_gateway.federated.calculator import Calculator
from data_gateway.federated.request import DesignColumn, FederatedPlan
from data_gateway.site.settings import Disclosure
from governance.refusal import Refusal

PERSONS = 300


class Crafted:
    """Rows that a researcher chose by conditions and columns; to begin with, honest ones."""

    def __init__(self, persons: int = PERSONS, columns: int = 3) -> None:
        chance = np.random.default_rng(3)
        self.family = "cox"
        self.person = chance.permutation(persons) * 977 + 5
        self.columns: Vector = chance.normal(size=(persons, columns))
        self.outcome: Vector = chance.exponential(100, persons)
        self.event = (chance.uniform(size=persons) < 0.6) * 1.0

    def decide(self) -> None:
        rows: dict[str, Any] = {"person": self.person, "y": self.outcome}
        if self.family in ("cox", "logistic"):
            rows["e"] = self.event
        rows |= {f"x{at}": column for at, column in enumerate(self.columns.T)}
        asked: Any = {"kind": "support", "family": self.family, "columns": self.columns.shape[1]}
        answer = Calculator().answer(Arithmetic(**asked), "", pa.table(rows).to_reader)
        listed = tuple(DesignColumn(f"x{at}", "", at) for at in range(self.columns.shape[1]))
        plan = cast(FederatedPlan, SimpleNamespace(minimum=10, columns=listed))
        rules.check_support(plan, figures_of(answer.read_all())[0], "person", self.family, Disclosure())


def one_person_indicator(made: Crafted) -> None:
    made.columns[:, 2] = np.arange(PERSONS) == 17


def indicator_hidden_in_a_number(made: Crafted) -> None:
    made.columns[:, 2] = made.columns[:, :2] @ [1.0, -2.0] + (np.arange(PERSONS) == 17)


def one_extreme_value(made: Crafted) -> None:
    made.columns[17, 2] = 1e4


def one_person_extreme_in_all(made: Crafted) -> None:
    Crafted.__init__(made, 150, 25)
    made.columns[17] = 3.5


def as_many_columns_as_persons(made: Crafted) -> None:
    Crafted.__init__(made, 25, 15)


def few_persons(made: Crafted) -> None:
    Crafted.__init__(made, 8, 1)


def few_events(made: Crafted) -> None:
    made.event = (np.arange(PERSONS) < 5) * 1.0


def few_without_the_event(made: Crafted) -> None:
    made.family, made.event = "logistic", (np.arange(PERSONS) >= 5) * 1.0


def rows_of_one_person(made: Crafted) -> None:
    made.person[1] = made.person[0]


def the_same_column_twice(made: Crafted) -> None:
    made.columns[:, 2] = made.columns[:, 1]


def categories_that_meet_in_three(made: Crafted) -> None:
    made.columns[:, 1] = np.arange(PERSONS) < 100
    made.columns[:, 2] = np.arange(PERSONS) >= 97


def outcome_of_one(made: Crafted) -> None:
    made.family, made.outcome = "linear", (np.arange(PERSONS) == 17) * 1.0


def counts_below_none(made: Crafted) -> None:
    made.family, made.outcome = "poisson", made.outcome - 100.0


REFUSED: list[tuple[Callable[[Crafted], None], str]] = [
    (one_person_indicator, "federated-level-too-small"),
    (indicator_hidden_in_a_number, "federated-column-concentrated"),
    (one_extreme_value, "federated-column-concentrated"),
    (one_person_extreme_in_all, "federated-leverage"),
    (as_many_columns_as_persons, "federated-degrees-of-freedom"),
    (few_persons, "federated-too-few-persons"),
    (few_events, "federated-too-few-events"),
    (few_without_the_event, "federated-too-few-events"),
    (rows_of_one_person, "federated-rows-per-person"),
    (the_same_column_twice, "federated-design-singular"),
    (categories_that_meet_in_three, "federated-pair-too-small"),
    (outcome_of_one, "federated-outcome-concentrated"),
    (counts_below_none, "federated-outcome-negative"),
]


@pytest.mark.parametrize(("craft", "code"), REFUSED, ids=lambda case: getattr(case, "__name__", case))
def test_each_crafted_design_is_refused_by_its_rule(craft: Callable[[Crafted], None], code: str) -> None:
    made = Crafted()
    made.decide()
    craft(made)
    with pytest.raises(Refusal) as refused:
        made.decide()
    assert refused.value.code == code
