"""The airlock's own application over a real database and store; only who is logged in is told by a header."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from governance.actor import Actor
from governance.catalogue.registration import register_site
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
from output_checking.model import ReleaseRequest
from output_checking.settings import AirlockSettings
from output_checking.web.app import create_app
from output_checking.worker import Worker
from tests.integration.output_checking.furnished import furnish
from tests.integration.output_checking.house import CSRF, WHO, House, site_card
from tests.integration.output_checking.shown import show_work

HERE = Path(__file__).parent


@pytest.fixture
def airlock_database(tmp_path: Path) -> str:
    """SQLite; a module whose subject is the database overrides this with `database_url`."""
    return f"sqlite:///{tmp_path}/airlock.sqlite"


@pytest.fixture
def house(tmp_path: Path, airlock_database: str) -> House:
    return make_house(tmp_path, airlock_database)


def make_house(folder: Path, airlock_database: str) -> House:
    governance = GovernanceSettings(
        database_url=f"sqlite:///{folder}/governance.sqlite",
        key_file=folder / "governance.pem",
        audit_anchor=folder / "governance.anchor",
    )
    migrate(governance)
    site_keys = {site: Ed25519PrivateKey.generate() for site in ("lyon", "grenoble")}
    with open_governance(governance)() as uow:
        register_people(uow, read_people_file(HERE / "people.yaml"), Actor("test", {}))
        for site, key in site_keys.items():
            register_site(uow, site_card(site, key), Actor("test", {}))
        files = [HERE / "adverse-events.yaml", HERE / "activity.yaml", HERE / "registry.yaml"]
        apply_projects(uow, read_project_files(files), Actor("test", {}))
        uow.commit()
    access_key = Ed25519PrivateKey.generate()
    (folder / "access.pub").write_text(public_pem(access_key), encoding="ascii")
    settings = AirlockSettings(
        database_url=airlock_database,
        store=folder / "store",
        imports=folder / "imports",
        key_file=folder / "airlock.pem",
        audit_anchor=folder / "airlock.anchor",
        access_public_key_file=folder / "access.pub",
        hub_token="a-token-of-the-service",
    )
    prepare(settings)
    airlock = open_airlock(settings, governance)
    return House(airlock, Worker(airlock), settings, governance, access_key, site_keys)


@pytest.fixture
def app(house: House) -> FastAPI:
    return make_app(house)


def make_app(house: House) -> FastAPI:
    application = create_app(house.airlock, house.settings)

    def told_by_header(request: Request) -> Session:
        username = request.headers.get(WHO)
        if username is None:
            raise LoginNeeded(request.url.path)
        return Session(username, "", CSRF)

    application.dependency_overrides[current_session] = told_by_header
    return application


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[House, dict[str, ReleaseRequest]]:
    """A house with a request of every sort, for tests that only look."""
    folder = tmp_path_factory.mktemp("furnished")
    house = make_house(folder, f"sqlite:///{folder}/airlock.sqlite")
    show_work(house)
    return house, furnish(house)


def every_route(router: FastAPI | APIRouter) -> Iterator[APIRoute]:
    """Also those of routers that were included. An address of another sort nobody would know how to test."""
    for route in router.routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from every_route(included)
        else:
            assert isinstance(route, APIRoute), route
            yield route


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
