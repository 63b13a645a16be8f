"""What the airlock asks governance: who a person is, who belongs to a project, by which rules it releases."""

from __future__ import annotations

from collections.abc import Callable, Collection

from governance.directory import (
    ListedProject,
    Person,
    ProjectView,
    find_person,
    find_project,
    list_projects,
    people_named,
    projects_sharing_data,
)
from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork


class Directory:
    """Read-only, always fresh: a member removed a second ago is no member now."""

    def __init__(self, open_governance: Callable[[], UnitOfWork]) -> None:
        self._open = open_governance

    def person(self, username: str) -> Person:
        """Raises Refusal `person-unknown`."""
        with self._open() as unit:
            found = find_person(unit, username)
        if found is None:
            raise Refusal("person-unknown", user=username)
        return found

    def project(self, project: str) -> ProjectView:
        """Raises Refusal `project-unknown`."""
        with self._open() as unit:
            found = find_project(unit, project)
        if found is None:
            raise Refusal("project-unknown", project=project)
        return found

    def people(self, usernames: Collection[str]) -> dict[str, Person]:
        """By user name; those whom governance no longer knows are left out."""
        with self._open() as unit:
            return {one.username: one for one in people_named(unit, usernames)}

    def projects(self, user: str) -> tuple[ListedProject, ...]:
        """Every project; `member` says whether `user` is one."""
        with self._open() as unit:
            return list_projects(unit, user)

    def sharing_data(self, project: str) -> frozenset[str]:
        """The project and all whose permits name one of its data sets: perhaps about the same persons."""
        with self._open() as unit:
            return projects_sharing_data(unit, project)

    def members(self, project: str) -> frozenset[str]:
        return frozenset(member.user for member in self.project(project).members)
