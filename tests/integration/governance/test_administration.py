"""The administration's pages: who may open what, projects read and edited, every act in the audit."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from httpx import Response

from governance.display.showing import close_session, open_session
from governance.people.leaving import leave
from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.permits.approval import permits_of_site
from governance.projects.life import project_life
from governance.projects.listing import ListedLife, lives_after
from governance.projects.project import ProjectState
from governance.storage.work_tables import JobNotebookRow, JobRow, SessionRow
from governance.web.administration import projects
from governance.web.administration.pages import PARTS, router
from governance.workspace_use import record_size, record_standing
from tests.integration.governance.conftest import NADIA, World
from tests.integration.governance.opened_pages import CSRF, governance_pages, window

START = "/services/administration"
SEPSIS = f"{START}/projects/sepsis"
EVERYBODY = {"nadia", "odile", "dora", "claire", "ines", "paul"}
SEES_SEPSIS = {"nadia", "odile", "dora", "claire"}  # paul is data owner of a site that is not asked
ENTERS = SEES_SEPSIS | {"paul"}  # ines is no member of any project
ADMIN = {"nadia"}
OVERSIGHT = {"nadia", "odile"}
# Every address of the folder, and to whom it opens.
TABLE = {
    "GET /": ENTERS,
    "GET /projects": ENTERS,
    "GET /projects/{project}": SEES_SEPSIS,
    "GET /projects/{project}/file": SEES_SEPSIS,
    "GET /projects/{project}/use.csv": SEES_SEPSIS,
    "GET /projects/{project}/edit": ADMIN,
    "POST /projects/{project}/plan": ADMIN,
    "POST /projects/{project}/edit": ADMIN,
    "POST /projects/{project}/record/{step}": OVERSIGHT,  # of the register
    "POST /projects/{project}/activate": ADMIN,
    "POST /projects/{project}/suspend": ADMIN,
    "POST /projects/{project}/resume": ADMIN,
    "POST /projects/{project}/archive": ADMIN,
    "POST /projects/{project}/destroy": ADMIN,
    "GET /new-project": ADMIN,
    "POST /new-project/plan": ADMIN,
    "POST /new-project": ADMIN,
    "GET /people": ADMIN,
    "GET /people/{username}": ADMIN,
    "POST /people/{username}/certify": ADMIN,
    "POST /people/{username}/leave": ADMIN,
    "POST /people/{username}/return": ADMIN,
    "GET /reviews": ADMIN,
    "POST /reviews/{project}": ADMIN,
    "GET /sites": OVERSIGHT,
    "GET /datasets": OVERSIGHT,
    "GET /permits": OVERSIGHT,
    "GET /permits/{digest}": OVERSIGHT,
    "GET /running": ADMIN,
    "GET /audit": ADMIN,
    "GET /audit.csv": ADMIN,
    "GET /{unknown:path}": set(),
}


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """What these pages write, the use cases' own tests try on PostgreSQL too."""
    return f"sqlite:///{tmp_path}/governance.sqlite"


@pytest.fixture
def app(world: World) -> FastAPI:
    world.open()
    people = [
        Person(username="odile", full_name="Odile", roles=frozenset({Role.DATA_PROTECTION_OFFICER})),
        Person(username="dora", full_name="Dora", roles=frozenset({Role.DATA_OWNER}), site="lyon"),
        Person(username="paul", full_name="Paul", roles=frozenset({Role.DATA_OWNER}), site="paris"),
    ]
    with world.unit() as uow:
        register_people(uow, people, NADIA)
        uow.commit()
    return governance_pages(world.settings)


def fields(page: Response, action: str) -> dict[str, str]:
    """What the form that is sent to `action` holds."""
    (form,) = re.findall(
        rf'<form method="post" action="{START}{re.escape(action)}">(.*?)</form>', page.text, re.S
    )
    held = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="(.*?)"', form)}
    for name, value in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n(.*?)</textarea>', form, re.S):
        held[name] = html.unescape(value)
    return held


def told(world: World) -> list[tuple[str, str]]:
    with world.unit() as uow:
        return [(record.actor, record.event) for record in uow.audit.records()]


