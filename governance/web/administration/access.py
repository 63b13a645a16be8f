"""Who may open which pages of the administration: one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from governance.directory import is_member_of_any
from governance.people.person import Person, Role
from governance.projects.project import ProjectView
from governance.projects.steps import NEEDED, STEPS, Step, Turn
from governance.storage.unit_of_work import UnitOfWork


class Standing(StrEnum):
    """As what somebody comes; one may be several, or none."""

    ADMIN = "admin"
    OFFICER = "officer"  # data protection officer
    DATA_OWNER = "data-owner"
    MEMBER = "member"  # of any project


class Area(StrEnum):
    """A part of the administration, as its words are named: `nav-…`, `area-…`."""

    PROJECTS = "projects"
    PROJECTS_CHANGED = "projects-changed"
    STEPS_RECORDED = "steps-recorded"
    PEOPLE = "people"
    REVIEWS = "reviews"
    SITES = "sites"
    DATASETS = "datasets"
    PERMITS = "permits"
    RUNNING = "running"
    AUDIT = "audit"


@dataclass(frozen=True)
class Rule:
    """`path`: of its first page, empty for what has no place in the menu."""

    path: str
    open_to: frozenset[Standing]


_ADMIN = frozenset({Standing.ADMIN})
_OVERSIGHT = frozenset({Standing.ADMIN, Standing.OFFICER})
_ALL = frozenset(Standing)

# In the order of the menu.
AREAS: Mapping[Area, Rule] = {
    Area.PROJECTS: Rule("projects", _ALL),  # of these each sees some: `may_see`
    Area.PROJECTS_CHANGED: Rule("", _ADMIN),
    Area.STEPS_RECORDED: Rule("", _OVERSIGHT),  # of these an officer records her own
    Area.PEOPLE: Rule("people", _ADMIN),
    Area.REVIEWS: Rule("reviews", _ADMIN),
    Area.SITES: Rule("sites", _OVERSIGHT),
    Area.DATASETS: Rule("datasets", _OVERSIGHT),
    Area.PERMITS: Rule("permits", _OVERSIGHT),
    Area.RUNNING: Rule("running", _ADMIN),
    Area.AUDIT: Rule("audit", _ADMIN),
}

_OF_ROLES = {
    Role.ADMIN: Standing.ADMIN,
    Role.DATA_PROTECTION_OFFICER: Standing.OFFICER,
    Role.DATA_OWNER: Standing.DATA_OWNER,
}


def standings_of(uow: UnitOfWork, person: Person) -> frozenset[Standing]:
    """By the roles that are in force today and by the projects that name her."""
    member = {Standing.MEMBER} if is_member_of_any(uow, person.username) else set()
    return frozenset(member | {_OF_ROLES[role] for role in person.roles if role in _OF_ROLES})


def open_areas(standings: frozenset[Standing]) -> tuple[Area, ...]:
    return tuple(area for area, rule in AREAS.items() if rule.open_to & standings)


def recordable_steps(standings: frozenset[Standing]) -> tuple[Step, ...]:
    """Of the papers that a project needs; a data protection officer records her own alone."""
    if Standing.ADMIN in standings:
        return NEEDED
    officer = Standing.OFFICER in standings
    return tuple(step for step in NEEDED if officer and STEPS[step].turn is Turn.OFFICER)


def sees_all(standings: frozenset[Standing]) -> bool:
    return bool(standings & {Standing.ADMIN, Standing.OFFICER})


def may_see(person: Person, standings: frozenset[Standing], project: ProjectView) -> bool:
    """Admins and data protection officers see every project, a data owner those that ask her site, and a
    member her own."""
    if sees_all(standings):
        return True
    asked = Standing.DATA_OWNER in standings and person.site in project.sites
    return asked or project.member(person.username) is not None
