"""The administration's pages of people, sites, data sets and permits, and of what runs now."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect

from governance.display.showing import close_session, open_session
from governance.jobs.record import jobs_of
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
from governance.projects.life import project_life
from governance.storage.tables import MemberRow, PermitRow
from governance.storage.work_tables import GpuPlaceRow, GpuRow, JobNotebookRow, JobRow
from governance.workspace_use import record_size
from tests.integration.governance.conftest import NADIA, PROJECT, World, one_database
from tests.integration.governance.opened_pages import CSRF, WHO, governance_pages
from tests.integration.governance.opened_pages import window as opened
from tests.serving import served

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
START = "/services/administration/"
TODAY = datetime.now(UTC).date()
POLICY = Policy.model_validate(
    {
        "training": {"researcher": ["data-protection"], "output_checker": ["disclosure-control"]},
        "second_factor": {"admin": {"acr": ["eidas2"]}},
        "charter": {"fr": "Je ne cherche à reconnaître personne.", "en": "I try to recognise nobody."},
    }
)


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
        record_size(uow, "claire", "sepsis", cpus=1, memory_bytes=1 << 30, gpus=1, node="worker-1")
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
            GpuPlaceRow(
                holder="job:7", user="hugo", project="sepsis", node="here", kind="h100", count=1, asked=now
            )
        )
        drain_node(uow, "worker-2", "a new disk", NADIA)
        uow.commit()
    return world


@pytest.fixture
def app(lived_in: World) -> FastAPI:
    return governance_pages(lived_in.settings)


def window(app: FastAPI, who: str | None = "nadia") -> TestClient:
    client = opened(app, who)
    client.cookies.set("d2h-language", "en")
    return client


def read(app: FastAPI, page: str, **asked: str) -> str:
    answer = window(app).get(START + page, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_an_administrator_sees_what_each_person_proved_and_until_when_she_works_where(
    app: FastAPI, lived_in: World
) -> None:
    claire = read(app, "people", q="clai")
    assert "Hugo" not in claire and "sepsis" in claire and "charter not signed" in claire
    assert f'mark review">{TODAY + timedelta(days=12)}<' in claire
    hugo = read(app, "people/hugo")
    assert "not in force, training missing or over: data-protection" in hugo
    assert f'mark block">{TODAY - timedelta(days=1)}<' in hugo and "University" in hugo
    with lived_in.unit() as uow:
        due = next(end.day for end in project_life(uow, "sepsis").ends if end.what == "review")
    assert f">{due}<" in hugo and "The access review" in hugo
    assert "eidas2" in read(app, "people/nadia")
    assert "left on 20" in read(app, "people", q="INES")
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
    with lived_in.unit() as uow:
        (job,) = jobs_of(uow, open_only=True)
        before = page.count("not told")
        uow.session.get_one(JobRow, job.id).node = "worker-3"
        uow.commit()
    page = read(app, "running")
    assert re.search(r"sepsis.*?claire.*?worker-1.*?UTC", page, re.S)
    assert "worker-3" in page and page.count("not told") == before - 1
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


def fields(**typed: str) -> dict[str, str]:
    return {"csrf_token": CSRF} | typed


PAPER = {"document": ("certificate.pdf", b"%PDF-1.7 a certificate", "application/pdf")}


@one_database
def test_what_is_recorded_of_a_person_stands_in_the_audit_and_what_is_unfit_is_kept_to_mend(
    app: FastAPI, lived_in: World
) -> None:
    nadia, claire = window(app), f"{START}people/claire"
    until = (TODAY + timedelta(days=400)).isoformat()
    told = fields(kind="data-protection", by="University", given=TODAY.isoformat(), until=until)
    before = len(lived_in.events())

    def refused(act: str, status: int, said: str, data: dict[str, str], *, paper: bool = True) -> None:
        answer = nadia.post(f"{claire}/{act}", data=data, files=PAPER if paper else None)
        assert (answer.status_code, said in answer.text) == (status, True), answer.text

    refused("certify", 422, "Choose the paper itself", told, paper=False)
    refused("certify", 422, 'value="University"', told | {"until": "soon"})
    refused("certify", 422, "Last day: ", told | {"until": "soon", "kind": "Not A Slug"})
    refused("certify", 422, "It would end before it was given", told | {"until": "2020-01-01"})
    refused("certify", 403, "no longer valid", told | {"csrf_token": "guessed"})
    refused("leave", 422, "Say why", fields(reason=" "), paper=False)
    refused("return", 409, "did not leave", fields(), paper=False)
    assert nadia.post(f"{START}people/zoe/leave", data=fields(reason="x")).status_code == 404
    assert nadia.post(f"{START}people/nadia/leave", data=fields(reason="x")).status_code == 409
    assert len(lived_in.events()) == before, "what was refused changed nothing"

    for act, data, files, done in (
        ("certify", told, PAPER, "certified"),
        ("certify", told, PAPER, "known"),
        ("leave", fields(reason="End of contract"), None, "left"),
        ("return", fields(), None, "returned"),
    ):
        answer = nadia.post(f"{claire}/{act}", data=data, files=files)
        assert answer.headers["location"] == f"{claire}?done={done}", answer.text
        assert 'role="status"' in nadia.get(answer.headers["location"]).text
    with lived_in.unit() as uow:
        kept = list(uow.audit.records())[before:]
    assert [(one.actor, one.event) for one in kept] == [
        ("nadia", "person.trained"),
        ("nadia", "person.left"),
        ("nadia", "person.returned"),
    ]
    assert kept[0].details["document"] == hashlib.sha256(PAPER["document"][1]).hexdigest()
    assert kept[1].details["reason"] == "End of contract"


@one_database
def test_access_is_confirmed_for_the_members_that_were_shown_and_for_no_others(
    app: FastAPI, lived_in: World
) -> None:
    nadia = window(app)
    assert "No review is due" in read(app, "reviews")
    page = read(app, "reviews", every="1")
    assert 'name="members" value="claire hugo"' in page and "stroke" not in page
    with lived_in.unit() as uow:
        uow.session.delete(uow.session.get_one(MemberRow, ("sepsis", "hugo")))
        uow.commit()
    sepsis = f"{START}reviews/sepsis"
    answer = nadia.post(sepsis, data=fields(members="claire hugo"))
    assert answer.status_code == 409 and "changed meanwhile" in answer.text
    assert 'name="members" value="claire"' in answer.text
    answer = nadia.post(sepsis, data=fields(members="claire"))
    assert 'role="status"' in nadia.get(answer.headers["location"]).text
    with lived_in.unit() as uow:
        last = list(uow.audit.records())[-1]
    assert (last.actor, last.event, last.subject) == ("nadia", "project.access-confirmed", "sepsis")
    assert last.details["members"] == ["claire"]


PAGES = ("people", "people/claire", "reviews?every=1", "sites", "datasets", "permits", "running")


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
            page.goto(f"{address}{START}{path}{'&' if '?' in path else '?'}language={language}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
            assert found.violations_count == 0, (path, found.generate_report())
        page.goto(f"{address}{START}permits?language={language}")
        page.locator("tbody a").first.click()
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(f"{address}{START}people/nadia?language={language}")
        page.locator("#kind").fill("sdc")
        page.locator("#by").fill("University")
        page.locator("#given").fill("2026-01-01")
        page.locator("#until").fill("2025-01-01")
        page.locator("#document").set_input_files(
            {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": language.encode()}
        )
        page.locator("form[action$=certify] button").click()
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.locator("#by")).to_have_value("University")
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert found.violations_count == 0, found.generate_report()
        page.locator("#until").fill("2099-01-01")
        page.locator("#document").set_input_files(
            {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": language.encode()}
        )
        page.locator("form[action$=certify] button").press("Enter")
        expect(page.get_by_role("status")).to_be_visible()
        context.close()
