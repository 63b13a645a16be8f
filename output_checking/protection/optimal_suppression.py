"""Secondary suppression of least cost: an integer program over hidden/published that learns what protects.

Constraints are found as they are broken (Fischetti and Salazar, Management Science 47, 2001), first by the
relaxation with fractions, then by whole patterns. A pattern counts only when no demand is left.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from output_checking.protection.capacity_cuts import CutFinder, Demand, cover
from output_checking.protection.demands import Demands, demands_of
from output_checking.protection.fast_suppression import fast_pattern
from output_checking.protection.hidden_cells import hidden_cells
from output_checking.protection.insiders import insider_disclosures
from output_checking.protection.intervals import reach_of
from output_checking.protection.master_program import MasterProgram
from output_checking.protection.problem import Flags, Floats, Problem

_RELAXED_ROUNDS = 60
_STALLED = 3  # rounds without progress of the relaxation


def optimal_pattern(problem: Problem, costs: Floats, deadline: float) -> tuple[Flags, float]:
    """The cheapest pattern found by `deadline` (time.perf_counter), and its gap: 0 when it is proven
    cheapest."""
    demands = demands_of(problem)
    best = fast_pattern(problem, costs, deadline=_between(deadline, 0.2))
    asked = _met_demands(problem, demands, best)
    finder = CutFinder(problem)
    master = MasterProgram(problem, costs, asked)
    bound = _relax(master, finder, asked, _between(deadline, 0.25))
    while time.perf_counter() < deadline:
        answer = master.solve_whole(deadline)
        bound = max(bound, answer.bound)
        if costs[best].sum() <= bound + master.indifference:
            break
        if answer.pattern is None:
            break
        pattern = answer.pattern
        broken = _broken(problem, demands, asked, pattern)
        insiders = _insiders(problem, demands, pattern, best)
        if not broken and not insiders:
            best = _cheaper(costs, best, pattern)
            if answer.proven:
                break
            continue
        cuts = list(finder.cuts(pattern.astype(float), [*broken, *insiders], deadline))
        master.add(cuts or [cover(pattern, problem.can_hide)])
        repaired = fast_pattern(problem, costs, start=pattern, deadline=_between(deadline, 0.2))
        best = _cheaper(costs, best, repaired)
    total = float(costs[best].sum())
    gap = 0.0 if total <= bound + master.indifference else (total - max(bound, 0.0)) / max(total, 1e-12)
    return best, float(min(1.0, gap))


def _between(deadline: float, share: float) -> float:
    now = time.perf_counter()
    return now + share * max(0.0, deadline - now)


def _cheaper(costs: Floats, one: Flags, other: Flags) -> Flags:
    return other if costs[other].sum() < costs[one].sum() else one


def _met_demands(problem: Problem, demands: Demands, best: Flags) -> list[Demand]:
    """What `best` meets: a demand that the heuristic could not meet is left out of the program too."""
    system = hidden_cells(problem, best)
    reach = reach_of(system, demands.goals(system))
    unmet = {(cell, amount > 0) for cell, amount in demands.unmet(system, reach)}
    asked = []
    for cell in np.flatnonzero(problem.primary & problem.can_hide).tolist():
        ways = (float(demands.high[cell]), float(-demands.low[cell]))
        if demands.either[cell]:
            if (cell, True) not in unmet and (cell, False) not in unmet:
                asked.append(Demand(cell, tuple(way for way in ways if way)))
        else:
            asked += [Demand(cell, (way,)) for way in ways if way and (cell, way > 0) not in unmet]
    return asked


def _relax(master: MasterProgram, finder: CutFinder, asked: Sequence[Demand], deadline: float) -> float:
    """Constraints that the relaxation breaks, until it breaks none or stops getting dearer. A bound of the
    cost."""
    bound, stalled = -np.inf, 0
    for _ in range(_RELAXED_ROUNDS):
        fractions, cost = master.solve_relaxed()
        stalled = stalled + 1 if cost <= bound * (1 + 1e-4) + 1e-9 else 0
        bound = max(bound, cost)
        if stalled >= _STALLED or time.perf_counter() > deadline:
            break
        cuts = list(finder.cuts(fractions, asked, deadline))
        if not cuts:
            break
        master.add(cuts)
    return bound


def _broken(problem: Problem, demands: Demands, asked: Sequence[Demand], pattern: Flags) -> list[Demand]:
    system = hidden_cells(problem, pattern)
    reach = reach_of(system, demands.goals(system))
    unmet = {(cell, amount > 0) for cell, amount in demands.unmet(system, reach)}
    return [demand for demand in asked if any((demand.cell, way > 0) in unmet for way in demand.amounts)]


def _insiders(problem: Problem, demands: Demands, pattern: Flags, best: Flags) -> list[Demand]:
    """What single contributors work out from `pattern`, but not from `best`."""
    accepted = set(insider_disclosures(problem, hidden_cells(problem, best)))
    found = set(insider_disclosures(problem, hidden_cells(problem, pattern))) - accepted
    return [
        Demand(
            victim, tuple(float(way) for way in (demands.high[victim], -demands.low[victim]) if way), insider
        )
        for insider, victim in sorted(found)
    ]
