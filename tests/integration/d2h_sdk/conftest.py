"""Two invented hospitals behind real gateways, and an access service that issues real tokens."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from d2h_sdk import connection as sdk_connection
from d2h_sdk import outputs, words
from d2h_sdk.connection import Connection
from d2h_sdk.wire import SessionMessage, SiteDoor
from d2h_sdk.workspace import Session
from data_gateway.catalogue.loading import ColumnChoices, SiteRules, load
from data_gateway.patients.opposing import oppose
from data_gateway.site.card import site_card
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import GatewaySettings, SiteSettings
from data_gateway.site.setup import create_site
from demo.hospitals import generate
from demo.hospitals.configuration import read_hospitals
from demo.registries import draw_registries
from governance import signatures
from governance.access.token import LIFETIME, issue_access_token
from governance.actor import Actor
from governance.catalogue.registration import register_site
from governance.migrate import migrate
from governance.people.people_file import read_people_file
from governance.people.registration import register_people
from governance.permits.document import DatasetPermit, Mode, PermitDocument, TablePermit, sign_permit
from governance.projects.apply import apply_projects, read_project_files
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import open_governance
from tests.ports import free_port

ROOT = Path(__file__).parents[3]
PROJECT, USER = "adverse-events", "claire"
NOWHERE = "http://127.0.0.1:1"  # nobody listens on port 1
SITES = ("lyon", "grenoble")
TABLES = {
    "person": ("person_id", "gender_concept_id", "year_of_birth"),
    "visit_occurrence": (
        "person_id",
        "visit_occurrence_id",
        "admitted_from_concept_id",
    ),
    "measurement": (
        "person_id",
        "measurement_concept_id",
        "value_as_number",
        "unit_source_value",
    ),
}


@dataclass
class AccessService:
    """`POST /access-tokens`, answered with governance's own tokens, counted."""

    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    project: str = PROJECT
    permits: dict[str, str] = field(default_factory=dict)
    refusal: dict[str, object] | None = None
    issued: int = 0
    lifetime: int = int(LIFETIME.total_seconds())
    url: str = ""

    def answer(self, authorization: str | None) -> tuple[int, dict[str, object]]:
        if authorization is not None:  # a workspace's own server adds the proof: the SDK knows none
            return 401, {"code": "hub-token-invalid", "params": {}}
        if self.refusal is not None:
            return 403, self.refusal
        self.issued += 1
        token = issue_access_token(
            self.key,
            user=USER,
            project=self.project,
            permits=dict(self.permits),
            # As if issued a while ago, so that it ends when `lifetime` says.
            now=datetime.now(UTC) - LIFETIME + timedelta(seconds=self.lifetime),
        )
        return 200, {"access_token": token, "expires_in": self.lifetime}


@pytest.fixture(scope="session")
def access_service() -> Iterator[AccessService]:
    service = AccessService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body = service.answer(self.headers.get("authorization"))
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Keeps the test's output readable."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield service
    server.shutdown()


@dataclass
class RunningSite:
    """One gateway process and the door that leads to it."""

    folder: SiteFolder
    source: Path
    process: subprocess.Popen[str]
    door: SiteDoor

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(30)

    def start_again(self) -> None:
        """At the same address."""
        self.process, _ = serving(self.folder)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


def serving(folder: SiteFolder) -> tuple[subprocess.Popen[str], int]:
    """A gateway that answers, and its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "data_gateway", str(folder.root)], stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"on port (\d+)", line):
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return process, int(found[1])
    raise AssertionError("the gateway did not start")


def permit(site: str, mode: Mode = Mode.RECORDS) -> PermitDocument:
    today = date.today()
    tables = {name: TablePermit(columns=columns) for name, columns in TABLES.items()}
    return PermitDocument(
        project=PROJECT,
        site=site,
        version=1,
        purpose="Test",
        members=(USER,),
        valid_from=today - timedelta(days=1),
        valid_until=today + timedelta(days=30),
        datasets={"omop": DatasetPermit(mode=mode, tables=tables)},
    )


def sign(folder: SiteFolder, document: PermitDocument) -> str:
    """Signs as the site's data owner; the digest."""
    signed = sign_permit(document, signatures.load_private_key(folder.data_owner_key))
    (folder.permits / f"{document.digest()}.jws").write_text(signed, encoding="ascii")
    return document.digest()


