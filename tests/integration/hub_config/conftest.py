"""A small installation of the hub alone: governance's database, the hub with its proxy, HAProxy in front."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import docker
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from governance.migrate import migrate
from governance.permits.document import DatasetPermit, Mode, PermitDocument, TablePermit, sign_permit
from governance.permits.life import PermitState
from governance.settings import GovernanceSettings
from governance.signatures import public_pem
from governance.storage.tables import MemberRow, PermitRow, PersonRow, ProjectRow, SiteRow
from governance.storage.unit_of_work import open_governance
from hub_config.haproxy import Front, SiteRelay
from hub_config.loop_images import free_deleted_images
from hub_config.settings import HubSettings
from launcher.client import HubSession, Workspace
from tests.ports import free_port

if TYPE_CHECKING:
    from tests.integration.hub_config.metered import Metered

REPOSITORY = Path(__file__).resolve().parents[3]
NAME = f"d2htest-{os.getpid()}"  # two sessions on one machine never share a container
TODAY = date.today()


@dataclass
class SmallHub:
    """A running hub; `claire` leads `alpha` and `beta`, `hugo` is a member of `beta` alone."""

    home: Path
    sockets: Path
    hub_url: str
    env: dict[str, str]
    ports: dict[str, int]
    passwords: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def governance(self) -> GovernanceSettings:
        return GovernanceSettings(
            database_url=self.env["D2H_GOVERNANCE_DATABASE_URL"],
            key_file=Path(self.env["D2H_GOVERNANCE_KEY_FILE"]),
            audit_anchor=Path(self.env["D2H_GOVERNANCE_AUDIT_ANCHOR"]),
        )

    def login(self, user: str) -> HubSession:
        return HubSession(self.hub_url, user, self.passwords[user])

    def start_workspace(self, user: str, project: str) -> Workspace:
        return self.login(user).start_workspace(project)

    def container(self, user: str, project: str) -> docker.models.containers.Container:
        return docker.from_env().containers.get(f"{NAME}-{user}--{project}")

    def server(self, user: str, project: str) -> docker.models.containers.Container:
        """The container of the Jupyter server; `container` is that of the person's own code."""
        return docker.from_env().containers.get(f"{NAME}-{user}--{project}--server")

    def server_token(self, user: str, project: str) -> str:
        """The server's token at the hub, as the engine alone tells it."""
        told = dict(one.split("=", 1) for one in self.server(user, project).attrs["Config"]["Env"])
        return str(told["JUPYTERHUB_API_TOKEN"])

    def set_state(self, project: str, state: str) -> None:
        with open_governance(self.governance)() as work:
            work.session.get_one(ProjectRow, project).state = state
            work.commit()

    def start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        log = (self.home / f"{name}.log").open("ab")
        process = subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=self.env,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def start_hub(self, *options: str) -> subprocess.Popen[bytes]:
        configuration = "hub_config/jupyterhub_config.py"
        process = self.start("hub", sys.executable, "-m", "jupyterhub", "-f", configuration, *options)
        end = time.monotonic() + 90
        while time.monotonic() < end and process.poll() is None:
            with_answer = _answers(f"http://127.0.0.1:{self.ports['proxy']}/hub/api")
            if with_answer:
                return process
            time.sleep(0.2)
        raise AssertionError("the hub did not start:\n" + (self.home / "hub.log").read_text()[-4000:])

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        self.processes.remove(process)


@pytest.fixture(scope="session")
def small_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallHub]:
    if shutil.which("haproxy") is None or not Path("/var/run/docker.sock").exists():
        pytest.skip("needs Docker and HAProxy")
    build = [sys.executable, "-m", "images.build", HubSettings().image]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    hub = prepared(tmp_path_factory.mktemp("hub"), Path("/run/d2h") / f"t{os.getpid()}")
    try:
        _prepare_proxy(hub.home)
        for user in ("claire", "hugo", "nadia"):
            hub.passwords[user] = set_password(hub, user)
        hub.start("haproxy", "haproxy", "-db", "-f", str(hub.home / "haproxy.cfg"))
        hub.start("meter", sys.executable, "-m", "hub_config.meter")
        hub.start_hub()
        yield hub
    finally:
        _clean_up(hub)


def prepared(home: Path, sockets: Path) -> SmallHub:
    """Governance's database and the front's configuration; nothing runs yet."""
    sockets.mkdir(parents=True, mode=0o700)
    names = (
        "hub",
        "airlock",
        "proxy",
        "proxy_api",
        "meter",
        "jobs",
        "packages",
        "hub_api",
        "governance",
        "airlock_api",
        "catalogue",
        "administration",
        "site",
    )
    ports = dict(zip(names, [free_port() for _ in names], strict=True))
    hub = SmallHub(
        home, sockets, f"http://127.0.0.1:{ports['hub']}", _environment(home, sockets, ports), ports, {}
    )
    _prepare_governance(hub)
    front_of(hub).write(home / "haproxy.cfg")
    return hub


