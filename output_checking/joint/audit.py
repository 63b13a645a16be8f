"""Which tables are tied, and what they give away together: for certain, or if an open question is answered
so."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from governance.refusal import Refusal
from output_checking.joint.counted_table import share_of
from output_checking.joint.crossing import Crossing, crossings
from output_checking.joint.derived import Disclosure, Kind, Limits, Unfinished, derived
from output_checking.joint.derived_sums import derived_sums
from output_checking.joint.differences import nested, small_rests
from output_checking.joint.persons_behind import fill_persons, weighed
from output_checking.joint.relations import Comparison, Relation, TooMany, compare, comparisons, seen, told
from output_checking.joint.subtables import MEASURE, Source, SubTable, subtables
from output_checking.joint.system import System, told_files
from output_checking.profile import Rules

_MOST_QUESTIONS = 200  # pairs of tables that are looked into although nobody said how they are tied
Pair = tuple[int, int]


@dataclass(frozen=True)
class JointAudit:
    """`contradictions`: files whose numbers cannot all be right together. `complete`: nothing was left
    out."""

    disclosures: tuple[Disclosure, ...]
    contradictions: tuple[str, ...] = ()
    complete: bool = True


def joint_audit(sources: Sequence[Source], threshold: int, rules: Rules) -> JointAudit:
    """What the tables of a request and of releases give away together, and none of them alone.

    `threshold` in persons. Of `rules`: the possible values that a hidden small count must keep (rounding to
    base 5 leaves as many), dominance, and the seconds that this may take.
    """
    limits = Limits(threshold, rules.protection, time.perf_counter() + rules.linking_seconds, rules)
    tables = weighed(subtables(sources))
    try:
        found, crossed = list(comparisons(tables)), list(crossings(tables))
    except TooMany:
        return JointAudit((), complete=False)
    return _Audit(sources, tables, found, crossed, limits).result()


class _Audit:
    def __init__(
        self,
        sources: Sequence[Source],
        tables: list[SubTable],
        found: list[Comparison],
        crossed: list[Crossing],
        limits: Limits,
    ) -> None:
        self._sources = sources
        self._limits = limits
        self._tables = tables
        self._pairs: dict[Pair, list[Comparison]] = {}
        for one in found:
            self._pairs.setdefault(_pair(one.coarse, one.fine), []).append(one)
        self._crossings: dict[Pair, list[Crossing]] = {}
        for crossing in crossed:
            self._crossings.setdefault(_pair(crossing.one, crossing.other), []).append(crossing)
            self._pairs.setdefault(_pair(crossing.one, crossing.other), [])
        for pair in self._said_same():
            self._pairs.setdefault(pair, [])
        self._relations = {pair: self._relation(pair) for pair in self._pairs}
        self._population = _united(len(sources), self._relations)
        fill_persons(tables, self._population)
        self._contradictions: list[str] = []
        self._complete = True

    def result(self) -> JointAudit:
        shares = list(self._shares())
        certain = [*self._changed(), *self._differences(), *shares, *self._certain()]
        located = {_place(one) for one in certain if one.asked is None}
        asked = [one for one in self._questions() if _place(one) not in located]
        return JointAudit((*certain, *asked), tuple(dict.fromkeys(self._contradictions)), self._complete)

    def _said_same(self) -> Iterator[Pair]:
        """Tables that have nothing to compare, where one may tell who stands behind the other's sums."""
        for one in {table.table for table in self._tables if table.variable is not None}:
            for other, source in enumerate(self._sources):
                if other != one and told(self._sources[one], source) is Relation.SAME:
                    yield min(one, other), max(one, other)

    def _relation(self, pair: Pair) -> Relation:
        if pair[0] == pair[1]:
            return Relation.SAME
        found, crossed = self._pairs[pair], self._crossings.get(pair, ())
        relation = seen(self._sources[pair[0]], self._sources[pair[1]], found)
        if relation is Relation.UNKNOWN and not found and any(one.telling for one in crossed):
            return Relation.SAME
        return relation

    def _same(self, pair: Pair) -> bool:
        return self._population[pair[0]] == self._population[pair[1]]

    def _sure(self, pair: Pair) -> bool:
        """A total of the same table, or of one that its author says is about the same persons."""
        one, other = (self._sources[at] for at in pair)
        return pair[0] == pair[1] or told(one, other) is Relation.SAME

    def _changed(self) -> Iterator[Disclosure]:
        """Two tables of one description: each difference is a group of persons."""
        for pair, relation in self._relations.items():
            if relation is Relation.CHANGED:
                for one in self._pairs[pair]:
                    if not one.by_measure:
                        yield from small_rests(one, self._limits, either_way=True)

    def _differences(self) -> Iterator[Disclosure]:
        """Where all is printed, a subtraction does."""
        for pair, found in self._pairs.items():
            for one in self._wholes(pair, found):
                # Inside one table the rules for groups judge it already.
                if not (pair[0] == pair[1] and one.by_measure):
                    yield from small_rests(one, self._limits)

    def _wholes(self, pair: Pair, found: Iterable[Comparison]) -> Iterator[Comparison]:
        """Comparisons of a whole with its parts, as far as that is certain."""
        relation = self._relations[pair]
        for one in found:
            if self._same(pair):
                if not one.level and not one.contradicts:
                    yield one
            elif relation in (Relation.PART, Relation.WHOLE):
                whole = pair[1] if relation is Relation.PART else pair[0]
                turned = one
                if one.level and one.coarse.table != whole:
                    turned = compare(one.fine, one.coarse) or one
                if turned.coarse.table == whole and not turned.contradicts:
                    yield turned

    def _certain(self) -> Iterator[Disclosure]:
        for variable in self._variables(self._pairs):
            system = System(self._population, variable)
            try:
                for pair, found in self._pairs.items():
                    compared = [one for one in found if one.variable == variable]
                    if self._same(pair):
                        _unite(system, compared)
                    for one in self._wholes(pair, compared):
                        exhaustive = self._same(pair) and _exhaustive(one, self._sure(pair))
                        system.add(one, _open_lines(one), exhaustive=exhaustive)
                for pair, crossed in self._crossings.items():
                    for crossing in crossed:
                        if crossing.variable == variable and self._same(pair) and crossing.telling:
                            crossing.equate(system)
                yield from _derived(system, self._limits)
            except Refusal as refusal:
                self._contradictions.append(str(refusal.params["tables"]))
            except Unfinished:
                self._complete = False

    def _variables(self, pairs: Iterable[Pair]) -> list[str | None]:
        """Counts first, then every variable that some of these tables add up."""
        compared = (one for pair in pairs for one in (*self._pairs[pair], *self._crossings.get(pair, ())))
        return list(dict.fromkeys([None, *(one.variable for one in compared)]))

    def _shares(self) -> Iterator[Disclosure]:
        """Percentages whose base stands in another table."""
        for share in [one for one in self._tables if one.shares]:
            wanted = tuple(name for name in share.dimensions if not name.startswith(MEASURE))
            for base in self._tables:
                if base.shares or base.dimensions != wanted or base.table == share.table:
                    continue
                relation = seen(share.source, base.source, ())
                if relation in (Relation.SAME, Relation.UNKNOWN, Relation.APART):
                    certain = (
                        relation is Relation.SAME
                        or self._population[share.table] == (self._population[base.table])
                    )
                    yield from _counts_of(share, base, self._limits, None if certain else relation)

    def _questions(self) -> Iterator[Disclosure]:
        """What tables give away if they are about the same persons, or one about a part of the other's."""
        asked = 0
        for pair, found in self._pairs.items():
            relation = self._relations[pair]
            crossed = self._crossings.get(pair, ())
            unsure = self._same(pair) and (
                any(
                    not _exhaustive(one, self._sure(pair)) and one.adds_up and not one.by_measure
                    for one in found
                )
                or any(one.adds_up and not one.telling for one in crossed)
            )
            if self._limits.late or asked == _MOST_QUESTIONS:
                self._complete = False
                return
            if self._sources[pair[0]].release and self._sources[pair[1]].release:
                continue
            if relation not in (Relation.UNKNOWN, Relation.APART) and not unsure:
                continue
            open_question = relation if relation is Relation.APART else Relation.UNKNOWN
            if not self._same(pair):
                small = list(nested(found, self._limits))
                if small:
                    yield small[0].if_tied(open_question)
                    asked += 1
                    continue
            if crossed or any(not one.coarse.all_exact or not one.fine.all_exact for one in found):
                asked += 1
                first = next(iter(self._hypothetical(pair, found)), None)
                if first is not None:
                    yield first.if_tied(open_question)

    def _hypothetical(self, pair: Pair, found: Sequence[Comparison]) -> list[Disclosure]:
        crossed = self._crossings.get(pair, ())
        if any(not one.adds_up for one in (*found, *crossed) if not one.by_measure):
            return []
        united = [min(pair) if at in pair else at + len(self._sources) for at in range(len(self._sources))]
        own = [one for at in set(pair) for one in self._pairs.get((at, at), ())]
        given_away: list[Disclosure] = []
        try:
            for variable in self._variables([pair]):
                system = System(united, variable)
                _unite(system, (one for one in found if one.variable == variable))
                for one in (*found, *own):
                    if one.variable == variable and not one.level and not one.contradicts:
                        system.add(one, _open_lines(one), exhaustive=one.adds_up and not one.by_measure)
                for crossing in crossed:
                    if crossing.variable == variable:
                        crossing.equate(system)
                given_away += _derived(system, self._limits)
        except Refusal:
            return []  # they cannot be about the same persons
        except Unfinished:
            self._complete = False
            return []
        return given_away


