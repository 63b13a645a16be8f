"""The administration's pages of people, sites, data sets and permits, and of what runs now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from governance.display.showing import close_session, open_session
from governance.nodes import drain_node
from governance.people.certificate import Certificate
from governance.people.leaving import leave
from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.people.training import record_certificate
from governance.permits.approval import permits_of_site
from governance.permits.document import PermitDocument, sign_permit
from governance.policy.in_force import apply_policy
from governance.policy.policy import Policy
from governance.storage.tables import GpuPlaceRow, GpuRow, JobNotebookRow, JobRow, PermitRow
from governance.web.catalogue.app import create_app
from governance.web.catalogue.settings import CatalogueSettings
from governance.web.hub_login import LoginNeeded, Session, current_session
from tests.integration.governance.conftest import NADIA, PROJECT, World
from tests.serving import served

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
START = "/services/catalogue/administration/"
WHO = "x-test-person"
CSRF = "csrf-of-this-session"
TODAY = datetime.now(UTC).date()
POLICY = Policy.model_validate(
    {
        "training": {"researcher": ["data-protection"], "output_checker": ["disclosure-control"]},
        "second_factor": {"admin": {"acr": ["eidas2"]}},
        "charter": {"fr": "Je ne cherche à reconnaître personne.", "en": "I try to recognise nobody."},
    }
)
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def certify(world: World, user: str, until: date) -> None:
    told = Certificate(
        kind="data-protection", by="University", given=date(2025, 1, 1), until=until, document="a" * 64
    )
    with world.unit() as uow:
        record_certificate(uow, user, told, NADIA)
        uow.commit()


@pytest.fixture
def lived_in(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A project that goes on, another that waits for signatures, and work under way."""
    monkeypatch.setenv("D2H_HOME", str(world.folder))
    (world.folder / "gpus.yaml").write_text("gpus:\n- {id: GPU-1, node: hub, kind: h100}\n")
    with world.unit() as uow:
        apply_policy(uow, POLICY, NADIA)
        uow.commit()
    certify(world, "claire", TODAY + timedelta(days=12))
    certify(world, "hugo", TODAY - timedelta(days=1))
    world.open()
    world.apply(PROJECT.replace("id: sepsis", "id: stroke").replace("mode: records", "mode: aggregates"))
    now = datetime.now(UTC)
    with world.unit() as uow:
        leave(uow, "ines", NADIA, "end of contract")
        open_session(uow, "claire", "sepsis")
        open_session(uow, "hugo", "sepsis")
        close_session(uow, "hugo", "sepsis")
        uow.session.add(JobNotebookRow(digest="b" * 64, content=b"{}"))
        uow.session.flush()
        uow.session.add(
            JobRow(
                **{"project": "sepsis", "user": "claire", "state": "QUEUED", "reason": "", "tell": False},
                **{"notebook": "secret-name.ipynb", "digest": "b" * 64, "parameters": {}, "after": []},
                **{"cpus": 2, "memory_bytes": 4 << 30, "seconds": 60, "submitted": now},
            )
        )
        holder = "workspace:sepsis/claire"
        uow.session.add(GpuRow(device="GPU-1", holder=holder, user="claire", project="sepsis", since=now))
        uow.session.add(
            GpuPlaceRow(holder="job:7", user="hugo", project="sepsis", kind="h100", count=1, asked=now)
        )
        drain_node(uow, "worker-2", "a new disk", NADIA)
        uow.commit()
    return world


@pytest.fixture
def app(lived_in: World) -> FastAPI:
    application = create_app(CatalogueSettings(hub_token="a-token-of-the-service"), lived_in.settings)

    def told_by_header(request: Request) -> Session:
        if WHO not in request.headers:
            raise LoginNeeded(request.url.path)
        return Session(request.headers[WHO], "", CSRF, float("inf"))

    application.dependency_overrides[current_session] = told_by_header
    return application


def window(app: FastAPI, who: str | None = "nadia") -> TestClient:
    headers = {WHO: who, "cookie": "d2h-language=en"} if who else {}
    return TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False, headers=headers)


