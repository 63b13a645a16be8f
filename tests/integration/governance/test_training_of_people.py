"""A role that needs training is in force only while its certificates are, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from governance.access.workspace_entry import check_entry, enter_workspace
from governance.actor import Actor
from governance.directory import find_person, people_with, training_lacking
from governance.people.certificate import Certificate
from governance.people.leaving import leave
from governance.people.person import Role
from governance.people.training import record_certificate
from governance.policy.in_force import apply_policy, policy_in_force
from governance.policy.policy import Policy
from governance.projects.reminders import Reminder, due_reminders
from governance.projects.standing import End
from governance.refusal import Refusal

NADIA = Actor("nadia", {})
TODAY = date.today()
DEMANDED = Policy.model_validate({"training": {"researcher": ["data-protection"], "output_checker": ["sdc"]}})
World = Any  # the class of conftest.py, which nothing can import


@pytest.fixture
def strict(world: World) -> World:
    """An open project, in an installation that from now on demands training."""
    world.open()
    with world.unit() as uow:
        assert apply_policy(uow, DEMANDED, NADIA)
        uow.commit()
    return world


def certify(world: World, user: str, kind: str, until: date, *, given: date = date(2026, 1, 5)) -> bool:
    told = Certificate(kind=kind, by="University", given=given, until=until, document="c" * 64)
    with world.unit() as uow:
        kept = record_certificate(uow, user, told, NADIA)
        uow.commit()
    return kept


def test_a_member_without_training_neither_enters_nor_stays(strict: World) -> None:
    with strict.unit() as uow:
        with pytest.raises(Refusal, match="training-lacking") as refusal:
            enter_workspace(uow, "claire", "sepsis")
        with pytest.raises(Refusal, match="training-lacking"):
            check_entry(uow, "claire", "sepsis")
    assert refusal.value.params == {"kinds": "data-protection"}


def test_a_certificate_opens_until_its_last_day_and_not_one_longer(strict: World) -> None:
    certify(strict, "claire", "data-protection", TODAY + timedelta(days=5))
    with strict.unit() as uow:
        enter_workspace(uow, "claire", "sepsis")
        check_entry(uow, "claire", "sepsis", today=TODAY + timedelta(days=5))
        with pytest.raises(Refusal, match="training-lacking"):
            check_entry(uow, "claire", "sepsis", today=TODAY + timedelta(days=6))


def test_training_of_another_kind_opens_nothing(strict: World) -> None:
    certify(strict, "claire", "sdc", TODAY + timedelta(days=50))
    with strict.unit() as uow, pytest.raises(Refusal, match="training-lacking"):
        check_entry(uow, "claire", "sepsis")


def test_a_checker_without_training_is_no_checker_until_it_is_recorded(strict: World) -> None:
    with strict.unit() as uow:
        ines = find_person(uow, "ines")
        assert ines is not None and ines.roles == frozenset()
        assert people_with(uow, Role.OUTPUT_CHECKER) == ()
        assert training_lacking(uow, "ines", [Role.OUTPUT_CHECKER]) == ("sdc",)
    certify(strict, "ines", "sdc", TODAY)
    with strict.unit() as uow:
        assert [one.username for one in people_with(uow, Role.OUTPUT_CHECKER)] == ["ines"]
        assert training_lacking(uow, "ines", [Role.OUTPUT_CHECKER]) == ()


def test_a_certificate_is_recorded_once_and_never_before_it_is_given(strict: World) -> None:
    assert certify(strict, "claire", "data-protection", TODAY)
    assert not certify(strict, "claire", "data-protection", TODAY)
    assert strict.events().count("person.trained") == 1
    with pytest.raises(Refusal, match="step-not-yet-given"):
        certify(strict, "claire", "sdc", TODAY + timedelta(9), given=TODAY + timedelta(1))
    with pytest.raises(Refusal, match="step-ends-before-given"):
        certify(strict, "claire", "sdc", TODAY - timedelta(9), given=TODAY)
    with pytest.raises(Refusal, match="person-unregistered"):
        certify(strict, "zoe", "sdc", TODAY)


def test_whoever_it_concerns_is_reminded_thirty_and_seven_days_before_training_ends(strict: World) -> None:
    last = TODAY + timedelta(days=100)
    certify(strict, "hugo", "data-protection", last)

    def told(days: int) -> list[Reminder]:
        with strict.unit() as uow:
            near = due_reminders(uow, today=last - timedelta(days=days))
        return [one for one in near if one.end.what == "training"]

    assert told(31) == []
    for days, window in ((30, 30), (8, 30), (7, 7), (0, 7)):
        assert told(days) == [Reminder("hugo", End("training", last), window, ("claire", "hugo", "nadia"))]
    certify(strict, "hugo", "data-protection", last + timedelta(days=365))
    assert told(7) == [], "its successor is there"


def test_who_left_is_reminded_of_nothing(strict: World) -> None:
    certify(strict, "hugo", "data-protection", TODAY + timedelta(days=3))
    with strict.unit() as uow:
        leave(uow, "hugo", NADIA, "moved")
        uow.commit()
    with strict.unit() as uow:
        assert not [one for one in due_reminders(uow) if one.end.what == "training"]


def test_a_policy_takes_the_place_of_the_one_before_and_the_same_twice_changes_nothing(strict: World) -> None:
    with strict.unit() as uow:
        assert not apply_policy(uow, DEMANDED, NADIA)
        assert apply_policy(uow, Policy(), NADIA)
        uow.commit()
    with strict.unit() as uow:
        assert policy_in_force(uow) == Policy()
        check_entry(uow, "claire", "sepsis")
    assert strict.events().count("policy.changed") == 2
