"""The life of a project, from a draft to its end: every step in every state, and what closes access."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from governance.access.workspace_entry import enter_workspace
from governance.actor import Actor
from governance.permits.approval import permits_of_site, withdraw_permit
from governance.permits.life import PermitState
from governance.projects.apply import apply_projects, read_project_files
from governance.projects.life import (
    NotReady,
    activate_project,
    archive_project,
    destroy_project,
    project_life,
    record_step,
    resume_project,
    review_access,
    suspend_project,
)
from governance.projects.reminders import due_reminders
from governance.projects.step_record import StepRecord
from governance.projects.steps import REVIEW_DAYS, Basis, Step
from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork

NADIA = Actor("nadia", {})
PAPER = StepRecord(by="CSE", given=date(2026, 1, 2), reference="2026-014", document="b" * 64)
World = Any  # the class of conftest.py, which nothing can import

# The state after each step, `-` where it is refused; written here once more, so that both must agree.
LIFE = """
          change    committee basis     register  activate  review    suspend   resume    archive   destroy
DRAFT     DRAFT     DRAFT     DRAFT     DRAFT     ACTIVE    -         -         -         ARCHIVED  -
ACTIVE    ACTIVE    ACTIVE    ACTIVE    ACTIVE    -         ACTIVE    SUSPENDED -         ARCHIVED  -
SUSPENDED SUSPENDED SUSPENDED SUSPENDED SUSPENDED -         SUSPENDED -         ACTIVE    ARCHIVED  -
ARCHIVED  -         -         -         -         -         -         -         -         -         DESTROYED
DESTROYED -         -         -         -         -         -         -         -         -         -
"""


def _rows() -> list[tuple[str, str, str]]:
    heading, *lines = LIFE.strip().splitlines()
    steps = heading.split()
    return [
        (state, step, after)
        for state, *afters in map(str.split, lines)
        for step, after in zip(steps, afters, strict=True)
    ]


def _change(world: World, uow: UnitOfWork) -> None:
    path = world.folder / "changed.yaml"
    text = (world.folder / "project.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("{en: Sepsis,", "{en: Sepsis at night,"), encoding="utf-8")
    apply_projects(uow, read_project_files([path]), NADIA)


TAKING: dict[str, Callable[[World, UnitOfWork], object]] = {
    "change": _change,
    "committee": lambda _, uow: record_step(uow, "sepsis", Step.COMMITTEE, PAPER, NADIA),
    "basis": lambda _, uow: record_step(
        uow, "sepsis", Step.BASIS, PAPER.model_copy(update={"kind": Basis.MR_004}), NADIA
    ),
    "register": lambda _, uow: record_step(uow, "sepsis", Step.REGISTER, PAPER, NADIA),
    "activate": lambda _, uow: activate_project(uow, "sepsis", NADIA),
    "review": lambda _, uow: review_access(uow, "sepsis", NADIA),
    "suspend": lambda _, uow: suspend_project(uow, "sepsis", NADIA, "complaint"),
    "resume": lambda _, uow: resume_project(uow, "sepsis", NADIA),
    "archive": lambda _, uow: archive_project(uow, "sepsis", NADIA, "published"),
    "destroy": lambda _, uow: destroy_project(uow, "sepsis", NADIA, PAPER),
}
# One life through all states: the step that leads into each.
INTO = {
    "DRAFT": None,
    "ACTIVE": "activate",
    "SUSPENDED": "suspend",
    "ARCHIVED": "archive",
    "DESTROYED": "destroy",
}


def take(world: World, step: str) -> None:
    with world.unit() as uow:
        TAKING[step](world, uow)
        uow.commit()


def state_of(world: World) -> str:
    with world.unit() as uow:
        return str(project_life(uow, "sepsis").view.state.value)


def test_every_step_in_every_state_leads_where_the_table_says_or_changes_nothing(world: World) -> None:
    """All of it in one database each: a refused step leaves the state, and not a record."""
    world.apply()
    world.sign()
    world.record()
    for state, into in INTO.items():
        if into:
            take(world, into)
        assert state_of(world) == state
        for _, step, after in (row for row in _rows() if row[0] == state):
            events = world.events()
            with world.unit() as uow:
                if after == "-":
                    with pytest.raises(Refusal) as refusal:
                        TAKING[step](world, uow)
                    assert "project-step" in {refusal.value.code, *_codes(refusal.value)}
                    uow.commit()
                else:
                    TAKING[step](world, uow)
                    assert project_life(uow, "sepsis").view.state == after, (state, step)
            assert world.events() == events, (state, step)
            assert state_of(world) == state


def _codes(refusal: Refusal) -> set[str]:
    return {fault.code for fault in getattr(refusal, "faults", ())}


def test_each_step_is_one_audit_record_that_names_it(world: World) -> None:
    world.open()
    expected = {
        "committee": "project.committee-opinion",
        "basis": "project.basis",
        "register": "project.registered",
        "review": "project.access-confirmed",
        "suspend": "project.suspended",
        "resume": "project.resumed",
    }
    for step, event in expected.items():
        events = world.events()
        take(world, step)
        assert world.events() == [*events, event]
    events = world.events()
    take(world, "archive")
    assert world.events() == [*events, "project.archived", "permit.superseded", "permit.superseded"]
    assert world.states("lyon") == {1: PermitState.SUPERSEDED}


def lacks_of(world: World) -> list[str]:
    with world.unit() as uow:
        return [lack.code for lack in project_life(uow, "sepsis").lacks]


def test_a_draft_says_what_it_lacks_until_it_lacks_nothing(world: World) -> None:
    world.apply()
    assert lacks_of(world) == ["lacks-committee", "lacks-basis", "lacks-register", "lacks-signature"]
    world.record(Step.COMMITTEE, Step.REGISTER)
    world.sign("lyon")
    with world.unit() as uow, pytest.raises(NotReady) as refusal:
        activate_project(uow, "sepsis", NADIA)
    basis, signature = refusal.value.lacks
    assert (basis.code, signature.code, signature.params) == (
        "lacks-basis",
        "lacks-signature",
        {"sites": "grenoble"},
    )
    world.sign("grenoble")
    world.record(Step.BASIS)
    assert lacks_of(world) == []
    world.activate()
    assert state_of(world) == "ACTIVE"


def test_a_signature_taken_back_keeps_a_draft_from_being_activated(world: World) -> None:
    world.apply()
    world.sign()
    world.record()
    with world.unit() as uow:
        withdraw_permit(uow, "lyon", permits_of_site(uow, "lyon")[0].digest)
        uow.commit()
    world.apply()  # asked again
    assert lacks_of(world) == ["lacks-signature"]


def refusal_on(world: World, day: date) -> str | None:
    with world.unit() as uow:
        try:
            enter_workspace(uow, "claire", "sepsis", today=day)
        except Refusal as refusal:
            return refusal.code
    return None


def test_an_opinion_that_is_over_closes_the_project_until_its_successor(world: World) -> None:
    world.open()
    soon = date.today() + timedelta(days=20)
    world.record(Step.COMMITTEE, until=soon)
    assert refusal_on(world, soon) is None
    assert refusal_on(world, soon + timedelta(days=1)) == "project-step-over"
    world.record(Step.COMMITTEE, until=soon + timedelta(days=100))
    assert refusal_on(world, soon + timedelta(days=1)) is None


def test_access_lapses_a_year_after_the_last_review(world: World) -> None:
    world.open()
    due = date.today() + timedelta(days=REVIEW_DAYS)
    late = due + timedelta(days=1)
    assert refusal_on(world, due) is None
    assert refusal_on(world, late) == "access-review-over"
    with world.unit() as uow:
        review_access(uow, "sepsis", NADIA, today=late)
        uow.commit()
    assert refusal_on(world, late) is None
    assert refusal_on(world, late + timedelta(days=REVIEW_DAYS + 1)) == "access-review-over"


def test_a_suspended_project_is_not_resumed_while_an_opinion_is_over(world: World) -> None:
    world.open()
    world.record(Step.BASIS, until=date.today())
    take(world, "suspend")
    with world.unit() as uow, pytest.raises(NotReady):
        resume_project(uow, "sepsis", NADIA, today=date.today() + timedelta(days=1))
    assert state_of(world) == "SUSPENDED"


def test_nobody_changes_or_removes_a_step(world: World) -> None:
    """What was recorded is superseded by another record, never written over."""
    world.open()
    take(world, "committee")
    with world.unit() as uow:
        steps = [taken.step for taken in project_life(uow, "sepsis").steps]
        count = uow.session.scalar(text("SELECT count(*) FROM project_steps"))
    assert steps == [Step.COMMITTEE, Step.BASIS, Step.REGISTER, Step.ACTIVATE, Step.COMMITTEE]
    assert count == 5


def test_every_end_that_is_near_is_told_to_leads_and_admins(world: World) -> None:
    world.open()
    today = date.today()
    world.record(Step.COMMITTEE, until=today + timedelta(days=30))
    world.record(Step.REGISTER, until=today + timedelta(days=7))
    with world.unit() as uow:
        told = due_reminders(uow, today=today)
        later = due_reminders(uow, today=today + timedelta(days=REVIEW_DAYS - 3))
    assert [(one.end.what, one.days, one.people) for one in told] == [
        ("register", 7, ("claire", "nadia")),
        ("committee", 30, ("claire", "nadia")),
    ]
    assert [(one.end.what, one.days) for one in later] == [("review", 7)]
