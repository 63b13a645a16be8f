"""What an intruder works out of one system: counts too small, or known too closely, and by which sums."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import cast

from output_checking.joint.relations import Relation
from output_checking.joint.subtables import SubTable
from output_checking.joint.system import System, SystemCell, told_files
from output_checking.protection.audit import audit
from output_checking.protection.derivation import Derivation, Step, derivations
from output_checking.protection.intervals import TOLERANCE
from output_checking.protection.linear_program import SolverError

_STEPS = 4  # sums that are told; longer chains end with an ellipsis


class Kind(StrEnum):
    EXACT = "exact"  # a hidden count has one possible value
    NARROW = "narrow"  # it has fewer possible values than its protection asks for
    DIFFERENCE = "difference"  # the persons of one table who are not in another are too few
    SHARE = "share"  # a percentage and its base, in two tables, give a small count


@dataclass(frozen=True)
class Disclosure:
    """`low` to `high` persons; `arithmetic` tells how, with the places; `at`: a cell of the request, `files`:
    those it takes. `asked`: what is unknown of two tables if it must be asked first, None when certain."""

    kind: Kind
    low: int
    high: int
    arithmetic: str
    at: tuple[SubTable, int]
    files: str
    asked: Relation | None = None

    def if_tied(self, relation: Relation) -> Disclosure:
        return replace(self, asked=relation)


@dataclass(frozen=True)
class Limits:
    """`threshold` in persons; `protection`: possible values that a hidden count must keep; `deadline` as
    time.perf_counter() tells it."""

    threshold: int
    protection: int
    deadline: float

    @property
    def late(self) -> bool:
        return time.perf_counter() > self.deadline


class Unfinished(Exception):  # noqa: N818 - says that a person must look
    """Time ran out, or the solver gave up: nothing may be concluded."""


def derived(system: System, limits: Limits) -> Iterator[Disclosure]:
    """Raises Unfinished, and Refusal `linked-contradiction` when no counts fit what is printed."""
    problem = system.problem()
    keys = system.keys
    try:
        result = audit(problem, max(0.1, limits.deadline - time.perf_counter()))
    except SolverError as fault:
        raise Unfinished from fault
    if not result.complete:
        raise Unfinished
    ways: dict[int, Derivation] | None = None
    for at, key in enumerate(keys):
        cell = system.cells[key]
        low, high = result.intervals.get(at, (cell.low, cell.high))
        least, most = math.ceil(low - TOLERANCE), math.floor(high + TOLERANCE)
        kind = _disclosed(cell, least, most, limits)
        if kind is None:
            continue
        if ways is None:
            found = derivations(problem, problem.pattern)
            ways = {cast(int, cell): way for cell, way in found.items()}
        told = _told(system, at, least, most, ways.get(at))
        if told is not None:
            arithmetic, places = told
            current = next(place for place in places if place[0].source.release is None)
            yield Disclosure(kind, least, most, arithmetic, current, told_files(places))


def _disclosed(cell: SystemCell, least: int, most: int, limits: Limits) -> Kind | None:
    if cell.rest:
        return Kind.DIFFERENCE if least > 0 and most < limits.threshold else None
    before = cell.choices
    possible = most - least + 1
    if possible <= 1 < before:
        return Kind.EXACT if least < limits.threshold else None
    if least < limits.threshold and possible < min(limits.protection, before):
        return Kind.NARROW
    return None


def _told(
    system: System, at: int, least: int, most: int, way: Derivation | None
) -> tuple[str, list[tuple[SubTable, int]]] | None:
    """(the sums in words, the cells they take), None when the request has no part in them."""
    keys = system.keys
    target = system.cells[keys[at]]
    if way is None and target.low == target.high:
        places = sorted(target.places, key=lambda place: bool(place[0].exact[place[1]]))
        arithmetic = f"= {least} [{target.words}]"
    elif way is None:
        places = _neighbours(system, at)
        arithmetic = f"{least} … {most}" if least < most else f"= {least}"
    else:
        cells = [system.cells[keys[cast(int, cell)]] for step in way.steps for _, _, cell in step.terms]
        places = [place for cell in (target, *cells) for place in cell.places]
        sums = [_sum(system, step) for step in way.steps[-_STEPS:]]
        arithmetic = "; ".join(["…", *sums] if len(way.steps) > _STEPS else sums)
    if all(one.source.release is not None for one, _ in places):
        return None
    # The cell itself first, then those in the request.
    return arithmetic, places


def _neighbours(system: System, at: int) -> list[tuple[SubTable, int]]:
    """Cells of the request and of releases that are tied to this one, however far, nearest first."""
    waiting, found = [system.keys[at]], {system.keys[at]: None}
    tied: dict[object, list[tuple[object, ...]]] = {}
    for equation in system.equations:
        for key in equation:
            tied.setdefault(key, []).append(equation)
    while waiting:
        for equation in tied.get(waiting.pop(0), ()):
            new = [key for key in equation if key not in found]
            found.update(dict.fromkeys(new))
            waiting += new
    return [place for key in found for place in system.cells[key].places]


def _sum(system: System, step: Step) -> str:
    keys = system.keys
    written = ""
    for coefficient, value, at in step.terms:
        if value == 0:
            continue
        cell = system.cells[keys[cast(int, at)]]
        sign = "−" if coefficient < 0 else "+"
        size = f"{value:g}" if abs(coefficient) == 1 else f"{abs(coefficient):g} × {value:g}"
        where = f" [{cell.words}]" if cell.places else ""
        written += f" {sign} {size}{where}" if written else f"{'−' if sign == '−' else ''}{size}{where}"
    target = system.cells[keys[cast(int, step.cell)]]
    where = f" [{target.words}]" if target.places else ""
    return f"{written or '0'} = {step.value:g}{where}"
