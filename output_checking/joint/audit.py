"""Which tables are tied, and what they give away together: for certain, or if an open question is answered
so."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from governance.refusal import Refusal
from output_checking.joint.derived import Disclosure, Limits, Unfinished, derived
from output_checking.joint.derived_sums import derived_sums
from output_checking.joint.differences import nested, small_remainders, small_rests
from output_checking.joint.linkage import Linkage, Pair
from output_checking.joint.quotients import small_quotients
from output_checking.joint.ratios import solved_ratios
from output_checking.joint.relations import Comparison, Relation, TooMany
from output_checking.joint.shares import small_shares
from output_checking.joint.subtables import Source
from output_checking.joint.system import System
from output_checking.profile import Rules

_MOST_QUESTIONS = 200  # pairs of tables that are looked into although nobody said how they are tied


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
    try:
        linked = Linkage(sources)
    except TooMany:
        return JointAudit((), complete=False)
    return _Audit(linked, limits).result()


class _Audit:
    def __init__(self, linked: Linkage, limits: Limits) -> None:
        self._linked = linked
        self._limits = limits
        self._contradictions: list[str] = []
        self._complete = linked.complete

    def result(self) -> JointAudit:
        quotients = small_quotients(self._linked.quotients, self._limits)
        shares = [
            *quotients,
            *small_shares(self._linked, self._limits),
            *solved_ratios(self._linked, self._limits),
        ]
        certain = [*self._changed(), *self._differences(), *shares, *self._certain()]
        located = {_place(one) for one in certain if one.asked is None}
        asked = [one for one in self._questions() if _place(one) not in located]
        return JointAudit((*certain, *asked), tuple(dict.fromkeys(self._contradictions)), self._complete)

    def _changed(self) -> Iterator[Disclosure]:
        """Two tables of one description: each difference is a group of persons."""
        for pair, relation in self._linked.relations.items():
            if relation is Relation.CHANGED:
                for one in self._linked.pairs[pair]:
                    if not one.by_measure:
                        yield from small_rests(one, self._limits, either_way=True)

    def _differences(self) -> Iterator[Disclosure]:
        """Where all is printed, a subtraction does."""
        for pair, found in self._linked.pairs.items():
            for one in self._linked.wholes(pair, found):
                # Inside one table the rules for groups judge it already.
                if not (pair[0] == pair[1] and one.by_measure):
                    yield from small_rests(one, self._limits)
        for complement in self._linked.complements:
            yield from small_remainders(complement, self._limits)

    def _certain(self) -> Iterator[Disclosure]:
        for variable in self._linked.variables(self._linked.pairs):
            system = System(self._linked.population, variable)
            try:
                for pair, found in self._linked.pairs.items():
                    compared = [one for one in found if one.variable == variable]
                    if self._linked.same(pair):
                        _unite(system, compared)
                    for one in self._linked.wholes(pair, compared):
                        exhaustive = self._linked.exhaustive(pair, one)
                        system.add(one, _open_lines(one), exhaustive=exhaustive)
                for pair, crossed in self._linked.crossings.items():
                    for crossing in crossed:
                        if crossing.variable == variable and self._linked.same(pair) and crossing.telling:
                            crossing.equate(system)
                for complement in self._linked.certain_complements(variable):
                    complement.equate(system)
                yield from _derived(system, self._limits)
            except Refusal as refusal:
                self._contradictions.append(str(refusal.params["tables"]))
            except Unfinished:
                self._complete = False

    def _questions(self) -> Iterator[Disclosure]:
        """What tables give away if they are about the same persons, or one about a part of the other's."""
        asked = 0
        for pair, found in self._linked.pairs.items():
            relation = self._linked.relations[pair]
            crossed = self._linked.crossings.get(pair, ())
            unsure = self._linked.same(pair) and (
                any(
                    not self._linked.exhaustive(pair, one) and one.adds_up and not one.by_measure
                    for one in found
                )
                or any(one.adds_up and not one.telling for one in crossed)
            )
            if self._limits.late or asked == _MOST_QUESTIONS:
                self._complete = False
                return
            if self._linked.sources[pair[0]].release and self._linked.sources[pair[1]].release:
                continue
            if relation not in (Relation.UNKNOWN, Relation.APART) and not unsure:
                continue
            open_question = relation if relation is Relation.APART else Relation.UNKNOWN
            if not self._linked.same(pair):
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
        crossed = self._linked.crossings.get(pair, ())
        if any(not one.adds_up for one in (*found, *crossed) if not one.by_measure):
            return []
        count = len(self._linked.sources)
        united = [min(pair) if at in pair else at + count for at in range(count)]
        own = [one for at in set(pair) for one in self._linked.pairs.get((at, at), ())]
        given_away: list[Disclosure] = []
        try:
            for variable in self._linked.variables([pair]):
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


def _place(one: Disclosure) -> tuple[int, int, int]:
    table, cell = one.at
    return table.table, int(table.rows[cell]), int(table.columns[cell])


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
