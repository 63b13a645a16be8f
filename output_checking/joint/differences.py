"""What a subtraction gives where all is printed: the persons of a whole who are in none of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from output_checking.joint.complements import Complement
from output_checking.joint.derived import Disclosure, Judged, Kind, Limits, figure
from output_checking.joint.derived_sums import Place, judged_rest
from output_checking.joint.relations import Comparison, compare
from output_checking.joint.subtables import Places
from output_checking.joint.system import told_files


def small_rests(one: Comparison, limits: Limits, *, either_way: bool = False) -> Iterator[Disclosure]:
    """Of fewer persons than the threshold, or a sum that one of them makes. `either_way`: the parts may be
    more than the whole."""
    if one.coarse.source.release and one.fine.source.release:
        return
    ends = zip(one.lines, one.complete, one.rest_low, one.rest_high, strict=True)
    for line, complete, low, high in ends:
        if not complete:
            continue
        judged = _judged(one, int(line), (float(low), float(high)), limits, either_way)
        if judged is not None:
            yield _difference(one, int(line), judged)


def small_remainders(one: Complement, limits: Limits) -> Iterator[Disclosure]:
    """Those who are in neither of two parts, if their author says that these are parts, and apart."""
    if not (one.said and one.apart) or all(table.source.release for table in one.tables):
        return
    least, most = one.rests
    for line in np.flatnonzero(one.complete).tolist():
        whole, *parts = [(table, int(at)) for table, at in zip(one.tables, one.cells[line], strict=True)]
        ends = (float(least[line]), float(most[line]))
        if one.variable is not None:
            judged = judged_rest(whole, parts, ends, limits)
        else:
            few = 0 < ends[0] < limits.threshold
            judged = Judged(Kind.DIFFERENCE, int(ends[0]), int(ends[0])) if few else None
        if judged is not None:
            yield _remainder([whole, *parts], judged)


def _remainder(places: Sequence[Place], judged: Judged) -> Disclosure:
    told = [f"{_printed(table.low[at], table.high[at])} [{table.place(at)}]" for table, at in places]
    current = next(place for place in places if place[0].source.release is None)
    arithmetic = f"{' − '.join(told)} = {_printed(judged.low, judged.high)}"
    return Disclosure(
        judged.kind,
        judged.low,
        judged.high,
        arithmetic,
        current,
        told_files(places),
        persons=judged.persons,
    )


def nested(found: Sequence[Comparison], limits: Limits) -> Iterator[Disclosure]:
    """If one table were about a part of the other's persons: the persons left over, where they are few."""
    for one in found:
        ways = [one, compare(one.fine, one.coarse)] if one.level else [one]
        for way in ways:
            if way is not None and not way.contradicts:
                yield from small_rests(way, limits)


def _judged(
    one: Comparison, line: int, ends: tuple[float, float], limits: Limits, either_way: bool
) -> Judged | None:
    if one.variable is not None:
        parts = [(one.fine, int(at)) for at in np.flatnonzero(one.line == line)]
        return judged_rest((one.coarse, line), parts, ends, limits)
    rest = ends[0]
    if 0 < (abs(rest) if either_way else rest) < limits.threshold:
        return Judged(Kind.DIFFERENCE, int(rest), int(rest))
    return None


def _difference(one: Comparison, line: int, judged: Judged) -> Disclosure:
    parts: Places = np.flatnonzero(one.line == line)
    whole = f"{_printed(one.coarse.low[line], one.coarse.high[line])} [{one.coarse.place(line)}]"
    shown = " − ".join(
        f"{_printed(one.fine.low[at], one.fine.high[at])} [{one.fine.place(int(at))}]" for at in parts[:3]
    )
    if len(parts) > 3:
        shown += f" − … ({one.fine.source.name})"
    current = (one.coarse, line) if one.coarse.source.release is None else (one.fine, int(parts[0]))
    files = told_files([(one.coarse, line), (one.fine, int(parts[0]))])
    low, high = sorted((abs(judged.low), abs(judged.high)))
    arithmetic = f"{whole} − {shown} = {_printed(judged.low, judged.high)}"
    return Disclosure(judged.kind, low, high, arithmetic, current, files, persons=judged.persons)


def _printed(low: float, high: float) -> str:
    return figure((low + high) / 2)
