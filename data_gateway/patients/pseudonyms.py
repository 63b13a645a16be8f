"""Per-project pseudonyms: the same patient has unrelated numbers in two projects, and in two sites."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from data_gateway.catalogue.identifiers import ColumnRole
from governance.refusal import Refusal

PSEUDONYM_BITS = 63  # a positive signed 64-bit integer, which every Arrow reader holds exactly
_LAST_ATTEMPT = 100
_PIECE = 65_536  # ids that are Python's own objects at once
Numbers: TypeAlias = npt.NDArray[np.int64]


def date_shifts(ids: pa.Array, key: bytes) -> npt.NDArray[np.int32]:
    """Days by which all dates of each person move in a project: 1 to 365 forward or back, never none.

    Even over the 730 values but for a bias of 1 in 2**50.
    """
    draws = (_hashes("shift", ids, key) % np.uint64(730)).astype(np.int32)
    return np.where(draws < 365, draws - 365, draws - 364).astype(np.int32)


def surrogate_key(identity: str, key: bytes) -> bytes:
    """What other names of a person's documents are drawn by."""
    return hmac.digest(key, f"surrogates\x00{identity}".encode(), "sha256")


def date_shift(identity: int | str, key: bytes) -> int:
    """Of one person, see `date_shifts`."""
    return int(date_shifts(pa.array([identity]), key)[0])


def pseudonymise(
    ids: pa.Array,
    key: bytes,
    role: ColumnRole,
    *,
    bits: int = PSEUDONYM_BITS,
    besides: Numbers | None = None,
) -> Numbers:
    """Of each of the different `ids`, whole numbers or texts, the HMAC-SHA-256 of its text cut to `bits`
    bits; `role` keeps persons and visits apart.

    Two ids that fall on one number, or on one of `besides`, are told apart by hashing the later one (in
    sorted order) again.
    """
    taken = np.empty(0, np.int64) if besides is None else besides

    def attempt(number: int, of: pa.Array) -> Numbers:
        return (_hashes(f"{role.value}\x00{number}", of, key) >> np.uint64(64 - bits)).astype(np.int64)

    numbers = attempt(0, ids)
    ordered = np.sort(np.concatenate([taken, numbers]))
    if not np.any(ordered[1:] == ordered[:-1]):
        return numbers
    return _told_apart(ids, numbers, set(taken.tolist()), attempt, bits)


def _told_apart(
    ids: pa.Array, numbers: Numbers, taken: set[int], attempt: Callable[[int, pa.Array], Numbers], bits: int
) -> Numbers:
    for at in pc.sort_indices(ids).to_pylist():
        number, attempts = int(numbers[at]), 0
        while number in taken:
            attempts += 1
            if attempts == _LAST_ATTEMPT:
                raise Refusal("pseudonyms-exhausted", bits=bits)
            number = int(attempt(attempts, ids.slice(at, 1))[0])
        taken.add(number)
        numbers[at] = number
    return numbers


def _hashes(what: str, ids: pa.Array, key: bytes) -> npt.NDArray[np.uint64]:
    """The first 64 bits of the HMAC-SHA-256 of `what`, a null byte and the id as text."""
    begun = hmac.new(key, f"{what}\x00".encode(), "sha256")  # once, not for each

    def digest(text: bytes) -> bytes:
        of_id = begun.copy()
        of_id.update(text)
        return of_id.digest()

    hashes = np.empty(len(ids), np.uint64)
    for start in range(0, len(ids), _PIECE):
        texts = ids.slice(start, _PIECE).cast(pa.string()).cast(pa.binary()).to_pylist()
        digests = b"".join(map(digest, texts))
        hashes[start : start + len(texts)] = np.frombuffer(digests, ">u8")[:: begun.digest_size // 8]
    return hashes
