"""Workspaces in a size of one's choice, with devices that nobody else has: real files, real containers."""

from __future__ import annotations

import html
import os
import signal
import stat
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docker
import pytest

from governance.gpus.allotment import gpu_state
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import open_governance
from governance.storage.work_tables import GpuPlaceRow, GpuRow
from hub_config.labels import LABEL, PROJECT_LABEL, USER_LABEL
from hub_config.settings import HubSettings
from launcher.client import ClientError, Workspace
from tests.integration.hub_config.conftest import NAME, SmallHub

FLAVOURS = """\
flavours:
  - {id: small, title: {en: Small, fr: Petit}, cpus: 0.5, memory: 512M}
  - {id: gpu, title: {en: With a GPU, fr: Avec un GPU}, cpus: 1, memory: 1G, gpu: {kind: fake}}
"""
GPU = {"flavour": "gpu"}


@dataclass
class Fakes:
    """Two device files that read like /dev/zero; both projects may have one in a workspace."""

    hub: SmallHub
    files: tuple[Path, Path]

    def declare(self, number: int) -> None:
        """The first `number` of them."""
        gpus = "".join(
            f"  - {{id: fake-{place}, node: here, kind: fake, files: [{file}]}}\n"
            for place, file in enumerate(self.files[:number])
        )
        (self.hub.home / "gpus.yaml").write_text(f"gpus:\n{gpus}")

    def held(self) -> dict[str, str]:
        with open_governance(self.hub.governance, read_only=True)() as work:
            return dict(gpu_state(work).held)

    def start(self, user: str, project: str, options: dict[str, str]) -> object:
        session = self.hub.login(user)
        return session.request("POST", f"/hub/api/users/{user}/servers/{project}", options)

    def open(self, user: str, project: str, flavour: str = "gpu") -> Workspace:
        return self.hub.login(user).start_workspace(project, flavour=flavour)

    def home_page(self, user: str) -> str:
        return self.hub.login(user).http.get(f"{self.hub.hub_url}/hub/home").text


@pytest.fixture
def fakes(small_hub: SmallHub) -> Iterator[Fakes]:
    if os.geteuid() != 0:
        pytest.skip("only root makes device files")
    files = tuple(Path(f"/dev/d2h-fake-{os.getpid()}-{place}") for place in range(2))
    for file in files:
        os.mknod(file, stat.S_IFCHR | 0o666, os.makedev(1, 5))
        file.chmod(0o666)
    (small_hub.home / "flavours.yaml").write_text(FLAVOURS)
    _permit(small_hub, 1)
    made = Fakes(small_hub, files)  # type: ignore[arg-type]
    made.declare(2)
    for user, project in (("claire", "alpha"), ("hugo", "beta")):  # where earlier ones are still open
        small_hub.login(user).stop_workspace(project)
    yield made
    for user, project in (("claire", "alpha"), ("hugo", "beta")):
        small_hub.login(user).stop_workspace(project)
        made.start(user, project, {"flavour": "none"})  # refused: the hub forgets what was chosen last
    _permit(small_hub, 0)
    for file in (*files, small_hub.home / "flavours.yaml", small_hub.home / "gpus.yaml"):
        file.unlink()


def _permit(hub: SmallHub, gpus: int) -> None:
    with open_governance(hub.governance)() as work:
        for project in ("alpha", "beta"):
            work.session.get_one(ProjectRow, project).gpus = gpus
        work.session.query(GpuPlaceRow).delete()
        work.session.query(GpuRow).delete()
        work.commit()


def _left_by_a_start_that_was_killed(user: str, project: str) -> str:
    labels = {LABEL: NAME, USER_LABEL: user, PROJECT_LABEL: project}
    name = f"{NAME}-{user}--{project}"
    return str(docker.from_env().containers.create(HubSettings().image, "true", name=name, labels=labels).id)


def wait_until(holds, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.2)


def test_a_workspace_has_the_size_that_was_chosen(fakes):
    fakes.open("claire", "alpha", "small")

    host = fakes.hub.container("claire", "alpha").attrs["HostConfig"]
    assert (host["Memory"], host["CpuQuota"]) == (512 << 20, 50_000)
    assert not host["Devices"]


def test_two_workspaces_have_a_device_each_and_do_not_see_the_others(fakes):
    look = "import glob; print([open(f, 'rb').read(2) for f in glob.glob('/dev/d2h-fake*')])"

    claire = fakes.open("claire", "alpha")
    hugo = fakes.open("hugo", "beta")

    assert claire.execute(look).strip() == hugo.execute(look).strip() == r"[b'\x00\x00']"
    labels = {
        fakes.hub.container(*who).labels["org.d2h.gpu"] for who in (("claire", "alpha"), ("hugo", "beta"))
    }
    assert labels == set(fakes.held()) == {"fake-0", "fake-1"}
    assert "d2h-fake" not in str(fakes.hub.server("claire", "alpha").attrs["HostConfig"]["Devices"])