def test_the_table_says_who_opens_every_page_and_what_is_none(app: FastAPI, world: World) -> None:
    routes = {
        f"{method} {route.path}"
        for part in (router, *PARTS)
        for route in part.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }
    assert routes == set(TABLE)
    with world.unit() as uow:
        digest = permits_of_site(uow, "lyon")[0].digest
    named = {"{project}": "sepsis", "{username}": "claire", "{digest}": digest, "{unknown:path}": "no/such"}
    named["{step}"] = "register"
    for address, opens_to in TABLE.items():
        method, path = address.split(" ")
        path = START + reduce(lambda told, name: told.replace(name, named[name]), named, path)
        for who in sorted(EVERYBODY):
            answer = window(app, who).request(
                method, path, data={"csrf_token": CSRF} if method == "POST" else None
            )
            assert (answer.status_code not in (403, 404)) is (who in opens_to), (address, who)
            assert who in opens_to or "Study of sepsis" not in answer.text
        nobody = window(app, None).request(method, path)
        assert nobody.status_code in (303, 308), address
        assert method == "GET" or window(app, "nadia").post(path).status_code == 403, address


def test_each_sees_the_projects_that_concern_her(app: FastAPI) -> None:
    for who in sorted(ENTERS):
        page = window(app, who).get(f"{START}/projects")
        assert (f"{START}/projects/sepsis" in page.text) is (who in SEES_SEPSIS), who
        assert (f"{START}/new-project" in page.text) is (who in ADMIN), who


def test_many_projects_are_turned_page_by_page_and_looked_for(
    app: FastAPI, world: World, project_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projects, "PAGE", 2)
    for name in ("asthma", "burns", "cancer"):
        world.apply(project_text.replace("id: sepsis", f"id: {name}").replace("of sepsis", f"of {name}"))
    for who in ("nadia", "claire"):
        seen, page = [], window(app, who).get(f"{START}/projects").text
        while True:
            seen += re.findall(r'<th scope="row"><a href="[^"]*/projects/([a-z]+)"', page)
            if 'rel="next"' not in page:
                break
            address = page.split('rel="next"')[0].rpartition('href="')[2].split('"')[0]
            page = window(app, who).get(html.unescape(address)).text
        assert seen == ["asthma", "burns", "cancer", "sepsis"]
    found = window(app, "nadia").get(f"{START}/projects", params={"q": "of BURNS"}).text
    assert re.findall(r"/projects/([a-z]+)\"", found) == ["burns"]
    assert window(app, "nadia").get(f"{START}/projects", params={"q": "\0"}).status_code == 404


