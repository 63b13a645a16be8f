"""Many questions of one project, honest and not: no two answers together may say something of a few persons.

The engine's real query runs over a small population; what was answered is then attacked by brute force, with
every union of cells of one answer set against every union of another's.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_gateway.aggregates.answering import admitted, fit_cells
from data_gateway.aggregates.cells import Cell, cells_query, read_cells
from data_gateway.aggregates.differencing import BUCKETS, Books, Told
from data_gateway.aggregates.request import Dimension, Measure, Plan
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.engines.policy_view import PERSON
from data_gateway.engines.view_names import map_name, schema_name, view_name
from data_gateway.queries.conditions import Value
from data_gateway.queries.sql_engines import Engine
from data_gateway.site.settings import Disclosure

MINIMUM = 5
LOOSE = Disclosure(dominance_percent=100, prior_percent=0, whole_group_persons=0)
WARDS, SEXES = ("a", "b", "c"), ("f", "m")
Fact = tuple[int, str, str, int, float]  # person, sex, ward, day, value
Contributions = dict[int, float]  # person -> what they add to a number


@dataclass
class Hospital:
    """Facts about persons and a project that asks; `answers` holds, per answer and number, its cells."""

    facts: list[Fact]
    told: Books = field(default_factory=lambda: Books({}))
    answers: list[dict[str, list[Contributions]]] = field(default_factory=list)

    def ask(self, by: tuple[str, ...] = (), where: tuple[tuple[str, str, Value], ...] = ()) -> list[Cell]:
        plan = plan_of(by, where)
        cells = self._cells(plan)
        whole = self._cells(plan.unfiltered())[0].sketches if where else {}
        shown = admitted(self.told, cells, fit_cells(plan, cells, {}, LOOSE), whole, MINIMUM)
        chosen = [fact for fact in self.facts if all(holds(fact, *condition) for condition in where)]
        numbers: dict[str, list[Contributions]] = {"persons": [], "rows": [], "sum": []}
        for cell in shown:
            rows = [fact for fact in chosen if tuple(fact[AT[column]] for column in by) == cell.key]
            assert cell.persons == len({fact[0] for fact in rows}) >= MINIMUM
            for name, amount in (("persons", None), ("rows", 1.0), ("sum", "value")):
                added: Contributions = {}
                for fact in rows:
                    part = fact[4] if amount == "value" else 1.0
                    added[fact[0]] = 1.0 if name == "persons" else added.get(fact[0], 0.0) + part
                numbers[name].append(added)
        self.answers.append(numbers)
        return shown

    def _cells(self, plan: Plan) -> list[Cell]:
        with duckdb.connect(":memory:") as engine:
            columns = list(zip(*self.facts, strict=True))
            persons = sorted(set(columns[0]))
            incoming = {PERSON: columns[0], **{name: columns[at] for name, at in AT.items()}}
            known = {"id": persons, "pseudonym": [pseudonym(person) for person in persons]}
            engine.execute(f"CREATE SCHEMA {schema_name('omop')}")
            for table, held in (
                (view_name(Engine.DUCKDB, "omop", "facts", ids=True), incoming),
                (map_name("omop", ColumnRole.PERSON), known),
            ):
                engine.register("held", pa.table({name: list(values) for name, values in held.items()}))
                engine.execute(f"CREATE TABLE {table} AS SELECT * FROM held")
            query = cells_query(plan)
            return read_cells(plan, engine.sql(query.sql, params=query.parameters or None).to_arrow_table())


AT = {"sex": 1, "ward": 2, "day": 3, "value": 4}
OPERATORS = {"=": "__eq__", "!=": "__ne__", "<": "__lt__"}


def pseudonym(person: int) -> int:
    return random.Random(person).getrandbits(63)


def holds(fact: Fact, column: str, op: str, value: Value) -> bool:
    return bool(getattr(fact[AT[column]], OPERATORS[op])(value))


def plan_of(by: tuple[str, ...], where: tuple[tuple[str, str, Value], ...]) -> Plan:
    return Plan(
        dataset="omop",
        table="facts",
        minimum=MINIMUM,
        dimensions=tuple(Dimension(column, f'"{column}"', "VARCHAR") for column in by),
        measures=(Measure("sum", "value", "value_sum"),),
        with_rows=True,
        where=" AND ".join(["true", *(f'"{column}" {op} ?' for column, op, _ in where)]),
        parameters=tuple(value for _, _, value in where),
        compared=tuple(f"{column} {op}" for column, op, _ in where),
    )


def unions(cells: list[Contributions]) -> Iterable[Contributions]:
    """Every sum of some of the cells, none of them too."""
    for chosen in itertools.chain.from_iterable(
        itertools.combinations(cells, size) for size in range(len(cells) + 1)
    ):
        total: Contributions = {}
        for cell in chosen:
            for person, part in cell.items():
                total[person] = total.get(person, 0.0) + part
        yield total


def isolated(hospital: Hospital) -> list[str]:
    """What the answers give away: differences of two numbers made up of 1 to MINIMUM - 1 persons."""
    found = []
    kinds = [("persons", "persons"), ("rows", "rows"), ("sum", "sum"), ("persons", "rows")]
    for first, second in itertools.combinations_with_replacement(range(len(hospital.answers)), 2):
        for one, other in kinds:
            left = list(unions(hospital.answers[first][one]))
            right = list(unions(hospital.answers[second][other]))
            for a, b in itertools.product(left, right):
                apart = [p for p in a.keys() | b.keys() if abs(a.get(p, 0.0) - b.get(p, 0.0)) > 1e-9]
                if 0 < len(apart) < MINIMUM:
                    found.append(f"answers {first} and {second}, {one} and {other}: persons {sorted(apart)}")
    return found


def hospital(seed: int, persons: int = 40) -> Hospital:
    drawn = random.Random(seed)
    facts = []
    for person in range(persons):
        sex = drawn.choice(SEXES)
        for _ in range(drawn.choice((1, 1, 2, 3))):
            value = float(drawn.randrange(1, 30))
            facts.append((person, sex, drawn.choice(WARDS), drawn.randrange(20), value))
    return Hospital(facts)


CONDITIONS = st.one_of(
    st.tuples(st.just("sex"), st.sampled_from(["=", "!="]), st.sampled_from(SEXES)),
    st.tuples(st.just("ward"), st.sampled_from(["=", "!="]), st.sampled_from(WARDS)),
    st.tuples(st.just("day"), st.sampled_from(["=", "!=", "<"]), st.integers(0, 19)),
    st.tuples(st.just("value"), st.sampled_from(["=", "!=", "<"]), st.integers(1, 29).map(float)),
)
QUESTIONS = st.tuples(
    st.sampled_from([(), ("sex",), ("ward",), ("sex", "ward")]), st.lists(CONDITIONS, max_size=2).map(tuple)
)
CHANGES = st.sampled_from(["none", "none", "patient leaves", "patient comes", "value corrected"])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.tuples(QUESTIONS, CHANGES), min_size=2, max_size=7))
def test_no_two_answers_with_any_unions_of_their_cells_isolate_a_few_persons(
    seed: int, steps: list[tuple[tuple[Any, Any], str]]
) -> None:
    site = hospital(seed)
    drawn = random.Random(seed)
    for (by, where), change in steps:
        site.ask(by, where)
        someone = drawn.choice(site.facts)[0]
        if change == "patient leaves":
            site.facts = [fact for fact in site.facts if fact[0] != someone]
        elif change == "patient comes":
            site.facts.append((1000 + len(site.facts), "f", "a", 3, 12.0))
        elif change == "value corrected":
            at = drawn.randrange(len(site.facts))
            site.facts[at] = (*site.facts[at][:4], site.facts[at][4] + 1)
    assert isolated(site) == []


def test_a_group_and_the_group_without_one_person_are_not_both_told() -> None:
    site = hospital(1)
    assert [cell.persons for cell in site.ask()] == [40]
    lone = next(day for day in range(20) if len({f[0] for f in site.facts if f[3] == day}) < MINIMUM)
    assert site.ask(where=(("day", "!=", lone),)) == []


def test_one_row_less_of_a_patient_who_stays_is_found_although_the_persons_are_the_same() -> None:
    site = Hospital([(p, "f", "a", day, 2.0 + p) for p in range(40) for day in range(1 + p % 3)])
    site.facts.append((7, "f", "a", 9, 4.0))
    assert [cell.persons for cell in site.ask()] == [40]
    assert site.ask(where=(("day", "!=", 9),)) == []


def test_a_withheld_cell_takes_a_second_one_with_it_so_that_the_total_does_not_give_it_back() -> None:
    sizes = {"a": 3, "b": 12, "c": 25}
    wards = [ward for ward, size in sizes.items() for _ in range(size)]
    site = Hospital([(person, "f", ward, 1, 5.0 + person) for person, ward in enumerate(wards)])
    assert [cell.key for cell in site.ask(by=("ward",))] == [("c",)]
    assert [cell.persons for cell in site.ask()] == [40]
    assert isolated(site) == []


def test_asking_again_is_answered_again_and_costs_nothing() -> None:
    site = hospital(3)
    first = [(cell.key, cell.persons) for cell in site.ask(by=("sex",))]
    numbers = site.told.numbers
    assert [(cell.key, cell.persons) for cell in site.ask(by=("sex",))] == first != []
    assert site.told.numbers == numbers


def test_three_answers_together_are_seen_through() -> None:
    """a+b, b+c and c+a give 2a, whatever their pairs: a of three persons must not come out of them."""
    groups = {"a": range(3), "b": range(3, 20), "c": range(20, 40)}
    people = {name: np.array([float(p in members) for p in range(40)]) for name, members in groups.items()}
    told = Told(np.zeros((BUCKETS, 0)))
    admissions = [
        told.admit([sketch(people[one] + people[other])], MINIMUM) for one, other in ("ab", "bc", "ca")
    ]
    assert admissions == [True, True, False]


@pytest.mark.parametrize("persons", [60, 1_000, 50_000])
def test_a_union_of_many_told_cells_and_one_person_more_is_found(persons: int) -> None:
    drawn = np.random.default_rng(persons)
    told = Told(np.zeros((BUCKETS, 0)))
    cell_of = drawn.integers(0, min(40, persons // 12), persons)
    cells = [np.where(cell_of == at, 1.0, 0.0) for at in range(cell_of.max() + 1)]
    assert all(told.admit([sketch(cell)], MINIMUM) for cell in cells if cell.sum() >= MINIMUM)
    union = sum(cells[:3], start=np.zeros(persons))
    assert told.admit([sketch(union)], MINIMUM)
    union[np.flatnonzero(union == 0)[0]] = 1.0
    assert not told.admit([sketch(union)], MINIMUM)


def test_a_project_is_not_told_more_numbers_than_a_third_of_the_persons() -> None:
    drawn = np.random.default_rng(5)
    told = Told(np.zeros((BUCKETS, 0)))
    for _ in range(200):
        told.admit([sketch(drawn.integers(0, 2, 60).astype(float))], MINIMUM)
    assert told.numbers <= 20


def sketch(contributions: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What the engine adds up for persons 0, 1, 2… with these contributions."""
    drawn = np.random.default_rng(99)
    buckets = drawn.integers(0, BUCKETS, len(contributions))
    weights = drawn.choice([-1.0, 1.0], len(contributions)) * (1 + drawn.random(len(contributions)) / 2)
    return np.bincount(buckets, weights * contributions, minlength=BUCKETS).astype(np.float64)
