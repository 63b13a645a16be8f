"""What a project's workspaces show is counted before it is shown, and never exceeds the budget."""

from __future__ import annotations

import hashlib
import time

import pytest
import sqlalchemy as sa

from governance.access.workspace_entry import check_entry, enter_workspace
from governance.display.budget import STEP
from governance.display.executed import KEPT_CHARACTERS, Executed, record_executed
from governance.display.seen import code_of, seen_in
from governance.display.showing import close_session, give_back, take, take_outside
from governance.refusal import Refusal
from governance.storage.tables import ProjectRow
from governance.storage.work_tables import ExecutedRow

NOW = 1_800_000_000.0


@pytest.fixture
def small(world):
    """The project sepsis, open, with a budget of 1000 bytes an hour and 1500 a day."""
    world.open()
    set_budget(world, 1000, 1500)
    return world


def set_budget(world, hour: int, day: int) -> None:
    with world.unit() as uow:
        project = uow.session.get_one(ProjectRow, "sepsis")
        project.display_hour_bytes, project.display_day_bytes = hour, day
        uow.commit()


def taken(world, needed: int, wished: int = 0, *, user: str = "claire", now: float = NOW) -> int:
    with world.unit() as uow:
        granted = take(uow, user, "sepsis", needed, max(wished, needed), now=now)
        uow.commit()
    return granted


def returned(world, unused: int, *, now: float = NOW) -> None:
    with world.unit() as uow:
        give_back(uow, "claire", "sepsis", unused, now=now)
        uow.commit()


def paused(world) -> list[dict]:
    with world.unit() as uow:
        return [r.details for r in uow.audit.records() if r.event == "display.budget-spent"]


def test_an_hours_budget_is_one_of_all_members_together(small):
    assert taken(small, 600) == 600
    assert taken(small, 300, user="hugo") == 300
    assert taken(small, 101) == 0


def test_more_than_needed_is_granted_only_as_far_as_it_reaches(small):
    assert taken(small, 10, 700) == 700
    assert taken(small, 10, 700) == 300


def test_what_was_not_used_can_be_used_by_another(small):
    taken(small, 10, 1000)
    returned(small, 990)

    assert taken(small, 990, user="hugo") == 990


def test_giving_back_never_makes_a_budget_larger(small):
    taken(small, 10)
    returned(small, 5000)

    assert taken(small, 1001) == 0


def test_an_hour_slides_and_no_hour_shows_more_than_its_budget(small):
    taken(small, 1000, now=NOW + STEP - 1)

    assert taken(small, 1, now=NOW + STEP - 1 + 3599) == 0


def test_a_day_has_a_budget_of_its_own(small):
    set_budget(small, 1000, 1500)
    assert taken(small, 1000) == 1000
    assert taken(small, 500, now=NOW + 4000) == 500
    assert taken(small, 1, now=NOW + 8000) == 0
    assert paused(small)[0]["window"] == "day"
    assert taken(small, 1, now=NOW + 90_500) == 1


def test_a_spent_budget_pauses_the_project_once_until_half_of_it_is_free(small):
    taken(small, 400)
    taken(small, 500, now=NOW + 600)
    assert taken(small, 200, now=NOW + 700) == 0
    assert taken(small, 1, now=NOW + 800) == 0  # though one byte would fit

    (told,) = paused(small)
    assert (told["window"], told["limit"], told["shown"], told["asked"]) == ("hour", 1000, 900, 200)
    assert told["until"] == NOW + STEP + 3600
    assert taken(small, 1, now=told["until"] + 1) == 1


def test_a_paused_project_opens_no_workspace_and_closes_those_that_run(small):
    now = time.time()
    with small.unit() as uow:
        enter_workspace(uow, "claire", "sepsis")
        uow.commit()
    taken(small, 1001, now=now)

    with small.unit() as uow:
        with pytest.raises(Refusal, match="display-budget-spent") as entering:
            enter_workspace(uow, "claire", "sepsis")
        with pytest.raises(Refusal, match="display-budget-spent"):
            check_entry(uow, "hugo", "sepsis")
    assert entering.value.params["window"] == "hour"


