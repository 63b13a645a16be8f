"""What an intruder works out of the sums of one variable: hidden ones, those of few persons, those that one
person makes.

A hidden sum may be one person's own amount, so it must stay open as far as the p % rule asks of such a sum:
p % of itself to either side (Handbook on Statistical Disclosure Control, ch. 4.2). The same closeness is what
makes the sum of too few persons known; that the persons left over by two tables are judged as a group is
reasoned by D2H.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

import numpy as np

from output_checking.dominance import dominates
from output_checking.joint.derived import Disclosure, Judged, Kind, Limits, Unfinished, Ways, disclosures
from output_checking.joint.subtables import SubTable
from output_checking.joint.system import System, SystemCell
from output_checking.protection.audit import interval_ends
from output_checking.protection.hidden_cells import hidden_cells
from output_checking.protection.intervals import Goals, reach_of
from output_checking.protection.linear_program import SolverError

Place = tuple[SubTable, int]


def derived_sums(system: System, limits: Limits) -> Iterator[Disclosure]:
    """Raises Unfinished, and Refusal `linked-contradiction` when no sums fit what is printed."""
    problem = system.problem()
    cells = [system.cells[key] for key in system.keys]
    unknown = np.array([not cell.printed for cell in cells], dtype=bool)
    judged_cells = unknown | np.array([cell.hidden for cell in cells], dtype=bool)
    hidden = hidden_cells(problem, problem.pattern)
    # How far its rounding lets a printed sum stray is of no interest by itself.
    asked = judged_cells[hidden.cells]
    goals = Goals(
        np.where(asked, hidden.low, 0.0), np.where(asked, hidden.high, 0.0), np.zeros(len(hidden), dtype=bool)
    )
    try:
        reach = reach_of(hidden, goals, limits.deadline)
    except SolverError as fault:
        raise Unfinished from fault
    if not (reach.low_known & reach.high_known).all():
        raise Unfinished
    if time.perf_counter() > limits.deadline:
        raise Unfinished
    low, high = interval_ends(problem, hidden, reach)
    ways = Ways(problem, unknown)
    judged = {}
    for at in np.flatnonzero(judged_cells).tolist():
        cell, ends = cells[at], (float(low[at]), float(high[at]))
        if cell.rest:
            whole, *parts = (system.cells[key] for key in cell.parts)
            one = judged_rest(_somewhere(whole), [_somewhere(part) for part in parts], ends, limits)
        else:
            one = _judged_hidden(cell, ends, limits)
        if one is not None:
            exact = one.kind is Kind.SUM_NARROW and (cell.printed or ways.of(at) is not None)
            judged[at] = Judged(Kind.SUM_EXACT, one.low, one.high) if exact else one
    yield from disclosures(system, judged, ways)


def _somewhere(cell: SystemCell) -> Place:
    """Where most is known of who stands behind it."""
    known = [place for place in cell.places if not np.isnan(persons_of(place))]
    return (known or cell.places)[0]


def _judged_hidden(cell: SystemCell, ends: tuple[float, float], limits: Limits) -> Judged | None:
    """Whether too few persons stand behind it or not: who hides a sum has a reason."""
    if not cell.hidden or not is_close(ends, limits):
        return None
    persons = min((persons_of(place) for place in cell.places), default=np.nan)
    few = bool(0 < persons < limits.threshold)
    return Judged(Kind.SUM_NARROW, *ends, persons=int(persons) if few else None, sure=few)


def judged_rest(
    whole: Place, parts: Iterable[Place], ends: tuple[float, float], limits: Limits
) -> Judged | None:
    """The sum of those of the whole who are in none of the parts."""
    parts = list(parts)
    left = persons_of(whole) - sum(persons_of(part) for part in parts)
    if not is_close(ends, limits):
        return None
    if 0 < abs(left) < limits.threshold:
        return Judged(Kind.SUM_DIFFERENCE, *ends, persons=int(abs(left)))
    # A person of the whole may have amounts in each part: at least what those cannot explain is in the rest.
    largest = _largest_of(whole) - sum(_largest_of(part) for part in parts)
    if largest > 0 and left > 0 and dominates(max(map(abs, ends)), [largest], limits.rules):
        return Judged(Kind.SUM_DOMINATED, *ends)
    return None


def is_close(ends: tuple[float, float], limits: Limits) -> bool:
    low, high = ends
    return (high - low) / 2 <= limits.rules.p_percent * abs(low + high) / 2


def persons_of(place: Place) -> float:
    """NaN where unknown."""
    one, at = place
    return np.nan if one.persons is None else float(one.persons[at])


def _largest_of(place: Place) -> float:
    one, at = place
    return np.nan if one.largest is None else float(one.largest[at][0])
