"""Odds and risk ratios whose 2x2 table the margins of other tables give back.

With both margins known one number is left: the exposed cases. Every whole number is tried whose ratio may be
printed so; where a small cell is left too few values, the ratio tells it. Reasoned by D2H.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from output_checking.joint.derived import Disclosure, Kind, Limits, figure, given_away
from output_checking.joint.dimensions import plain
from output_checking.joint.linkage import Linkage
from output_checking.joint.margin_words import CASES, EXPOSED, UNEXPOSED
from output_checking.joint.relations import Relation, told
from output_checking.joint.subtables import MEASURE, Source, SubTable
from output_checking.joint.system import told_files
from output_checking.protection.problem import Flags, Floats

_MOST_TABLES = 1_000_000  # that one ratio is tried with; so large ones leave nothing small
Place = tuple[SubTable, int]


@dataclass(frozen=True)
class _Margins:
    """Where the exposed, the others and the cases stand. `named`: the tables say which is which."""

    exposed: Place
    unexposed: Place
    cases: Place
    named: bool

    @property
    def places(self) -> tuple[Place, ...]:
        return self.exposed, self.unexposed, self.cases


def solved_ratios(linked: Linkage, limits: Limits) -> Iterator[Disclosure]:
    """At most one of each ratio; certain where its author says that it is of the margins' persons."""
    pairs = [one for one in linked.tables if len(one.dimensions) == 1 and len(one.ids) == 2]
    margins = [one for one in pairs if _is_count(one)]
    named = [one for one in linked.tables if one.variable is None and not one.shares and one.measured]
    for place, kinds in _ratios(linked.sources):
        if limits.late:
            return
        found = [*_by_names(place, named), *_by_categories(place, margins, linked)]
        yield from _solved(place, kinds, found, limits)


def _is_count(one: SubTable) -> bool:
    return one.variable is None and not one.shares and not one.measured and one.all_exact


def _ratios(sources: Sequence[Source]) -> Iterator[tuple[Place, tuple[str, ...]]]:
    for number, source in enumerate(sources):
        table = source.table
        before = len(table.columns) + len(table.sums)
        for at, column in enumerate(table.ratios):
            for row, (low, high) in enumerate(zip(column.low, column.high, strict=True)):
                if low is not None and high is not None:
                    cell = SubTable(
                        source=source,
                        table=number,
                        dimensions=(),
                        codes=np.zeros((1, 0), dtype=np.uint64),
                        low=np.array([low]),
                        high=np.array([high]),
                        rows=np.array([row]),
                        columns=np.array([before + at]),
                        shares=False,
                        exact=np.array([True]),
                    )
                    yield (cell, 0), column.kinds


def _labels(place: Place) -> tuple[str, ...]:
    one, at = place
    return tuple(plain(label) for label in one.source.table.rows[int(one.rows[at])] if label is not None)


def _by_names(ratio: Place, named: Sequence[SubTable]) -> Iterator[_Margins]:
    """Columns called exposed, unexposed and cases, in lines labelled as that of the ratio."""
    found: dict[str, list[Place]] = {"exposed": [], "unexposed": [], "cases": []}
    for one in named:
        measure = next(name for name in one.dimensions if name.startswith(MEASURE))[len(MEASURE) :]
        words = {measure}
        role = "exposed" if words & EXPOSED else "unexposed" if words & UNEXPOSED else "cases"
        if role == "cases" and not words & CASES:
            continue
        found[role] += [
            (one, at)
            for at in range(len(one.ids))
            if one.exact[at] and one.table != ratio[0].table and _labels((one, at)) == _labels(ratio)
        ]
    for exposed, unexposed, cases in product(*found.values()):
        yield _Margins(exposed, unexposed, cases, named=True)


