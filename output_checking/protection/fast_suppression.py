"""Secondary suppression that scales: repair what the audit opens, then publish again what is not needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from output_checking.protection.cheapest_deviation import CheapestDeviation
from output_checking.protection.demands import Demands, demands_of
from output_checking.protection.hidden_cells import hidden_cells
from output_checking.protection.insiders import insider_disclosures
from output_checking.protection.intervals import reach_of
from output_checking.protection.problem import Flags, Floats, Problem
from output_checking.protection.redundancy import published_again

_ROUNDS = 60


def fast_pattern(
    problem: Problem, costs: Floats, start: Flags | None = None, deadline: float | None = None
) -> Flags:
    """Hidden cells that meet every demand that can be met at all, at little cost, not proven the least.

    `start`: cells hidden from the outset besides the sensitive ones. Past `deadline` (time.perf_counter) no
    more superfluous cells are looked for; protection itself is never cut short.
    """
    demands = demands_of(problem)
    hidden = (problem.primary if start is None else problem.primary | start) & problem.can_hide
    hidden = _repaired(problem, costs, demands, hidden)
    hidden = published_again(problem, costs, demands, hidden, deadline)
    return _against_insiders(problem, costs, demands, hidden)


def _repaired(problem: Problem, costs: Floats, demands: Demands, hidden: Flags) -> Flags:
    finder = CheapestDeviation(problem, costs)
    hopeless: set[tuple[int, float]] = set()
    alone = False  # one demand at a time, once some could not be met together
    for _ in range(_ROUNDS):
        system = hidden_cells(problem, hidden)
        reach = reach_of(system, demands.goals(system))
        unmet = [demand for demand in demands.unmet(system, reach) if demand not in hopeless]
        if not unmet:
            break
        batch = unmet[:1] if alone else _independent(problem, unmet)
        new = finder.cells_for(batch, hidden) & ~hidden
        if new.any():
            hidden = hidden | new
            alone = False
        elif len(batch) > 1:
            alone = True
        elif demands.either[batch[0][0]] and (other := _other_way(demands, batch[0])):
            new = finder.cells_for([other], hidden) & ~hidden
            if new.any():
                hidden = hidden | new
            else:
                hopeless.add(batch[0])
        else:
            hopeless.add(batch[0])
    return hidden


def _other_way(demands: Demands, demand: tuple[int, float]) -> tuple[int, float] | None:
    cell, amount = demand
    other = float(-demands.low[cell]) if amount > 0 else float(demands.high[cell])
    return (cell, other) if other else None


def _independent(problem: Problem, unmet: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """Demands on cells that share no equation: they do not pull against one another."""
    columns = problem.equations.tocsc()
    taken: set[int] = set()
    batch = []
    for cell, amount in unmet:
        rows = columns.indices[columns.indptr[cell] : columns.indptr[cell + 1]].tolist()
        if taken.isdisjoint(rows):
            taken.update(rows)
            batch.append((cell, amount))
    return batch


def _against_insiders(problem: Problem, costs: Floats, demands: Demands, hidden: Flags) -> Flags:
    """Further cells, until nobody who is alone in a hidden cell works out a sensitive one from it."""
    finder = CheapestDeviation(problem, costs)
    hopeless: set[tuple[int, int]] = set()
    for _ in range(_ROUNDS):
        pairs = [
            pair
            for pair in insider_disclosures(problem, hidden_cells(problem, hidden))
            if pair not in hopeless and (pair[1], pair[0]) not in hopeless
        ]
        if not pairs:
            break
        insider, victim = pairs[0]
        for way in _either_way(demands, victim):
            new = finder.cells_for([way], hidden, still=[insider]) & ~hidden
            if new.any():
                hidden = hidden | new
                break
        else:
            hopeless.add(pairs[0])
    return hidden


def _either_way(demands: Demands, cell: int) -> Sequence[tuple[int, float]]:
    ways = [(cell, float(demands.high[cell])), (cell, float(-demands.low[cell]))]
    return [way for way in ways if way[1]]