def _derived(system: System, limits: Limits) -> Iterator[Disclosure]:
    if system.cells:
        yield from derived(system, limits) if system.variable is None else derived_sums(system, limits)


def _pair(one: SubTable, other: SubTable) -> Pair:
    return min(one.table, other.table), max(one.table, other.table)


def _place(one: Disclosure) -> tuple[int, int, int]:
    table, cell = one.at
    return table.table, int(table.rows[cell]), int(table.columns[cell])


def _united(count: int, relations: dict[Pair, Relation]) -> list[int]:
    """A population number per table."""
    parent = list(range(count))

    def root(table: int) -> int:
        while parent[table] != table:
            parent[table] = parent[parent[table]]
            table = parent[table]
        return table

    for (one, other), relation in relations.items():
        if relation is Relation.SAME:
            parent[root(other)] = root(one)
    return [root(table) for table in range(count)]


def _exhaustive(one: Comparison, sure: bool) -> bool:
    """Whether the parts leave nobody out: as is said, or as other lines show."""
    return one.adds_up and not one.by_measure and (sure or one.telling or one.accounted)


def _open_lines(one: Comparison) -> list[int]:
    return [int(line) for line in one.lines[~one.complete]]


def _unite(system: System, found: Iterable[Comparison]) -> None:
    """One group in two tables is one cell: what either hides, the other may print."""
    for one in found:
        if one.level:
            for at, line in enumerate(one.line):
                if line >= 0 and not (one.coarse.exact[line] and one.fine.exact[at]):
                    system.see(one.coarse, int(line))
                    system.see(one.fine, at)


def _counts_of(
    share: SubTable, base: SubTable, limits: Limits, asked: Relation | None
) -> Iterator[Disclosure]:
    names = tuple(name for name in share.dimensions if not name.startswith(MEASURE))
    groups = share.projected(names)
    where = {int(number): at for at, number in enumerate(base.ids)}
    for at, number in enumerate(groups):
        line = where.get(int(number))
        if line is None or not base.exact[line] or np.isinf(share.high[at]):
            continue
        low, high = share_of(share.low[at], share.high[at], base.low[line])
        few = min(high, base.low[line] - low)
        if 0 < few < limits.threshold and (share.source.release is None or base.source.release is None):
            arithmetic = (
                f"{50 * (share.low[at] + share.high[at]):.4g} % [{share.place(at)}] × "
                f"{base.low[line]:g} [{base.place(line)}] ≈ {low:g}"
            )
            current = (share, at) if share.source.release is None else (base, line)
            files = told_files([(share, at), (base, line)])
            one = Disclosure(Kind.SHARE, int(few), int(few), arithmetic, current, files)
            yield one if asked is None else replace(one, asked=asked)
