"""The papers of a project and its activation, on the administration's pages."""

from __future__ import annotations

import hashlib
import re

from governance.people.person import Person, Role
from governance.people.registration import register_people
from governance.projects.life import project_life
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
