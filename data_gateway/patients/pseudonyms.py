"""Per-project pseudonyms: the same patient has unrelated numbers in two projects, and in two sites."""

from __future__ import annotations

import hmac
from collections.abc import Iterable

from data_gateway.catalogue.identifiers import ColumnRole
from governance.refusal import Refusal

PSEUDONYM_BITS = 63  # a positive signed 64-bit integer, which every Arrow reader holds exactly
_LAST_ATTEMPT = 100


def date_shift(identity: int | str, key: bytes) -> int:
    """Days by which all dates of a person move in a project: 1 to 365 forward or back, never none.

    Even over the 730 values but for a bias of 1 in 2**50.
    """
    draw = _number(f"shift\x00{identity}", key) % 730
    return draw - 365 if draw < 365 else draw - 364


def pseudonymise(
    ids: Iterable[int | str],
    key: bytes,
    role: ColumnRole,
    *,
    bits: int = PSEUDONYM_BITS,
    besides: Iterable[int] = (),
) -> dict[int | str, int]:
    """HMAC-SHA-256 of each distinct id, cut to `bits` bits; `role` keeps persons and visits apart.

    Two ids that fall on one number, or on one of `besides`, are told apart by hashing the later one (in
    sorted order) again.
    """
    taken = set(besides)
    numbers: dict[int | str, int] = {}
    kind, unused = role.value, 64 - bits
    for identity in sorted(set(ids), key=lambda item: (isinstance(item, str), item)):
        number, attempt = _number(f"{kind}\x000\x00{identity}", key) >> unused, 0
        while number in taken:
            attempt += 1
            if attempt == _LAST_ATTEMPT:
                raise Refusal("pseudonyms-exhausted", bits=bits)
            number = _number(f"{kind}\x00{attempt}\x00{identity}", key) >> unused
        taken.add(number)
        numbers[identity] = number
    return numbers


def _number(message: str, key: bytes) -> int:
    return int.from_bytes(hmac.digest(key, message.encode(), "sha256")[:8])