def read(app: FastAPI, page: str, **asked: str) -> str:
    answer = window(app).get(START + page, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_an_administrator_sees_what_each_person_proved_and_until_when_she_works_where(app: FastAPI) -> None:
    claire = read(app, "people", q="clai")
    assert "Hugo" not in claire and "sepsis" in claire and "charter not signed" in claire
    assert f'mark review">{TODAY + timedelta(days=12)}<' in claire
    hugo = read(app, "people/hugo")
    assert "not in force, training missing or over: data-protection" in hugo
    assert f'mark block">{TODAY - timedelta(days=1)}<' in hugo and "University" in hugo
    assert f">{TODAY + timedelta(days=365)}<" in hugo and "The access review" in hugo
    assert "eidas2" in read(app, "people/nadia")
    assert f"left on {TODAY}" in read(app, "people", q="INES")
    assert "Nobody is called so" in read(app, "people", q="%")


def test_every_permit_is_there_with_its_document_and_what_proves_it(app: FastAPI, lived_in: World) -> None:
    page = read(app, "permits")
    assert page.count(">in force<") == 2 and page.count(">waits for a signature<") == 2
    assert read(app, "permits", project="sepsis", site="lyon").count(f'href="{START}permits/') == 1
    with lived_in.unit() as uow:
        digests = {p.document["project"]: p.digest for p in permits_of_site(uow, "lyon")}
    signed = read(app, f"permits/{digests['sepsis']}")
    assert "of the data owner whose key is registered" in signed and "year_of_birth" in signed
    assert "individual records" not in read(app, f"permits/{digests['stroke']}")
    with lived_in.unit() as uow:
        row = uow.session.get_one(PermitRow, digests["sepsis"])
        row.signed = sign_permit(PermitDocument.model_validate(row.document), Ed25519PrivateKey.generate())
        uow.commit()
    assert "not of the key that is registered now" in read(app, f"permits/{digests['sepsis']}")


def test_sites_and_data_sets_tell_how_they_stand_and_who_uses_them(app: FastAPI) -> None:
    sites = read(app, "sites")
    assert sites.count("does not answer") == 2 and sites.count("1 signed, 1 waiting") == 2
    assert sites.count("the card holds none that can be read") == 2
    datasets = read(app, "datasets")
    assert datasets.count(f'href="{START}permits?site=lyon&amp;project=sepsis"') == 1
    assert datasets.count("aggregates only") == 2 and datasets.count("not signed yet") == 2


def test_what_runs_now_is_shown_and_nothing_that_code_in_a_workspace_chose(
    app: FastAPI, lived_in: World
) -> None:
    page = read(app, "running")
    assert "One open workspace" in page and "One job" in page and "2 processors, 4 GiB" in page
    assert "workspace:sepsis/claire" in page and "job:7" in page and "a new disk" in page
    assert "secret-name" not in page
    (lived_in.folder / "gpus.yaml").write_text("gpus: [{id: 1}]\n")
    assert "One open workspace" in read(app, "running"), "a wrong file of devices hides nothing else"


def test_what_is_asked_for_in_vain_is_answered_in_words(app: FastAPI) -> None:
    nadia = window(app)
    for page, status in (
        ("people/zoe", 404),
        ("people/../../etc", 404),
        ("people?after=%00", 404),
        ("people/%00", 404),
        ("permits?project=%00", 404),
        (f"people?q={'x' * 101}", 404),
        ("permits/" + "0" * 64, 404),
        ("permits?begin=-1", 404),
        ("permits?site=' OR 1=1 --", 200),
        ("permits?project=<script>", 200),
    ):
        answer = nadia.get(START + page)
        assert answer.status_code == status and "<script" not in answer.text, page
        assert answer.headers["content-type"].startswith("text/html"), page


@one_database
def test_an_officer_sees_whose_signature_opens_what_and_nobody_else_does(
    app: FastAPI, lived_in: World
) -> None:
    with lived_in.unit() as uow:
        officer = Person(username="olga", full_name="Olga", roles=frozenset({Role.DATA_PROTECTION_OFFICER}))
        register_people(uow, [officer], NADIA)
        uow.commit()
    open_to_her = {"sites", "datasets", "permits"}
    for page in ("people", "people/claire", "sites", "datasets", "permits", "running"):
        assert window(app, "olga").get(START + page).status_code == (200 if page in open_to_her else 403)
        for who in ("claire", "hugo", "ines"):
            assert window(app, who).get(START + page).status_code == 403, (page, who)
        assert "/login?" in window(app, None).get(START + page).headers["location"]


PAGES = ("people", "people/claire", "sites", "datasets", "permits", "running")


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    with served(app) as start:
        yield start


@one_database
def test_every_page_is_open_to_every_administrator(chrome: Browser, address: str) -> None:
    for language, scheme, width in (("fr", "light", 1280), ("en", "dark", 360)):
        context = chrome.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            extra_http_headers={WHO: "nadia"},
        )
        page = context.new_page()
        for path in PAGES:
            page.goto(f"{address}{START}{path}?language={language}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
            assert found.violations_count == 0, (path, found.generate_report())
        page.goto(f"{address}{START}permits?language={language}")
        page.locator("tbody a").first.click()
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        context.close()
