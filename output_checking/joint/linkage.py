"""Which tables are tied to which, by what their authors told and by what their numbers show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from output_checking.joint.complements import Complement, complements
from output_checking.joint.crossing import Crossing, crossings
from output_checking.joint.persons_behind import fill_persons, weighed
from output_checking.joint.quotients import Quotient, quotients
from output_checking.joint.relations import Comparison, Relation, TooMany, compare, comparisons, seen, told
from output_checking.joint.subtables import Source, SubTable, subtables

Pair = tuple[int, int]


@dataclass(frozen=True)
class Term:
    """A printed or hidden cell in a sum that comes to nothing."""

    coefficient: int
    table: SubTable
    cell: int


class Linkage:
    """`pairs`, `crossings`: what is compared of two tables; `relations` of each pair; `population`: a number
    per table, the same where they are about the same persons. `complete`: no three tables were left out."""

    def __init__(self, sources: Sequence[Source]) -> None:
        """Raises TooMany."""
        self.sources = sources
        cut = subtables(sources)
        self.quotients: list[Quotient] = quotients(cut)
        self.tables = weighed([*cut, *(one.counts for one in self.quotients if one.certain)])
        self.pairs: dict[Pair, list[Comparison]] = {}
        for one in comparisons(self.tables):
            self.pairs.setdefault(_pair(one.coarse, one.fine), []).append(one)
        self.crossings: dict[Pair, list[Crossing]] = {}
        for crossing in crossings(self.tables):
            self.crossings.setdefault(_pair(crossing.one, crossing.other), []).append(crossing)
            self.pairs.setdefault(_pair(crossing.one, crossing.other), [])
        for pair in self._said_same():
            self.pairs.setdefault(pair, [])
        self.relations = {pair: self._relation(pair) for pair in self.pairs}
        self.population = _united(len(sources), self.relations)
        fill_persons(self.tables, self.population)
        self.complements: list[Complement] = []
        self.complete = True
        try:
            self.complements += complements(self.tables, self.population)
        except TooMany:
            self.complete = False

    def _said_same(self) -> Iterator[Pair]:
        """Tables that have nothing to compare, where one may tell who stands behind the other's sums."""
        for one in {table.table for table in self.tables if table.variable is not None}:
            for other, source in enumerate(self.sources):
                if other != one and told(self.sources[one], source) is Relation.SAME:
                    yield min(one, other), max(one, other)

    def _relation(self, pair: Pair) -> Relation:
        if pair[0] == pair[1]:
            return Relation.SAME
        found, crossed = self.pairs[pair], self.crossings.get(pair, ())
        relation = seen(self.sources[pair[0]], self.sources[pair[1]], found)
        if relation is Relation.UNKNOWN and not found and any(one.telling for one in crossed):
            return Relation.SAME
        return relation

    def same(self, pair: Pair) -> bool:
        return self.population[pair[0]] == self.population[pair[1]]

    def sure(self, pair: Pair) -> bool:
        """A total of the same table, or of one that its author says is about the same persons."""
        one, other = (self.sources[at] for at in pair)
        return pair[0] == pair[1] or told(one, other) is Relation.SAME

    def wholes(self, pair: Pair, found: Iterable[Comparison]) -> Iterator[Comparison]:
        """Comparisons of a whole with its parts, as far as that is certain."""
        relation = self.relations[pair]
        for one in found:
            if self.same(pair):
                if not one.level and not one.contradicts:
                    yield one
            elif relation in (Relation.PART, Relation.WHOLE):
                whole = pair[1] if relation is Relation.PART else pair[0]
                turned = one
                if one.level and one.coarse.table != whole:
                    turned = compare(one.fine, one.coarse) or one
                if turned.coarse.table == whole and not turned.contradicts:
                    yield turned

    def exhaustive(self, pair: Pair, one: Comparison) -> bool:
        """Whether the parts leave nobody out: as is said, or as other lines or the persons behind show."""
        known = self.sure(pair) or one.telling or one.accounted
        return self.same(pair) and one.adds_up and not one.by_measure and known

    def variables(self, pairs: Iterable[Pair]) -> list[str | None]:
        """Counts first, then every variable that some of these tables add up."""
        compared = (one for pair in pairs for one in (*self.pairs[pair], *self.crossings.get(pair, ())))
        return list(dict.fromkeys([None, *(one.variable for one in compared)]))

    def certain_complements(self, variable: str | None) -> list[Complement]:
        return [one for one in self.complements if one.variable == variable and one.certain]

    def ties(self) -> Iterator[tuple[Term, ...]]:
        """What certainly holds between cells of different tables: the sum of each of these is zero."""
        for pair, found in self.pairs.items():
            if pair[0] == pair[1]:
                continue
            level = [one for one in found if one.level and self.same(pair)]
            sums = [one for one in self.wholes(pair, found) if self.exhaustive(pair, one)]
            for one in (*level, *sums):
                parts: dict[int, list[Term]] = {}
                for at, line in enumerate(one.line.tolist()):
                    parts.setdefault(line, []).append(Term(1, one.fine, at))
                for line in one.lines.tolist():
                    yield (Term(-1, one.coarse, line), *parts[line])
        for complement in filter(lambda one: one.certain, self.complements):
            whole, one_part, other_part = complement.tables
            for at, first, second in complement.cells.tolist():
                yield Term(-1, whole, at), Term(1, one_part, first), Term(1, other_part, second)
        for pair in self.crossings:
            for crossing in self.crossings[pair]:
                if self.same(pair) and crossing.telling:
                    for some, others in crossing.members:
                        yield (
                            *(Term(1, crossing.one, at) for at in some.tolist()),
                            *(Term(-1, crossing.other, at) for at in others.tolist()),
                        )


def _pair(one: SubTable, other: SubTable) -> Pair:
    return min(one.table, other.table), max(one.table, other.table)


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
