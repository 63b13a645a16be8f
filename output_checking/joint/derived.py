"""What an intruder works out of one system: counts too small, counts and sums known too closely, and how."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import cast

from output_checking.joint.relations import Relation
from output_checking.joint.subtables import SubTable
from output_checking.joint.system import System, SystemCell, told_files
from output_checking.profile import Rules
from output_checking.protection.audit import audit
from output_checking.protection.derivation import Derivation, Step, derivations
from output_checking.protection.intervals import TOLERANCE
from output_checking.protection.linear_program import SolverError
from output_checking.protection.problem import Flags, Problem

_STEPS = 4  # sums that are told; longer chains end with an ellipsis


class Kind(StrEnum):
    EXACT = "exact"  # a hidden count has one possible value
    NARROW = "narrow"  # it has fewer possible values than its protection asks for
    DIFFERENCE = "difference"  # the persons of one table who are not in another are too few
    SHARE = "share"  # a percentage and its base, in two tables, give a small count
    QUOTIENT = "quotient"  # a sum and the mean of the same variable give a small count
    RATIO = "ratio"  # a ratio and the margins of its 2x2 table, in several tables, give a small cell
    SUM_EXACT = "sum-exact"  # printed sums or means give a hidden sum back
    SUM_NARROW = "sum-narrow"  # they leave it less room than the p % rule asks for
    SUM_DIFFERENCE = "sum-difference"  # they give the sum of too few persons
    SUM_DOMINATED = "sum-dominated"  # they give a sum that one person makes


@dataclass(frozen=True)
class Disclosure:
    """From `low` to `high`, in persons, or in the unit of a sum; `arithmetic` tells how, with the places;
    `at`: a cell of the request, `files`: those it takes. `asked`: what is unknown of two tables if it must be
    asked first, None when certain. `persons` behind a sum; `sure`: what is told is known to be sensitive."""

    kind: Kind
    low: float
    high: float
    arithmetic: str
    at: tuple[SubTable, int]
    files: str
    asked: Relation | None = None
    persons: int | None = None
    sure: bool = True

    def if_tied(self, relation: Relation) -> Disclosure:
        return replace(self, asked=relation)


@dataclass(frozen=True)
class Limits:
    """`threshold` in persons; `protection`: possible values that a hidden count must keep; `deadline` as
    time.perf_counter() tells it; `rules` of dominance."""

    threshold: int
    protection: int
    deadline: float
    rules: Rules

    @property
    def late(self) -> bool:
        return time.perf_counter() > self.deadline


class Unfinished(Exception):  # noqa: N818 - says that a person must look
    """Time ran out, or the solver gave up: nothing may be concluded."""


@dataclass(frozen=True)
class Judged:
    """What is wrong with a cell that lies between `low` and `high`; the rest as in `Disclosure`."""

    kind: Kind
    low: float
    high: float
    persons: int | None = None
    sure: bool = True


def derived(system: System, limits: Limits) -> Iterator[Disclosure]:
    """Of counts. Raises Unfinished, and Refusal `linked-contradiction` when no counts fit what is printed."""
    problem = system.problem()
    try:
        result = audit(problem, max(0.1, limits.deadline - time.perf_counter()))
    except SolverError as fault:
        raise Unfinished from fault
    if not result.complete:
        raise Unfinished
    judged = {}
    for at, key in enumerate(system.keys):
        cell = system.cells[key]
        low, high = result.intervals.get(at, (cell.low, cell.high))
        least, most = math.ceil(low - TOLERANCE), math.floor(high + TOLERANCE)
        kind = _disclosed(cell, least, most, limits)
        if kind is not None:
            judged[at] = Judged(kind, least, most)
    yield from disclosures(system, judged, Ways(problem, problem.pattern))


class Ways:
    """Derivations of the cells that are not known, worked out when the first is asked for."""

    def __init__(self, problem: Problem, unknown: Flags) -> None:
        self._problem, self._unknown = problem, unknown

    @cached_property
    def _found(self) -> dict[int, Derivation]:
        found = derivations(self._problem, self._unknown)
        return {cast(int, cell): way for cell, way in found.items()}

    def of(self, at: int) -> Derivation | None:
        return self._found.get(at)


def disclosures(system: System, judged: Mapping[int, Judged], ways: Ways) -> Iterator[Disclosure]:
    """Those in which the request has a part, in words."""
    for at, one in judged.items():
        told = _told(system, at, one, ways.of(at))
        if told is not None:
            arithmetic, places = told
            current = next(place for place in places if place[0].source.release is None)
            files = told_files(places)
            yield Disclosure(
                one.kind, one.low, one.high, arithmetic, current, files, persons=one.persons, sure=one.sure
            )


def _disclosed(cell: SystemCell, least: int, most: int, limits: Limits) -> Kind | None:
    if cell.rest:
        return Kind.DIFFERENCE if least > 0 and most < limits.threshold else None
    return given_away(least, most, cell.choices, limits.threshold, limits.protection)


def given_away(least: int, most: int, before: float, threshold: int, protection: int) -> Kind | None:
    """A count that lies from `least` to `most`, of which its printings alone left `before` values."""
    possible = most - least + 1
    if possible <= 1 < before:
        return Kind.EXACT if least < threshold else None
    if least < threshold and possible < min(protection, before):
        return Kind.NARROW
    return None


def _told(
    system: System, at: int, one: Judged, way: Derivation | None
) -> tuple[str, list[tuple[SubTable, int]]] | None:
    """(the sums in words, the cells they take), None when the request has no part in them."""
    keys = system.keys
    target = system.cells[keys[at]]
    least, most = figure(one.low), figure(one.high)
    if way is None and target.printed:
        places = sorted(target.places, key=lambda place: bool(place[0].exact[place[1]]))
        arithmetic = f"= {figure((one.low + one.high) / 2)} [{target.words}]"
    elif way is None:
        places = _neighbours(system, at)
        arithmetic = f"{least} … {most}" if one.low < one.high else f"= {least}"
    else:
        cells = [system.cells[keys[cast(int, cell)]] for step in way.steps for _, _, cell in step.terms]
        places = [place for cell in (target, *cells) for place in cell.places]
        # Of a sum its rounding leaves a little room: its middle is what anyone would write.
        found = [step.value for step in way.steps[:-1]] + [(one.low + one.high) / 2]
        steps = list(zip(way.steps, found, strict=True))[-_STEPS:]
        sums = [_sum(system, step, value) for step, value in steps]
        arithmetic = "; ".join(["…", *sums] if len(way.steps) > _STEPS else sums)
    if all(table.source.release is not None for table, _ in places):
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


def _sum(system: System, step: Step, found: float) -> str:
    keys = system.keys
    written = ""
    for coefficient, value, at in step.terms:
        if value == 0:
            continue
        cell = system.cells[keys[cast(int, at)]]
        # A printed sum as it is printed, not as another one's rounding leaves it.
        value = (cell.low + cell.high) / 2 if cell.printed else value
        sign = "−" if coefficient * value < 0 else "+"
        size = figure(abs(value))
        size = size if abs(coefficient) == 1 else f"{abs(coefficient):g} × {size}"
        where = f" [{cell.words}]" if cell.places else ""
        written += f" {sign} {size}{where}" if written else f"{'−' if sign == '−' else ''}{size}{where}"
    target = system.cells[keys[cast(int, step.cell)]]
    where = f" [{target.words}]" if target.places else ""
    return f"{written or '0'} = {figure(found)}{where}"


def figure(value: float) -> str:
    """Six digits, or two behind the point of what is large."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) >= 1000 else f"{value:.6g}"
