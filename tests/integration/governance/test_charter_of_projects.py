"""Who signed which charter for which project, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from governance.access.workspace_entry import check_entry, enter_workspace
from governance.actor import Actor
from governance.policy.charter import sign_charter, unsigned_charter
from governance.policy.in_force import apply_policy
from governance.policy.policy import Charter, Policy
from governance.refusal import Refusal

NADIA = Actor("nadia", {})
CHARTER = Charter(fr="Je ne cherche personne.", en="I look for nobody.")
World = Any  # the class of conftest.py, which nothing can import


@pytest.fixture
def chartered(world: World) -> World:
    world.open()
    with world.unit() as uow:
        apply_policy(uow, Policy(charter=CHARTER), NADIA)
        uow.commit()
    return world


def test_one_signature_per_person_and_version_is_kept_and_audited(chartered: World) -> None:
    with chartered.unit() as uow:
        with pytest.raises(Refusal, match="charter-unsigned"):
            enter_workspace(uow, "claire", "sepsis")
        for _ in range(2):
            sign_charter(uow, "claire", "sepsis", CHARTER.version, "fr")
        uow.commit()
    with chartered.unit() as uow:
        enter_workspace(uow, "claire", "sepsis")
        assert unsigned_charter(uow, "claire", "sepsis") is None
        assert unsigned_charter(uow, "hugo", "sepsis") == CHARTER
        check_entry(uow, "hugo", "sepsis")  # what is open stays open
    assert chartered.events().count("charter.signed") == 1


def test_neither_strangers_nor_old_texts_are_signed(chartered: World) -> None:
    with chartered.unit() as uow:
        with pytest.raises(Refusal, match="not-a-member"):
            sign_charter(uow, "ines", "sepsis", CHARTER.version, "fr")
        with pytest.raises(Refusal, match="charter-changed"):
            sign_charter(uow, "claire", "sepsis", "0" * 64, "fr")


def test_a_charter_has_both_languages_and_another_word_is_another_version() -> None:
    with pytest.raises(ValueError, match="en"):
        Policy.model_validate({"charter": {"fr": "Seulement en français."}})
    assert CHARTER.version != CHARTER.model_copy(update={"en": "I look for no one."}).version
