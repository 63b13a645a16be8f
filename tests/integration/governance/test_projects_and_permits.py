"""From a project file to a person who may work: applied, signed, changed, suspended, on both databases."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from governance.access.token import AIRLOCK_AUDIENCE, gateway_audience, verify_access_token
from governance.access.workspace_entry import check_entry, enter_workspace, grant_access
from governance.actor import Actor
from governance.audit.story import trails_of, verify
from governance.directory import find_project
from governance.people.person import Person
from governance.people.registration import register_people
from governance.permits.approval import permits_of_site, sign_asked_permit, withdraw_permit
from governance.permits.document import PermitDocument, sign_permit
from governance.permits.life import PermitState
from governance.projects.apply import (
    apply_projects,
    plan_projects,
    read_project_files,
    read_project_text,
)
from governance.projects.life import resume_project, suspend_project
from governance.projects.project import ProjectState
from governance.projects.project_file import ProjectFile
from governance.projects.written import written_project
from governance.refusal import Refusal
from governance.signatures import load_private_key
from governance.source_file import SourceRefusal

PROPOSED, SIGNED = PermitState.PROPOSED, PermitState.SIGNED
SUPERSEDED, WITHDRAWN = PermitState.SUPERSEDED, PermitState.WITHDRAWN
NADIA = Actor("nadia", {})


World = Any  # the class of conftest.py, which nothing can import


def entry_refusal(
    world: World, user: str = "claire", project: str = "sepsis", today: date | None = None
) -> str:
    with world.unit() as uow, pytest.raises(Refusal) as refusal:
        enter_workspace(uow, user, project, today=today)
    return refusal.value.code


def sites_of(world: World, user: str) -> set[str]:
    """The sites that the person's access token opens now."""
    key = load_private_key(world.settings.key_file)
    with world.unit() as uow:
        token = grant_access(uow, user, "sepsis", key)
    return set(verify_access_token(token, key.public_key(), audience=AIRLOCK_AUDIENCE).permits)


# --- applying ------------------------------------------------------------------------------------------


def test_an_applied_project_is_kept_and_asked_of_its_sites(world: World) -> None:
    (plan,) = world.apply()
    assert plan.change == "create"
    assert world.states("lyon") == world.states("grenoble") == {1: PROPOSED}
    with world.unit() as uow:
        view = find_project(uow, "sepsis")
    assert view is not None
    assert (view.state, view.sites, [m.user for m in view.members]) == (
        ProjectState.DRAFT,
        ("lyon", "grenoble"),
        ["claire", "hugo"],
    )
    assert world.events()[-3:] == ["project.created", "permit.proposed", "permit.proposed"]


def test_applying_the_same_file_again_writes_nothing(world: World) -> None:
    world.apply()
    events = world.events()
    assert [plan.change for plan in world.apply()] == ["none"]
    assert world.events() == events


def test_a_wrong_file_keeps_the_right_one_beside_it_from_being_applied(
    world: World, project_text: str
) -> None:
    right, wrong = world.folder / "right.yaml", world.folder / "wrong.yaml"
    right.write_text(project_text, encoding="utf-8")
    other = project_text.replace("id: sepsis", "id: other").replace("user: hugo", "user: hugoo")
    wrong.write_text(other, encoding="utf-8")
    events = world.events()
    with world.unit() as uow, pytest.raises(SourceRefusal) as refusal:
        apply_projects(uow, read_project_files([right, wrong]), NADIA)
        uow.commit()
    assert [(Path(f.file).name, f.code) for f in refusal.value.faults] == [("wrong.yaml", "person-unknown")]
    with world.unit() as uow:
        assert find_project(uow, "sepsis") is None
    assert world.events() == events