def _by_categories(ratio: Place, margins: Sequence[SubTable], linked: Linkage) -> Iterator[_Margins]:
    """Two categories of what the ratio's line or heading names, and two of anything else of as many persons,
    either way round."""
    source = ratio[0].source
    text = (*_labels(ratio), *source.table.row_dimensions, *source.table.every_heading, source.file)
    words = {word for part in text for word in plain(part).replace(".", " ").replace("=", " ").split()}
    exposures = [one for one in margins if set(one.dimensions[0].split()) <= words]
    for one in exposures:
        for other in margins:
            if other.dimensions == one.dimensions or float(one.low.sum()) != float(other.low.sum()):
                continue
            relation = told(one.source, other.source)
            if relation is Relation.APART:
                continue
            same = relation is Relation.SAME or linked.same((one.table, other.table))
            both = same and set(other.dimensions[0].split()) <= words
            for at, case in product((0, 1), (0, 1)):
                yield _Margins((one, at), (one, 1 - at), (other, case), named=both)


def _solved(
    ratio: Place, kinds: Sequence[str], found: Sequence[_Margins], limits: Limits
) -> Iterator[Disclosure]:
    told_by: list[tuple[_Margins, int, int]] = []
    silent = False
    for margins in found:
        possible = [
            ends for kind in kinds if (ends := _smallest_known(ratio, kind, margins, limits)) is not None
        ]
        small = [ends for ends in possible if ends]
        silent |= len(small) < len(possible)
        told_by += [(margins, *ends) for ends in small]
    told_by = [one for one in told_by if any(_is_current(place) for place in (ratio, *one[0].places))]
    if not told_by:
        return
    margins, least, most = min(told_by, key=lambda one: one[2])
    places = [ratio, *margins.places]
    current = next(place for place in places if _is_current(place))
    one = Disclosure(Kind.RATIO, least, most, _arithmetic(places, least, most), current, told_files(places))
    same = all(_said_same(ratio, place) for place in margins.places)
    yield one if same and margins.named and not silent else one.if_tied(Relation.UNKNOWN)


def _is_current(place: Place) -> bool:
    return place[0].source.release is None


def _said_same(ratio: Place, place: Place) -> bool:
    return told(ratio[0].source, place[0].source) is Relation.SAME


def _smallest_known(
    ratio: Place, kind: str, margins: _Margins, limits: Limits
) -> tuple[int, int] | tuple[()] | None:
    """Least and most persons of the smallest cell that the ratio tells; () where it tells of none, None where
    no table has this ratio."""
    exposed, unexposed, cases = (int(one.low[at]) for one, at in margins.places)
    first = np.arange(max(0, cases - unexposed), min(exposed, cases) + 1, dtype=np.float64)
    if not len(first) or len(first) > _MOST_TABLES:
        return None
    cells = np.array([first, exposed - first, cases - first, unexposed - cases + first])
    fits = _fitting(kind, cells, float(ratio[0].low[0]), float(ratio[0].high[0]))
    if not fits.any():
        return None
    known: list[tuple[int, int]] = []
    for cell in cells:
        least, most = int(cell[fits].min()), int(cell[fits].max())
        before = float(cell.max() - cell.min() + 1)
        if most > 0 and given_away(least, most, before, limits.threshold, limits.protection) is not None:
            known.append((least, most))
    return min(known, key=lambda ends: ends[1], default=())


def _fitting(kind: str, cells: Floats, low: float, high: float) -> Flags:
    """The tables whose ratio lies from `low` to `high`; cells are exposed cases, exposed others, other cases
    and others."""
    a, b, c, d = cells
    above, below = (a * d, b * c) if kind == "odds" else (a * (c + d), c * (a + b))
    return np.asarray((below > 0) & (above >= low * below) & (above <= high * below))


def _arithmetic(places: Sequence[Place], least: int, most: int) -> str:
    one = places[0][0]
    parts = [f"{figure(float(one.low[0] + one.high[0]) / 2)} [{one.place(0)}]"]
    parts += [f"{figure(float(table.low[at]))} [{table.place(at)}]" for table, at in places[1:]]
    return f"{', '.join(parts)} → {least}" + (f" … {most}" if most > least else "")
