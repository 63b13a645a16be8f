"""A device has one holder at most, on SQLite and PostgreSQL alike; who finds none free waits for a turn."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from governance.gpus.allotment import Waiting, allot, gpu_state, leave_queue, reconcile, release
from governance.gpus.device import GpuDevice, GpuWish
from governance.gpus.queue import KEPT_FREE, Holder, workspace_holder
from governance.refusal import Refusal
from governance.storage.tables import ProjectRow
from governance.storage.work_tables import GpuRow

ONE = GpuWish(kind="a100")
DEVICES = [GpuDevice(id=f"GPU-{number}", node="n", kind="a100") for number in (1, 2)]
CLAIRE, HUGO = (workspace_holder(user, "sepsis") for user in ("claire", "hugo"))
JOB = Holder("job", "17", "claire", "sepsis")
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def gpus(world):
    """The project sepsis, whose workspaces may have two devices."""
    world.open()
    with world.unit() as uow:
        uow.session.get_one(ProjectRow, "sepsis").gpus = 2
        uow.commit()
    return world


def ask(world, holder, wish=ONE, devices=DEVICES, *, node="n", now=NOW):
    with world.unit() as uow:
        got = allot(uow, holder, wish, devices, node=node, now=now)
        uow.commit()
    return got if isinstance(got, Waiting) else [device.id for device in got]


def free(world, holder, *, now=NOW):
    with world.unit() as uow:
        release(uow, holder, DEVICES, "stopped", now=now)
        uow.commit()


def state(world, *, now=NOW):
    with world.unit() as uow:
        return gpu_state(uow, now=now)


def test_two_never_hold_the_same_device(gpus):
    assert ask(gpus, CLAIRE) == ["GPU-1"]
    assert ask(gpus, HUGO) == ["GPU-2"]
    assert ask(gpus, JOB) == Waiting(1)


def test_who_asks_again_has_what_was_allotted(gpus):
    ask(gpus, CLAIRE)

    assert ask(gpus, CLAIRE) == ["GPU-1"]
    assert gpus.events().count("gpu.allotted") == 1


def test_the_database_itself_refuses_a_second_holder(gpus):
    ask(gpus, CLAIRE)
    with gpus.unit() as uow:
        uow.session.add(GpuRow(device="GPU-1", holder=HUGO.id, user="hugo", project="sepsis", since=NOW))

        with pytest.raises(sa.exc.IntegrityError):
            uow.session.flush()


def test_many_who_ask_at_once_share_out_what_there_is(gpus):
    holders = [Holder("job", str(number), "claire", "sepsis") for number in range(8)]
    got = {}
    threads = [
        threading.Thread(target=lambda one=one: got.update({one.id: ask(gpus, one)})) for one in holders
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    devices = [one for each in got.values() if isinstance(each, list) for one in each]
    waiting = sorted(each.position for each in got.values() if isinstance(each, Waiting))
    assert sorted(devices) == ["GPU-1", "GPU-2"]
    assert waiting == [1, 2, 3, 4, 5, 6]


def test_a_device_that_is_free_again_is_kept_for_the_first_who_waits(gpus):
    ask(gpus, CLAIRE, GpuWish(kind="a100", count=2))
    assert ask(gpus, HUGO) == Waiting(1)
    assert ask(gpus, JOB) == Waiting(2)

    free(gpus, CLAIRE)
    ask(gpus, CLAIRE, GpuWish(kind="a100", count=2))

    assert state(gpus).is_turn_of(HUGO, DEVICES)
    assert state(gpus).position_of(CLAIRE) == 3
    assert ask(gpus, HUGO) == ["GPU-1"]
    assert ask(gpus, JOB) == ["GPU-2"]


def test_a_turn_that_nobody_takes_is_the_next_ones(gpus):
    ask(gpus, CLAIRE, GpuWish(kind="a100", count=2))
    ask(gpus, HUGO, GpuWish(kind="a100", count=2))
    ask(gpus, JOB)
    free(gpus, CLAIRE)
    later = NOW + KEPT_FREE + timedelta(seconds=1)

    assert ask(gpus, JOB) == Waiting(2)
    assert ask(gpus, JOB, now=later) == ["GPU-1"]
    assert state(gpus, now=later).place_of(HUGO) is None
    assert "gpu.turn-lapsed" in gpus.events()


def test_who_leaves_the_queue_gives_the_place_to_the_next(gpus):
    ask(gpus, CLAIRE, GpuWish(kind="a100", count=2))
    ask(gpus, HUGO)
    ask(gpus, JOB)
    with gpus.unit() as uow:
        leave_queue(uow, HUGO, DEVICES)
        uow.commit()

    assert state(gpus).position_of(JOB) == 1
    assert gpus.events()[-1] == "gpu.queue-left"


def test_what_nobody_alive_holds_is_released_and_the_rest_stays(gpus):
    ask(gpus, CLAIRE)
    ask(gpus, JOB)
    with gpus.unit() as uow:
        assert reconcile(uow, "workspace", [], DEVICES) == [CLAIRE.id]
        uow.commit()

    assert state(gpus).held == {"GPU-2": JOB.id}
    with gpus.unit() as uow:
        (told,) = (r for r in uow.audit.records() if r.event == "gpu.released")
    assert (told.details["devices"], told.details["why"]) == ("GPU-1", "gone")


def test_another_kind_gives_the_first_device_back(gpus):
    devices = [*DEVICES, GpuDevice(id="MIG-1", node="n", kind="slice")]
    ask(gpus, CLAIRE)

    assert ask(gpus, CLAIRE, GpuWish(kind="slice"), devices) == ["MIG-1"]
    assert state(gpus).held == {"MIG-1": CLAIRE.id}


def test_who_works_on_another_machine_has_its_devices_and_waits_there_alone(gpus):
    there = GpuDevice(id="GPU-9", node="m", kind="a100")
    devices = [*DEVICES, there]
    assert ask(gpus, CLAIRE, devices=devices, node="m") == ["GPU-9"]

    assert ask(gpus, HUGO, devices=devices, node="m") == Waiting(1)
    assert ask(gpus, JOB, devices=devices) == ["GPU-1"]
    assert ask(gpus, HUGO, devices=devices) == ["GPU-2"]
    assert state(gpus).places == ()


def test_a_project_has_no_more_than_its_file_says(gpus):
    with pytest.raises(Refusal, match="gpu-not-permitted"):
        ask(gpus, CLAIRE, GpuWish(kind="a100", count=3))


def test_what_the_installation_has_not_is_refused_and_not_waited_for(gpus):
    with pytest.raises(Refusal, match="gpu-unknown"):
        ask(gpus, CLAIRE, GpuWish(kind="h100"))
    assert state(gpus).places == ()


def test_a_file_says_how_many_gpus_a_workspace_may_have(gpus, project_text):
    plans = gpus.apply(project_text + "workspace: {gpus: 1}\n")

    assert any(line.params.get("field") == "gpus" for line in plans[0].lines)
    with gpus.unit() as uow:
        assert uow.session.get_one(ProjectRow, "sepsis").gpus == 1
