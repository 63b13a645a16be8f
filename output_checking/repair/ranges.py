"""What counts printed as ranges, rounded or noisy, give away together: judged as the joint audit judges them,
every cell and not only those known to be small."""

from __future__ import annotations

import math
from dataclasses import replace

from output_checking.joint.derived import Kind, given_away
from output_checking.profile import Rules
from output_checking.protection.audit import Audit
from output_checking.protection.intervals import TOLERANCE
from output_checking.protection.problem import CellId, Floats, Problem
from output_checking.protection.rounding import audit_rounded


def audit_ranges(problem: Problem, low: Floats, high: Floats, rules: Rules, threshold: int) -> Audit:
    """`low` to `high` per cell of the problem. `exact` and `narrow` of the answer are counts that may be
    below `threshold` and that the others leave one value, or fewer than their protection."""
    result = audit_rounded(problem, low, high)
    exact: list[CellId] = []
    narrow: list[CellId] = []
    for cell, (least, most) in result.intervals.items():
        at = problem.position[cell]
        ends = math.ceil(least - TOLERANCE), math.floor(most + TOLERANCE)
        kind = given_away(*ends, high[at] - low[at] + 1, threshold, rules.protection)
        if kind is not None:
            (exact if kind is Kind.EXACT else narrow).append(cell)
    return replace(result, exact=tuple(exact), narrow=tuple(narrow))
