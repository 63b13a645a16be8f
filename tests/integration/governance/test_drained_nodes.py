"""A machine that an administrator is about to stop: what starts there, and who said so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from governance.actor import Actor
from governance.jobs.job import JobLimits, JobOrder
from governance.jobs.submission import submit_jobs
from governance.nodes import drain_node, drained_nodes, is_drained, reopen_node, require_open_node
from governance.refusal import Refusal
from hub_config.jobs.desk import JobDesk
from launcher.node_cli import app

NADIA = Actor("nadia", {})
LIMITS = JobLimits(at_once=2, in_all=4, waiting=20, seconds=3600)
PEOPLE = """\
people:
  - {user: nadia, name: Nadia, roles: [admin]}
  - {user: hugo, name: Hugo, roles: [researcher]}
"""
NOTEBOOK = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}).encode()


def node(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), prog_name="d2h node")


def drain(world, node: str = "here", reason: str = "New kernel") -> None:
    with world.unit() as uow:
        drain_node(uow, node, reason, NADIA)
        uow.commit()


def reopen(world, node: str = "here") -> None:
    with world.unit() as uow:
        reopen_node(uow, node, NADIA)
        uow.commit()


def test_nothing_starts_on_a_drained_machine_until_it_is_reopened_and_others_are_not_concerned(world):
    drain(world)

    with world.unit() as uow:
        require_open_node(uow, "there")
        with pytest.raises(Refusal, match="node-drained"):
            require_open_node(uow, "here")
        assert [(one.node, one.reason, one.by) for one in drained_nodes(uow)] == [
            ("here", "New kernel", "nadia")
        ]
    reopen(world)

    with world.unit() as uow:
        require_open_node(uow, "here")
        assert drained_nodes(uow) == ()
    assert world.events()[-2:] == ["node.drained", "node.reopened"]


@pytest.mark.parametrize(
    ("node", "reason", "code"),
    [
        ("here", " \n ", "node-reason-unfit"),
        ("here", "x" * 201, "node-reason-unfit"),
        ("", "New kernel", "node-name-unfit"),
        ("x" * 256, "New kernel", "node-name-unfit"),
        ("a\x1b[2Jb", "New kernel", "node-name-unfit"),
    ],
)
def test_a_drain_names_a_machine_and_its_reason(world, node, reason, code):
    with pytest.raises(Refusal, match=code):
        drain(world, node, reason)

    with world.unit() as uow:
        assert not is_drained(uow, node)


def test_a_machine_is_drained_once_and_reopened_once(world):
    drain(world)

    with pytest.raises(Refusal, match="node-already-drained"):
        drain(world)
    reopen(world)
    with pytest.raises(Refusal, match="node-not-drained"):
        reopen(world)


def test_jobs_keep_their_place_while_their_machine_is_drained_and_say_why_they_wait(world):
    world.open()
    with world.unit() as uow:
        order = JobOrder(notebook="study.ipynb", content=NOTEBOOK)
        (job,) = submit_jobs(uow, "claire", "sepsis", order, LIMITS)
        uow.commit()
    desk = JobDesk(world.settings, LIMITS, closed=lambda _: "here" in desk.drained())
    drain(world)

    assert desk.next(passed_projects={"sepsis"}) is None and desk.next(passed_jobs={job.id}) is None
    assert [one.reason for one in desk.own("claire", "sepsis")] == ["node-drained"]
    reopen(world)
    assert desk.next() == job.id
    assert [one.reason for one in desk.own("claire", "sepsis")] == [""]


def test_only_an_admin_drains_a_machine_and_the_hubs_own_name_is_meant(
    d2h: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("D2H_HUB_NODE", "node-a")
    Path("people.yaml").write_text(PEOPLE, encoding="utf-8")
    d2h("people", "apply", "people.yaml")

    drained = node("drain", "--reason", "New kernel", "--as", "nadia")
    told = json.loads(node("list", "--json").stdout)["drained"]
    again = node("drain", "--reason", "New kernel", "--as", "nadia")
    unknown = node("drain", "--node", "node-b", "--reason", "New kernel", "--as", "nadia")

    assert drained.stdout.startswith("No workspace and no job starts on node-a any more")
    assert [(one["node"], one["reason"]) for one in told] == [("node-a", "New kernel")]
    assert again.exit_code == 1 and "drained already" in again.stderr
    assert unknown.exit_code == 1 and "no machine node-b" in unknown.stderr
    assert node("reopen", "--as", "hugo").exit_code == 1
    assert node("reopen", "--as", "nadia").exit_code == 0
    assert node("list").stdout.strip() == "No machine is drained."
