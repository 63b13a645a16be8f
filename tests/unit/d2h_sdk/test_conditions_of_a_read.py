"""`where`, in every way researchers write it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from d2h_sdk.conditions import conditions, in_words
from d2h_sdk.errors import UsageError
from d2h_sdk.wire import Condition


def condition(column: str, op: str, value: Any = None) -> Condition:
    return Condition.model_validate({"column": column, "op": op, "value": value})


def test_no_condition_asks_for_every_row() -> None:
    assert conditions(None) == ()
    assert conditions([]) == ()


def test_tuples_and_dicts_say_the_same() -> None:
    wanted = (condition("year_of_birth", ">=", 1950), condition("gender_concept_id", "=", 8507))
    assert conditions([("year_of_birth", ">=", 1950), ("gender_concept_id", "=", 8507)]) == wanted
    assert conditions({"year_of_birth": (">=", 1950), "gender_concept_id": 8507}) == wanted


@pytest.mark.parametrize("many", [[1, 2], (1, 2), range(1, 3), np.array([1, 2]), pd.Series([1, 2])])
def test_lists_of_every_kind_become_one_of_these(many: Any) -> None:
    assert conditions({"concept": many}) == (condition("concept", "in", (1, 2)),)
    assert conditions([("concept", "in", many)]) == (condition("concept", "in", (1, 2)),)


def test_nothing_means_empty_in_a_dict() -> None:
    assert conditions({"ended": None}) == (condition("ended", "is null"),)
    assert conditions([("ended", "IS NOT  NULL")]) == (condition("ended", "is not null"),)


@pytest.mark.parametrize(
    "moment",
    [date(2024, 2, 29), datetime(2024, 2, 29), pd.Timestamp("2024-02-29"), np.datetime64("2024-02-29")],
)
def test_dates_travel_as_iso_text(moment: Any) -> None:
    (found,) = conditions([("visit_start_date", "<", moment)])
    assert str(found.value).startswith("2024-02-29")


def test_numbers_of_numpy_travel_as_numbers() -> None:
    (found,) = conditions({"concept": np.int64(3004249)})
    assert found.value == 3004249 and type(found.value) is int


def test_other_spellings_of_operators_are_understood() -> None:
    found = conditions([("a", "==", 1), ("b", "<>", 2)])
    assert [each.op for each in found] == ["=", "!="]


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ([("year", "around", 1950)], "where-operator-unknown"),
        ([("year", ">=", None)], "where-value-missing"),
        ([("year", ">=", float("nan"))], "where-value-missing"),
        ({"concept": []}, "where-list-empty"),
        ({"concept": {"a": 1}}, "where-value-type"),
        ("year >= 1950", "where-not-a-list"),
        (("year", ">=", 1950), "where-not-a-list"),
        ([("year",)], "where-not-understood"),
        ([("Year; drop table", "=", 1)], "where-not-understood"),
    ],
)
def test_what_is_not_understood_is_told_and_never_sent(where: Any, code: str) -> None:
    with pytest.raises(UsageError) as told:
        conditions(where)
    assert told.value.code == code


def test_conditions_in_words_name_the_first_of_many_values() -> None:
    said = [in_words(one) for one in conditions({"year": (">=", 1950), "ended": None, "code": range(12)})]
    assert said == ["year >= 1950", "ended is null", "code in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, … (12))"]
