"""Several tables, of one request and of earlier releases, as one protection problem.

A cell is a group of persons: the category of each dimension that its table counts by, within the population
that the table is about. The same group in two tables is one cell. Equations follow from what the tables
declare: which categories make up a total, which populations make up another. What nobody declared is not
assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from governance.refusal import Refusal
from output_checking.protection.intervals import TOLERANCE
from output_checking.protection.linear_program import LinearProgram, SolverError

Category = str
Group = frozenset[tuple[str, Category]]  # (dimension, category); a dimension left out: everybody


@dataclass(frozen=True)
class CountedTable:
    """Counts of distinct persons. `counts` has one entry per cell, None where it is hidden.

    `name` is told in findings; `population` names whom the table is about. `released`: it is out already.
    """

    name: str
    population: str
    dimensions: tuple[str, ...]
    counts: Mapping[tuple[Category, ...], float | None]
    released: bool = False


@dataclass(frozen=True)
class Totals:
    """In `dimension`, `total` is the sum of `parts`, which overlap nowhere and leave nobody out."""

    dimension: str
    total: Category
    parts: tuple[Category, ...]


@dataclass(frozen=True)
class Complement:
    """The persons of `whole` are those of `part` and those of `rest`: three populations of the same
    tables."""

    whole: str
    part: str
    rest: str


@dataclass(frozen=True)
class Linked:
    """`problem` is shaped like PROBLEM.json; `places` tells for each of its cells where it stands.

    `apart`: tables that share no cell and no equation with another one: how they are tied has to be asked.
    """

    problem: dict[str, Any]
    places: Mapping[str, tuple[str, ...]]
    apart: tuple[str, ...]


def link(
    tables: Sequence[CountedTable],
    totals: Iterable[Totals] = (),
    complements: Iterable[Complement] = (),
    threshold: int = 10,
) -> Linked:
    """One problem of all tables: the intruder's, who has them all.

    Sensitive are counts from 1 to `threshold` - 1, printed or not, hidden counts, and what is left of a
    whole less its part. Behind hidden counts stands a possible table, not the true one: intervals are the
    same for all. Raises Refusal `sdc-link-contradiction` when two tables print different counts for one
    group, `sdc-link-unfit` when no counts fit all that is printed.
    """
    linking = _Linking(threshold, tuple(totals))
    for table in tables:
        linking.read(table)
    linking.add_totals()
    for complement in complements:
        linking.add_complement(complement)
    return linking.linked([table.name for table in tables])


class _Linking:
    def __init__(self, threshold: int, totals: tuple[Totals, ...]) -> None:
        self._threshold = threshold
        self._totals = totals
        self._everybody = {(one.dimension, one.total) for one in totals} - {
            (one.dimension, part) for one in totals for part in one.parts
        }
        self._values: dict[tuple[str, Group], float] = {}
        self._tables: dict[tuple[str, Group], set[str]] = {}
        self._released: set[tuple[str, Group]] = set()
        self._places: dict[tuple[str, Group], list[str]] = {}
        self._equations: dict[tuple[tuple[str, Group], ...], list[int]] = {}

    def group_of(self, pairs: Iterable[tuple[str, Category]]) -> Group:
        """The grand total of a dimension says nothing of a person: it is as if the table did not have it."""
        return frozenset(pair for pair in pairs if pair not in self._everybody)

    def read(self, table: CountedTable) -> None:
        for categories, count in table.counts.items():
            key = (table.population, self.group_of(zip(table.dimensions, categories, strict=True)))
            place = f"{table.name}: {' / '.join(categories)}"
            if count is not None and self._values.setdefault(key, float(count)) != float(count):
                raise Refusal("sdc-link-contradiction", place=place, other=self._places[key][0])
            self._places.setdefault(key, []).append(place)
            self._tables.setdefault(key, set()).add(table.name)
            if table.released and count is not None:
                self._released.add(key)

    def add_totals(self) -> None:
        """Equations among the cells that stand in some table; a part that stands in none leaves no
        equation."""
        for key in list(self._places):
            population, group = key
            for one in self._totals:
                base = {pair for pair in group if pair[0] != one.dimension}
                mine = dict(group).get(one.dimension)
                total = one.total if (one.dimension, one.total) not in self._everybody else None
                if mine != total:
                    continue
                parts = [(population, frozenset({*base, (one.dimension, part)})) for part in one.parts]
                if all(part in self._places for part in parts):
                    self._equations[(key, *parts)] = [-1] + [1] * len(parts)

    def add_complement(self, complement: Complement) -> None:
        """The rest of a population is a cell even if no table prints it: it is the whole less the part."""
        for population, group in list(self._places):
            if population != complement.whole or (complement.part, group) not in self._places:
                continue
            whole, part = (complement.whole, group), (complement.part, group)
            rest = (complement.rest, group)
            if rest not in self._places:
                self._places[rest] = [f"{self._places[whole][0]} − {self._places[part][0]}"]
                self._tables[rest] = set()
            self._equations[(whole, part, rest)] = [-1, 1, 1]

    def linked(self, tables: Sequence[str]) -> Linked:
        keys = list(self._places)
        names = {key: f"c{at}" for at, key in enumerate(keys)}
        equations = [
            {"idx": [names[key] for key in cells], "coef": coefficients}
            for cells, coefficients in self._equations.items()
        ]
        values = self._possible(keys)
        # A hidden total may exceed all that is printed, but not their sum.
        most = sum(self._values.values())
        sensitive = [
            key for key in keys if key not in self._values or 0 < self._values[key] < self._threshold
        ]
        problem: dict[str, Any] = {
            "cells": [
                {
                    "id": names[key],
                    "labels": [self._places[key][0]],
                    "value": values[key],
                    "published": key in self._released,
                }
                for key in keys
            ],
            "equations": equations,
            "bounds": {"lower": 0, "upper": most},
            "primary": [names[key] for key in sensitive],
            "suppressed": [names[key] for key in keys if key not in self._values],
        }
        places = {names[key]: tuple(found) for key, found in self._places.items()}
        return Linked(problem, places, self._apart(tables))

    def _possible(self, keys: Sequence[tuple[str, Group]]) -> dict[tuple[str, Group], float]:
        """Counts that fit what is printed and the equations."""
        position = {key: at for at, key in enumerate(keys)}
        entries = [
            (row, position[key], coefficient)
            for row, (cells, coefficients) in enumerate(self._equations.items())
            for key, coefficient in zip(cells, coefficients, strict=True)
        ]
        rows, columns, data = zip(*entries, strict=True) if entries else ((), (), ())
        matrix = sparse.csr_matrix(
            (np.array(data, dtype=float), (rows, columns)), shape=(len(self._equations), len(keys))
        )
        printed = np.array([self._values.get(key, np.nan) for key in keys])
        most = float(np.nansum(printed)) if len(keys) else 0.0
        low, high = np.nan_to_num(printed, nan=0.0), np.where(np.isnan(printed), most, printed)
        try:
            found = LinearProgram(matrix, low, high).solve()
        except SolverError as fault:
            raise Refusal("sdc-link-unfit") from fault
        nearest = np.rint(found)
        found = np.where(np.abs(found - nearest) < TOLERANCE, nearest, found)
        return dict(zip(keys, found.tolist(), strict=True))

    def _apart(self, tables: Sequence[str]) -> tuple[str, ...]:
        tied: set[str] = set()
        for group in self._tables.values():
            tied |= group if len(group) > 1 else set()
        for cells in self._equations:
            meeting = set().union(*(self._tables[key] for key in cells))
            tied |= meeting if len(meeting) > 1 else set()
        return tuple(name for name in tables if name not in tied) if len(tables) > 1 else ()
