"""A person, a project, a sealed workspace: who gets one, what it is, when it closes."""

from __future__ import annotations

import hashlib
import json
import time

import docker
import httpx
import pytest

from governance.audit.trail import AuditTrail
from governance.display.showing import last_session
from governance.storage.unit_of_work import open_governance
from hub_config.apparmor import profile_where
from hub_config.seccomp import workspace_profile
from launcher.client import ClientError


@pytest.fixture
def workspace(small_hub):
    """Claire's workspace of the project alpha, running; left running for the next test."""
    return small_hub.start_workspace("claire", "alpha")


def test_a_member_opens_her_projects_workspace_and_runs_code(workspace):
    assert workspace.execute("print(6 * 7)").strip() == "42"


def test_the_workspace_knows_its_project_and_nothing_of_the_others(workspace):
    session = json.loads(workspace.execute("print(open('/run/d2h/session.json').read())"))

    assert (session["user"], session["project"], session["language"]) == ("claire", "alpha", "fr")
    assert [site["site"] for site in session["sites"]] == ["north"]
    assert session["sites"][0]["uri"] == "grpc+tls://127.0.0.1:8101"
    assert "beta" not in workspace.execute("import os; print(os.environ, os.listdir('/run/d2h/doors'))")


def test_the_container_is_sealed(small_hub, workspace):
    host = small_hub.container("claire", "alpha").attrs["HostConfig"]

    assert host["NetworkMode"] == "none"
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert host["SecurityOpt"][:2] == ["no-new-privileges:true", f"seccomp={workspace_profile()}"]
    apparmor = profile_where(docker.from_env().info()["SecurityOptions"])
    assert host["SecurityOpt"][2:] == ([f"apparmor={apparmor}"] if apparmor else [])
    assert host["Privileged"] is False
    assert host["Memory"] == host["MemorySwap"] == 1 << 30
    assert host["CpuQuota"] == host["CpuPeriod"]
    assert host["PidsLimit"] == 512
    assert not any("docker.sock" in bind for bind in host["Binds"])


def test_the_audit_tells_which_image_was_opened(small_hub, workspace):
    image = small_hub.container("claire", "alpha").attrs["Image"]
    with open_governance(small_hub.governance)() as work:
        records = [record for record in work.audit.records() if record.subject == "alpha/claire"]

    assert isinstance(work.audit, AuditTrail)
    assert any(record.event == "workspace.opened" for record in records)
    opened = [record.details for record in records if record.details.get("image") == image]
    (kept,) = (small_hub.home / "hub" / "images").glob(f"{image.replace(':', '-')}.cdx.json")
    assert opened[-1]["bill_of_materials"] == f"sha256:{hashlib.sha256(kept.read_bytes()).hexdigest()}"


def test_what_an_open_workspace_has_of_the_machine_is_kept_while_it_stands(small_hub, workspace):
    end = time.monotonic() + 120
    while True:
        with open_governance(small_hub.governance, read_only=True)() as work:
            session = last_session(work, "claire", "alpha")
        if session.last_seen or time.monotonic() > end:
            break
        time.sleep(0.5)

    assert session.last_seen, "the hub looked at the workspace and told nothing"
    assert (session.cpus, session.memory_bytes, session.gpus) == (1.0, 1 << 30, 0)


def test_who_is_no_member_is_refused_in_her_own_language(small_hub):
    with pytest.raises(ClientError, match=r"403: You are not a member of the project “alpha”"):
        small_hub.start_workspace("hugo", "alpha")


def test_an_unknown_project_is_refused(small_hub):
    with pytest.raises(ClientError, match=r"403: Il n'y a pas de projet « gamma »"):
        small_hub.start_workspace("claire", "gamma")


