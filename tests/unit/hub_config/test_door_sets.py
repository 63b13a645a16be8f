"""Each set of doors is lent to one workspace at a time, and rests before the next one has it."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from governance.access.doors import NO_DOOR, address_of, door_at, door_in
from governance.access.token import LIFETIME
from governance.refusal import Refusal
from hub_config.doors import DoorSets
from hub_config.haproxy import SiteRelay


@pytest.fixture
def sets(tmp_path: Path) -> DoorSets:
    for name in ("1", "2", "3", "hub"):
        (tmp_path / "doors" / name).mkdir(parents=True)
    return DoorSets(tmp_path, tmp_path / "workers")


def later(sets: DoorSets, seconds: float) -> None:
    """As if so much time had passed since a set was given back."""
    for mark in sets._root.glob("*/left"):
        moment = time.time() - seconds
        os.utime(mark, (moment, moment))


def test_no_two_hold_one_set_whoever_asks_at_the_same_time(sets: DoorSets) -> None:
    with ThreadPoolExecutor(3) as pool:
        taken = list(pool.map(sets.take, ["claire--a", "claire--b", "--replay-1"]))
    assert sorted(taken) == [1, 2, 3]
    with pytest.raises(Refusal, match="doors-all-taken"):
        sets.take("hugo--a")


def test_a_set_rests_until_no_token_lives_that_was_asked_through_it(sets: DoorSets) -> None:
    first = sets.take("claire--a")
    sets.give_back("claire--a")
    assert first not in {sets.take("claire--b"), sets.take("claire--c")}
    later(sets, LIFETIME.total_seconds())
    with pytest.raises(Refusal, match="doors-all-taken"):
        sets.take("hugo--a")
    later(sets, LIFETIME.total_seconds() + 20)
    assert sets.take("hugo--a") == first


def test_who_starts_again_gives_back_what_a_fallen_hub_left_with_her(sets: DoorSets) -> None:
    assert len({sets.take("claire--a") for _ in range(3)}) == 3
    sets.give_back("claire--a")
    later(sets, 3600)
    assert {sets.take(f"hugo--{number}") for number in range(3)} == {1, 2, 3}


def test_a_relays_address_tells_its_set_however_it_is_written() -> None:
    assert [door_at(address_of(number)) for number in (1, 64, 300)] == [1, 64, 300]
    assert door_at(f"::ffff:{address_of(300)}") == 300
    assert door_at("127.0.0.1") == door_at("::ffff:127.0.0.1") == NO_DOOR
    assert {door_at("10.0.0.7"), door_at("::1"), door_at("")} == {None}
    here = ("127.0.0.1", "localhost", "10.0.0.7", "::1", "gateway.lyon")
    assert [SiteRelay("lyon", host, 1).is_here for host in here] == [True, True, False, False, False]
    told = [door_in(text) for text in ("17", "", None, "-1", "²", "99999999999999999999", "1 ")]
    assert told == [17, *6 * [NO_DOOR]]