def test_a_list_is_read_once_for_each_state_and_shows_what_changed_elsewhere_at_the_next_look(
    app: FastAPI, world: World, project_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []

    def counted(*asked: Any, **how: Any) -> list[ListedLife]:
        reads.append("read")
        return lives_after(*asked, **how)

    monkeypatch.setattr(projects, "lives_after", counted)
    nadia, odile, claire = (window(app, who) for who in ("nadia", "odile", "claire"))

    def told(where: str, what: str) -> bool:
        return what in nadia.get(f"{START}/{where}").text

    assert not told("projects", "2098-12-31") and not told("people", "Zoe") and not told("permits", "2098")
    assert odile.get(f"{START}/projects").status_code == claire.get(f"{START}/projects").status_code == 200
    assert len(reads) == 1
    with world.unit() as uow:
        zoe = Person(username="zoe", full_name="Zoe", roles=frozenset({Role.RESEARCHER}))
        register_people(uow, [zoe], NADIA)
        uow.session.flush()
        assert not told("people", "Zoe")  # nothing is kept yet
        uow.commit()
    world.apply(project_text.replace("2099-12-31", "2098-12-31").replace("user: claire", "user: zoe"))
    with world.unit() as uow:
        leave(uow, "odile", NADIA, "Retired")
        uow.commit()
    assert told("projects", "2098-12-31") and told("people", "Zoe") and told("permits", "2098")
    assert odile.get(f"{START}/projects").status_code == claire.get(f"{START}/projects").status_code == 403


def test_every_act_of_the_pages_stands_in_the_audit_with_the_name_of_who_did_it(
    app: FastAPI, world: World, project_text: str
) -> None:
    nadia = window(app, "nadia")

    def edited(start: str, to: str, text: str) -> Response:
        first = fields(nadia.get(f"{START}{start}"), f"{to}/plan")
        shown = nadia.post(f"{START}{to}/plan", data=first | {"text": text})
        address = to if to == "/new-project" else f"{to}/edit"
        return nadia.post(f"{START}{address}", data=fields(shown, address))

    longer = project_text.replace("2099-12-31", "2098-12-31")
    other = project_text.replace("id: sepsis", "id: asthma")
    reason = {"csrf_token": CSRF, "reason": "Lead on leave"}
    member = {"csrf_token": CSRF, "members": "claire hugo"}
    paper = {"document": ("paper.pdf", b"a certificate", "application/pdf")}
    training = {"kind": "sdc", "by": "University", "given": "2026-01-01", "until": "2099-01-01"}
    ines = f"{START}/people/ines"
    burns = f"{START}/projects/burns"
    world.apply(project_text.replace("id: sepsis", "id: burns"))
    world.sign()
    entry = {"by": "CHU", "given": "2026-01-01", "reference": "2026-7", "csrf_token": CSRF}

    def recorded(step: str) -> Response:
        kind = {"kind": "cnil"} if step == "basis" else {}
        return nadia.post(f"{burns}/record/{step}", data=entry | kind, files=paper)

    for step in ("committee", "basis"):
        assert recorded(step).status_code == 303
    acts = {
        "POST /people/{username}/certify": lambda: nadia.post(
            f"{ines}/certify", data=training | {"csrf_token": CSRF}, files=paper
        ),
        "POST /people/{username}/leave": lambda: nadia.post(f"{ines}/leave", data=reason),
        "POST /people/{username}/return": lambda: nadia.post(f"{ines}/return", data=reason),
        "POST /reviews/{project}": lambda: nadia.post(f"{START}/reviews/sepsis", data=member),
        "POST /projects/{project}/record/{step}": lambda: recorded("register"),
        "POST /projects/{project}/activate": lambda: nadia.post(
            f"{burns}/activate", data={"csrf_token": CSRF}
        ),
        "POST /projects/{project}/suspend": lambda: nadia.post(f"{SEPSIS}/suspend", data=reason),
        "POST /projects/{project}/resume": lambda: nadia.post(f"{SEPSIS}/resume", data=reason),
        "POST /projects/{project}/edit": lambda: edited("/projects/sepsis/edit", "/projects/sepsis", longer),
        "POST /new-project": lambda: edited("/new-project", "/new-project", other),
        "POST /projects/{project}/archive": lambda: nadia.post(
            f"{burns}/archive", data=reason | {"named": "burns"}
        ),
        "POST /projects/{project}/destroy": lambda: nadia.post(
            f"{burns}/destroy", data=entry | {"named": "burns"}, files=paper
        ),
    }
    assert set(acts) == {one for one in TABLE if one.startswith("POST") and not one.endswith("/plan")}
    for address, act in acts.items():
        before = told(world)
        answer = act()
        new = told(world)[len(before) :]
        assert answer.status_code == 303, (address, answer.text)
        assert new and {actor for actor, _ in new} == {"nadia"}, (address, new)
    assert nadia.get(f"{START}/projects/asthma").status_code == 200


def test_a_file_edited_meanwhile_is_refused_with_what_changed_and_the_text_is_kept(
    app: FastAPI, world: World, project_text: str
) -> None:
    nadia, address = window(app, "nadia"), "/projects/sepsis"
    opened = fields(nadia.get(f"{START}{address}/edit"), f"{address}/plan")
    world.apply(project_text.replace("Study of sepsis", "Study of shock"))
    before = told(world)
    mine = opened["text"].replace("2099-12-31", "2098-12-31")
    refused = nadia.post(f"{START}{address}/plan", data=opened | {"text": mine})
    assert refused.status_code == 409
    assert "-  purpose: Study of sepsis" in refused.text and "+  purpose: Study of shock" in refused.text
    kept = fields(refused, f"{address}/plan")
    assert kept["text"] == mine
    assert nadia.post(f"{START}{address}/edit", data=opened | {"text": mine, "seen": ""}).status_code == 409
    shown = nadia.post(f"{START}{address}/plan", data=kept)
    form = fields(shown, f"{address}/edit")
    assert nadia.post(f"{START}{address}/edit", data=form | {"seen": "another plan"}).status_code == 409
    assert told(world) == before
    assert nadia.post(f"{START}{address}/edit", data=form).status_code == 303


GARBAGE = {
    "project:\n  id: sepsis\n  id: x\n": "line 3",
    "project: [\n": "line 1",
    "\u0000\u202e<script>": "line 1",
    "- - -": "line 1",
    "a: &a [*a]": "line 1",
    "": "line 1",
    "project:\n  id: other\n": "line 1",
}


def test_what_is_no_project_file_is_told_with_its_line_and_kept(app: FastAPI, world: World) -> None:
    nadia, before = window(app, "nadia"), told(world)
    for address, sent_to in (("/projects/sepsis", "/edit"), ("/new-project", "")):
        opened = fields(nadia.get(f"{START}{address}{sent_to}"), f"{address}/plan")
        for act in (f"{START}{address}/plan", f"{START}{address}{sent_to}"):
            for text, said in GARBAGE.items():
                answer = nadia.post(f"{act}?language=en", data=opened | {"text": text, "seen": "x"})
                assert answer.status_code == 422 and said in answer.text, (act, answer.text)
                assert html.escape(text[2:]) in answer.text
    assert told(world) == before


def test_a_text_sent_without_a_valid_session_is_given_back(app: FastAPI) -> None:
    sent = {"text": "project: {id: long-work}", "csrf_token": "of another session"}
    for who, status in (("nadia", 403), (None, 401)):
        answer = window(app, who).post(f"{START}/new-project", data=sent)
        assert answer.status_code == status and "long-work" in answer.text, who


def test_a_project_keeps_its_id_and_a_new_one_takes_no_other_s(
    app: FastAPI, world: World, project_text: str
) -> None:
    nadia, before = window(app, "nadia"), told(world)
    opened = fields(nadia.get(f"{SEPSIS}/edit"), "/projects/sepsis/plan")
    renamed = opened | {"text": project_text.replace("id: sepsis", "id: asthma")}
    assert nadia.post(f"{SEPSIS}/plan", data=renamed).status_code == 422
    assert nadia.post(f"{START}/new-project", data=opened | {"text": project_text}).status_code == 422
    assert told(world) == before


def test_what_a_project_used_is_told_by_month_and_to_those_who_oversee_by_member(
    app: FastAPI, world: World
) -> None:
    began = datetime(2026, 3, 1, 8, tzinfo=UTC)
    two_hours = began + timedelta(hours=2)
    job = {
        "project": "sepsis",
        "user": "claire",
        "reason": "",
        "notebook": "a.ipynb",
        "digest": "d" * 64,
        "parameters": {},
        "after": [],
        "memory_bytes": 3 << 30,
        "seconds": 60,
        "tell": False,
        "submitted": began,
    }
    with world.unit() as uow:
        uow.session.add(JobNotebookRow(digest="d" * 64, content=b"{}"))
        uow.session.flush()
        uow.session.add_all(
            [
                JobRow(**job, cpus=4.5, gpus=2, state="FINISHED", started=began, ended=two_hours),
                JobRow(**job, cpus=64, gpus=8, state="QUEUED"),
                SessionRow(
                    project="sepsis", user="claire", opened=began, closed=began + timedelta(minutes=90)
                ),
                SessionRow(project="sepsis", user="hugo", opened=began),
                SessionRow(
                    project="sepsis",
                    user="hugo",
                    opened=datetime(2026, 3, 31, 23, tzinfo=UTC),  # and never told closed: the machine broke
                    last_seen=datetime(2026, 4, 1, 1, tzinfo=UTC),
                    cpus=2,
                    memory_bytes=1 << 30,
                    gpus=0,
                    files_bytes=3 * 10**9,
                ),
            ]
        )
        open_session(uow, "claire", "sepsis")
        record_size(uow, "claire", "sepsis", cpus=1, memory_bytes=1 << 30, gpus=0)
        record_standing(uow, "claire", "sepsis", files_bytes=None, shared_bytes=5 * 10**9)
        close_session(uow, "claire", "sepsis")
        record_standing(uow, "claire", "sepsis", files_bytes=1, shared_bytes=1)  # too late
        uow.commit()
    page = window(app, "nadia").get(f"{SEPSIS}?language=en").text
    for told in (
        "1 job ran",
        "<b>13</b> core-hours",
        "<b>4</b> GPU-hours",
        "<b>8</b> GiB-hours",
        "<b>3.5</b> hours",
    ):
        assert told in page, told
    tables = {who: window(app, who).get(f"{SEPSIS}/use.csv").text.splitlines() for who in ("nadia", "claire")}
    now, whose = f"{datetime.now(UTC):%Y-%m}", tables["nadia"]
    assert whose[0] == "month,member,core_hours,gpu_hours,memory_gib_hours,open_hours,gigabytes"
    assert f"{now},,0.000,0.000,0.000,0.000,5.000" in whose
    assert "2026-04,hugo,2.000,0.000,1.000,1.000,3.000" in whose
    assert "2026-03,claire,9.000,4.000,6.000,1.500," in whose
    assert "2026-03,hugo,2.000,0.000,1.000,1.000," in whose
    assert tables["claire"][2:] == [
        "2026-04,,2.000,0.000,1.000,1.000,3.000",
        "2026-03,,11.000,4.000,7.000,2.500,",
    ]
    assert "hugo" not in "".join(tables["claire"])


def test_suspending_takes_a_reason(app: FastAPI, world: World) -> None:
    nadia = window(app, "nadia")
    for reason in ("", " \n ", "x" * 300):
        sent = {"csrf_token": CSRF, "reason": reason}
        assert nadia.post(f"{SEPSIS}/suspend", data=sent).status_code == 422
    with world.unit() as uow:
        assert project_life(uow, "sepsis").view.state is ProjectState.ACTIVE
    refused = nadia.post(f"{SEPSIS}/resume", data={"csrf_token": CSRF, "reason": "None"})
    assert refused.status_code == 409
