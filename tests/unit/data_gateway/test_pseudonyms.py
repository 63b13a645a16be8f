"""Pseudonyms: keyed, per project, one to one, and the same again."""

from __future__ import annotations

import hmac
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.patients.pseudonyms import pseudonymise
from governance.refusal import Refusal

KEY = b"s" * 32


def test_a_pseudonym_is_the_first_63_bits_of_the_keyed_hash() -> None:
    expected = int.from_bytes(hmac.new(KEY, b"person\x000\x0042", sha256).digest()[:8]) >> 1
    assert pseudonymise([42], KEY, ColumnRole.PERSON) == {42: expected}


def test_projects_and_kinds_of_id_have_unrelated_pseudonyms() -> None:
    ids = range(1000)
    numbers = [
        set(pseudonymise(ids, KEY, ColumnRole.PERSON).values()),
        set(pseudonymise(ids, KEY, ColumnRole.VISIT).values()),
        set(pseudonymise(ids, b"t" * 32, ColumnRole.PERSON).values()),
    ]
    assert len(set.union(*numbers)) == 3000


@given(st.sets(st.one_of(st.integers(-(2**63), 2**63 - 1), st.text(max_size=20)), max_size=50))
def test_every_id_has_its_own_pseudonym_whatever_order_it_comes_in(ids: set[int | str]) -> None:
    numbers = pseudonymise(ids, KEY, ColumnRole.PERSON)
    assert set(numbers) == ids
    assert len(set(numbers.values())) == len(ids)
    assert all(0 <= number < 2**63 for number in numbers.values())
    assert pseudonymise(sorted(ids, key=str), KEY, ColumnRole.PERSON) == numbers


def test_ids_that_fall_on_one_number_are_told_apart() -> None:
    numbers = pseudonymise(range(200), KEY, ColumnRole.PERSON, bits=8)
    assert len(set(numbers.values())) == 200


def test_more_ids_than_numbers_are_refused_rather_than_mixed_up() -> None:
    with pytest.raises(Refusal, match="pseudonyms-exhausted"):
        pseudonymise(range(300), KEY, ColumnRole.PERSON, bits=8)
