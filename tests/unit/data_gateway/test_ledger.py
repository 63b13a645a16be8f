"""Past answers stay: over restarts, between two requests at once, and when the gateway dies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import stat
import threading
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest

from data_gateway.aggregates.differencing import BUCKETS, Vector
from data_gateway.aggregates.ledger import Decision, Ledger
from governance.refusal import Refusal

MINIMUM = 5
KEY = "first-key"


def sketch(*persons: int) -> Vector:
    vector = np.zeros(BUCKETS)
    for person in persons:
        vector[person] = 1.0
    return vector


def counted(decision: Decision, *persons: int) -> bool:
    decision.digest = "0" * 64
    return decision.told.admit({"persons": sketch(*persons)}, MINIMUM)


def ask(ledger: Ledger, *persons: int, project: str = "activity", key: str = KEY, limit: int = 500) -> bool:
    with ledger.decision(
        project=project, user="hugo", permit="f" * 64, dataset="omop", pseudonyms=key, limit=limit
    ) as decision:
        return counted(decision, *persons)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger(tmp_path / "answers.sqlite")
    made.create()
    return made


def test_the_file_is_for_the_sites_account_alone(ledger: Ledger, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "answers.sqlite").stat().st_mode) == 0o600


def test_what_was_told_is_remembered_after_a_restart(ledger: Ledger, tmp_path: Path) -> None:
    assert ask(ledger, *range(40))
    ledger.close()
    again = Ledger(tmp_path / "answers.sqlite")
    assert not ask(again, *range(1, 40))
    assert ask(again, *range(20))


def test_projects_do_not_weigh_on_one_another(ledger: Ledger) -> None:
    assert ask(ledger, *range(40))
    assert ask(ledger, *range(1, 40), project="other")


def test_a_refusal_in_between_leaves_nothing_behind(ledger: Ledger) -> None:
    with (
        pytest.raises(Refusal),
        ledger.decision(
            project="activity", user="hugo", permit="f" * 64, dataset="omop", pseudonyms=KEY, limit=500
        ) as decision,
    ):
        counted(decision, *range(40))
        raise Refusal("query-too-long", seconds=1)
    assert ask(ledger, *range(1, 40))


def test_other_pseudonyms_stop_the_answers_until_the_data_owner_forgets_the_past(ledger: Ledger) -> None:
    assert ask(ledger, *range(40))
    with pytest.raises(Refusal) as refused:
        ask(ledger, *range(40), key="second-key")
    assert refused.value.code == "answers-other-pseudonyms"
    assert ledger.forget("activity") == 1
    assert ask(ledger, *range(1, 40), key="second-key")


def test_a_project_is_told_so_many_numbers_and_may_ask_the_same_ones_again(ledger: Ledger) -> None:
    groups = [range(at, at + 30) for at in (0, 100, 200)]
    assert ask(ledger, *groups[0], limit=2) and ask(ledger, *groups[1], limit=2)
    with pytest.raises(Refusal) as refused:
        ask(ledger, *groups[2], limit=2)
    assert (refused.value.code, refused.value.params) == ("aggregate-numbers-spent", {"limit": 2})
    assert ask(ledger, *groups[0], *groups[1], limit=2)


def test_of_two_requests_at_the_same_moment_only_one_is_told(tmp_path: Path, ledger: Ledger) -> None:
    """Two gateways on one file, as after a restart that overlaps: the lock is not the process's."""
    start, told = threading.Barrier(2), list[bool]()

    def one(persons: range) -> None:
        own = Ledger(tmp_path / "answers.sqlite")
        start.wait()
        told.append(ask(own, *persons))
        own.close()

    threads = [threading.Thread(target=one, args=(persons,)) for persons in (range(40), range(1, 40))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [False, True]


def test_no_project_waits_for_the_long_decision_of_another(ledger: Ledger) -> None:
    with ledger.decision(
        project="activity", user="hugo", permit="f" * 64, dataset="omop", pseudonyms=KEY, limit=500
    ) as decision:
        assert ask(ledger, *range(1, 40), project="other")
        assert counted(decision, *range(40))
    assert not ask(ledger, *range(1, 40))


def test_a_gateway_killed_between_deciding_and_sending_has_already_remembered(
    tmp_path: Path, ledger: Ledger
) -> None:
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    child = spawn.Process(target=decide_and_die, args=(tmp_path / "answers.sqlite", there))
    child.start()
    assert here.recv() is True
    child.join(30)
    assert child.exitcode == -signal.SIGKILL
    assert not ask(ledger, *range(1, 40))


def test_a_gateway_killed_while_deciding_has_told_nothing(tmp_path: Path, ledger: Ledger) -> None:
    spawn = multiprocessing.get_context("spawn")
    child = spawn.Process(target=die_deciding, args=(tmp_path / "answers.sqlite",))
    child.start()
    child.join(30)
    assert child.exitcode == -signal.SIGKILL
    assert ask(ledger, *range(1, 40))


def test_a_lost_file_is_not_taken_for_a_project_that_was_told_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        ask(Ledger(tmp_path / "elsewhere.sqlite"), *range(40))
    assert refused.value.code == "answers-unavailable"


def decide_and_die(path: Path, told: Connection) -> None:
    told.send(ask(Ledger(path), *range(40)))
    os.kill(os.getpid(), signal.SIGKILL)


def die_deciding(path: Path) -> None:
    with Ledger(path).decision(
        project="activity", user="hugo", permit="f" * 64, dataset="omop", pseudonyms=KEY, limit=500
    ) as decision:
        counted(decision, *range(40))
        os.kill(os.getpid(), signal.SIGKILL)
