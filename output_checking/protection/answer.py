"""The answer of `d2h sdc` as one JSON object."""

from __future__ import annotations

from typing import Any

from output_checking.protection.audit import Audit
from output_checking.protection.problem import Flags, Floats, Problem
from output_checking.protection.suppression import Suppression


def audit_answer(problem: Problem, result: Audit, costs: Floats, seconds: float) -> dict[str, Any]:
    """What an audit found of `problem.pattern`; `gap` is None, a given pattern has none."""
    return _answer(problem, result, problem.pattern, float(costs[problem.pattern].sum()), None, seconds)


def suppression_answer(found: Suppression, seconds: float) -> dict[str, Any]:
    return _answer(found.problem, found.audit, found.problem.pattern, found.cost, found.gap, seconds)


def _answer(
    problem: Problem, result: Audit, hidden: Flags, cost: float, gap: float | None, seconds: float
) -> dict[str, Any]:
    return {
        "primary": problem.named(problem.primary),
        "secondary": problem.named(hidden & ~problem.primary),
        "intervals": {
            str(cell): [_without_noise(end) for end in ends] for cell, ends in result.intervals.items()
        },
        "exact": list(result.exact),
        "narrow": list(result.narrow),
        "insiders": [{"alone": one, "learns": other} for one, other in result.insiders],
        "derivations": {
            str(cell): [
                {
                    "cell": step.cell,
                    "arithmetic": step.arithmetic(),
                    "equations": list(step.equations),
                    "by_bounds": step.by_sign,
                }
                for step in way.steps
            ]
            for cell, way in result.derivations.items()
        },
        "complete": result.complete,
        "cost": cost,
        "gap": gap,
        "seconds": round(seconds, 4),
    }


def _without_noise(end: float) -> float:
    """Twelve digits: what follows is the solver's arithmetic."""
    return float(f"{end:.12g}")
