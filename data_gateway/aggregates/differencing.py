"""Everything a project was told, and whether one number more would tell it something about a few persons.

A count of persons, a count of rows, a sum, a sum of squares are all of one kind: each adds up one
contribution per person (1, their rows, their values). A cell is therefore a vector with one entry per
person, and whoever knows several numbers also knows every difference, union and complement of them, with
any coefficients. The rule: **no combination of told numbers may be made up of 1 to m-1 persons.** A new
number that is itself a combination of older ones tells nothing new and passes; one whose distance to some
combination is made up of fewer than m persons (or of fewer than m persons up to `TRACE` of its size) does
not pass; the others do. This covers, in one test, a group and the group without one person, the complement
in the whole, unions of cells of one or many past answers, three or more answers combined, a row taken away
from a person who stays, a patient who came, left or was corrected between two versions of the data, and a
count asked once as persons and once as rows.

What is kept is not the vector but its sketch: the persons' contributions, each times a weight drawn from
the person's pseudonym, added up in `BUCKETS` buckets, also drawn from it. Sketches add up as the vectors
do. A combination of few persons touches few buckets, so none is missed by the sketch itself (two persons in
one bucket count as one: of differences of just m persons, about 2 % at m = 10 are held back needlessly);
the space told so far is kept as an orthonormal basis.

The number of values behind a mean is not told, but nearly known. It is kept in a book of its own for each
column: two means whose values differ in a row of one patient are found there, without holding a mean back
only because a few of the persons counted beside it have no value.

A quantile is the mean of a band of values around it (see `quantiles`), and kept as any other mean.

Not covered, and bounded by the site's limit of told numbers per project and by `SHARE`:
- the search for the nearest combination drops the m-1 largest buckets and fits again until nothing changes,
  from several beginnings where few persons are involved. It is a search, not a proof: with more told
  numbers than a share of the persons it begins to miss, hence `SHARE`.
- a person whose share of a number is below `KNOWN` is not seen; the numbers leave with fewer digits than
  that.
- what a refusal itself tells: a question that was answered and no longer is shows that a few persons
  changed.
- what a person knows from elsewhere, and two projects that put their answers together.
- that a condition holds for everyone of a group, seen in two separate answers that are equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Vector: TypeAlias = npt.NDArray[np.float64]

BUCKETS = 2048
MOST_NUMBERS = BUCKETS // 4  # past it the fit begins to explain anything
SHARE = 3  # at least so many persons per number told
TRACE = 0.01
KNOWN = 1e-9
NUMBERS, VALUES = "numbers", "values "
_FEW = 600  # persons up to which the search begins from several places
_BEGINNINGS = 10
_ROUNDS = 30


class Told:
    """The numbers of one book told so far: `basis` has shape (BUCKETS, numbers), its columns orthonormal."""

    def __init__(self, basis: Vector) -> None:
        self.basis = basis

    @property
    def numbers(self) -> int:
        return int(self.basis.shape[1])

    def admit(self, sketches: Sequence[Vector], minimum: int) -> bool:
        """Take in all of `sketches`, each of shape (BUCKETS,), or none of them.

        False when some combination would be about 1 to `minimum` - 1 persons.
        """
        before = self.basis
        for sketch in sketches:
            rest, length = self._unknown(sketch)
            if length <= KNOWN:
                continue
            if self._crowded(rest) or self._about_few(rest, minimum - 1):
                self.basis = before
                return False
            self.basis = np.column_stack([self.basis, rest / length])
        return True

    def add(self, sketches: Sequence[Vector]) -> None:
        """Take in `sketches` without a question: they were admitted to a larger space."""
        for sketch in sketches:
            rest, length = self._unknown(sketch)
            if length > KNOWN:
                self.basis = np.column_stack([self.basis, rest / length])

    def copy(self) -> Told:
        return Told(self.basis)

    def _unknown(self, sketch: Vector) -> tuple[Vector, float]:
        """What no told number explains of `sketch`, which is brought to length 1 before; and its length."""
        size = float(np.linalg.norm(sketch))
        if not size:
            return sketch, 0.0
        rest = sketch / size
        for _ in range(2):  # once leaves rounding errors
            rest = rest - self.basis @ (self.basis.T @ rest)
        return rest, float(np.linalg.norm(rest))

    def _live(self, rest: Vector) -> npt.NDArray[np.bool_]:
        touched = np.maximum(np.abs(self.basis).max(axis=1, initial=0.0), np.abs(rest))
        live: npt.NDArray[np.bool_] = touched > KNOWN
        return live

    def _crowded(self, rest: Vector) -> bool:
        return SHARE * (self.numbers + 1) > int(self._live(rest).sum())

    def _about_few(self, rest: Vector, few: int) -> bool:
        live = self._live(rest)
        basis, rest = self.basis[live], rest[live]
        if len(rest) <= few:
            return True
        if _descends(basis, rest, _largest(rest, few)):
            return True
        if not self.numbers or len(rest) > _FEW:
            return False
        chance = np.random.default_rng(self.numbers)
        spare = len(rest) - self.numbers
        for beginning in range(_BEGINNINGS * (4 if len(rest) <= _FEW // 3 else 1)):
            # As few rows as a fit needs are most likely free of the few; more of them fit more surely.
            size = self.numbers + (1 if beginning % 2 else max(1, spare // 6))
            some = chance.choice(len(rest), min(size, len(rest)), replace=False)
            fit = np.linalg.lstsq(basis[some], rest[some], rcond=1e-10)[0]
            if _descends(basis, rest, _largest(rest - basis @ fit, few)):
                return True
        return False


class Books:
    """All that a project was told. A sketch named `values COLUMN`, with or without another word behind it,
    goes to the book of that name, others to one."""

    def __init__(self, books: Mapping[str, Vector]) -> None:
        """`books`: name -> basis of `Told`."""
        self.books = {name: Told(basis) for name, basis in books.items()}

    @property
    def numbers(self) -> int:
        """Independent numbers told, without those that were never told but nearly known."""
        return self.books[NUMBERS].numbers if NUMBERS in self.books else 0

    def admit(self, sketches: Mapping[str, Vector], minimum: int) -> bool:
        """As `Told.admit`, for every book."""
        before = {name: told.copy() for name, told in self.books.items()}
        for book, own in _by_book(sketches).items():
            if not self._book(book).admit(own, minimum):
                self.books = before
                return False
        return True

    def add(self, sketches: Mapping[str, Vector]) -> None:
        for book, own in _by_book(sketches).items():
            self._book(book).add(own)

    def copy(self) -> Books:
        return Books({name: told.basis for name, told in self.books.items()})

    def _book(self, name: str) -> Told:
        return self.books.setdefault(name, Told(np.zeros((BUCKETS, 0))))


def _by_book(sketches: Mapping[str, Vector]) -> dict[str, list[Vector]]:
    books: dict[str, list[Vector]] = {}
    for name, sketch in sketches.items():
        books.setdefault(_book_of(name), []).append(sketch)
    return books


def _book_of(name: str) -> str:
    return " ".join(name.split(" ")[:2]) if name.startswith(VALUES) else NUMBERS


def _descends(basis: Vector, rest: Vector, dropped: npt.NDArray[np.int64]) -> bool:
    """Fit `rest` without the `dropped` rows; drop those that fit worst instead, until nothing changes."""
    seen: set[frozenset[int]] = set()
    for _ in range(_ROUNDS):
        rows = basis[dropped]
        own = np.linalg.lstsq(np.eye(len(dropped)) - rows @ rows.T, rest[dropped], rcond=1e-10)[0]
        left = rest + basis @ (rows.T @ own)
        left[dropped] = 0.0
        if np.linalg.norm(left) <= TRACE * np.linalg.norm(own):
            return True
        left[dropped] = own
        dropped = _largest(left, len(dropped))
        if (kept := frozenset(dropped.tolist())) in seen:
            return False
        seen.add(kept)
    return False


def _largest(vector: Vector, count: int) -> npt.NDArray[np.int64]:
    return np.argpartition(-np.abs(vector), count - 1)[:count]