RICH = """\
project:
  id: sepsis
  title: {en: "yes", fr: "Sepsis : l'étude nº 1_000"}
  purpose: "Two lines: one\\nand # no comment; 'quoted'  "
  starts: 2026-01-01
  ends: 2099-12-31
members:
  - {user: hugo, role: lead}
  - {user: claire, role: researcher}
algorithms:
  - {name: score, notebook: "NOTEBOOK", author: claire, approved_by: ines}
workspace: {memory: 512M, cpus: 1.5, display: {hour: 32M}}
outputs: {threshold: 12, site_votes: true, rules: {zeros: block, file_types: [csv, png]}}
permits:
  - sites: [lyon, grenoble]
    mode: aggregates
    datasets:
      omop:
        dates: shifted
        starts: 2026-02-01
        shared_times: true
        tables:
          person:
            columns: [year_of_birth, person_id]
            rows:
              - {column: year_of_birth, op: ">=", value: 1950}
              - any:
                  - {column: gender_concept_id, op: in, value: [8507, 8532]}
                  - {column: gender_concept_id, op: is null}
""".replace("NOTEBOOK", "5" * 64)


@pytest.mark.parametrize("signed", [False, True], ids=["asked", "signed"])
def test_a_project_written_as_its_file_is_the_file_and_changes_nothing(world: World, signed: bool) -> None:
    world.apply(RICH)
    if signed:
        world.sign()
        world.record()
    before = world.events()
    with world.unit() as uow:
        text = written_project(uow, "sepsis")
    written = read_project_text("written", text).content
    typed = read_project_text("typed", RICH).content
    assert ProjectFile.model_fields.keys() - typed.model_fields_set == {"steps"}, "RICH lacks a part"
    assert written.model_copy(update={"steps": typed.steps}) == typed
    assert [step.value for step in written.steps.given()] == (
        ["committee", "basis", "register"] if signed else []
    )
    assert [plan.lines for plan in world.apply(text)] == [()]
    assert world.events() == before


def test_what_was_planned_and_not_committed_leaves_no_trace(world: World, project_text: str) -> None:
    path = world.folder / "project.yaml"
    path.write_text(project_text, encoding="utf-8")
    events = world.events()
    with world.unit() as uow:
        apply_projects(uow, read_project_files([path]), NADIA)
    with world.unit() as uow:
        assert find_project(uow, "sepsis") is None
    assert world.events() == events


def test_a_plan_that_somebody_agreed_to_is_not_replaced_by_another(world: World, project_text: str) -> None:
    path = world.folder / "mine.yaml"
    path.write_text(project_text, encoding="utf-8")
    files = read_project_files([path])
    with world.unit() as uow:
        shown = plan_projects(uow, files)
    world.apply(project_text.replace("role: researcher", "role: lead"))
    with world.unit() as uow, pytest.raises(Refusal, match="plan-outdated"):
        apply_projects(uow, files, NADIA, shown=shown)


APPLYING = """
import sys
from pathlib import Path
from governance.actor import Actor
from governance.projects.apply import apply_projects, read_project_files
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import open_governance
url, key, anchor, path = sys.argv[1:]
unit = open_governance(GovernanceSettings(database_url=url, key_file=Path(key), audit_anchor=Path(anchor)))
files = read_project_files([Path(path)])
with unit() as uow:
    plans = apply_projects(uow, files, Actor("nadia", {}))
    uow.commit()
print(*(plan.change for plan in plans))
"""


def test_of_two_applies_at_once_the_second_finds_the_work_of_the_first(
    world: World, project_text: str
) -> None:
    path = world.folder / "project.yaml"
    path.write_text(project_text, encoding="utf-8")
    place = [world.settings.database_url, str(world.settings.key_file), str(world.settings.audit_anchor)]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", APPLYING, *place, str(path)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    said = [process.communicate(timeout=300)[0].strip() for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert sorted(said) == ["create", "none", "none"]
    assert world.states("lyon") == {1: PROPOSED}
    assert world.events().count("project.created") == 1
    assert verify(trails_of(world.settings)[0]).holds


# --- from proposal to signature --------------------------------------------------------------------------


