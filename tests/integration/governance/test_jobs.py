"""Who may hand in a job, whose job starts next, and how each end is written down."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from governance.access.job_access import grant_job_access
from governance.cli import app
from governance.display.seen import SeenCode
from governance.display.seen import code_of as seen_code_of
from governance.jobs.job import JobLimits, JobOrder, JobState
from governance.jobs.record import find_job, jobs_of, own_job
from governance.jobs.submission import retry_job, submit_jobs
from governance.jobs.turn import (
    begin_job,
    cancel_job,
    close_hopeless,
    end_job,
    next_job,
    refusal_to_run,
)
from governance.jobs.viewing import jobs_seen_by, stop_job
from governance.refusal import Refusal
from governance.storage.tables import MemberRow, PermitRow, ProjectRow
from governance.storage.work_tables import ExecutedRow

LIMITS = JobLimits(at_once=2, in_all=4, waiting=20, seconds=3600)


def notebook(*cells: str) -> bytes:
    code = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": code}).encode()


class Queue:
    """Jobs of the projects `sepsis`, `stroke` and `asthma`, as a worker would run them."""

    def __init__(self, world) -> None:
        self.world = world

    def hand_in(self, project: str = "sepsis", user: str = "claire", limits=LIMITS, **order):
        whole = {"notebook": "study.ipynb", "content": notebook("1 + 1"), **order}
        with self.world.unit() as uow:
            jobs = submit_jobs(uow, user, project, JobOrder(**whole), limits)
            uow.commit()
        return [job.id for job in jobs]

    def next(self, limits=LIMITS) -> int | None:
        with self.world.unit() as uow:
            return next_job(uow, limits)

    def begin(self, limits=LIMITS) -> int | None:
        job = self.next(limits)
        if job is not None:
            with self.world.unit() as uow:
                begin_job(uow, job, "sha256:image", "worker-1")
                uow.commit()
        return job

    def end(self, job: int, state: JobState = JobState.FINISHED, reason: str = "") -> None:
        with self.world.unit() as uow:
            end_job(uow, job, state, reason)
            uow.commit()

    def job(self, job: int):
        with self.world.unit() as uow:
            return find_job(uow, job)

    def tidy(self) -> None:
        with self.world.unit() as uow:
            close_hopeless(uow)
            uow.commit()

    def change(self, project: str, **columns) -> None:
        with self.world.unit() as uow:
            row = uow.session.get_one(ProjectRow, project)
            for name, value in columns.items():
                setattr(row, name, value)
            uow.commit()


@pytest.fixture
def queue(world) -> Queue:
    world.open()
    with world.unit() as uow:
        sepsis = uow.session.get_one(ProjectRow, "sepsis")
        for name in ("stroke", "asthma"):
            copied = {c.name: getattr(sepsis, c.name) for c in ProjectRow.__table__.c if c.name != "id"}
            members = [MemberRow(user=m.user, role=m.role, position=m.position) for m in sepsis.members]
            permits = [
                PermitRow(
                    digest=f"{name}{one.digest}"[:64],
                    site=one.site,
                    version=one.version,
                    position=one.position,
                    state=one.state,
                    document={**one.document, "project": name},
                    signed=one.signed,
                )
                for one in sepsis.permits
            ]
            uow.session.add(ProjectRow(id=name, **copied, members=members, permits=permits))
            uow.session.flush()
            for step in sepsis.steps:
                values = {c.name: getattr(step, c.name) for c in step.__table__.c if c.name != "id"}
                uow.session.add(type(step)(**values | {"project": name}))
        uow.commit()
    return Queue(world)


def test_the_next_job_is_of_the_project_that_ran_one_longest_ago(queue):
    for project, number in (("sepsis", 6), ("stroke", 3), ("asthma", 2)):
        for _ in range(number):
            queue.hand_in(project)

    began = []
    while (job := queue.begin()) is not None:
        began.append(queue.job(job).project)
        queue.end(job)

    assert began == ["sepsis", "stroke", "asthma"] * 2 + ["sepsis", "stroke"] + ["sepsis"] * 3


def test_a_project_that_comes_later_does_not_wait_for_the_backlog_of_another(queue):
    queue.hand_in("sepsis", runs=tuple({"n": n} for n in range(10)))
    queue.end(queue.begin())
    (late,) = queue.hand_in("stroke")

    assert queue.next() == late


def test_no_project_and_not_all_together_run_more_than_they_may(queue):
    for project in ("sepsis", "stroke", "asthma"):
        queue.hand_in(project, runs=({}, {}, {}))

    began = [queue.job(queue.begin()).project for _ in range(4)]

    assert queue.begin() is None
    assert max(began.count(project) for project in began) == 2


def test_a_job_has_no_more_than_its_installation_gives_one_though_its_project_may_have_more(queue):
    queue.change("sepsis", memory_bytes=8 << 30, cpus=4.0)
    limits = replace(LIMITS, memory_bytes=2 << 30, cpus=1.5)
    (before,) = queue.hand_in(memory_bytes=4 << 30, cpus=3.0)

    (usual,) = queue.hand_in(limits=limits)
    with pytest.raises(Refusal, match="job-memory-over"):
        queue.hand_in(limits=limits, memory_bytes=(2 << 30) + 1)
    with pytest.raises(Refusal, match="job-cpus-over"):
        queue.hand_in(limits=limits, cpus=1.6)
    with queue.world.unit() as uow:
        cancel_job(uow, before, "claire")
        again = retry_job(uow, "claire", "sepsis", before, limits)

    assert (queue.job(usual).memory_bytes, queue.job(usual).cpus) == (2 << 30, 1.5)
    assert (again.memory_bytes, again.cpus) == (2 << 30, 1.5)


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"memory_bytes": 1 << 45}, "job-memory-over"),
        ({"cpus": 1000.0}, "job-cpus-over"),
        ({"seconds": 3601}, "job-time-over"),
        ({"gpu": 1}, "job-gpu-over"),
        ({"after": (999,)}, "job-after-unknown"),
        ({"runs": ({},) * 21}, "job-queue-full"),
        ({"content": b"no notebook"}, "job-notebook-unreadable"),
        ({"content": b" " * (1 << 21)}, "job-notebook-too-large"),
    ],
)
def test_a_job_asks_for_no_more_than_its_project_has(queue, order, code):
    with pytest.raises(Refusal, match=code):
        queue.hand_in(**order)
    assert "job.submitted" not in queue.world.events()


def test_a_job_waits_for_no_job_of_another_project(queue):
    (other,) = queue.hand_in("stroke")

    with pytest.raises(Refusal, match="job-after-unknown"):
        queue.hand_in("sepsis", after=(other,))


def test_who_is_no_member_hands_in_nothing(queue):
    with pytest.raises(Refusal, match="not-a-member"):
        queue.hand_in(user="ines")


def test_a_job_waits_until_those_before_it_have_finished(queue):
    (first,) = queue.hand_in()
    (second,) = queue.hand_in(after=(first,))

    assert queue.begin() == first
    assert queue.job(first).node == "worker-1"
    assert queue.next() is None
    queue.end(first)
    assert queue.next() == second


def test_a_job_that_waits_for_one_that_failed_is_stopped(queue):
    (first,) = queue.hand_in()
    (second,) = queue.hand_in(after=(first,))
    (third,) = queue.hand_in(after=(second,))
    queue.end(queue.begin(), JobState.FAILED, "error")

    queue.tidy()
    queue.tidy()

    assert [(queue.job(job).state, queue.job(job).reason) for job in (second, third)] == [
        (JobState.CANCELLED, "dependency")
    ] * 2


def test_a_running_job_must_stop_when_its_project_is_suspended_and_reads_nothing(queue):
    (job,) = queue.hand_in()
    queue.begin()
    key = Ed25519PrivateKey.generate()
    with queue.world.unit() as uow:
        assert refusal_to_run(uow, job) == ""
        assert grant_job_access(uow, job, key)

    queue.change("sepsis", state="SUSPENDED")

    with queue.world.unit() as uow:
        assert refusal_to_run(uow, job) == "project-not-active"
        with pytest.raises(Refusal, match="project-not-active"):
            grant_job_access(uow, job, key)


def test_a_job_that_is_not_running_reads_nothing(queue):
    (job,) = queue.hand_in()
    key = Ed25519PrivateKey.generate()
    with queue.world.unit() as uow, pytest.raises(Refusal, match="job-over"):
        grant_job_access(uow, job, key)
    queue.begin()
    queue.end(job)
    with queue.world.unit() as uow, pytest.raises(Refusal, match="job-over"):
        grant_job_access(uow, job, key)


def test_what_waits_in_the_name_of_who_left_is_stopped(queue):
    (job,) = queue.hand_in()
    queue.change("sepsis", members=[])

    queue.tidy()

    assert (queue.job(job).state, queue.job(job).reason) == (JobState.CANCELLED, "not-a-member")


def test_each_step_of_a_job_is_in_the_audit_and_an_end_is_told_once(queue):
    (job,) = queue.hand_in()
    queue.begin()
    queue.end(job, JobState.FAILED, "memory")
    queue.end(job)

    told = [event for event in queue.world.events() if event.startswith("job.")]
    assert told == ["job.submitted", "job.started", "job.failed"]
    assert (queue.job(job).state, queue.job(job).reason) == (JobState.FAILED, "memory")


def test_the_code_of_a_job_is_recorded_with_its_parameters_when_it_starts(queue):
    queue.hand_in(content=notebook("import d2h_sdk", "x = 1"), runs=({"year": 2024},))
    with queue.world.unit() as uow:
        assert uow.session.query(ExecutedRow).count() == 0
    queue.begin()

    with queue.world.unit() as uow:
        session = uow.session.query(ExecutedRow).one().session
        (seen,) = seen_code_of(uow, "sepsis", session)
    assert isinstance(seen, SeenCode)
    assert seen.kind == "job"
    assert seen.code == '# parameters: {"year": 2024}\n\n# %%\nimport d2h_sdk\n\n# %%\nx = 1'


def test_a_cancelled_job_neither_starts_nor_is_cancelled_again(queue):
    (job,) = queue.hand_in()
    with queue.world.unit() as uow:
        cancel_job(uow, job, "claire")
        uow.commit()

    assert queue.next() is None
    with queue.world.unit() as uow, pytest.raises(Refusal, match="job-over"):
        cancel_job(uow, job, "claire")
    with queue.world.unit() as uow, pytest.raises(Refusal, match="job-not-waiting"):
        begin_job(uow, job, "sha256:image")


def test_nobody_reaches_the_job_of_another_member_or_project(queue):
    (job,) = queue.hand_in()
    with queue.world.unit() as uow:
        for user, project in (("hugo", "sepsis"), ("claire", "stroke")):
            with pytest.raises(Refusal, match="job-unknown"):
                own_job(uow, user, project, job)
            with pytest.raises(Refusal, match="job-unknown"):
                retry_job(uow, user, project, job, LIMITS)
        assert jobs_of(uow, project="sepsis", user="hugo") == ()


def test_a_retry_is_a_new_job_and_only_of_one_that_ended(queue):
    (job,) = queue.hand_in(runs=({"year": 2024},))
    with queue.world.unit() as uow, pytest.raises(Refusal, match="job-not-over"):
        retry_job(uow, "claire", "sepsis", job, LIMITS)
    queue.begin()
    queue.end(job, JobState.LOST, "lost")

    with queue.world.unit() as uow:
        again = retry_job(uow, "claire", "sepsis", job, LIMITS)
        uow.commit()

    assert (again.retry_of, again.parameters, again.state) == (job, {"year": 2024}, JobState.QUEUED)
    assert queue.job(job).state == JobState.LOST


def test_the_command_line_lists_what_is_open_and_stops_one_in_the_name_of_an_admin(queue, monkeypatch):
    (job,) = queue.hand_in(notebook="patient-1234.ipynb")
    settings = queue.world.settings
    for name in ("database_url", "key_file", "audit_anchor"):
        monkeypatch.setenv(f"D2H_GOVERNANCE_{name.upper()}", str(getattr(settings, name)))

    def d2h(*words: str) -> str:
        answer = CliRunner().invoke(app, ["jobs", *words])
        assert answer.exit_code == 0, answer.output
        return answer.output

    listed = d2h("list", "--project", "sepsis", "--language", "fr")
    assert f"{job}  sepsis  claire  en attente" in listed and "patient-1234" not in listed
    assert "arrêté" in d2h("cancel", str(job), "--as", "nadia", "--language", "fr")
    assert "Aucun traitement" in d2h("list", "--language", "fr")
    assert json.loads(d2h("list", "--all", "--json"))[0]["reason"] == "asked"
    with queue.world.unit() as uow:
        assert list(uow.audit.records())[-1].actor == "nadia"


@pytest.mark.parametrize(
    ("user", "may"), [("claire", True), ("nadia", True), ("hugo", False), ("ines", False)]
)
def test_a_job_is_stopped_by_its_member_a_lead_or_an_admin(queue, user, may):
    (job,) = queue.hand_in()
    with queue.world.unit() as uow:
        if may:
            assert stop_job(uow, user, job).state == JobState.CANCELLED
        else:
            with pytest.raises(Refusal, match="job-unknown"):
                stop_job(uow, user, job)


def test_members_see_the_jobs_of_their_projects_and_how_many_wait_before(queue):
    queue.hand_in(runs=({}, {}))
    with queue.world.unit() as uow:
        seen = jobs_seen_by(uow, "hugo")
        assert [(one.ahead, one.may_stop) for one in seen] == [(1, False), (0, False)]
        assert jobs_seen_by(uow, "ines") == ()
