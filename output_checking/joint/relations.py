"""How two tables are tied: what their authors told, and what anyone sees by comparing their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import combinations

import numpy as np

from output_checking.joint.subtables import Places, Source, SubTable
from output_checking.protection.problem import Flags, Floats

# From so many persons on, two equal counts of one group are hardly a coincidence; nor are two sums that agree
# to four digits, or three that agree to one and a half.
TELLING = 20
_DIGITS, _FEW_DIGITS = 1e4, 30.0
_MOST_PAIRS = 60_000


class Relation(StrEnum):
    SAME = "same"  # about the same persons
    PART = "part"  # the first is about a part of the second's persons
    WHOLE = "whole"  # the other way round
    CHANGED = "changed"  # described alike, but about other persons: data were added, or a rule changed
    APART = "apart"  # the author says that nobody is in both
    UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class Comparison:
    """`fine` is broken down at least as much as `coarse`: which of its cells fall into which coarse one.

    `line`: the coarse cell of each fine cell, -1 for none; `lines`: coarse cells that have any.
    """

    coarse: SubTable
    fine: SubTable
    line: Places

    @property
    def level(self) -> bool:
        """Both broken down alike."""
        return self.coarse.dimensions == self.fine.dimensions

    @property
    def by_measure(self) -> bool:
        """The fine cells are persons with a property, never all of the coarse cell."""
        return any(name.startswith("#") for name in {*self.fine.dimensions} - {*self.coarse.dimensions})

    @cached_property
    def lines(self) -> Places:
        return np.unique(self.line[self.line >= 0])

    def _sums(self, ends: Floats) -> Floats:
        inside = self.line >= 0
        sums = np.bincount(self.line[inside], ends[inside], len(self.coarse.ids))[self.lines]
        return np.asarray(sums, dtype=np.float64)

    @cached_property
    def rest_low(self) -> Floats:
        """Least number of persons of each line's coarse cell that are in none of its fine ones."""
        return np.asarray(self.coarse.low[self.lines] - self._sums(self.fine.high))

    @cached_property
    def rest_high(self) -> Floats:
        return np.asarray(self.coarse.high[self.lines] - self._sums(self.fine.low))

    @property
    def variable(self) -> str | None:
        """Whose sums are compared, None for counts."""
        return self.coarse.variable

    @cached_property
    def complete(self) -> Flags:
        """Lines with nothing hidden in them."""
        if self.variable is None:
            return np.asarray(self.rest_low == self.rest_high)
        hidden = np.bincount(
            self.line[self.line >= 0], ~self.fine.exact[self.line >= 0], len(self.coarse.ids)
        )
        return np.asarray(self.coarse.exact[self.lines] & (hidden[self.lines] == 0))

    @property
    def rests(self) -> Floats:
        """Of complete lines; of sums the middle of what their rounding leaves."""
        return np.asarray((self.rest_low + self.rest_high)[self.complete] / 2)

    @property
    def differs(self) -> bool:
        """Whether a complete line leaves something over."""
        over = (self.rest_low > 0) | (self.rest_high < 0)
        return bool(over[self.complete].any())

    @property
    def contradicts(self) -> bool:
        """More in the parts than in the whole, of what cannot be negative."""
        signed = (self.coarse.low < 0).any() or (self.fine.low < 0).any()
        return not signed and bool((self.rest_high < 0).any())

    @property
    def adds_up(self) -> bool:
        return bool((self.rest_low <= 0).all() and (self.rest_high >= 0).all())

    @property
    def telling(self) -> bool:
        """Lines that add up without a chance that they do by accident."""
        if self.variable is not None:
            return self._telling_sums
        equal = self.complete & (self.rest_low == 0)
        return bool((self.coarse.low[self.lines][equal] >= TELLING).any()) or int(equal.sum()) > 2

    @property
    def accounted(self) -> bool:
        """Of sums: on every line as many persons in the parts as in the whole."""
        if self.coarse.persons is None or self.fine.persons is None:
            return False
        inside = self.line >= 0
        parts = np.bincount(self.line[inside], self.fine.persons[inside], len(self.coarse.ids))[self.lines]
        return bool((parts == self.coarse.persons[self.lines]).all())

    @property
    def _telling_sums(self) -> bool:
        width = (self.rest_high - self.rest_low)[self.complete]
        size = np.abs(self.coarse.low[self.lines][self.complete])
        equal = (self.rest_low <= 0)[self.complete] & (self.rest_high >= 0)[self.complete]
        return telling_sums(zip(size[equal].tolist(), width[equal].tolist(), strict=True))


def telling_sums(agreeing: Iterable[tuple[float, float]]) -> bool:
    """(size, width of what rounding leaves) of sums that agree: whether they hardly do so by chance."""
    digits = [size / width for size, width in agreeing if width > 0]
    return any(one > _DIGITS for one in digits) or sum(one > _FEW_DIGITS for one in digits) > 2


