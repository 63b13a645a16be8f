"""Notebooks run without their author in sealed containers: what they reach, leave, and are ended by."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import socket
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from governance.gpus.allotment import gpu_state
from governance.jobs.job import JobState
from governance.storage.tables import MemberRow, ProjectRow
from governance.storage.unit_of_work import open_governance
from launcher.client import ClientError
from tests.integration.hub_config.jobs_of_hub import JobsOfHub
from tests.integration.hub_config.test_gpus_of_workspaces import FLAVOURS, leave_queue
from tests.integration.hub_config.test_replays import encoded, notebook, permits_of
from tests.integration.hub_config.texts_of_jobs import (
    ALGORITHM,
    DELETE_AND_RESTORE,
    LOOK_AROUND,
    SUBMIT,
)


@pytest.fixture(scope="module")
def jobs(small_hub) -> Iterator[JobsOfHub]:
    small_hub.env |= {
        "D2H_GOVERNANCE_PORT": str(small_hub.ports["governance"]),
        "D2H_GOVERNANCE_HUB_API_URL": f"http://127.0.0.1:{small_hub.ports['hub_api']}/hub/api",
    }
    served = [
        small_hub.start("governance", sys.executable, "-m", "governance"),
        small_hub.start("jobs", sys.executable, "-m", "hub_config.jobs"),
    ]
    made = JobsOfHub(small_hub)
    made.start_worker()
    end = time.monotonic() + 60
    while socket.socket().connect_ex(("127.0.0.1", small_hub.ports["jobs"])) != 0:
        assert time.monotonic() < end and served[1].poll() is None
        time.sleep(0.1)
    yield made
    for process in (*served, made.worker):
        small_hub.stop(process)


def test_a_notebook_runs_and_leaves_itself_with_its_outputs_in_its_projects_folder(jobs):
    (job,) = jobs.hand_in("1 + 1", "print('the year is', year)", parameters={"year": 2024})

    told = jobs.ended(job)

    assert (told.state, told.reason) == (JobState.FINISHED, ""), jobs.result(job, "log.txt")
    assert "the year is 2024" in jobs.result(job, "study.ipynb")
    assert "the year is 2024" in jobs.result(job, "log.txt")
    assert jobs.container(job) is None


def test_a_hostile_notebook_finds_the_walls_of_a_workspace_and_no_proof_to_carry_away(jobs):
    (job,) = jobs.hand_in(LOOK_AROUND)
    assert jobs.ended(job).state == JobState.FINISHED, jobs.result(job, "log.txt")

    seen = json.loads(jobs.file("seen.json"))

    assert seen["interfaces"] == ["lo"]
    assert seen["doors"] == ["access", "airlock", "north"]
    assert seen["home"] == ["imports", "project", "work"]
    assert seen["user"] == 1000
    assert seen["out"] == "OSError"
    assert seen["hub"] == seen["jobs"] == "ConnectionRefusedError"
    assert seen["proofs"] == []
    assert seen["given"] == seen["door"] == seen["image"] == "OSError"
    assert jobs.file("mine") == "of beta alone" and jobs.file("mine", project="alpha") == ""
    assert seen["reads_as"] == ["claire", "beta", permits_of(jobs.hub, "beta")]


def test_a_notebook_that_fails_tells_where_and_one_that_waits_for_it_does_not_run(jobs):
    (job,) = jobs.hand_in("1", "1 / 0", "print('not reached')")
    (after,) = jobs.hand_in("1", after=[job])

    assert (jobs.ended(job).state, jobs.ended(job).reason) == (JobState.FAILED, "error")
    assert (jobs.ended(after).state, jobs.ended(after).reason) == (JobState.CANCELLED, "dependency")
    assert "ZeroDivisionError" in jobs.result(job, "log.txt")


def test_a_lead_stops_the_job_of_a_member_on_the_page_which_names_no_notebook(jobs, small_hub):
    (job,) = jobs.hand_in("while True: pass", user="hugo", notebook="patient-1234.ipynb", cpus=0.5)
    jobs.until_running(job)
    host = jobs.container(job).attrs["HostConfig"]
    assert (host["NetworkMode"], host["CapDrop"], host["ReadonlyRootfs"]) == ("none", ["ALL"], True)
    assert host["CpuQuota"] == 50_000
    lead, other = small_hub.login("claire"), small_hub.login("nadia")

    page = lead.http.get(f"{lead.hub_url}/hub/d2h/jobs").text
    assert f"Arrêter le traitement {job}" in page and "en cours" in page
    assert "patient-1234" not in page and "project/jobs/" in page
    assert f">{job}<" not in other.http.get(f"{other.hub_url}/hub/d2h/jobs").text
    form = {"_xsrf": lead.xsrf("/hub/")}
    stopped = lead.http.post(f"{lead.hub_url}/hub/d2h/jobs/{job}/stop", data=form)

    assert "arrêté: à la demande" in stopped.text
    end = time.monotonic() + 60
    while jobs.container(job) is not None:
        assert time.monotonic() < end
        time.sleep(0.2)


def test_a_job_ends_when_its_time_is_over(jobs):
    (job,) = jobs.hand_in("while True: pass", seconds=3)

    assert (jobs.ended(job).state, jobs.ended(job).reason) == (JobState.FAILED, "time")


def test_a_job_that_takes_more_memory_than_it_has_ends(jobs):
    (job,) = jobs.hand_in("held = [b'1' * (1 << 26) for _ in range(99)]", memory_bytes=400 << 20)

    assert (jobs.ended(job).state, jobs.ended(job).reason) == (JobState.FAILED, "memory")


def test_a_worker_that_is_killed_loses_no_job_and_runs_none_twice(jobs):
    count = "import time\nopen('runs', 'a').write('x')\ntime.sleep(8)"
    (running,) = jobs.hand_in(count)
    jobs.until_running(running)
    jobs.kill_worker()
    waiting = [one for _ in range(2) for one in jobs.hand_in("1")]
    jobs.start_worker()

    assert [jobs.ended(job).state for job in (running, *waiting)] == [JobState.FINISHED] * 3
    assert jobs.file("runs") == "x"


def test_a_job_whose_container_the_engine_lost_is_told_and_can_be_run_again(jobs):
    (job,) = jobs.hand_in("import time; time.sleep(2)", "print('again')")
    jobs.until_running(job)
    jobs.container(job).remove(force=True)

    assert jobs.ended(job).state == JobState.LOST
    again = jobs.ask("POST", f"/jobs/{job}/retry").json()["jobs"][0]["id"]
    assert jobs.ended(again).state == JobState.FINISHED


def test_jobs_of_who_is_no_member_any_more_are_stopped(jobs):
    (job,) = jobs.hand_in("while True: pass", user="hugo")
    jobs.until_running(job)
    with open_governance(jobs.hub.governance)() as work:
        member = work.session.get_one(MemberRow, ("beta", "hugo"))
        role, position = member.role, member.position
        work.session.delete(member)
        work.commit()

    told = jobs.until(job, lambda told: told.ended is not None, seconds=60)

    assert (told.state, told.reason) == (JobState.CANCELLED, "not-a-member")
    assert jobs.ask("GET", "/jobs", "hugo").status_code == 200  # reads what is his own
    order = {"notebook": "study.ipynb", "content": encoded(notebook("1"))}
    assert jobs.ask("POST", "/jobs", "hugo", json=order).json()["code"] == "not-a-member"
    with open_governance(jobs.hub.governance)() as work:
        work.session.add(MemberRow(project="beta", user="hugo", role=role, position=position))
        work.commit()


def test_an_algorithm_runs_among_its_own_files_and_its_members_code_is_not_beside_it(jobs):
    content = encoded(notebook(ALGORITHM))
    digest = hashlib.sha256(base64.b64decode(content)).hexdigest()
    named = f"algorithm--score--{digest}"
    declared = {"name": "score", "notebook": digest, "author": "claire", "approved_by": "nadia"}
    with open_governance(jobs.hub.governance)() as work:
        project = work.session.get_one(ProjectRow, "beta")
        before = {permit.digest: permit.document for permit in project.permits}
        project.algorithms = [declared]
        for permit in project.permits:
            permit.document = {**permit.document, "members": [named]}
        work.commit()
    try:
        whole = {"notebook": "project/score.ipynb", "content": content, "algorithm": "score"}
        job = jobs.ask("POST", "/jobs", json=whole).json()["jobs"][0]["id"]
        told = jobs.ended(job)
        assert (told.state, told.reason) == (JobState.FINISHED, ""), jobs.result(job, "log.txt")
        assert f"{named} {len(before)}" in jobs.result(job, "score.ipynb")
        # Not where the notebooks of the member who handed it in start, and may have left code.
        assert jobs.file("of-its-own.txt", named) == named
        assert jobs.file("of-its-own.txt") == jobs.file("of-its-own.txt", "") == ""
        changed = {**whole, "content": encoded(notebook("1"))}
        assert jobs.ask("POST", "/jobs", json=changed).json()["code"] == "algorithm-changed"
    finally:
        with open_governance(jobs.hub.governance)() as work:
            project = work.session.get_one(ProjectRow, "beta")
            project.algorithms = []
            for permit in project.permits:
                permit.document = before[permit.digest]
            work.commit()


def test_the_door_opens_to_an_access_token_alone_and_shows_nobody_elses_jobs(jobs):
    (job,) = jobs.hand_in("1", project="alpha")

    assert jobs.client.get("/jobs").json()["code"] == "credential-missing"
    assert jobs.client.get("/jobs", headers={"authorization": "Bearer x.y.z"}).status_code == 401
    assert job not in [one["id"] for one in jobs.ask("GET", "/jobs").json()["jobs"]]
    assert jobs.ask("POST", f"/jobs/{job}/cancel").json()["code"] == "job-unknown"
    for notebook_path in ("../study.ipynb", "/etc/study.ipynb", "study.py"):
        order = {"notebook": notebook_path, "content": encoded(notebook("1"))}
        assert jobs.ask("POST", "/jobs", json=order).json()["code"] == "job-order-malformed"
    assert jobs.ended(job)


def test_a_workspace_hands_in_a_sweep_and_follows_it(jobs, small_hub):
    workspace = small_hub.start_workspace("claire", "alpha")

    said = workspace.execute(SUBMIT)

    assert "('FINISHED', 'FINISHED')" in said
    assert "['3/3', '3/3'] [True, True]" in said
    assert "n=7" in said and "n=8" in said and "terminé" in said
    assert "project/jobs/claire/" in said and "project/many.ipynb" in said
    assert "au plus 0 GPU" in said

    said = workspace.execute(DELETE_AND_RESTORE)

    assert re.search(r"project/many.ipynb .* plus rien", said), said
    assert "/home/researcher/work/project/restored True" in said
    assert re.search(r"in R: .*project/many.ipynb +TRUE.*project/restored/many .*\.ipynb TRUE", said), said
    assert "Aucune copie de never.ipynb" in said
    workspace.stop()
    with open_governance(jobs.hub.governance)() as work:
        *_, first, last = (one for one in work.audit.records() if one.event == "notebook.restored")
    assert [(one.actor, one.details["project"]) for one in (first, last)] == [("claire", "alpha")] * 2


def test_copies_of_a_members_own_notebooks_are_hers_and_those_of_the_project_everybodys(jobs):
    (job,) = jobs.hand_in("open('own.ipynb', 'w').write('{}')\nimport time\ntime.sleep(7)")

    end = time.monotonic() + 120
    while not {"own.ipynb", f"project/jobs/claire/{job}/study.ipynb"} <= jobs.copies("claire").keys():
        assert time.monotonic() < end
        time.sleep(0.5)

    assert f"project/jobs/claire/{job}/study.ipynb" in jobs.copies("hugo")
    assert "own.ipynb" not in jobs.copies("hugo") and "own.ipynb" not in jobs.copies("claire", "alpha")
    own = jobs.copies("claire")["own.ipynb"]
    for user, project in (("hugo", "beta"), ("claire", "alpha")):
        assert jobs.ask("POST", f"/notebooks/{own}/restore", user, project).json()["code"] == "copy-unknown"
    assert jobs.ask("POST", f"/notebooks/{own}/restore").json()["notebook"].startswith("restored/own 20")


@pytest.fixture
def one_gpu(jobs) -> Iterator[str]:
    """A device file that reads like /dev/zero, which `beta` may have."""
    if os.geteuid() != 0:
        pytest.skip("only root makes device files")
    file, declared = Path(f"/dev/d2h-fake-job-{os.getpid()}"), jobs.hub.home / "gpus.yaml"
    os.mknod(file, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    file.chmod(0o666)
    declared.write_text(f"gpus:\n  - {{id: only, node: here, kind: fake, files: [{file}]}}\n")
    permit_gpus(jobs, 1)
    yield str(file)
    permit_gpus(jobs, 0)
    declared.unlink()
    file.unlink()


@pytest.fixture
def gpu_size(jobs) -> Iterator[None]:
    """A size of workspaces with that device, which hugo has open in nothing before or after."""
    file, session = jobs.hub.home / "flavours.yaml", jobs.hub.login("hugo")
    session.stop_workspace("beta")
    file.write_text(FLAVOURS)
    yield
    leave_queue(jobs.hub, "hugo", "beta")
    session.stop_workspace("beta")
    # Refused: the hub forgets what was chosen last.
    session.request("POST", "/hub/api/users/hugo/servers/beta", {"flavour": "none"})
    file.unlink()


def permit_gpus(jobs, number: int) -> None:
    with open_governance(jobs.hub.governance)() as work:
        work.session.get_one(ProjectRow, "beta").gpus = number
        work.commit()


def places(jobs) -> list[str]:
    with open_governance(jobs.hub.governance, read_only=True)() as work:
        return [place.holder for place in gpu_state(work).places]


def held(jobs) -> dict[str, str]:
    with open_governance(jobs.hub.governance, read_only=True)() as work:
        return dict(gpu_state(work).held)


def test_two_jobs_share_the_only_gpu_one_after_the_other_while_one_without_runs_beside(jobs, one_gpu):
    use = f"print(open({one_gpu!r}, 'rb').read(4))\nimport time\ntime.sleep(4)"
    (first,) = jobs.hand_in(use, gpu=1)
    (second,) = jobs.hand_in(use, gpu=1)
    (plain,) = jobs.hand_in(f"import os\nprint('seen:', os.path.exists({one_gpu!r}))")

    told = [jobs.ended(job) for job in (first, second, plain)]

    assert [one.state for one in told] == [JobState.FINISHED] * 3, jobs.result(first, "log.txt")
    assert told[1].started >= told[0].ended
    assert told[2].started < told[0].ended
    assert "\\x00" in jobs.result(first, "log.txt")
    assert "seen: False" in jobs.result(plain, "log.txt")
    jobs.until(second, lambda _: not held(jobs), 20)


def test_a_workspace_and_a_job_wait_for_the_only_gpu_until_the_other_gives_it_back(jobs, one_gpu, gpu_size):
    workspace = jobs.hub.login("hugo").start_workspace("beta", flavour="gpu")
    assert held(jobs) == {"only": "workspace:beta/hugo"}
    (job,) = jobs.hand_in("import time\ntime.sleep(600)", gpu=1)
    jobs.until(job, lambda _: places(jobs) == [f"job:{job}"], 60)

    workspace.stop()
    jobs.until_running(job)
    with pytest.raises(ClientError, match=r"403: .* You are number 1 in the queue"):
        jobs.hub.login("hugo").start_workspace("beta", flavour="gpu")
    jobs.ask("POST", f"/jobs/{job}/cancel")

    jobs.until(job, lambda _: not held(jobs), 60)
    assert places(jobs) == ["workspace:beta/hugo"]


def test_the_gpu_of_a_job_stopped_while_no_worker_ran_is_free_again_with_the_next_worker(jobs, one_gpu):
    (job,) = jobs.hand_in("import time\ntime.sleep(600)", gpu=1)
    jobs.until_running(job)
    jobs.kill_worker()
    assert held(jobs) == {"only": f"job:{job}"}

    jobs.ask("POST", f"/jobs/{job}/cancel")
    assert held(jobs) == {"only": f"job:{job}"}, "its container still has the device"
    jobs.start_worker()

    jobs.until(job, lambda _: not held(jobs), 60)
    assert jobs.container(job) is None


def test_a_job_asks_for_no_more_gpus_than_there_are_or_its_project_may_have(jobs, one_gpu):
    content = {"notebook": "study.ipynb", "content": encoded(notebook("1"))}

    over = jobs.ask("POST", "/jobs", json={**content, "gpu": 2})
    permit_gpus(jobs, 2)
    missing = jobs.ask("POST", "/jobs", json={**content, "gpu": 2})

    assert (over.status_code, over.json()["code"]) == (403, "job-gpu-over")
    assert (missing.status_code, missing.json()["code"]) == (403, "job-gpu-unavailable")
