"""The airlock's own application over a real database and store; only who is logged in is told by a header."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from governance.actor import Actor
from governance.migrate import migrate
from governance.people.people_file import read_people_file
from governance.people.registration import register_people
from governance.projects.apply import apply_projects, read_project_files
from governance.settings import GovernanceSettings
from governance.signatures import public_pem
from governance.storage.unit_of_work import open_governance
from governance.web.hub_login import LoginNeeded, Session, current_session
from output_checking.airlock import open_airlock
from output_checking.migrate import prepare
from output_checking.settings import AirlockSettings
from output_checking.web.app import create_app
from output_checking.worker import Worker
from tests.integration.output_checking.house import CSRF, WHO, House

HERE = Path(__file__).parent


@pytest.fixture
def airlock_database(tmp_path: Path) -> str:
    """SQLite; a module whose subject is the database overrides this with `database_url`."""
    return f"sqlite:///{tmp_path}/airlock.sqlite"


@pytest.fixture
def house(tmp_path: Path, airlock_database: str) -> House:
    governance = GovernanceSettings(
        database_url=f"sqlite:///{tmp_path}/governance.sqlite",
        key_file=tmp_path / "governance.pem",
        audit_anchor=tmp_path / "governance.anchor",
    )
    migrate(governance)
    with open_governance(governance)() as uow:
        register_people(uow, read_people_file(HERE / "people.yaml"), Actor("test", {}))
        files = [HERE / "adverse-events.yaml", HERE / "activity.yaml"]
        apply_projects(uow, read_project_files(files), Actor("test", {}))
        uow.commit()
    access_key = Ed25519PrivateKey.generate()
    (tmp_path / "access.pub").write_text(public_pem(access_key), encoding="ascii")
    settings = AirlockSettings(
        database_url=airlock_database,
        store=tmp_path / "store",
        key_file=tmp_path / "airlock.pem",
        audit_anchor=tmp_path / "airlock.anchor",
        access_public_key_file=tmp_path / "access.pub",
        hub_token="a-token-of-the-service",
    )
    prepare(settings)
    airlock = open_airlock(settings, governance)
    return House(airlock, Worker(airlock), settings, governance, access_key)


@pytest.fixture
def app(house: House) -> FastAPI:
    application = create_app(house.airlock, house.settings)

    def told_by_header(request: Request) -> Session:
        username = request.headers.get(WHO)
        if username is None:
            raise LoginNeeded(request.url.path)
        return Session(username, "", CSRF, float("inf"))

    application.dependency_overrides[current_session] = told_by_header
    return application


Browser = Callable[..., TestClient]


@pytest.fixture
def browser(app: FastAPI) -> Iterator[Browser]:
    """`browser("ines")`: a client logged in as her; `browser()` is nobody."""

    def opened(username: str | None = None) -> TestClient:
        client = TestClient(app, base_url="http://localhost:8001", follow_redirects=False)
        if username is not None:
            client.headers[WHO] = username
        return client

    yield opened
    app.dependency_overrides.clear()


@pytest.fixture
def api(app: FastAPI, house: House) -> Callable[..., TestClient]:
    """`api()`: claire's workspace; `api("hugo", OTHER_PROJECT)`, `api(token="…")` another one."""

    def opened(user: str = "claire", project: str | None = None, *, token: str | None = None) -> TestClient:
        own = house.token(user, project) if project else house.token(user)
        bearer = f"Bearer {own if token is None else token}".encode()
        return TestClient(app, headers={b"authorization": bearer})

    return opened
