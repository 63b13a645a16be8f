"""Pseudonyms: keyed, per project, one to one, and the same again."""

from __future__ import annotations

import hmac
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.patients.pseudonyms import create_site_key, load_site_key, project_key, pseudonymise
from governance.refusal import Refusal

KEY = project_key(b"s" * 32, "adverse-events")


def test_a_pseudonym_is_the_first_63_bits_of_the_keyed_hash() -> None:
    expected = int.from_bytes(hmac.new(KEY, b"person\x000\x0042", sha256).digest()[:8]) >> 1
    assert pseudonymise([42], KEY, ColumnRole.PERSON) == {42: expected}


def test_projects_sites_and_kinds_of_id_have_unrelated_pseudonyms() -> None:
    ids = range(1000)
    numbers = [
        set(pseudonymise(ids, KEY, ColumnRole.PERSON).values()),
        set(pseudonymise(ids, KEY, ColumnRole.VISIT).values()),
        set(pseudonymise(ids, project_key(b"s" * 32, "activity"), ColumnRole.PERSON).values()),
        set(pseudonymise(ids, project_key(b"t" * 32, "adverse-events"), ColumnRole.PERSON).values()),
    ]
    assert len(set.union(*numbers)) == 4000


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


def test_a_site_key_is_never_replaced_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "pseudonym.key"
    create_site_key(path)
    key = load_site_key(path)
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        create_site_key(path)
    assert load_site_key(path) == key


@pytest.mark.parametrize("content", ["", "abcd", "not hexadecimal", "00" * 31])
def test_a_damaged_site_key_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "pseudonym.key"
    path.write_text(content)
    with pytest.raises(Refusal, match="key-unreadable"):
        load_site_key(path)
