"""What the airlock asks governance: who a person is, who belongs to a project, by which rules it releases."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from governance.audit.site_standing import AuditTrouble, audit_troubles
from governance.directory import (
    ListedPerson,
    ListedProject,
    Person,
    ProjectView,
    Role,
    find_person,
    find_project,
    list_projects,
    people_at,
    people_named,
    people_with,
    permits_in_force,
    projects_of,
    projects_sharing_data,
    site_cards,
    training_lacking,
)
from governance.display.seen import SeenCode, SeenProject, code_of, seen_in, user_of
from governance.jobs.job import Job
from governance.jobs.viewing import jobs_ended_since
from governance.projects.reminders import Reminder, due_reminders
from governance.refusal import Refusal
from governance.signatures import load_public_pem
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

    def training_lacking(self, username: str) -> tuple[str, ...]:
        """The kinds of training for want of which this person judges nothing."""
        with self._open() as unit:
            return training_lacking(unit, username, (Role.OUTPUT_CHECKER, Role.DATA_OWNER))

    def site_of(self, username: str) -> str | None:
        """None for one who belongs to no site, or whom governance no longer knows."""
        with self._open() as unit:
            found = find_person(unit, username)
        return found.site if found else None

    def project(self, project: str) -> ProjectView:
        """Raises Refusal `project-unknown`."""
        with self._open() as unit:
            found = find_project(unit, project)
        if found is None:
            raise Refusal("project-unknown", project=project)
        return found

    def people(self, usernames: Collection[str]) -> dict[str, ListedPerson]:
        """By user name; those whom governance no longer knows are left out."""
        with self._open() as unit:
            return {one.username: one for one in people_named(unit, usernames)}

    def people_at(self, site: str) -> tuple[str, ...]:
        """User names of everybody who belongs to it."""
        with self._open() as unit:
            return people_at(unit, site)

    def projects(self, user: str) -> tuple[ListedProject, ...]:
        """Every project; `member` says whether `user` is one."""
        with self._open() as unit:
            return list_projects(unit, user)

    def sharing_data(self, project: str) -> frozenset[str]:
        """The project and all whose permits name one of its data sets: perhaps about the same persons."""
        with self._open() as unit:
            return projects_sharing_data(unit, project)

    def people_with(self, *roles: Role) -> tuple[Person, ...]:
        """Everyone who holds one of `roles`, by user name."""
        with self._open() as unit:
            found = {one.username: one for role in roles for one in people_with(unit, role)}
        return tuple(found[username] for username in sorted(found))

    def projects_of(self, user: str) -> tuple[str, ...]:
        """Ids of the projects this person is a member of."""
        with self._open() as unit:
            return tuple(card.id for card in projects_of(unit, user))

    def permits(self, user: str, project: str) -> dict[str, str]:
        """Site -> digest of the permit in force for this member today."""
        with self._open() as unit:
            return permits_in_force(unit, user, project)

    def results_keys(self) -> dict[str, Ed25519PublicKey]:
        """Site -> the key against which its gateway's answers hold, for sites that have one."""
        with self._open() as unit:
            cards = site_cards(unit)
        pems = {card.id: card.results_public_key for card in cards}
        return {site: load_public_pem(pem) for site, pem in pems.items() if pem}

    def ends_near(self, today: date) -> tuple[Reminder, ...]:
        """Ends of projects, and of what they stand on, that somebody is to be reminded of."""
        with self._open() as unit:
            return due_reminders(unit, today=today)

    def audit_troubles(self, now: datetime) -> tuple[AuditTrouble, ...]:
        """Sites that send their audit no longer, or another than the hub has."""
        with self._open() as unit:
            return audit_troubles(unit, now=now)

    def jobs_ended(self, since: datetime) -> tuple[Job, ...]:
        """Batch jobs whose members asked to be told of their end."""
        with self._open() as unit:
            return jobs_ended_since(unit, since)

    def display(self, project: str, since: int) -> SeenProject:
        """What its workspaces showed after `since`, seconds since 1970. Raises Refusal `project-unknown`."""
        with self._open() as unit:
            return seen_in(unit, project, since)

    def executed(self, project: str, session: int) -> tuple[SeenCode, ...]:
        """The last code that was run in one session of a workspace of `project`."""
        with self._open() as unit:
            return code_of(unit, project, session)

    def user_of(self, project: str, session: int) -> str | None:
        """Whose workspace it was; None where `project` has no such session."""
        with self._open() as unit:
            return user_of(unit, project, session)

    def members(self, project: str) -> frozenset[str]:
        return frozenset(member.user for member in self.project(project).members)