def test_nobody_enters_before_the_sites_signed_and_the_project_is_active(world: World) -> None:
    world.apply()
    assert entry_refusal(world) == "project-not-active"
    world.sign()
    assert entry_refusal(world) == "project-not-active"
    world.record()
    world.activate()
    with world.unit() as uow:
        grant = enter_workspace(uow, "claire", "sepsis")
        uow.commit()
    assert [site.id for site in grant.sites] == ["lyon", "grenoble"]
    assert (grant.memory_bytes, grant.cpus, grant.language) == (2 * 1024**3, 1.0, "fr")
    assert world.events()[-1] == "workspace.opened"


def test_a_token_names_the_signed_permit_of_each_site(world: World) -> None:
    world.open()
    key = load_private_key(world.settings.key_file)
    with world.unit() as uow:
        token = grant_access(uow, "claire", "sepsis", key)
        signed = {permit.digest for permit in permits_of_site(uow, "lyon")}
    claims = verify_access_token(token, key.public_key(), audience=gateway_audience("lyon"))
    assert {claims.permits["lyon"]} == signed
    assert set(claims.permits) == {"lyon", "grenoble"}


def test_a_signature_by_another_key_opens_nothing(world: World) -> None:
    world.apply()
    digest, _ = world.signature("lyon")
    with world.unit() as uow:
        document = PermitDocument.model_validate(permits_of_site(uow, "lyon")[0].document)
        forged = sign_permit(document, world.site_keys["grenoble"])
        with pytest.raises(Refusal, match="signature-invalid"):
            sign_asked_permit(uow, "lyon", digest, forged)
    assert world.states("lyon") == {1: PROPOSED}


def test_a_signature_of_other_content_opens_nothing(world: World) -> None:
    world.apply()
    digest, _ = world.signature("lyon")
    with world.unit() as uow:
        document = PermitDocument.model_validate(permits_of_site(uow, "lyon")[0].document)
        wider = document.model_copy(update={"members": (*document.members, "mallory")})
        with pytest.raises(Refusal, match="permit-digest-differs"):
            sign_asked_permit(uow, "lyon", digest, sign_permit(wider, world.site_keys["lyon"]))


def test_a_site_signs_only_what_was_asked_of_itself(world: World) -> None:
    world.apply()
    digest, signed = world.signature("lyon")
    with world.unit() as uow, pytest.raises(Refusal, match="permit-unknown"):
        sign_asked_permit(uow, "grenoble", digest, signed)


def test_a_signature_sent_twice_is_recorded_once(world: World) -> None:
    world.apply()
    digest, signed = world.signature("lyon")
    for _ in range(2):
        with world.unit() as uow:
            sign_asked_permit(uow, "lyon", digest, signed)
            uow.commit()
    assert world.events().count("permit.signed") == 1


def test_a_superseded_proposal_can_no_longer_be_signed(world: World, project_text: str) -> None:
    world.apply()
    digest, signed = world.signature("lyon")
    world.apply(project_text.replace("mode: records", "mode: aggregates"))
    with world.unit() as uow, pytest.raises(Refusal, match="permit-not-open"):
        sign_asked_permit(uow, "lyon", digest, signed)
    assert world.states("lyon") == {1: SUPERSEDED, 2: PROPOSED}


def test_a_wider_permit_ends_the_signed_one_at_once(world: World, project_text: str) -> None:
    world.open()
    world.apply(project_text.replace("year_of_birth", "year_of_birth, gender_concept_id"))
    assert world.states("lyon") == {1: SUPERSEDED, 2: PROPOSED}
    assert entry_refusal(world) == "no-permit-in-force"
    world.sign("grenoble")
    assert sites_of(world, "claire") == {"grenoble"}


def test_a_removed_member_stops_while_the_others_go_on(world: World, project_text: str) -> None:
    world.open()
    world.apply(project_text.replace("  - {user: hugo, role: researcher}\n", ""))
    assert world.states("lyon") == {1: SIGNED, 2: PROPOSED}
    assert entry_refusal(world, "hugo") == "not-a-member"
    assert sites_of(world, "claire") == {"lyon", "grenoble"}
    world.sign("lyon")
    assert world.states("lyon") == {1: SUPERSEDED, 2: SIGNED}
    assert sites_of(world, "claire") == {"lyon", "grenoble"}


