"""Which further cells are hidden: safe by our own audit, the least that brute force can find, nothing
needless."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from output_checking.protection import Problem, audit, parse_problem, suppress
from tests.unit.output_checking.protection.reference import reference_problems
from tests.unit.output_checking.protection.tables import (
    brute_force_intervals,
    linked_tables,
    table_with_totals,
)

COSTS = ("unit", "value")


def everything_hidden(problem: Problem) -> Problem:
    return replace(problem, suppressed=np.ones(len(problem.ids), dtype=bool))


@pytest.mark.parametrize("cost", COSTS)
def test_published_problems_have_their_optimum_or_better(cost: str) -> None:
    for name, data in reference_problems().items():
        problem = parse_problem(data)
        costs = problem.costs(cost)
        for method in ("optimal", "fast"):
            found = suppress(problem, method, cost)  # type: ignore[arg-type]
            assert found.audit.safe, name
            best = min(
                (
                    costs[[problem.position[cell] for cell in pattern["suppressed"]]].sum()
                    for pattern in data["patterns"].values()
                    if not pattern["exactly_recoverable"]
                ),
                default=np.inf,
            )
            if method == "optimal":
                assert found.cost <= best, name
                assert found.gap == 0
                if cost == "unit" and "min_secondary" in data["expected"]:
                    assert len(found.secondary) == data["expected"]["min_secondary"]


def test_the_published_optimum_with_plus_or_minus_five() -> None:
    data = reference_problems()["fischetti_salazar_2001"]
    found = suppress(
        parse_problem({**data, "protection": {"low": 5 / 22, "high": 5 / 22}}), "optimal", "value"
    )
    assert found.cost == 59
    assert found.secondary == (4, 8, 10)


@settings(max_examples=80, deadline=None)
@given(
    linked_tables(),
    st.sampled_from(("optimal", "fast")),
    st.sampled_from(COSTS),
    st.sampled_from([(0.0, 0.0), (0.1, 0.1), (0.5, 0.0), (1.0, 1.0)]),
)
def test_our_own_audit_opens_no_table_we_suppressed(
    data: dict[str, Any], method: Any, cost: Any, shares: tuple[float, float]
) -> None:
    data["protection"] = {"low": shares[0], "high": shares[1]}
    problem = parse_problem(data)
    found = suppress(problem, method, cost)
    reachable = audit(everything_hidden(problem))
    assert set(found.audit.exact) <= set(reachable.exact)
    assert set(found.audit.narrow) <= set(reachable.narrow)
    hidden = [*problem.named(found.problem.pattern)]
    expected = brute_force_intervals(data, hidden)
    for cell in problem.named(problem.primary):
        if cell not in found.audit.exact:
            low, high = expected[cell]
            assert high - low > 1e-6


def least_cost(problem: Problem, costs: np.ndarray) -> float:
    """The cheapest pattern whose audit is safe, by trying all of them, cheap ones first."""
    others = np.flatnonzero(~problem.primary)
    tried = sorted(
        (float(costs[list(more)].sum()), more)
        for size in range(len(others) + 1)
        for more in itertools.combinations(others.tolist(), size)
    )
    for cost, more in tried:
        hidden = problem.primary.copy()
        hidden[list(more)] = True
        result = audit(replace(problem, suppressed=hidden))
        if not set(result.narrow) and not any(
            problem.primary[problem.position[cell]] for cell in result.exact
        ):
            return cost + float(costs[problem.primary].sum())
    return np.inf


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 12), min_size=4, max_size=4),
    st.integers(0, 8),
    st.sampled_from(COSTS),
    st.sampled_from([0.0, 0.3]),
)
def test_the_optimum_is_that_of_trying_every_pattern(
    values: list[int], sensitive: int, cost: Any, share: float
) -> None:
    data = table_with_totals(np.array(values).reshape(2, 2), primary=[sensitive])
    data["protection"] = {"low": share, "high": share}
    problem = parse_problem(data)
    least = least_cost(problem, problem.costs(cost))
    found = suppress(problem, "optimal", cost)
    if np.isfinite(least):
        assert found.audit.safe
        assert found.gap == 0
        assert found.cost == pytest.approx(least)
    else:
        assert not found.audit.safe


@settings(max_examples=60, deadline=None)
@given(linked_tables(most=60))
def test_no_hidden_cell_is_needless(data: dict[str, Any]) -> None:
    problem = parse_problem(data)
    found = suppress(problem, "fast", "unit")
    if not found.audit.safe:
        return
    for cell in found.secondary:
        fewer = found.problem.pattern.copy()
        fewer[problem.position[cell]] = False
        assert not audit(replace(problem, suppressed=fewer)).safe


def test_cells_that_are_out_already_are_never_chosen() -> None:
    data = table_with_totals(np.array([[52, 48], [40, 4], [33, 30], [25, 22]]), primary=[4])
    free = suppress(parse_problem(data), "optimal", "unit")
    for cell in data["cells"]:
        cell["published"] = cell["id"] in free.secondary
    for method in ("optimal", "fast"):
        found = suppress(parse_problem(data), method, "unit")  # type: ignore[arg-type]
        assert found.audit.safe
        assert not set(found.secondary) & set(free.secondary)


def test_who_is_alone_in_a_cell_learns_nothing_from_a_suppressed_table() -> None:
    inner = np.array([[1, 3, 20, 31], [30, 40, 50, 17], [12, 14, 60, 70]])
    data = table_with_totals(inner, primary=[0, 1])
    for cell in data["cells"]:
        cell["persons"] = cell["value"]
    for method in ("optimal", "fast"):
        found = suppress(parse_problem(data), method, "unit")  # type: ignore[arg-type]
        assert found.audit.insiders == ()
        assert found.audit.safe


def test_a_search_cut_short_still_gives_a_safe_pattern_and_an_honest_gap() -> None:
    random = np.random.default_rng(5)
    inner = random.poisson(random.gamma(0.6, 25, size=(9, 8, 6)))
    data = table_with_totals(inner, protection={"low": 0.2, "high": 0.2})
    data["primary"] = [cell["id"] for cell in data["cells"] if 0 < cell["value"] < 10]
    problem = parse_problem(data)
    hurried = suppress(problem, "optimal", "value", seconds=0.1)
    assert hurried.audit.safe
    assert hurried.gap is not None
    assert 0 < hurried.gap <= 1


def test_protection_that_nothing_can_give_is_told_not_hidden() -> None:
    lone = {"cells": [{"id": "a", "value": 3}, {"id": "b", "value": 3}], "primary": ["a"]}
    lone["equations"] = [{"idx": ["a", "b"], "coef": [1, -1]}]
    lone["cells"][1]["published"] = True  # type: ignore[index]
    found = suppress(parse_problem(lone), "optimal", "unit")
    assert found.audit.exact == ("a",)
    assert not found.audit.safe


def direct_optimum(data: dict[str, Any], costs: np.ndarray) -> float:
    """One integer program in which each demand has a table of its own: another way to the same optimum."""
    values = np.array([cell["value"] for cell in data["cells"]], dtype=float)
    count, share = len(values), data["protection"]["low"]
    matrix = np.zeros((len(data["equations"]), count))
    for at, equation in enumerate(data["equations"]):
        matrix[at, equation["idx"]] = equation["coef"]
    demands = [(cell, sign) for cell in data["primary"] for sign in (1, -1)]
    size = count * (1 + len(demands))
    low, high = np.zeros(size), np.ones(size)
    low[data["primary"]] = 1
    up, down = values.max() - values, values
    constraints = []
    for at, (cell, sign) in enumerate(demands, 1):
        own = slice(at * count, (at + 1) * count)
        low[own], high[own] = -down, up
        wanted = min(share * values[cell], up[cell] if sign > 0 else down[cell])
        if sign > 0:
            low[at * count + cell] = wanted
        else:
            high[at * count + cell] = -wanted
        rows = np.zeros((len(matrix), size))
        rows[:, own] = matrix
        constraints.append(LinearConstraint(rows, 0, 0))
        for room, way in ((up, 1), (down, -1)):  # way * d <= room * y
            rows = np.zeros((count, size))
            rows[:, own] = way * np.eye(count)
            rows[:, :count] = -np.diag(room)
            constraints.append(LinearConstraint(rows, -np.inf, 0))
    kinds = np.zeros(size)
    kinds[:count] = 1
    answer = milp(
        np.concatenate([costs, np.zeros(size - count)]),
        constraints=constraints,
        bounds=Bounds(low, high),
        integrality=kinds,
        options={"mip_rel_gap": 0, "presolve": False},  # with it, scipy 1.17 misses optima of these programs
    )
    return float(answer.fun) if answer.success else np.inf


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([(3, 3), (3, 4), (2, 2, 2)]).flatmap(
        lambda shape: st.lists(
            st.integers(1, 60), min_size=int(np.prod(shape)), max_size=int(np.prod(shape))
        ).map(lambda values: np.array(values).reshape(shape))
    ),
    st.lists(st.integers(0, 7), min_size=1, max_size=3, unique=True),
    st.sampled_from(COSTS),
    st.sampled_from([0.1, 0.5, 1.0]),
)
def test_the_optimum_is_that_of_one_large_integer_program(
    inner: np.ndarray, primary: list[int], cost: Any, share: float
) -> None:
    data = table_with_totals(inner, primary=primary, protection={"low": share, "high": share})
    problem = parse_problem(data)
    expected = direct_optimum(data, problem.costs(cost))
    found = suppress(problem, "optimal", cost)
    if np.isfinite(expected):
        assert found.gap == 0
        assert found.cost == pytest.approx(expected)