def test_who_finds_none_free_waits_and_is_told_when_it_is_her_turn(fakes):
    fakes.declare(1)
    workspace = fakes.open("hugo", "beta")

    with pytest.raises(ClientError, match=r"403: Tous les GPU .* Vous êtes au rang 1 de la file"):
        fakes.open("claire", "alpha")
    page = _choose(fakes.hub, "claire", "alpha")
    waiting = fakes.home_page("claire")
    workspace.stop()
    called = fakes.home_page("claire")
    left = leave_queue(fakes.hub, "claire", "alpha")

    assert "Vous êtes au rang 1 de la file" in page and "SpawnException" not in page
    assert "Vous êtes au rang 1 de la file" in waiting
    assert "votre tour : un GPU (fake) vous est gardé" in html.unescape(called)
    assert "vous est gardé" not in left and "au rang" not in left


def test_workspaces_that_crash_give_their_devices_back_whichever_container_ends(fakes):
    fakes.open("claire", "alpha")
    fakes.open("hugo", "beta")

    fakes.hub.container("claire", "alpha").kill("KILL")
    fakes.hub.server("hugo", "beta").kill("KILL")

    wait_until(lambda: not fakes.held())


def test_a_device_that_a_container_cannot_be_given_is_free_again(fakes):
    fakes.declare(1)
    (fakes.hub.home / "gpus.yaml").write_text(
        "gpus: [{id: fake-0, node: here, kind: fake, files: [/dev/shm]}]\n"
    )

    session = fakes.hub.login("claire")
    session.request("POST", "/hub/api/users/claire/servers/alpha", GPU)

    wait_until(lambda: not fakes.held())


def test_a_device_stays_with_its_workspace_while_no_hub_looks_and_is_free_if_that_ended(fakes):
    fakes.open("claire", "alpha")
    fakes.open("hugo", "beta")
    fakes.hub.stop(_hub_process(fakes.hub))
    fakes.hub.container("hugo", "beta").remove(force=True)
    fakes.hub.server("hugo", "beta").remove(force=True)
    unknown = _left_by_a_start_that_was_killed("claire", "beta")
    assert len(fakes.held()) == 2

    fakes.hub.start_hub()

    assert fakes.held() == {"fake-0": "workspace:alpha/claire"}
    engine = docker.from_env()
    assert unknown not in {one.id for one in engine.containers.list(all=True, ignore_removed=True)}
    assert fakes.open("claire", "alpha").execute("print(1)").strip() == "1", "it was known, and is still open"


def test_a_hub_that_is_killed_between_allotment_and_start_leaves_no_device_behind(fakes):
    posted = threading.Thread(target=_post_and_lose, args=(fakes,))
    posted.start()
    while not fakes.held():
        time.sleep(0.002)

    hub = _hub_process(fakes.hub)
    os.kill(hub.pid, signal.SIGKILL)
    hub.wait(10)
    posted.join()
    assert fakes.held()
    fakes.hub.processes.remove(hub)
    fakes.hub.start_hub()

    wait_until(lambda: not fakes.held())
    assert fakes.open("claire", "alpha").execute("print(1)").strip() == "1"


@pytest.mark.parametrize("options", [{"flavour": "huge"}, {"flavour": "gpu", "image": "debian"}])
def test_what_is_not_offered_is_refused(fakes, options):
    assert fakes.start("claire", "alpha", options).status_code == 403


def test_a_project_without_gpus_is_offered_none(fakes):
    _permit(fakes.hub, 0)

    page = fakes.hub.login("claire").http.get(f"{fakes.hub.hub_url}/hub/spawn/claire/alpha").text

    assert "Petit" in page and "Avec un GPU" not in page
    assert fakes.start("claire", "alpha", GPU).status_code == 403


def test_nvidias_devices_are_not_offered_where_its_runtime_is_not(fakes):
    if Path("/dev/nvidiactl").exists():
        pytest.skip("this machine has NVIDIA's driver")
    (fakes.hub.home / "gpus.yaml").write_text("gpus: [{id: GPU-8932f937, node: here, kind: fake}]\n")

    page = fakes.hub.login("claire").http.get(f"{fakes.hub.hub_url}/hub/spawn/claire/alpha").text

    assert "Petit" in page and "Avec un GPU" not in page


def test_a_file_that_is_wrong_offers_nothing_and_breaks_no_page(fakes):
    (fakes.hub.home / "flavours.yaml").write_text("flavours: [{id: broken}]\n")

    assert fakes.start("claire", "alpha", {"flavour": "broken"}).status_code == 403
    assert "Étude alpha" in fakes.home_page("claire")


def _choose(hub: SmallHub, user: str, project: str) -> str:
    """As the page of choices does with the flavour `gpu`; what it then shows."""
    session = hub.login(user).http
    page = session.get(f"{hub.hub_url}/hub/spawn/{user}/{project}").text
    action = html.unescape(page.partition('action="')[2].partition('"')[0])
    return html.unescape(session.post(f"{hub.hub_url}{action}", data=GPU).text)


def leave_queue(hub: SmallHub, user: str, project: str) -> str:
    """As the button of the page does; the page that it leads to."""
    session = hub.login(user).http
    page = session.get(f"{hub.hub_url}/hub/home").text
    token = page.partition('name="_xsrf" value="')[2].partition('"')[0]
    session.post(f"{hub.hub_url}/hub/d2h/queue/{project}/leave", data={"_xsrf": token})
    return session.get(f"{hub.hub_url}/hub/home").text


def _hub_process(hub: SmallHub):
    return next(process for process in hub.processes if "jupyterhub" in str(process.args))


def _post_and_lose(fakes: Fakes) -> None:
    try:
        fakes.start("claire", "alpha", GPU)
    except Exception:  # the hub dies under it
        return
