"""The rows of a model as arrays, in an order that depends on nothing but the rows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from data_gateway.aggregates.differencing import BUCKETS, Vector

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Design:
    """`n` rows: `person` (pseudonym), `outcome`, `event`, `stratum` of shape (n,), `columns` (n, p).

    Sorted by stratum, outcome and person.
    """

    person: Whole
    outcome: Vector
    event: Vector
    stratum: Whole
    columns: Vector

    @property
    def rows(self) -> int:
        return len(self.person)

    @cached_property
    def persons(self) -> tuple[int, Whole]:
        """How many distinct persons, and for each row the position of its person."""
        distinct, position = np.unique(self.person, return_inverse=True)
        return len(distinct), position

    @cached_property
    def share(self) -> Vector:
        """Of each row, one over the rows of its person: over any rows their sum is at most the persons."""
        count, position = self.persons
        return 1.0 / np.bincount(position, minlength=count).astype(np.float64)[position]

    @cached_property
    def fingerprint(self) -> str:
        """Of the rows themselves: two rounds with the same one were about the same persons and values."""
        digest = hashlib.sha256()
        for values in (self.person, self.outcome, self.event, self.stratum, self.columns):
            digest.update(np.ascontiguousarray(values).data)
        return digest.hexdigest()

    def sketch(self, values: Vector) -> Vector:
        """Of a sum of `values` over the rows, as `aggregates.cells` makes it in SQL."""
        ones, rest = self.person // BUCKETS, self.person // (2 * BUCKETS)
        weight = np.where(ones % 2 == 0, 1.0, -1.0) * (1.0 + (rest % 65536) / 131072.0)
        sums = np.bincount(self.person % BUCKETS, weights=values * weight, minlength=BUCKETS)
        return sums.astype(np.float64)

    def of(self, rows: npt.NDArray[np.bool_]) -> Design:
        """The design of these rows alone."""
        return Design(
            self.person[rows], self.outcome[rows], self.event[rows], self.stratum[rows], self.columns[rows]
        )

    @property
    def nbytes(self) -> int:
        return sum(a.nbytes for a in (self.person, self.outcome, self.event, self.stratum, self.columns))


def read_design(rows: pa.Table, columns: int, strata: int) -> Design:
    """The design of the rows of a query (see `Arithmetic`)."""
    person = rows["person"].cast(pa.int64()).to_numpy()
    outcome = _numbers(rows, "y")
    event = _numbers(rows, "e") if "e" in rows.column_names else np.ones(len(person))
    stratum = np.zeros(len(person), dtype=np.int64)
    for at in range(strata):
        values = rows[f"s{at}"].combine_chunks()
        encoded = values if isinstance(values, pa.DictionaryArray) else values.dictionary_encode()
        levels = np.argsort(np.argsort(np.array([str(level) for level in encoded.dictionary.to_pylist()])))
        codes = levels[encoded.indices.to_numpy(zero_copy_only=False)]
        stratum = stratum * (len(levels) + 1) + codes
    order = np.lexsort((person, outcome, stratum))
    design = np.empty((len(person), columns))
    for at in range(columns):
        design[:, at] = _numbers(rows, f"x{at}")[order]
    return Design(person[order], outcome[order], event[order], stratum[order], design)


def _numbers(rows: pa.Table, name: str) -> Vector:
    numbers: Vector = rows[name].cast(pa.float64()).to_numpy()
    return numbers
