"""Who stands in the directory, who may change it, and what a changed site key does, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from governance.actor import Actor, acting_as
from governance.catalogue.registration import register_site
from governance.catalogue.site_card import SiteCard
from governance.directory import find_person, find_project, people_with, projects_of
from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.permits.life import PermitState
from governance.refusal import Refusal
from governance.storage.unit_of_work import open_governance

SIGNED, WITHDRAWN = PermitState.SIGNED, PermitState.WITHDRAWN
NADIA = Actor("nadia", {})

World = Any  # the class of conftest.py, which nothing can import


def test_the_directory_tells_people_and_projects(world: World) -> None:
    world.apply()
    world.sign("lyon")
    with world.unit() as uow:
        assert find_person(uow, "nobody") is None
        ines = find_person(uow, "ines")
        assert ines is not None and ines.roles == {Role.OUTPUT_CHECKER}
        assert [person.username for person in people_with(uow, Role.RESEARCHER)] == ["claire", "hugo"]
        (shown,) = projects_of(uow, "hugo")
        assert projects_of(uow, "ines") == ()
    assert (shown.id, shown.role, shown.sites_signed, shown.sites_waiting) == (
        "sepsis",
        "researcher",
        ("lyon",),
        ("grenoble",),
    )


def test_people_not_named_in_a_file_stay(world: World) -> None:
    zoe = Person(username="zoe", full_name="Zoé", roles=frozenset({Role.RESEARCHER}))
    with world.unit() as uow:
        assert register_people(uow, [zoe], NADIA) == (("zoe",), ())
        assert register_people(uow, [zoe], NADIA) == ((), ())
        uow.commit()
    with world.unit() as uow:
        assert find_person(uow, "claire") is not None


def test_a_changed_key_is_refused_unless_it_is_meant(
    world: World, make_card: Callable[[str, Ed25519PrivateKey], SiteCard]
) -> None:
    world.apply()
    world.sign()
    card = make_card("lyon", Ed25519PrivateKey.generate())
    with world.unit() as uow, pytest.raises(Refusal, match="site-key-changed"):
        register_site(uow, card, NADIA)
    with world.unit() as uow:
        assert register_site(uow, card, NADIA, new_key=True)
        uow.commit()
    assert world.states("lyon") == {1: WITHDRAWN}
    assert world.states("grenoble") == {1: SIGNED}


def test_only_an_admin_acts_on_his_own_name(world: World) -> None:
    with world.unit() as uow:
        assert acting_as(uow, "nadia").name == "nadia"
        assert acting_as(uow, "nadia").details["account"].startswith("account:")
        for other in ("claire", "nobody"):
            with pytest.raises(Refusal, match="not-an-admin"):
                acting_as(uow, other)


def test_one_unit_of_work_reads_and_cannot_write(world: World) -> None:
    world.apply()
    read = open_governance(world.settings, read_only=True)
    with read() as uow:
        assert find_project(uow, "sepsis") is not None
        with pytest.raises(Refusal, match="governance-read-only"):
            _ = uow.audit
        with pytest.raises(Exception, match=r"readonly|read-only"):
            uow.session.execute(text("UPDATE projects SET state = 'ACTIVE'"))
