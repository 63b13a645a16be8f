"""What a plan tells before anything is done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from governance.cli.plan_text import line_words
from governance.permits.life import Permit, PermitState
from governance.projects.apply import read_project_files
from governance.projects.plan import HeldProject, ProjectPlan, plan_project
from governance.projects.project import ProjectState, ProjectView
from governance.projects.project_file import ProjectFile
from governance.words import governance_words

Writer = Callable[..., Path]


def wish(project_path: Writer, text: str) -> ProjectFile:
    (read,) = read_project_files([project_path(text)])
    return read.content


def held(file: ProjectFile, state: PermitState) -> HeldProject:
    documents = file.documents()
    return HeldProject(
        view=ProjectView(
            id=file.project.id,
            title=file.project.title,
            purpose=file.project.purpose,
            state=ProjectState.ACTIVE,
            starts=file.project.starts,
            ends=file.project.ends,
            members=file.members,
            sites=tuple(documents),
            output_rules=file.outputs,
        ),
        workspace=file.workspace,
        permits={site: (Permit(document, state),) for site, document in documents.items()},
    )


def said(plan: ProjectPlan) -> list[str]:
    words = governance_words("en")
    return [f"{line.sign} {line_words(line, words)}" for line in plan.lines]


def test_a_new_project_is_told_whole(project_path: Writer, project_text: str) -> None:
    plan = plan_project(None, wish(project_path, project_text))
    assert plan.change == "create"
    lines = said(plan)
    assert "+ member claire (lead)" in lines
    assert "+ permit asked of lyon, grenoble: version 1, records" in lines
    assert "+ omop.person: person_id, year_of_birth" in lines
    assert (
        "+ omop.measurement: person_id, value_as_number; only rows where"
        " measurement_concept_id in (3004249, 3027018)" in lines
    )


def test_the_same_file_again_plans_nothing(project_path: Writer, project_text: str) -> None:
    file = wish(project_path, project_text)
    for state in (PermitState.PROPOSED, PermitState.SIGNED):
        plan = plan_project(held(file, state), file)
        assert (plan.change, plan.lines) == ("none", ())


def test_a_column_taken_away_tells_that_reading_stops(project_path: Writer, project_text: str) -> None:
    before = wish(project_path, project_text)
    after = wish(project_path, project_text.replace("[person_id, year_of_birth]", "[person_id]"))
    assert said(plan_project(held(before, PermitState.SIGNED), after)) == [
        "~ new permit asked of lyon, grenoble: version 2, records",
        "- omop.person: year_of_birth",
        "! a signed permit ends: nobody reads at lyon, grenoble until the data owner signs a new one",
    ]


def test_an_unsigned_permit_replaced_stops_nobody(project_path: Writer, project_text: str) -> None:
    before = wish(project_path, project_text)
    after = wish(project_path, project_text.replace("mode: records", "mode: aggregates"))
    assert said(plan_project(held(before, PermitState.PROPOSED), after)) == [
        "~ new permit asked of lyon, grenoble: version 2, aggregates only",
        "~ omop, mode: records → aggregates only",
    ]


def test_a_member_removed_tells_who_stops_and_what_stays(project_path: Writer, project_text: str) -> None:
    before = wish(project_path, project_text)
    after = wish(project_path, project_text.replace("  - {user: hugo, role: researcher}\n", ""))
    assert said(plan_project(held(before, PermitState.SIGNED), after)) == [
        "- member hugo (researcher)",
        "! hugo can no longer read or open the workspace, within a minute of applying",
        "~ new permit asked of lyon, grenoble: version 2, records",
        "! version 1 stays in force at lyon, grenoble until the new one is signed",
    ]


def test_a_site_left_out_tells_that_its_permit_ends(project_path: Writer, project_text: str) -> None:
    before = wish(project_path, project_text)
    after = wish(project_path, project_text.replace("[lyon, grenoble]", "[lyon]"))
    plan = plan_project(held(before, PermitState.SIGNED), after)
    assert said(plan) == [
        "- permit no longer asked of grenoble: version 1 ends",
        "! a signed permit ends: nobody reads at grenoble until the data owner signs a new one",
    ]


def test_a_change_that_no_permit_holds_asks_nobody(project_path: Writer, project_text: str) -> None:
    before = wish(project_path, project_text)
    after = wish(project_path, project_text.replace("{en: Sepsis}", "{en: Sepsis, fr: Sepsis à l'hôpital}"))
    after = after.model_copy(update={"outputs": after.outputs.model_copy(update={"votes": 3})})
    assert said(plan_project(held(before, PermitState.SIGNED), after)) == [
        "~ approvals to release: 2 → 3",
        "+ title (French): Sepsis à l'hôpital",
    ]


def test_statistical_rules_of_a_project_are_told_in_words(project_path: Writer, project_text: str) -> None:
    before = wish(project_path, project_text)
    after = wish(
        project_path, project_text.replace("votes: 2}", "votes: 2, rules: {rows: 100, zeros: block}}")
    )
    assert said(plan_project(held(before, PermitState.SIGNED), after)) == [
        "+ most rows of a table: 100",
        "+ cells of zero: blocked",
    ]


def test_rows_changed_are_told_before_and_after(project_path: Writer, project_text: str) -> None:
    before = wish(project_path, project_text)
    after = wish(project_path, project_text.replace("[3004249, 3027018]", "[3004249]"))
    assert (
        "~ omop.measurement, rows: measurement_concept_id in (3004249, 3027018)"
        " → measurement_concept_id in (3004249)"
        in said(plan_project(held(before, PermitState.PROPOSED), after))
    )
