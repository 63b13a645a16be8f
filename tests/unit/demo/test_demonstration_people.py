"""The cast: everybody the journey needs, each in the role the rules demand."""

from __future__ import annotations

from pathlib import Path

from demo.hospitals.configuration import read_hospitals
from governance.people.people_file import read_people_file
from governance.people.person import Role
from governance.projects.project_file import ProjectFile
from governance.source_file import SourceFile

DEMO = Path(__file__).parents[3] / "demo"
PEOPLE = {person.username: person for person in read_people_file(DEMO / "people.yaml")}


def test_every_hospital_has_its_own_data_owner() -> None:
    owners = {person.site for person in PEOPLE.values() if Role.DATA_OWNER in person.roles}
    assert owners == set(read_hospitals().sites)


def test_members_of_the_projects_are_researchers() -> None:
    for path in (DEMO / "projects").glob("*.yaml"):
        for member in SourceFile(path).validate(ProjectFile).members:
            assert Role.RESEARCHER in PEOPLE[member.user].roles


def test_two_output_checkers_belong_to_no_project_and_one_admin_is_nothing_else() -> None:
    checkers = [person for person in PEOPLE.values() if Role.OUTPUT_CHECKER in person.roles]
    assert len(checkers) == 2
    assert all(person.roles == {Role.OUTPUT_CHECKER} for person in checkers)
    assert [name for name, person in PEOPLE.items() if person.roles == {Role.ADMIN}] == ["nadia"]
