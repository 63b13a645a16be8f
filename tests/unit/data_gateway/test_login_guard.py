"""Guessing the data owner's passphrase becomes slow, and stays so."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from data_gateway.web.login_guard import FREE_TRIES, LONGEST_WAIT, LoginGuard
from governance.refusal import Refusal


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def waiting(guard: LoginGuard) -> int:
    """Seconds that the guard asks to wait, even from one who knows the passphrase."""
    with pytest.raises(Refusal) as refused:
        guard.allows(lambda: True)
    assert refused.value.code == "login-wait"
    return int(refused.value.params["seconds"])


def test_a_few_mistakes_cost_nothing() -> None:
    guard = LoginGuard(Clock())
    assert not any(guard.allows(lambda: False) for _ in range(FREE_TRIES - 1))
    assert guard.allows(lambda: True)


def test_each_failure_more_doubles_the_wait_up_to_a_quarter_of_an_hour() -> None:
    clock = Clock()
    guard = LoginGuard(clock)
    waits = []
    for _ in range(FREE_TRIES - 1):
        guard.allows(lambda: False)
    for _ in range(20):
        guard.allows(lambda: False)
        waits.append(waiting(guard))
        clock.now += LONGEST_WAIT
    assert waits[:3] == [3, 5, 9]
    assert max(waits) == LONGEST_WAIT + 1
    assert sum(waits) > 2 * 3600


def test_waiting_out_opens_again_and_a_success_forgets_the_failures() -> None:
    clock = Clock()
    guard = LoginGuard(clock)
    for _ in range(FREE_TRIES):
        guard.allows(lambda: False)
    assert waiting(guard) == 3
    clock.now += 2
    assert guard.allows(lambda: True)
    assert guard.allows(lambda: False) is False
    assert guard.allows(lambda: True)


def test_what_was_turned_away_is_counted_for_the_audit() -> None:
    guard = LoginGuard(Clock())
    for _ in range(FREE_TRIES):
        guard.allows(lambda: False)
    for _ in range(7):
        waiting(guard)
    assert (guard.turned_away(), guard.turned_away()) == (7, 0)