def test_another_budget_ends_the_pause(small):
    taken(small, 1001, now=time.time())
    set_budget(small, 5000, 9000)

    with small.unit() as uow:
        enter_workspace(uow, "claire", "sepsis")


def test_the_budget_of_the_project_file_is_kept_and_its_change_is_planned(world, project_text):
    world.apply(project_text + "workspace:\n  display: {hour: 8M}\n")
    (plan,) = world.apply(project_text + "workspace:\n  display: {hour: 16M, day: 32M}\n")

    changed = {line.params["field"]: line.params["after"] for line in plan.lines}
    assert changed == {"display-hour": "16M", "display-day": "32M"}
    with world.unit() as uow:
        assert uow.session.get_one(ProjectRow, "sepsis").display_hour_bytes == 16 << 20


def test_what_each_session_showed_is_told_and_audited_when_it_closes(small):
    now = int(time.time())
    for shown in (100, 300):
        with small.unit() as uow:
            enter_workspace(uow, "claire", "sepsis")
            take(uow, "claire", "sepsis", shown, shown, now=now)
            close_session(uow, "claire", "sepsis")
            close_session(uow, "claire", "sepsis")
            uow.commit()

    with small.unit() as uow:
        seen = seen_in(uow, "sepsis", now - 600)
        closed = [r.details["shown"] for r in uow.audit.records() if r.event == "workspace.closed"]
    assert [session.total for session in seen.sessions] == [300, 100]
    assert closed == [100, 300]
    assert all(session.user == "claire" and session.closed for session in seen.sessions)


def test_names_on_a_page_of_the_hub_count_whether_a_workspace_is_open_or_never_was(small):
    with small.unit() as uow:
        enter_workspace(uow, "claire", "sepsis")
        close_session(uow, "claire", "sepsis")
        uow.commit()
    assert taken(small, 5000) == 5000, "the hub's own answer"
    for user in ("claire", "hugo"):
        with small.unit() as uow:
            assert take_outside(uow, user, "sepsis", 400, now=NOW) == 400
            uow.commit()

    with small.unit() as uow:
        enter_workspace(uow, "claire", "sepsis")
        uow.commit()
    assert taken(small, 201) == 0


def test_code_is_kept_beside_the_chain_that_proves_it(small):
    code = "print('naïve')\0"
    with small.unit() as uow:
        enter_workspace(uow, "claire", "sepsis")
        take(uow, "claire", "sepsis", 1, 1)
        record_executed(uow, [Executed("claire", "sepsis", "cell", code)])
        uow.commit()
    with small.unit() as uow:
        (record,) = [r for r in uow.audit.records() if r.event == "code.executed"]
        session = seen_in(uow, "sepsis", 0).sessions[0]
        (told,) = code_of(uow, "sepsis", session.id)

        assert record.details["sha256"] == told.digest == hashlib.sha256(code.encode()).hexdigest()
        assert (record.actor, record.details["kind"], session.executed) == ("claire", "cell", 1)
        assert told.code.startswith("print('naïve')")
        assert code_of(uow, "other", session.id) == ()
        uow.session.execute(sa.delete(ExecutedRow))
        uow.commit()
    with small.unit() as uow:
        assert uow.audit.records()


def test_of_very_long_code_the_beginning_is_kept_and_the_whole_is_digested(small):
    code = "x" * (KEPT_CHARACTERS + 1)
    with small.unit() as uow:
        record_executed(uow, [Executed("claire", "sepsis", "cell", code)])
        uow.commit()
    with small.unit() as uow:
        kept = uow.session.scalars(sa.select(ExecutedRow)).one()

    assert len(kept.code) == KEPT_CHARACTERS
    assert kept.digest == hashlib.sha256(code.encode()).hexdigest()
