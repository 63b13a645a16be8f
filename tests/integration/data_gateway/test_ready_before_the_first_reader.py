"""What a first reader would wait for is there before her, and never at the cost of anybody else."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import date, timedelta

import pyarrow.compute as pc
import pyarrow.parquet as parquet
import pytest

from data_gateway.catalogue.loading import ColumnChoices, load
from data_gateway.engines.worker.process import Worker
from data_gateway.patients.opposition import replace_opposition
from data_gateway.patients.project_keys import ProjectKeys
from governance.permits.document import PermitDocument

from .conftest import PERSONS, RunningSite
from .test_gateway_audit import wait_for

MakeSite = Callable[..., RunningSite]


def processes(site: RunningSite) -> int:
    """Each has a folder of its own."""
    return len(list(site.folder.spill.iterdir()))


def spare(site: RunningSite) -> Worker:
    """Of a gateway that was started as its program does."""
    assert site._server is not None
    gateway = site._server._gateway
    gateway.started()
    waiting = gateway._open_permits._spare._spare
    assert waiting is not None
    return waiting


def ahead(site: RunningSite) -> None:
    """The look that a started gateway takes every few seconds."""
    assert site._server is not None
    looking = site._server._gateway._ahead
    assert looking is not None
    looking.look()


def opened(site: RunningSite, permit: PermitDocument) -> Worker | None:
    """Its process, where there is one."""
    assert site._server is not None
    for key, found in site._server._gateway._open_permits._open.items():
        if key[0] == permit.digest():
            return found._workers.get("")
    return None


def test_who_lists_what_she_may_read_finds_it_open(site: RunningSite) -> None:
    permit = site.permit()
    token = site.token(permit)
    site.datasets(token)
    wait_for(lambda: processes(site) == 1)
    assert site.read(token, "person").num_rows == 60
    assert processes(site) == 1


def test_what_was_signed_is_open_before_anybody_reads_and_anew_when_a_patient_refuses(
    site: RunningSite,
) -> None:
    spare(site)
    permit = site.permit()
    token = site.token(permit)
    ahead(site)
    wait_for(lambda: opened(site, permit) is not None, 60)
    before = opened(site, permit)
    assert site.read(token, "person").num_rows == 60
    assert opened(site, permit) is before
    replace_opposition(site.folder.opposition, frozenset({"1", "2"}))
    ahead(site)
    wait_for(lambda: opened(site, permit) not in (before, None), 60)
    after = opened(site, permit)
    assert site.read(token, "person").num_rows == 58
    assert opened(site, permit) is after


def test_what_nobody_reads_takes_a_quarter_of_the_places_at_most(make_site: MakeSite) -> None:
    site = make_site(limits={"open_permits": 4})
    spare(site)
    ended = {"valid_from": date.today() - timedelta(days=9), "valid_until": date.today() - timedelta(days=1)}
    permits = [site.permit("activity"), site.permit("memory"), site.permit("adverse-events", **ended)]
    ahead(site)
    wait_for(lambda: any(opened(site, permit) is not None for permit in permits), 60)
    ahead(site)
    assert sum(opened(site, permit) is not None for permit in permits[:2]) == 1
    assert opened(site, permits[2]) is None


def test_who_lists_ends_no_process_of_another_project(make_site: MakeSite) -> None:
    site = make_site(limits={"open_permits": 1})
    permit = site.permit("adverse-events")
    worker = site.worker(permit)
    site.datasets(site.token(site.permit("activity")))
    assert site.worker(permit).pid == worker.pid
    assert processes(site) == 1


def test_what_nobody_may_read_any_more_is_not_held_though_nobody_asks(site: RunningSite) -> None:
    spare(site)
    permits = stopped, _ = site.permit("activity"), site.permit("memory")
    for permit in permits:
        assert site.read(site.token(permit), "person").num_rows == PERSONS
    assert site._server is not None
    gateway = site._server._gateway
    assert gateway._open_permits.made.projects() == {"activity", "memory"}
    gateway._permits.withdraw(stopped.digest())
    ProjectKeys(site.folder).destroy("memory")

    def forgotten() -> bool:
        ahead(site)
        held = [permit for permit in permits if opened(site, permit) is not None]
        return not held and not gateway._open_permits.made.projects()

    wait_for(forgotten, 60)
    wait_for(lambda: processes(site) == 1, 60)  # the one that knows no permit yet


def test_the_first_reader_is_served_by_the_process_that_waited(site: RunningSite) -> None:
    waiting = spare(site)
    permit = site.permit()
    assert site.read(site.token(permit), "person").num_rows == 60
    assert site.worker(permit).pid == waiting.pid


def test_a_process_that_died_waiting_is_missed_by_nobody(site: RunningSite) -> None:
    waiting = spare(site)
    os.kill(waiting.pid, signal.SIGKILL)
    wait_for(lambda: not waiting.alive)
    assert site.read(site.token(site.permit()), "person").num_rows == 60
    wait_for(lambda: processes(site) == 1)


@pytest.mark.parametrize("opened", [False, True], ids=["waiting", "opened"])
def test_a_process_that_waited_ends_with_its_gateway_and_leaves_no_file(
    site: RunningSite, opened: bool
) -> None:
    waiting = spare(site)
    if opened:
        site.read(site.token(site.permit()), "person")
    site.stop()
    wait_for(lambda: not waiting.alive)
    wait_for(lambda: processes(site) == 0)


def test_ids_of_a_file_that_was_put_right_are_there_when_the_permit_opens_anew(site: RunningSite) -> None:
    held = parquet.read_table(site.source / "measurement.parquet")
    parquet.write_table(held.filter(pc.field("person_id") < PERSONS), site.source / "measurement.parquet")
    load(
        site.source, site.folder.datasets, "omop", {"en": "OMOP"}, ColumnChoices(), memory="500MB", threads=1
    )
    (file,) = (site.folder.datasets / "omop" / "current").glob("visit_occurrence*.parquet")
    content = file.read_bytes()
    file.write_bytes(b"damaged")
    token = site.token(site.permit())
    assert site.read(token, "person").num_rows == PERSONS  # the last visit has no pseudonym yet
    file.write_bytes(content)
    replace_opposition(site.folder.opposition, frozenset({"1"}))
    assert site.read(token, "visit_occurrence").num_rows == PERSONS - 1