def front_of(hub: SmallHub) -> Front:
    ports = hub.ports
    return Front(
        sockets=hub.sockets,
        hub_port=ports["hub"],
        airlock_port=ports["airlock"],
        proxy_port=ports["proxy"],
        meter_port=ports["meter"],
        jobs_port=ports["jobs"],
        packages_port=ports["packages"],
        hub_api_port=ports["hub_api"],
        governance_port=ports["governance"],
        airlock_api_port=ports["airlock_api"],
        catalogue_port=ports["catalogue"],
        administration_port=ports["administration"],
        airlock_url=hub.env["D2H_HUB_AIRLOCK_PAGE_URL"],
        sites=(SiteRelay("north", "127.0.0.1", ports["site"]),),
    )


@pytest.fixture
def strict_front(small_hub: SmallHub, tmp_path: Path) -> Iterator[str]:
    """A second front of the same hub that has had enough after five failed logins; its address."""
    hub_port, airlock_port = free_port(), free_port()
    # The path of a socket may have about a hundred characters.
    with tempfile.TemporaryDirectory(prefix="d2h-") as sockets:
        front = replace(
            front_of(small_hub),
            hub_port=hub_port,
            airlock_port=airlock_port,
            sockets=Path(sockets),
            failed_logins=5,
        )
        front.write(tmp_path / "haproxy.cfg")
        process = small_hub.start("strict", "haproxy", "-db", "-f", str(tmp_path / "haproxy.cfg"))
        url = f"http://127.0.0.1:{hub_port}"
        while not _answers(f"{url}/hub/api"):
            assert process.poll() is None, "the front did not start"
            time.sleep(0.1)
        yield url
        small_hub.stop(process)


def set_password(hub: SmallHub, user: str, *, password: str | None = None) -> str:
    chosen = password or secrets.token_urlsafe(12)
    subprocess.run(
        [sys.executable, "-m", "hub_config.accounts", "set-password", user],
        input=chosen.encode(),
        env=hub.env,
        cwd=REPOSITORY,
        check=True,
    )
    return chosen


def _environment(home: Path, sockets: Path, ports: dict[str, int]) -> dict[str, str]:
    catalogue_token, administration_token = secrets.token_hex(32), secrets.token_hex(32)
    return {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "D2H_HOME": str(home),
        "D2H_SOCKETS": str(sockets),
        "D2H_GOVERNANCE_DATABASE_URL": f"sqlite:///{home}/governance.sqlite",
        "D2H_GOVERNANCE_KEY_FILE": str(home / "governance.pem"),
        "D2H_GOVERNANCE_AUDIT_ANCHOR": str(home / "audit.anchor"),
        "CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(32),
        "D2H_HUB_INSTALLATION": NAME,
        "D2H_HUB_PUBLIC_PORT": str(ports["hub"]),
        "D2H_HUB_PROXY_PORT": str(ports["proxy"]),
        "D2H_HUB_PROXY_API_PORT": str(ports["proxy_api"]),
        "D2H_HUB_METER_PORT": str(ports["meter"]),
        "D2H_HUB_JOBS_PORT": str(ports["jobs"]),
        "D2H_HUB_PACKAGES_PORT": str(ports["packages"]),
        "D2H_HUB_API_PORT": str(ports["hub_api"]),
        "D2H_HUB_AIRLOCK_TOKEN": secrets.token_hex(32),
        "D2H_HUB_CATALOGUE_TOKEN": catalogue_token,
        "D2H_CATALOGUE_HUB_TOKEN": catalogue_token,
        "D2H_CATALOGUE_PORT": str(ports["catalogue"]),
        "D2H_CATALOGUE_HUB_API_URL": f"http://127.0.0.1:{ports['hub_api']}/hub/api",
        "D2H_CATALOGUE_HUB_PUBLIC_URL": f"http://127.0.0.1:{ports['hub']}",
        "D2H_HUB_ADMINISTRATION_TOKEN": administration_token,
        "D2H_ADMINISTRATION_HUB_TOKEN": administration_token,
        "D2H_ADMINISTRATION_PORT": str(ports["administration"]),
        "D2H_ADMINISTRATION_PROCESSES": "2",
        "D2H_ADMINISTRATION_HUB_API_URL": f"http://127.0.0.1:{ports['hub_api']}/hub/api",
        "D2H_ADMINISTRATION_HUB_PUBLIC_URL": f"http://127.0.0.1:{ports['hub']}",
        "D2H_HUB_AIRLOCK_PAGE_URL": f"http://localhost:{ports['airlock']}",
        "D2H_HUB_CHECK_SECONDS": "2",
        "D2H_HUB_COPIES_SECONDS": "5",
        "D2H_HUB_NODE": "here",
        # What it has more of is tried where it is built.
        "D2H_HUB_GPU_IMAGE": HubSettings().image,
    }