@pytest.fixture(scope="session")
def start_site(
    tmp_path_factory: pytest.TempPathFactory, access_service: AccessService
) -> Iterator[Callable[[str], RunningSite]]:
    root = tmp_path_factory.mktemp("sites")
    hospitals = root / "hospitals"
    generate(hospitals, 4_000, 7, report=lambda _: None)
    titles = {site: each.title for site, each in read_hospitals().sites.items()}
    registries = list(draw_registries(root / "registries", list(titles)))
    running: list[RunningSite] = []

    def start(site: str) -> RunningSite:
        folder = SiteFolder(root / f"{site}-{len(running)}")
        settings = SiteSettings(id=site, title=titles[site], gateway=GatewaySettings(port=free_port()))
        create_site(folder, settings, signatures.public_pem(access_service.key))
        rules = SiteRules(mapping=hospitals / site / "local-codes.csv")
        engine: dict[str, Any] = {"memory": "1GB", "threads": 1}
        load(
            *(hospitals / site, folder.datasets, "omop", {"en": "Stays"}, ColumnChoices()),
            **engine,
            rules=rules,
        )
        for place, registry, drawn in registries:
            if place == site:
                load(drawn, folder.datasets, registry.name, dict(registry.title), ColumnChoices(), **engine)
        oppose(folder, hospitals / site / "opposition.csv")
        process, port = serving(folder)
        door = SiteDoor(
            site=site,
            title=settings.title,
            uri=f"grpc+tls://127.0.0.1:{port}",
            server_name=settings.server_name,
            certificate=folder.certificate_authority.read_text(encoding="ascii"),
        )
        running.append(RunningSite(folder, hospitals / site, process, door))
        return running[-1]

    yield start
    for site in running:
        site.stop()


@pytest.fixture(scope="session")
def sites(start_site: Callable[[str], RunningSite], access_service: AccessService) -> dict[str, RunningSite]:
    """Lyon and Grenoble, each with a permit its data owner signed."""
    running = {site: start_site(site) for site in SITES}
    for site, each in running.items():
        access_service.permits[site] = sign(each.folder, permit(site))
    return running


@dataclass
class RunningAirlock:
    """The airlock's API and worker, over a governance that knows the demonstration's people and projects."""

    url: str
    permits: dict[str, dict[str, str]]  # project -> site -> digest of its permit there


@pytest.fixture(scope="session")
def four_sites(
    sites: dict[str, RunningSite], start_site: Callable[[str], RunningSite]
) -> dict[str, RunningSite]:
    more = [site for site in read_hospitals().sites if site not in sites]
    return sites | {site: start_site(site) for site in more}


@pytest.fixture(scope="session")
def airlock(
    four_sites: dict[str, RunningSite],
    access_service: AccessService,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RunningAirlock]:
    home = tmp_path_factory.mktemp("airlock")
    settings = GovernanceSettings(
        database_url=f"sqlite:///{home}/governance.sqlite",
        key_file=home / "governance.pem",
        audit_anchor=home / "governance.anchor",
    )
    migrate(settings)
    permits = _register_demonstration(settings, four_sites)
    (home / "access.pub").write_text(signatures.public_pem(access_service.key), encoding="ascii")
    port = free_port()
    environment = os.environ | {
        "D2H_HOME": str(home),
        "D2H_GOVERNANCE_DATABASE_URL": settings.database_url,
        "D2H_GOVERNANCE_KEY_FILE": str(settings.key_file),
        "D2H_GOVERNANCE_AUDIT_ANCHOR": str(settings.audit_anchor),
        "D2H_AIRLOCK_DATABASE_URL": f"sqlite:///{home}/airlock.sqlite",
        "D2H_AIRLOCK_STORE": str(home / "store"),
        "D2H_AIRLOCK_KEY_FILE": str(home / "airlock.pem"),
        "D2H_AIRLOCK_AUDIT_ANCHOR": str(home / "airlock.anchor"),
        "D2H_AIRLOCK_ACCESS_PUBLIC_KEY_FILE": str(home / "access.pub"),
        "D2H_AIRLOCK_PORT": str(port),
        "D2H_AIRLOCK_HUB_TOKEN": "not-used-here",
        "D2H_AIRLOCK_POLL_SECONDS": "0.2",
    }
    subprocess.run([sys.executable, "-m", "output_checking.migrate"], check=True, env=environment, cwd=ROOT)
    running = [
        subprocess.Popen([sys.executable, "-m", module], env=environment, cwd=ROOT)
        for module in ("output_checking", "output_checking.worker")
    ]
    try:
        _wait_for(port)
        yield RunningAirlock(f"http://127.0.0.1:{port}", permits)
    finally:
        for process in running:
            process.terminate()
            process.wait(30)