def compare(coarse: SubTable, fine: SubTable) -> Comparison | None:
    if not set(coarse.dimensions) <= set(fine.dimensions) or coarse.shares or fine.shares:
        return None
    if coarse.variable != fine.variable:
        return None
    groups = fine.projected(coarse.dimensions)
    ordered = coarse.ids[coarse.order]
    found = np.searchsorted(ordered, groups)
    found[found == len(ordered)] = 0
    line = np.where(ordered[found] == groups, coarse.order[found], -1)
    return Comparison(coarse, fine, line) if (line >= 0).any() else None


def comparisons(tables: Sequence[SubTable]) -> Iterator[Comparison]:
    """Every pair of counts, or of sums of one variable, that has groups in common, each once; printed ones
    that contradict each other both ways are passed over. Raises TooMany."""
    by_dimensions: dict[tuple[str | None, tuple[str, ...]], list[SubTable]] = {}
    for one in tables:
        by_dimensions.setdefault((one.variable, one.dimensions), []).append(one)
    tried = 0
    for (of_coarse, coarse_names), coarse_ones in by_dimensions.items():
        for (of_fine, fine_names), fine_ones in by_dimensions.items():
            if of_coarse != of_fine or not set(coarse_names) <= set(fine_names):
                continue
            if coarse_names == fine_names:
                pairs = _level_pairs(coarse_ones)
            else:
                pairs = ((coarse, fine) for coarse in coarse_ones for fine in fine_ones)
            for coarse, fine in pairs:
                tried += 1
                if tried > _MOST_PAIRS:
                    raise TooMany
                found = compare(coarse, fine)
                if found is not None:
                    yield found


class TooMany(Exception):  # noqa: N818 - a limit, not a fault
    """More pairs of tables than can be compared in good time."""


def _level_pairs(tables: Sequence[SubTable]) -> Iterator[tuple[SubTable, SubTable]]:
    """Of tables with the very same groups those are left out at once where each has more somewhere."""
    layouts: dict[bytes, list[SubTable]] = {}
    for one in tables:
        alike = one.all_exact and one.variable is None
        layouts.setdefault(one.ids.tobytes() if alike else b"", []).append(one)
    for layout, ones in layouts.items():
        if not layout:
            yield from combinations(ones, 2)
            continue
        values = np.stack([one.low for one in ones])
        for at, one in enumerate(ones[:-1]):
            difference = values[at + 1 :] - values[at]
            mixed = (difference > 0).any(axis=1) & (difference < 0).any(axis=1)
            released = np.array([other.source.release != one.source.release for other in ones[at + 1 :]])
            for other in np.flatnonzero(~mixed | released):
                yield one, ones[at + 1 + int(other)]
    groups = list(layouts.values())
    for at, some in enumerate(groups):
        for others in groups[at + 1 :]:
            yield from ((one, other) for one in some for other in others)


def told(one: Source, other: Source) -> Relation:
    """What was said of the two populations, by name or by the filters that the evidence holds."""
    first, second = one.table, other.table
    if first.population and second.population:
        if first.population == second.population:
            return Relation.SAME
        if second.population in first.part_of:
            return Relation.PART
        return Relation.WHOLE if first.population in second.part_of else Relation.APART
    if not (first.recorded and second.recorded):
        return Relation.UNKNOWN
    mine, theirs = set(first.filters), set(second.filters)
    if mine == theirs and None not in (first.person_total, second.person_total):
        same = first.person_total == second.person_total
        return Relation.SAME if same else Relation.CHANGED
    if mine > theirs:
        return Relation.PART
    return Relation.WHOLE if mine < theirs else Relation.UNKNOWN


def seen(one: Source, other: Source, found: Sequence[Comparison]) -> Relation:
    """What is told, corrected by the numbers; UNKNOWN where the numbers do not exclude that they are tied."""
    said = told(one, other)
    level = [pair for pair in found if pair.level]
    differ = any(pair.differs for pair in level)
    if said is Relation.SAME:
        return Relation.CHANGED if differ else Relation.SAME
    if said in (Relation.PART, Relation.WHOLE, Relation.CHANGED):
        return said
    # The same output again: of a release that was renewed every difference is a group of persons.
    if differ and one.release != other.release and _same_output(one, other, level):
        return Relation.CHANGED
    whole = [pair for pair in found if not pair.by_measure]
    agree = whole and all(pair.adds_up for pair in whole) and any(pair.telling for pair in whole)
    return Relation.SAME if agree and said is not Relation.APART else said


def _same_output(one: Source, other: Source, level: Sequence[Comparison]) -> bool:
    """Of one name; or of one name but for its digits, and grown everywhere."""
    if one.table.headings != other.table.headings:
        return False
    if one.file == other.file:
        return True
    grown = all((pair.rests >= 0).all() for pair in level) or all((pair.rests <= 0).all() for pair in level)
    return grown and re.sub(r"\d+", "#", one.file) == re.sub(r"\d+", "#", other.file)
