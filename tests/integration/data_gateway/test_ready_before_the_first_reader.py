"""What a first reader would wait for is there before her, and never at the cost of anybody else."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest

from data_gateway.engines.worker.process import Worker

from .conftest import RunningSite
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


def test_who_lists_what_she_may_read_finds_it_open(site: RunningSite) -> None:
    permit = site.permit()
    token = site.token(permit)
    site.datasets(token)
    wait_for(lambda: processes(site) == 1)
    assert site.read(token, "person").num_rows == 60
    assert processes(site) == 1


def test_who_lists_ends_no_process_of_another_project(make_site: MakeSite) -> None:
    site = make_site(limits={"open_permits": 1})
    permit = site.permit("adverse-events")
    worker = site.worker(permit)
    site.datasets(site.token(site.permit("activity")))
    assert site.worker(permit).pid == worker.pid
    assert processes(site) == 1


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
