"""Pseudonyms: keyed, per project, one to one, and the same again."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from hashlib import sha256

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.patients.pseudonyms import date_shifts, pseudonymise
from governance.refusal import Refusal

KEY = b"s" * 32
WHOLE_NUMBERS = st.integers(-(2**63), 2**63 - 1)


def numbers(
    ids: Iterable[int | str], key: bytes = KEY, role: ColumnRole = ColumnRole.PERSON, bits: int = 63
) -> dict[int | str, int]:
    listed = list(ids)
    type_ = pa.string() if listed and isinstance(listed[0], str) else pa.int64()
    return dict(
        zip(listed, pseudonymise(pa.array(listed, type_), key, role, bits=bits).tolist(), strict=True)
    )


def keyed_hash(text: str) -> int:
    return int.from_bytes(hmac.new(KEY, text.encode(), sha256).digest()[:8])


@pytest.mark.parametrize("identity", [42, -3, "Zoé 7", ""])
def test_a_pseudonym_is_the_first_63_bits_of_the_keyed_hash(identity: int | str) -> None:
    assert numbers([identity]) == {identity: keyed_hash(f"person\x000\x00{identity}") >> 1}


def test_dates_move_by_up_to_a_year_either_way_as_the_keyed_hash_says_and_never_by_none() -> None:
    shifts = dict(zip(range(3000), date_shifts(pa.array(range(3000)), KEY).tolist(), strict=True))
    assert set(shifts.values()) <= set(range(-365, 366)) - {0}
    assert {min(shifts.values()), max(shifts.values())} == {-365, 365}
    assert all(
        (shift + 365 - (shift > 0)) == keyed_hash(f"shift\x00{at}") % 730 for at, shift in shifts.items()
    )


def test_projects_and_kinds_of_id_have_unrelated_pseudonyms() -> None:
    ids = range(1000)
    unrelated = [numbers(ids), numbers(ids, role=ColumnRole.VISIT), numbers(ids, key=b"t" * 32)]
    assert len(set.union(*(set(each.values()) for each in unrelated))) == 3000


@given(st.one_of(st.sets(WHOLE_NUMBERS, max_size=50), st.sets(st.text(max_size=20), max_size=50)))
def test_every_id_has_its_own_pseudonym_whatever_order_it_comes_in(ids: set[int] | set[str]) -> None:
    found = numbers(ids)
    assert len(set(found.values())) == len(ids)
    assert all(0 <= number < 2**63 for number in found.values())
    assert numbers(sorted(ids)) == found


def test_ids_that_fall_on_one_number_are_told_apart_in_whatever_order_they_come() -> None:
    found = numbers(range(200), bits=8)
    assert len(set(found.values())) == 200
    assert numbers(reversed(range(200)), bits=8) == found


def test_nobody_has_the_number_of_somebody_known_before() -> None:
    known = pseudonymise(pa.array(range(100)), KEY, ColumnRole.PERSON, bits=8)
    others = pseudonymise(pa.array(range(100, 200)), KEY, ColumnRole.PERSON, bits=8, besides=known)
    assert not set(known.tolist()) & set(others.tolist())


def test_more_ids_than_numbers_are_refused_rather_than_mixed_up() -> None:
    with pytest.raises(Refusal, match="pseudonyms-exhausted"):
        numbers(range(300), bits=8)