def test_a_new_member_waits_for_each_site_s_signature(world: World, project_text: str) -> None:
    world.open(project_text.replace("  - {user: hugo, role: researcher}\n", ""))
    world.apply()
    assert sites_of(world, "claire") == {"lyon", "grenoble"}
    assert entry_refusal(world, "hugo") == "no-permit-in-force"
    world.sign("lyon")
    assert sites_of(world, "hugo") == {"lyon"}


def test_a_withdrawn_permit_closes_its_site_and_may_be_asked_again(world: World) -> None:
    world.open()
    with world.unit() as uow:
        withdraw_permit(uow, "lyon", permits_of_site(uow, "lyon")[0].digest)
        uow.commit()
    assert sites_of(world, "claire") == {"grenoble"}
    world.apply()
    assert world.states("lyon") == {1: WITHDRAWN, 2: PROPOSED}
    assert world.states("grenoble") == {1: SIGNED}


def test_a_site_left_out_of_the_file_reads_no_more(world: World, project_text: str) -> None:
    world.open()
    world.apply(project_text.replace("[lyon, grenoble]", "[grenoble]"))
    assert sites_of(world, "claire") == {"grenoble"}
    with world.unit() as uow:
        view = find_project(uow, "sepsis")
    assert view is not None and view.sites == ("grenoble",)


# --- who may enter ---------------------------------------------------------------------------------------


def test_each_reason_not_to_enter_has_its_own_words(world: World) -> None:
    world.open()
    assert entry_refusal(world, project="other") == "project-unknown"
    assert entry_refusal(world, "ines") == "not-a-member"
    assert entry_refusal(world, "nobody") == "not-a-member"
    assert entry_refusal(world, today=date(2025, 12, 31)) == "project-not-started"
    assert entry_refusal(world, today=date(2100, 1, 1)) == "project-expired"
    with world.unit() as uow:
        suspend_project(uow, "sepsis", NADIA, "complaint")
        uow.commit()
    assert entry_refusal(world) == "project-not-active"


def test_a_suspended_project_gives_no_token_until_it_is_resumed(world: World) -> None:
    world.open()
    key = load_private_key(world.settings.key_file)
    with world.unit() as uow:
        suspend_project(uow, "sepsis", NADIA, "complaint")
        uow.commit()
    with world.unit() as uow, pytest.raises(Refusal, match="project-not-active"):
        grant_access(uow, "claire", "sepsis", key)
    with world.unit() as uow:
        with pytest.raises(Refusal, match="project-step"):
            suspend_project(uow, "sepsis", NADIA, "again")
        resume_project(uow, "sepsis", NADIA)
        uow.commit()
    assert sites_of(world, "claire") == {"lyon", "grenoble"}
    assert [e for e in world.events() if e.startswith("project.")] == [
        "project.created",
        "project.committee-opinion",
        "project.basis",
        "project.registered",
        "project.activated",
        "project.suspended",
        "project.resumed",
    ]


def test_applying_a_file_does_not_resume_a_suspended_project(world: World, project_text: str) -> None:
    world.open()
    with world.unit() as uow:
        suspend_project(uow, "sepsis", NADIA, "complaint")
        uow.commit()
    world.apply(project_text.replace("{en: Sepsis,", "{en: Sepsis in hospital,"))
    assert entry_refusal(world) == "project-not-active"


def test_who_is_no_longer_a_researcher_no_longer_enters(world: World) -> None:
    world.open()
    with world.unit() as uow:
        check_entry(uow, "claire", "sepsis")
        register_people(uow, [Person(username="claire", full_name="Claire")], NADIA)
        uow.commit()
    assert entry_refusal(world) == "not-a-member"
