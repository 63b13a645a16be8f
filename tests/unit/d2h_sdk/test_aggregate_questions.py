"""`d2h.aggregate` as it is written, and the request that travels."""

from __future__ import annotations

from typing import Any

import pytest

from d2h_sdk.aggregates import AggregateQuestion, GroupBy
from d2h_sdk.errors import UsageError
from d2h_sdk.reading import Question
from d2h_sdk.wire import AggregateRequest


def sent(by: GroupBy = None, **asked: Any) -> AggregateRequest:
    where = asked.pop("where", None)
    request = Question("person", where=where, aggregate=AggregateQuestion(by, **asked)).to("omop")
    assert isinstance(request, AggregateRequest)
    return request


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        (None, []),
        ("ward", [("ward", None)]),
        (["ward", "sex"], [("ward", None), ("sex", None)]),
        (("ward", "sex"), [("ward", None), ("sex", None)]),
        (("admitted", "month"), [("admitted", "month")]),
        ([("admitted", "year"), "ward"], [("admitted", "year"), ("ward", None)]),
    ],
)
def test_groups_are_columns_or_the_month_or_year_of_a_date(by: GroupBy, groups: list[Any]) -> None:
    assert [(group.column, group.period) for group in sent(by).by] == groups


def test_one_column_or_one_quantile_needs_no_list() -> None:
    request = sent(mean="age", variance=["age", "height"], quantiles={"age": 0.5, "height": [0.25, 0.75]})
    assert request.mean == ("age",)
    assert request.variance == ("age", "height")
    assert request.quantiles == {"age": (0.5,), "height": (0.25, 0.75)}


def test_conditions_are_those_of_a_read() -> None:
    (condition,) = sent(where=[("age", ">=", 65)]).where
    assert (condition.column, condition.op, condition.value) == ("age", ">=", 65)


@pytest.mark.parametrize(
    "asked",
    [
        {"by": ["a", "b", "c", "d"]},
        {"by": [("admitted", "week")]},
        {"by": "Ward 3"},
        {"quantiles": {"age": "half"}},
        {"quantiles": {"age": []}},
    ],
)
def test_what_no_site_could_understand_is_refused_before_any_is_asked(asked: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as told:
        sent(**asked)
    assert told.value.code == "request-not-understood"
