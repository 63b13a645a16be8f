"""Imports as one person sees them: page by page, what waits for a decision first."""

from __future__ import annotations

from dataclasses import dataclass

from governance.directory import Person, ProjectView
from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.imports.model import ImportRequest, ImportState
from output_checking.permissions import OUTPUT_CHECKER

PER_PAGE = 20


@dataclass(frozen=True)
class ImportView:
    """One request as one person sees it: `mine_to_decide` an independent output checker, while it waits."""

    request: ImportRequest
    mine_to_decide: bool


@dataclass(frozen=True)
class ImportPage:
    views: tuple[ImportView, ...]
    number: int
    pages: int


def list_imports(airlock: Airlock, *, viewer: str, number: int = 1) -> ImportPage:
    """Those of the viewer's projects, and for output checkers every other one; what waits first, then the
    latest. `number` is brought into range."""
    person = airlock.directory.person(viewer)
    projects = None if is_checker(person) else airlock.directory.projects_of(viewer)
    with airlock.open_reading() as unit:
        pages = max(1, -(-unit.imports.count(projects) // PER_PAGE))
        number = min(max(1, number), pages)
        found = unit.imports.page(projects, offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
    return ImportPage(tuple(ImportView(one, _decides(airlock, person, one)) for one in found), number, pages)


def read_import(airlock: Airlock, *, viewer: str, import_id: str) -> tuple[ImportRequest, bytes]:
    """Raises Refusal `import-unknown`, also to those who may not know that it exists."""
    with airlock.open_reading() as unit:
        one = unit.imports.get(import_id)
    checks = is_checker(airlock.directory.person(viewer))
    if not checks and viewer not in airlock.directory.members(one.project):
        raise Refusal("import-unknown", request=import_id)
    return one, airlock.files.read(one.sha256)


def is_checker(person: Person) -> bool:
    return OUTPUT_CHECKER in {str(role) for role in person.roles}


def is_near(airlock: Airlock, person: Person, project: ProjectView, asked: ImportRequest) -> bool:
    """Too near to judge: a member, the author, or, where the project says so, one of the author's site."""
    if person.username == asked.author or any(member.user == person.username for member in project.members):
        return True
    return (
        project.output_rules.same_site == "refuse"
        and person.site is not None
        and person.site == airlock.directory.site_of(asked.author)
    )


def _decides(airlock: Airlock, person: Person, one: ImportRequest) -> bool:
    if one.state is not ImportState.WAITING or not is_checker(person):
        return False
    return not is_near(airlock, person, airlock.directory.project(one.project), one)