def test_an_administrator_of_the_platform_enters_no_workspace(small_hub, workspace):
    nadia = small_hub.login("nadia")

    own = nadia.request("POST", "/hub/api/users/nadia/servers/alpha", {})
    started = nadia.request("POST", "/hub/api/users/claire/servers/beta", {})
    visited = nadia.http.get(f"{small_hub.hub_url}/user/claire/alpha/lab")

    assert own.status_code == 403 and "pas membre" in own.json()["message"]
    assert started.status_code == 404
    assert visited.status_code == 403


def test_a_workspace_takes_no_options(small_hub):
    claire = small_hub.login("claire")

    answer = claire.request("POST", "/hub/api/users/claire/servers/beta", {"image": "debian"})

    assert answer.status_code == 403
    assert "aucune option" in answer.json()["message"]


def test_a_workspace_belongs_to_a_project(small_hub):
    page = small_hub.login("claire").http.get(f"{small_hub.hub_url}/hub/spawn")

    assert page.status_code == 403
    assert "liste de vos projets" in page.text


def test_a_person_gets_no_token_to_work_with_from_elsewhere(small_hub):
    claire = small_hub.login("claire")

    page = claire.http.get(f"{small_hub.hub_url}/hub/token")
    made = claire.request("POST", "/hub/api/users/claire/tokens", {})

    assert page.status_code == 403
    assert made.status_code == 403


def test_work_outlives_the_workspace_and_stays_in_its_project(small_hub, workspace):
    workspace.execute("open('/home/researcher/work/notes.txt', 'w').write('kept')")
    workspace.stop()

    other = small_hub.start_workspace("claire", "beta")
    again = small_hub.start_workspace("claire", "alpha")

    assert again.execute("print(open('/home/researcher/work/notes.txt').read())").strip() == "kept"
    assert "notes.txt" not in other.execute("import os; print(os.listdir('/home/researcher/work'))")
    other.stop()


def test_members_of_a_project_change_each_others_files_in_its_folder_and_no_other_project_sees_them(
    small_hub, workspace
):
    claire, hugo = (small_hub.start_workspace(user, "beta") for user in ("claire", "hugo"))
    claire.execute("open('/home/researcher/project/plan.txt', 'w').write('hers')")

    hugo.execute("open('project/plan.txt', 'a').write(' and his')")

    assert claire.execute("print(open('/home/researcher/project/plan.txt').read())").strip() == "hers and his"
    shown = claire.request("GET", "api/contents/project?content=1").json()["content"]
    assert [one["path"] for one in shown] == ["project/plan.txt"]
    assert workspace.execute("import os; print(os.listdir('/home/researcher/project'))").strip() == "[]"
    claire.stop()
    hugo.stop()


def test_a_suspended_projects_workspace_is_closed_and_does_not_open_again(small_hub):
    small_hub.start_workspace("hugo", "beta")
    small_hub.set_state("beta", "SUSPENDED")
    try:
        _wait_until_gone(small_hub, "hugo", "beta")

        with pytest.raises(ClientError, match="403: The project “beta” is suspended"):
            small_hub.start_workspace("hugo", "beta")
    finally:
        small_hub.set_state("beta", "ACTIVE")


def test_a_workspace_and_its_open_kernel_outlive_a_restart_of_the_hub(small_hub, workspace):
    workspace.execute("kept = 7")
    kernel = workspace.kernel_id
    before = small_hub.container("claire", "alpha").id
    hub = next(process for process in small_hub.processes if "jupyterhub" in str(process.args))

    small_hub.stop(hub)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{small_hub.ports['proxy']}/")
    small_hub.start_hub()

    again = small_hub.start_workspace("claire", "alpha")
    again.join(kernel)
    assert again.execute("print(kept)").strip() == "7"
    assert small_hub.container("claire", "alpha").id == before


def _wait_until_gone(small_hub, user: str, project: str) -> None:
    client = small_hub.login(user)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if project not in client.request("GET", f"/hub/api/users/{user}").json().get("servers", {}):
            return
        time.sleep(0.5)
    raise AssertionError("the workspace still runs")
