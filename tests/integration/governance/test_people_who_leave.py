"""Who leaves is gone for governance from that moment, on both databases; who comes back has what she had."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.access.workspace_entry import check_entry, enter_workspace, grant_access
from governance.actor import Actor, acting_as
from governance.directory import find_person, people_with
from governance.people.leaving import come_back, leave
from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.projects.apply import plan_projects, read_project_files
from governance.refusal import Refusal
from governance.source_file import SourceRefusal

NADIA = Actor("nadia", {})
World = Any  # the class of conftest.py, which nothing can import


def _leave(world: World, user: str) -> tuple[str, ...]:
    with world.unit() as uow:
        projects: tuple[str, ...] = leave(uow, user, NADIA, "end of contract")
        uow.commit()
    return projects


def test_who_left_enters_no_workspace_and_gets_no_token_while_the_others_go_on(world: World) -> None:
    world.open()
    key = Ed25519PrivateKey.generate()
    with world.unit() as uow:
        enter_workspace(uow, "hugo", "sepsis")
        uow.commit()

    assert _leave(world, "hugo") == ("sepsis",)

    with world.unit() as uow:
        for refused in (
            lambda: enter_workspace(uow, "hugo", "sepsis"),
            lambda: check_entry(uow, "hugo", "sepsis"),
            lambda: grant_access(uow, "hugo", "sepsis", key),
        ):
            with pytest.raises(Refusal, match="not-a-member"):
                refused()
        check_entry(uow, "claire", "sepsis")
    assert world.events()[-1] == "person.left"


def test_who_left_is_in_no_list_and_has_no_role(world: World) -> None:
    _leave(world, "ines")
    with world.unit() as uow:
        assert find_person(uow, "ines") is None
        assert people_with(uow, Role.OUTPUT_CHECKER) == ()
        with pytest.raises(Refusal, match="person-left"):
            leave(uow, "ines", NADIA, "again")


def test_an_admin_who_left_acts_no_more_and_the_last_one_cannot_leave(world: World) -> None:
    with world.unit() as uow:
        with pytest.raises(Refusal, match="last-admin"):
            leave(uow, "nadia", NADIA, "holidays")
        omar = Person(username="omar", full_name="Omar", roles=frozenset({Role.ADMIN}))
        register_people(uow, [omar], NADIA)
        uow.commit()
    _leave(world, "nadia")
    with world.unit() as uow:
        assert acting_as(uow, "omar").name == "omar"
        with pytest.raises(Refusal, match="not-an-admin"):
            acting_as(uow, "nadia")


def test_neither_the_people_file_nor_a_project_file_brings_back_who_left(world: World) -> None:
    world.open()
    _leave(world, "hugo")
    with world.unit() as uow:
        again = Person(username="hugo", full_name="Hugo", roles=frozenset({Role.RESEARCHER}))
        with pytest.raises(Refusal, match="person-left"):
            register_people(uow, [again], NADIA)
        with pytest.raises(SourceRefusal) as refusal:
            plan_projects(uow, read_project_files([world.folder / "project.yaml"]))
    (fault,) = refusal.value.faults
    assert (fault.code, fault.line, fault.params["user"]) == ("person-left", 9, "hugo")


def test_who_comes_back_works_on_in_the_projects_that_still_name_her(world: World) -> None:
    world.open()
    _leave(world, "hugo")
    with world.unit() as uow:
        come_back(uow, "hugo", NADIA)
        uow.commit()
    with world.unit() as uow:
        check_entry(uow, "hugo", "sepsis")
        with pytest.raises(Refusal, match="person-here"):
            come_back(uow, "hugo", NADIA)
    assert world.events()[-1] == "person.returned"
