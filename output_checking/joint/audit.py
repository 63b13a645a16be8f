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
from output_checking.joint.relations import Comparison, Relation, TooMany, compare, comparisons, seen, told
from output_checking.joint.subtables import MEASURE, Places, Source, SubTable, subtables
from output_checking.joint.system import System, told_files

_MOST_QUESTIONS = 200  # pairs of tables that are looked into although nobody said how they are tied
Pair = tuple[int, int]


@dataclass(frozen=True)
class JointAudit:
    """`contradictions`: files whose counts cannot all be right together. `complete`: nothing was left
    out."""

    disclosures: tuple[Disclosure, ...]
    contradictions: tuple[str, ...] = ()
    complete: bool = True


def joint_audit(
    sources: Sequence[Source], threshold: int, protection: int = 5, seconds: float = 20.0
) -> JointAudit:
    """What the tables of a request and of releases give away together, and none of them alone.

    `protection`: possible values that a hidden small count must keep (rounding to base 5 leaves as many).
    """
    limits = Limits(threshold, protection, time.perf_counter() + seconds)
    tables = subtables(sources)
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
        self._relations = {pair: self._relation(pair) for pair in self._pairs}
        self._population = _united(len(sources), self._relations)
        self._contradictions: list[str] = []
        self._complete = True

    def result(self) -> JointAudit:
        shares = list(self._shares())
        certain = [*self._changed(), *self._differences(), *shares, *self._certain()]
        located = {_place(one) for one in certain if one.asked is None}
        asked = [one for one in self._questions() if _place(one) not in located]
        return JointAudit((*certain, *asked), tuple(dict.fromkeys(self._contradictions)), self._complete)

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
                        yield from _small_rests(one, self._limits.threshold, either_way=True)

    def _differences(self) -> Iterator[Disclosure]:
        """Where all is printed, a subtraction does."""
        for pair, found in self._pairs.items():
            for one in self._wholes(pair, found):
                # Inside one table the rules for groups judge it already.
                if not (pair[0] == pair[1] and one.by_measure):
                    yield from _small_rests(one, self._limits.threshold)

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

    def _certain(self) -> list[Disclosure]:
        system = System(self._population)
        try:
            for pair, found in self._pairs.items():
                if self._same(pair):
                    _unite(system, found)
                for one in self._wholes(pair, found):
                    exhaustive = self._same(pair) and _exhaustive(one, self._sure(pair))
                    system.add(one, _open_lines(one), exhaustive=exhaustive)
            for pair, crossed in self._crossings.items():
                for crossing in crossed:
                    if self._same(pair) and crossing.telling:
                        crossing.equate(system)
            return list(derived(system, self._limits)) if system.cells else []
        except Refusal as refusal:
            self._contradictions.append(str(refusal.params["tables"]))
        except Unfinished:
            self._complete = False
        return []

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
                small = list(_nested(found, self._limits.threshold))
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
        system = System(united)
        own = [one for at in set(pair) for one in self._pairs.get((at, at), ())]
        try:
            _unite(system, found)
            for one in (*found, *own):
                if not one.level and not one.contradicts:
                    system.add(one, _open_lines(one), exhaustive=one.adds_up and not one.by_measure)
            for crossing in crossed:
                crossing.equate(system)
            return list(derived(system, self._limits)) if system.cells else []
        except Refusal:
            return []  # they cannot be about the same persons
        except Unfinished:
            self._complete = False
            return []


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
    return one.adds_up and not one.by_measure and (sure or one.telling)


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


def _small_rests(one: Comparison, threshold: int, *, either_way: bool = False) -> Iterator[Disclosure]:
    if one.coarse.source.release and one.fine.source.release:
        return
    for line, rest in zip(one.lines[one.complete], one.rests, strict=True):
        if 0 < (abs(rest) if either_way else rest) < threshold:
            parts = np.flatnonzero(one.line == line)
            yield _difference(one, int(line), parts, int(rest))


def _difference(one: Comparison, line: int, parts: Places, rest: int) -> Disclosure:
    whole = f"{one.coarse.low[line]:g} [{one.coarse.place(line)}]"
    shown = " − ".join(f"{one.fine.low[at]:g} [{one.fine.place(int(at))}]" for at in parts[:3])
    if len(parts) > 3:
        shown += f" − … ({one.fine.source.name})"
    current = (one.coarse, line) if one.coarse.source.release is None else (one.fine, int(parts[0]))
    files = told_files([(one.coarse, line), (one.fine, int(parts[0]))])
    return Disclosure(Kind.DIFFERENCE, abs(rest), abs(rest), f"{whole} − {shown} = {rest}", current, files)


def _nested(found: Sequence[Comparison], threshold: int) -> Iterator[Disclosure]:
    """If one table were about a part of the other's persons: the persons left over, where they are few."""
    for one in found:
        ways = [one, compare(one.fine, one.coarse)] if one.level else [one]
        for way in ways:
            if way is not None and not way.contradicts:
                yield from _small_rests(way, threshold)


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