def _register_demonstration(
    settings: GovernanceSettings, sites: dict[str, RunningSite]
) -> dict[str, dict[str, str]]:
    """People, sites and projects as the demonstration's files say; the permits signed at each site."""
    projects = read_project_files(sorted((ROOT / "demo" / "projects").glob("*.yaml")))
    with open_governance(settings)() as unit:
        actor = Actor("test", {})
        register_people(unit, read_people_file(ROOT / "demo" / "people.yaml"), actor)
        for running in sites.values():
            register_site(unit, site_card(running.folder), actor)
        apply_projects(unit, projects, actor)
        unit.commit()
    return {
        project.content.project.id: {
            site: sign(sites[site].folder, document) for site, document in project.content.documents().items()
        }
        for project in projects
    }


def _wait_for(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError("the airlock did not start")


@pytest.fixture(scope="session")
def play_study(
    four_sites: dict[str, RunningSite],
    airlock: RunningAirlock,
    access_service: AccessService,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., dict[str, Any]]:
    """`study_notebooks.play` against four gateways and the airlock; takes the study, `told` and `changed`."""
    from .study_notebooks import play  # which needs this module whole

    def of(study: str, *told: Mapping[str, str], **changed: Mapping[str, str]) -> dict[str, Any]:
        places = {"sites": four_sites, "airlock": airlock, "access_service": access_service}
        return play(study, *told, tmp_path_factory.mktemp(study), **places, **changed)

    return of


Enter = Callable[..., Connection]


def session_message(
    access_service: AccessService, doors: tuple[SiteDoor, ...], language: str, airlock_url: str
) -> SessionMessage:
    return SessionMessage(
        user=USER,
        project=access_service.project,
        project_title={"en": "Adverse events", "fr": "Événements indésirables"},
        ends=(date.today() + timedelta(days=30)).isoformat(),
        language="fr" if language == "fr" else "en",
        access_url=access_service.url,
        airlock_url=airlock_url,
        airlock_page="http://localhost:8001",
        sites=doors,
    )


@pytest.fixture
def enter(tmp_path: Path, access_service: AccessService, monkeypatch: pytest.MonkeyPatch) -> Enter:
    """Opens a workspace with these doors; afterwards `d2h_sdk` works in it."""

    def open_workspace(*doors: SiteDoor, language: str = "en", airlock_url: str = NOWHERE) -> Connection:
        message = session_message(access_service, doors, language, airlock_url)
        path = tmp_path / "session.json"
        path.write_text(message.model_dump_json(), encoding="utf-8")
        monkeypatch.setenv("D2H_SESSION_FILE", str(path))
        monkeypatch.setattr(words, "_spoken", None)
        session = Session()
        opened = Connection(session)
        monkeypatch.setattr("d2h_sdk.api.connection", opened)
        monkeypatch.setattr(sdk_connection, "connection", opened)
        monkeypatch.setattr(outputs, "session", session)
        monkeypatch.setattr(outputs, "_current", None)
        outputs._airlock.cache_clear()
        return opened

    return open_workspace


@pytest.fixture
def workspace(enter: Enter, sites: dict[str, RunningSite]) -> Connection:
    return enter(*(site.door for site in sites.values()))
