"""The papers of a project and its activation, on the administration's pages."""

from __future__ import annotations

import hashlib
import re

from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.permits.life import LIVE
from governance.projects.life import known_project, project_life
from governance.projects.project import ProjectState
from tests.integration.governance.conftest import NADIA, World, one_database
from tests.integration.governance.opened_pages import CSRF, governance_pages, window

START = "/services/administration"


@one_database
def test_a_draft_becomes_active_by_the_papers_that_are_recorded_on_its_page(
    world: World, project_text: str
) -> None:
    officer = Person(username="odile", full_name="Odile", roles=frozenset({Role.DATA_PROTECTION_OFFICER}))
    with world.unit() as uow:
        register_people(uow, [officer], NADIA)
        uow.commit()
    app = governance_pages(world.settings)
    world.apply(project_text.replace("id: sepsis", "id: burns"))
    burns = f"{START}/projects/burns"
    nadia, odile = window(app, "nadia"), window(app, "odile")
    paper = {"document": ("paper.pdf", b"the opinion", "application/pdf")}
    entry = {"by": "CERES", "given": "2026-01-01", "reference": "2026-7", "csrf_token": CSRF}

    lacking = nadia.post(f"{burns}/activate", data={"csrf_token": CSRF})
    assert lacking.status_code == 409
    assert lacking.text.count("<li>") >= 4
    assert odile.post(f"{burns}/record/committee", data=entry, files=paper).status_code == 403
    assert "record/committee" not in odile.get(burns).text
    unfit = [
        ("committee", entry | {"reference": "none"}, paper, "CERES"),
        ("committee", entry | {"given": "soon"}, paper, "2026-7"),
        ("committee", entry | {"given": "2098-01-01"}, paper, "2098-01-01"),
        ("committee", entry | {"until": "2025-01-01"}, paper, "2025-01-01"),
        ("committee", entry, {}, "CERES"),
        ("basis", entry, paper, "CERES"),
        ("basis", entry | {"kind": "mr-005"}, paper, "CERES"),
    ]
    for step, sent, file, kept in unfit:
        refused = nadia.post(f"{burns}/record/{step}", data=sent, files=file)
        assert refused.status_code == 422, (step, sent)
        assert re.search(rf"<details open>.*?{kept}", refused.text, re.S), (step, sent)
    with world.unit() as uow:
        assert not project_life(uow, "burns").steps

    for step, sent in (("committee", entry), ("basis", entry | {"kind": "cnil"})):
        assert nadia.post(f"{burns}/record/{step}", data=sent, files=paper).status_code == 303
    registered = odile.post(f"{burns}/record/register", data=entry, files=paper)
    assert registered.headers["location"].endswith("done=recorded")
    again = nadia.post(f"{burns}/record/register", data=entry, files=paper)
    assert again.headers["location"].endswith("done=known")
    world.sign()
    assert nadia.post(f"{burns}/activate", data={"csrf_token": CSRF}).status_code == 303
    with world.unit() as uow:
        life = project_life(uow, "burns")
    assert life.view.state is ProjectState.ACTIVE
    digest = hashlib.sha256(b"the opinion").hexdigest()
    assert {taken.record.document for taken in life.steps[:3]} == {digest}
    assert "project.registered" in world.events()
    assert f"{burns}/activate" not in nadia.get(burns).text


@one_database
def test_a_project_ends_on_its_page_once_its_id_is_typed_and_the_page_says_what_that_changes(
    world: World,
) -> None:
    world.open()
    nadia, sepsis = window(governance_pages(world.settings), "nadia"), f"{START}/projects/sepsis"
    proof = {"document": ("certificate.pdf", b"all destroyed", "application/pdf")}
    ending = {"csrf_token": CSRF, "named": "sepsis", "reason": "Published", "until": "2098-06-30"}
    gone = {"csrf_token": CSRF, "named": "sepsis", "by": "CHU of Lyon", "given": "2026-01-01"}

    page = nadia.get(f"{sepsis}?language=en").text
    shown = page[page.index("It would change:") : page.index("/archive")]
    assert all(word in shown for word in ("permit of lyon", "permit of grenoble", "claire", "hugo"))
    assert "/destroy" not in page
    before = world.events()
    for unfit in (
        {"named": ""},
        {"named": "burns"},
        {"reason": " "},
        {"until": "soon"},
        {"until": "2020-01-01"},
    ):
        refused = nadia.post(f"{sepsis}/archive", data=ending | unfit)
        assert refused.status_code == 422, unfit
        assert re.search(r"<details open>.*?/archive", refused.text, re.S), unfit
    assert nadia.post(f"{sepsis}/destroy", data=gone, files=proof).status_code == 409
    assert world.events() == before

    assert nadia.post(f"{sepsis}/archive", data=ending).status_code == 303
    with world.unit() as uow:
        assert not any(permit.state in LIVE for permit in known_project(uow, "sepsis").permits)
    page = nadia.get(sepsis).text
    assert "/archive" not in page and "/suspend" not in page
    for unfit in ({"named": "x"}, {"by": ""}, {"given": "2098-01-01"}):
        assert nadia.post(f"{sepsis}/destroy", data=gone | unfit, files=proof).status_code == 422, unfit
    assert nadia.post(f"{sepsis}/destroy", data=gone).status_code == 422
    assert nadia.post(f"{sepsis}/destroy", data=gone, files=proof).status_code == 303
    with world.unit() as uow:
        life = project_life(uow, "sepsis")
    assert life.view.state is ProjectState.DESTROYED
    assert life.steps[-1].record.document == hashlib.sha256(b"all destroyed").hexdigest()
    assert {"project.archived", "project.destroyed"} <= set(world.events())
    assert "/destroy" not in nadia.get(sepsis).text
