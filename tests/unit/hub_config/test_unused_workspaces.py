"""When a workspace counts as unused."""

from __future__ import annotations

import pytest

from hub_config.unused import Unused

ALLOWED = 3600


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return now


def test_somebody_who_looks_keeps_it_open(clock):
    unused = Unused(ALLOWED)

    assert not unused.is_over(10, lambda: 0.0)
    assert unused.seconds_left(10) == ALLOWED - 10


def test_it_closes_at_the_second_look_that_finds_it_at_rest(clock):
    unused = Unused(ALLOWED)

    assert not unused.is_over(ALLOWED, lambda: 5.0)
    clock[0] += 20
    assert unused.is_over(ALLOWED + 20, lambda: 5.1)


def test_a_computation_that_says_nothing_keeps_it_open(clock):
    unused = Unused(ALLOWED)
    for used in (5.0, 25.0, 45.0):
        assert not unused.is_over(ALLOWED + 1, lambda used=used: used)
        clock[0] += 20


def test_without_a_limit_it_stays(clock):
    unused = Unused(0)

    assert unused.seconds_left(10**9) is None
    assert not unused.is_over(10**9, lambda: 0.0)
