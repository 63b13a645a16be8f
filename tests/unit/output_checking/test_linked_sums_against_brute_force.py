"""The joint audit of sums and means against linear programs on the amounts themselves, by another solver."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from output_checking.joint.audit import JointAudit, joint_audit
from output_checking.joint.counted_table import CountedTable, SummedColumn
from output_checking.joint.derived import Kind
from output_checking.joint.subtables import Source
from output_checking.profile import load_profile

RULES = load_profile().rules
SETS, THRESHOLD, HALF = 300, 10, 0.05
WARDS, SEXES = ("B", "C", "D"), ("F", "M")
INNER = list(product(WARDS, SEXES))
Key = tuple[str | None, str | None]  # None: a total
Ends = tuple[float, float] | None  # None: hidden
OF_SUMS = (Kind.SUM_EXACT, Kind.SUM_NARROW)


@dataclass(frozen=True)
class Printed:
    """One table: what it tells of each group's amounts; `mean`: by their means and numbers of persons."""

    ends: dict[Key, Ends]
    mean: bool


def inside(key: Key) -> list[int]:
    return [at for at, (w, s) in enumerate(INNER) if key[0] in (None, w) and key[1] in (None, s)]


def source(name: str, printed: Printed, release: str | None = None) -> Source:
    rows = tuple(printed.ends)
    column = SummedColumn(
        variable="cost",
        mean=printed.mean,
        categories=(),
        heading="cost",
        low=tuple(None if ends is None else ends[0] for ends in printed.ends.values()),
        high=tuple(None if ends is None else ends[1] for ends in printed.ends.values()),
        persons=(None,) * len(rows),
        largest=(None,) * len(rows),
    )
    table = CountedTable(
        place={},
        row_dimensions=("ward", "sex"),
        column_dimensions=(),
        rows=rows,
        columns=(),
        measures=(),
        counts=tuple(() for _ in rows),
        lines=tuple(range(1, len(rows) + 1)),
        headings=(),
        shares=(),
        sums=(column,),
        population="stays",
    )
    return Source(name, table, release)


def drawn(draw: random.Random) -> list[Printed]:
    """Wards and sexes with amounts hidden, and some margins of the same, in tables of their own."""
    amounts = [draw.choice((0, draw.randint(1, 40), draw.randint(100, 9_000))) for _ in INNER]
    numbers = [draw.randint(1, 60) for _ in INNER]

    def told(key: Key, mean: bool) -> Ends:
        total, persons = sum(amounts[at] for at in inside(key)), sum(numbers[at] for at in inside(key))
        if not mean:
            return total - HALF, total + HALF
        printed = round(total / persons, 1)
        return persons * (printed - HALF), persons * (printed + HALF)

    hidden: dict[Key, Ends] = {key: None if draw.random() < 0.5 else told(key, False) for key in INNER}
    margins: list[list[Key]] = [
        [(ward, None) for ward in WARDS],
        [(None, sex) for sex in SEXES],
        [(None, None)],
        [(ward, "F") for ward in WARDS],
    ]
    tables = [Printed(hidden, False)]
    for keys in margins:
        if draw.random() < 0.6:
            mean = draw.random() < 0.5
            tables.append(Printed({key: told(key, mean) for key in keys}, mean))
    return tables


def known_closely(tables: list[Printed]) -> tuple[set[Key], set[Key]]:
    """Hidden groups whose amount can be told to p % of itself; those at the edge itself, for which either
    answer is right."""
    rows, bounds = [], []
    for one in tables:
        for key, ends in one.ends.items():
            if ends is not None:
                row = np.zeros(len(INNER))
                row[inside(key)] = 1.0
                rows += [row, -row]
                bounds += [ends[1], -ends[0]]
    close, edge = set(), set()
    for key, ends in tables[0].ends.items():
        if ends is not None:
            continue
        found = []
        for sign in (1, -1):
            cost = np.zeros(len(INNER))
            cost[inside(key)] = sign
            answer = linprog(cost, A_ub=np.array(rows) if rows else None, b_ub=bounds or None)
            found.append(sign * answer.fun if answer.status == 0 else np.inf)
        half, middle = (found[1] - found[0]) / 2, RULES.p_percent * (found[0] + found[1]) / 2
        if np.isfinite(half) and abs(half - middle) < 1e-5:
            edge.add(key)
        elif half < middle:
            close.add(key)
    return close, edge


def told_of(result: JointAudit) -> set[Key]:
    return {
        one.at[0].source.table.rows[int(one.at[0].rows[one.at[1]])]  # type: ignore[misc]
        for one in result.disclosures
        if one.kind in OF_SUMS and one.asked is None
    }


def audited(tables: list[Printed], releases: bool = False) -> JointAudit:
    named = [source(f"t{at}", one, "r1" if at and releases else None) for at, one in enumerate(tables)]
    return joint_audit(named, THRESHOLD, RULES)


def test_exactly_the_sums_that_all_fitting_amounts_agree_on_closely_are_told() -> None:
    draw = random.Random(20261127)
    told = 0
    for _ in range(SETS):
        tables = drawn(draw)
        result = audited(tables)
        assert result.complete
        assert not result.contradictions
        close, edge = known_closely(tables)
        assert told_of(result) - edge == close - edge, tables
        told += len(close)
    assert told > SETS // 4


def test_another_release_never_makes_an_earlier_sum_less_sensitive() -> None:
    draw = random.Random(8)
    for _ in range(SETS // 3):
        tables = drawn(draw)
        known: set[Key] = set()
        for count in range(1, len(tables) + 1):
            now = told_of(audited(tables[:count], releases=True))
            assert known <= now, tables
            known = now


@pytest.mark.parametrize("number", [3.0, 4.0, 12.0])
def test_the_sum_of_those_left_over_is_told_when_they_are_few(number: float) -> None:
    """A mean of all and one of all but a few, with how many they are of."""
    everybody = source("all", Printed({("B", None): (100 * 50.95, 100 * 51.05)}, True))
    some = source("some", Printed({("B", None): ((100 - number) * 49.95, (100 - number) * 50.05)}, True))
    parts = [
        Source(
            one.file,
            one.table.model_copy(
                update={
                    "population": name,
                    "part_of": part_of,
                    "sums": (one.table.sums[0].model_copy(update={"persons": (persons,)}),),
                }
            ),
        )
        for one, name, part_of, persons in (
            (everybody, "all", (), 100.0),
            (some, "some", ("all",), 100 - number),
        )
    ]
    found = [(one.kind, one.persons) for one in joint_audit(parts, THRESHOLD, RULES).disclosures]
    assert found == ([(Kind.SUM_DIFFERENCE, int(number))] if number < THRESHOLD else [])
