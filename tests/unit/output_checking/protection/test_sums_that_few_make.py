"""`top` of a problem: the largest contributions make a cell sensitive, and keep an intruder away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from output_checking.cli import app
from output_checking.dominance import distance_kept, dominates
from output_checking.profile import load_profile, named_profile
from output_checking.protection import audit, parse_problem, suppress
from tests.unit.output_checking.protection.tables import table_with_totals

RULES = load_profile().rules
COSTS = np.array([[1000.0, 520.0, 610.0], [430.0, 700.0, 380.0], [900.0, 650.0, 540.0]])


def with_top(inner: np.ndarray, tops: dict[int, list[float]]) -> dict[str, Any]:
    problem = table_with_totals(inner, bounds={"lower": 0, "upper": 20_000})
    for cell, top in tops.items():
        problem["cells"][cell]["top"] = top
    return problem


def test_a_sum_that_one_person_makes_is_sensitive_although_nobody_says_so() -> None:
    problem = parse_problem(with_top(COSTS, {0: [960.0, 20.0], 1: [60.0, 50.0]}))
    assert problem.named(problem.primary) == [0]
    assert not audit(problem).safe
    found = suppress(problem, "optimal")
    assert found.audit.safe
    low, high = found.audit.intervals[0]
    assert min(high - 1000, 1000 - low) >= distance_kept(1000, [960.0, 20.0], RULES) > 76


def test_the_rules_of_another_profile_are_asked_for_by_name(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    # One person has more than half: too much for the profile `strict` alone.
    file.write_text(json.dumps(with_top(COSTS, {0: [560.0, 20.0]})), "utf-8")
    path = named_profile("strict")
    assert path is not None
    assert dominates(1000, [560.0, 20.0], load_profile(path).rules)
    assert not dominates(1000, [560.0, 20.0], RULES)
    codes = [
        CliRunner().invoke(app, ["sdc", "audit", str(file), *words]).exit_code
        for words in ([], ["--profile", "strict"], ["--profile", "none.yaml"])
    ]
    assert codes == [0, 2, 1]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0.05, 1.0), min_size=9, max_size=9), st.lists(st.booleans(), min_size=9, max_size=9)
)
def test_what_is_suppressed_leaves_every_dominated_sum_its_distance(
    shares: list[float], known: list[bool]
) -> None:
    places = np.arange(16).reshape(4, 4)[:3, :3].ravel().tolist()
    values = COSTS.ravel().tolist()
    tops = {
        place: [share * value]
        for place, value, share, told in zip(places, values, shares, known, strict=True)
        if told
    }
    problem = parse_problem(with_top(COSTS, tops))
    assert set(problem.named(problem.primary)) == {
        place for place, top in tops.items() if dominates(problem.values[place], top, RULES)
    }
    found = suppress(problem, "fast")
    if not found.audit.safe:
        return
    for place in problem.named(problem.primary):
        low, high = found.audit.intervals[place]
        value = problem.values[problem.position[place]]
        wanted = distance_kept(value, tops[place], RULES)
        assert low <= value - wanted + 1e-3
        assert high >= value + wanted - 1e-3