def _prepare_governance(hub: SmallHub) -> None:
    """People, one site, two projects with a signed permit: rows as governance's own use cases write them."""
    migrate(hub.governance)
    key = Ed25519PrivateKey.generate()
    with open_governance(hub.governance)() as work:
        for user, name, roles, language in (
            ("claire", "Claire Martin", ["researcher"], "fr"),
            ("hugo", "Hugo Bernard", ["researcher"], "en"),
            ("nadia", "Nadia Petit", ["admin"], "fr"),
        ):
            work.session.add(
                PersonRow(username=user, full_name=name, site=None, roles=roles, language=language)
            )
        columns = {"person_id": {"type": "BIGINT"}}
        card = {
            "id": "north",
            "title": {"en": "North hospital", "fr": "Hôpital Nord"},
            "gateway_host": "127.0.0.1",
            "gateway_port": hub.ports["site"],
            "certificate": "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
            "data_owner_public_key": public_pem(key),
            "datasets": [{"id": "omop", "title": {"en": "OMOP"}, "tables": {"person": {"columns": columns}}}],
        }
        work.session.add(SiteRow(id="north", card=card))
        work.session.flush()
        for project, members in (("alpha", ("claire",)), ("beta", ("claire", "hugo"))):
            _add_project(work.session, project, members, key)
        work.commit()


def _add_project(session: object, project: str, members: tuple[str, ...], key: Ed25519PrivateKey) -> None:
    document = PermitDocument(
        project=project,
        site="north",
        version=1,
        purpose="A study",
        members=members,
        valid_from=TODAY,
        valid_until=TODAY + timedelta(days=30),
        datasets={
            "omop": DatasetPermit(mode=Mode.RECORDS, tables={"person": TablePermit(columns=("person_id",))})
        },
    )
    session.add(  # type: ignore[attr-defined]
        ProjectRow(
            id=project,
            state="ACTIVE",
            title={"en": f"Study {project}", "fr": f"Étude {project}"},
            purpose="A study",
            starts=TODAY,
            ends=TODAY + timedelta(days=30),
            memory_bytes=1 << 30,
            cpus=1.0,
            outputs={},
            members=[
                MemberRow(user=user, role="lead" if place == 0 else "researcher", position=place)
                for place, user in enumerate(members)
            ],
            permits=[
                PermitRow(
                    digest=document.digest(),
                    site="north",
                    version=1,
                    position=0,
                    state=PermitState.SIGNED,
                    document=document.model_dump(mode="json"),
                    signed=sign_permit(document, key),
                )
            ],
        )
    )


def _prepare_proxy(home: Path) -> None:
    folder = home / "proxy"
    folder.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(REPOSITORY / "hub_config" / "proxy" / name, folder)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, check=True, capture_output=True)


def _clean_up(hub: SmallHub) -> None:
    for process in reversed(hub.processes):
        process.send_signal(signal.SIGTERM)
    for process in hub.processes:
        try:
            process.wait(45)
        except subprocess.TimeoutExpired:
            process.kill()
    engine = docker.from_env()
    mine = {"label": f"org.d2h.installation={NAME}"}
    for container in engine.containers.list(all=True, filters=mine):
        container.remove(force=True)
    for label in ("org.d2h.installation", "org.d2h.shared"):
        for volume in engine.volumes.list(filters={"label": f"{label}={NAME}"}):
            volume.remove(force=True)
    free_deleted_images()
    shutil.rmtree(hub.sockets, ignore_errors=True)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="session")
def running_meter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Metered]:
    """With governance's database alone: no container, no hub, a hostile server in their place."""
    from tests.integration.hub_config.metered import HostileServer, Metered

    sockets = Path("/run/d2h") / f"m{os.getpid()}"
    metered = Metered(prepared(tmp_path_factory.mktemp("meter"), sockets), HostileServer(free_port()))
    yield metered
    metered.end(signal.SIGTERM)
    shutil.rmtree(sockets)


@pytest.fixture
def meter(running_meter: Metered) -> Metered:
    """For a project that has shown nothing yet."""
    running_meter.begin_project()
    running_meter.server.forget()
    return running_meter
