"""An approved notebook that reads where the members of its project may not, and only as a batch job."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.access.job_access import grant_job_access
from governance.access.token import JOBS_AUDIENCE, AccessClaims, verify_access_token
from governance.access.workspace_entry import check_entry, enter_workspace, grant_access
from governance.cli.plan_text import line_words
from governance.jobs.job import JobLimits, JobOrder, JobState
from governance.jobs.record import find_job
from governance.jobs.submission import retry_job, submit_jobs
from governance.jobs.turn import begin_job, close_hopeless, end_job, job_grant, refusal_to_run
from governance.people.person import Person
from governance.permits.approval import permits_of_site
from governance.projects.plan import ProjectPlan
from governance.refusal import Refusal
from governance.source_file import SourceRefusal
from governance.words import governance_words

from .conftest import PROJECT, World
from .test_jobs import notebook

LIMITS = JobLimits(at_once=2, in_all=4, waiting=20, seconds=3600)
KEY = Ed25519PrivateKey.generate()
APPROVED = notebook("d2h.read('person')")
OTHER = notebook("d2h.read('person').to_csv('project/everybody.csv')")


def file_of(content: bytes = APPROVED, author: str = "claire", approved_by: str = "ines") -> str:
    return PROJECT + (
        "algorithms:\n"
        f"  - {{name: score, notebook: {hashlib.sha256(content).hexdigest()},"
        f" author: {author}, approved_by: {approved_by}}}\n"
    )


def hand_in(world: World, user: str = "claire", content: bytes = APPROVED, **more: Any) -> int:
    order = JobOrder.model_validate(
        {"notebook": "project/score.ipynb", "content": content, "algorithm": "score", **more}
    )
    with world.unit() as uow:
        (job,) = submit_jobs(uow, user, "sepsis", order, LIMITS)
        uow.commit()
    return job.id


def said(plan: ProjectPlan) -> list[str]:
    return [f"{line.sign} {line_words(line, governance_words('en'))}" for line in plan.lines]


def claims(token: str) -> AccessClaims:
    return verify_access_token(token, KEY.public_key(), audience=JOBS_AUDIENCE)


def test_an_algorithm_reads_by_its_own_permit_as_a_job_and_nobody_else_does(world: World) -> None:
    world.open(file_of())
    with world.unit() as uow:
        (asked,) = permits_of_site(uow, "lyon")
        (reader,) = asked.document["members"]
    assert reader == f"algorithm--score--{hashlib.sha256(APPROVED).hexdigest()}"

    # Whoever hands it in has a workspace without any site's door, and a token that opens none.
    job = hand_in(world, "hugo")
    with world.unit() as uow:
        assert enter_workspace(uow, "hugo", "sepsis").sites == ()
        assert claims(grant_access(uow, "hugo", "sepsis", KEY)).permits == {}
        granted = job_grant(uow, job)
        assert granted is not None
        found, grant, content = granted
        assert (content, grant.user) == (APPROVED, reader)
        assert [site.id for site in grant.sites] == ["lyon", "grenoble"]
        # Its own files, and no code of a member's beside it.
        assert (found.reader, found.notebook, found.user) == (reader, "score.ipynb", "hugo")
        begin_job(uow, job, "sha256:image")
        its = claims(grant_job_access(uow, job, KEY))
        assert (its.user, its.permits) == (reader, {site.id: its.permits[site.id] for site in grant.sites})
        end_job(uow, job, JobState.FINISHED)
        uow.commit()
    with world.unit() as uow, pytest.raises(Refusal, match="job-over"):
        grant_job_access(uow, job, KEY)

    # It is nobody who could log in or open a workspace.
    for user in (reader, "score", "ines"):
        with world.unit() as uow, pytest.raises(Refusal, match="not-a-member"):
            check_entry(uow, user, "sepsis")
        with pytest.raises(Refusal, match="not-a-member"):
            hand_in(world, user)
    with pytest.raises(ValueError, match="username"):
        Person(username=reader, full_name="Score")


def test_nothing_but_what_was_approved_runs_as_the_algorithm(world: World) -> None:
    world.open(file_of())
    for changed, code in (
        ({"content": OTHER}, "algorithm-changed"),
        ({"content": APPROVED + b" "}, "algorithm-changed"),
        ({"algorithm": "another"}, "algorithm-unknown"),
        ({"runs": ({"path": "everybody.csv"},)}, "algorithm-parameters"),
        ({"runs": ({}, {"path": "everybody.csv"})}, "algorithm-parameters"),
    ):
        with pytest.raises(Refusal, match=code):
            hand_in(world, **changed)
    # A member's own job runs, with nothing to read.
    own = hand_in(world, algorithm=None, content=OTHER)
    with world.unit() as uow:
        begin_job(uow, own, "sha256:image")
        its = claims(grant_job_access(uow, own, KEY))
        assert (its.user, its.permits) == ("claire", {})


def test_a_changed_algorithm_reads_only_once_every_site_has_signed_for_it(world: World) -> None:
    world.open(file_of())
    waiting, running = hand_in(world), hand_in(world)
    with world.unit() as uow:
        begin_job(uow, running, "sha256:image")
        uow.commit()
    world.apply(file_of(OTHER))
    with world.unit() as uow:
        assert refusal_to_run(uow, running) == "algorithm-changed"
        with pytest.raises(Refusal, match="algorithm-changed"):
            grant_job_access(uow, running, KEY)
        close_hopeless(uow)
        assert find_job(uow, waiting).reason == "algorithm-changed"
        end_job(uow, running, JobState.CANCELLED, "asked")
        uow.commit()
    with world.unit() as uow, pytest.raises(Refusal, match="algorithm-changed"):
        retry_job(uow, "claire", "sepsis", running, LIMITS)
    with pytest.raises(Refusal, match="no-permit-in-force"):
        hand_in(world, content=OTHER)
    world.sign("lyon")
    job = hand_in(world, content=OTHER)
    with world.unit() as uow:
        granted = job_grant(uow, job)
        assert granted is not None and [site.id for site in granted[1].sites] == ["lyon"]


def test_members_lose_their_reading_at_once_when_a_project_is_given_to_an_algorithm(world: World) -> None:
    world.open()
    with world.unit() as uow:
        assert claims(grant_access(uow, "claire", "sepsis", KEY)).permits.keys() == {"lyon", "grenoble"}
    (plan,) = world.apply(file_of())
    told = "\n".join(said(plan))
    assert "+ algorithm score: notebook " in told and "by claire, approved by ines" in told
    assert "! the permits are for its algorithms alone" in told
    with world.unit() as uow:
        assert claims(grant_access(uow, "claire", "sepsis", KEY)).permits == {}
    (again,) = world.apply(file_of())
    assert again.change == "none"
    (back,) = world.apply()
    assert "- algorithm score" in "\n".join(said(back))
    with pytest.raises(Refusal, match="algorithm-unknown"):
        hand_in(world)


def test_a_file_that_names_no_second_person_or_no_notebook_is_refused_where_it_says_so(world: World) -> None:
    for text, code in (
        (file_of(approved_by="claire"), "algorithm-own-approval"),
        (file_of(approved_by="nobody"), "person-unknown"),
        (file_of() + file_of().rpartition("algorithms:\n")[2], "algorithm-twice"),
        (file_of().replace("notebook: ", "notebook: A"), "notebook-digest-wrong"),
        (file_of().replace("name: score", "name: a--b"), "value-not-a-name"),
        (file_of().replace("author: claire, ", ""), "key-missing"),
    ):
        with pytest.raises(SourceRefusal) as refused:
            world.apply(text)
        assert [fault.code for fault in refused.value.faults] == [code]
        assert all(fault.line for fault in refused.value.faults)
