"""A project's file edited where it is shown: what would change is seen first, and nothing else is applied."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from governance.actor import Actor
from governance.misfit import Misfit
from governance.projects.apply import ReadProject, apply_projects, plan_projects, read_project_text
from governance.projects.plan import ProjectPlan
from governance.projects.written import written_project
from governance.refusal import Refusal
from governance.source_file import SourceRefusal
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Edit:
    """`project`: whose file was edited, None for a new one; `before`: the file as it was shown; `text`: as it
    is wished."""

    project: str | None
    before: str
    text: str


class EditedMeanwhile(Refusal):
    """`project-edited-meanwhile`: the project is no longer as it was shown. `changes`: a unified diff of what
    somebody else did; `now`: the file as it is."""

    def __init__(self, project: str, before: str, now: str) -> None:
        super().__init__("project-edited-meanwhile", project=project)
        self.changes = difference(before, now)
        self.now = now


def plan_edit(uow: UnitOfWork, edit: Edit) -> ProjectPlan:
    """Raises EditedMeanwhile, SourceRefusal, or Refusal `project-unknown`."""
    (plan,) = plan_projects(uow, [_read(uow, edit)])
    return plan


def apply_edit(uow: UnitOfWork, edit: Edit, seen: str, actor: Actor) -> ProjectPlan:
    """Carries out the plan whose `digest_of_plan` is `seen`; the caller commits.

    Raises as `plan_edit`, and Refusal `plan-outdated` where it is another plan by now.
    """
    read = _read(uow, edit)
    (plan,) = plan_projects(uow, [read])
    if digest_of_plan(plan) != seen:
        raise Refusal("plan-outdated")
    (done,) = apply_projects(uow, [read], actor, shown=[plan])
    return done


def digest_of_plan(plan: ProjectPlan) -> str:
    lines = [[line.sign, line.code, line.params, line.depth] for line in plan.lines]
    return hashlib.sha256(json.dumps([plan.project, lines], sort_keys=True).encode()).hexdigest()


def difference(before: str, after: str) -> tuple[str, ...]:
    """The lines of a unified diff, without its heading."""
    found: Iterable[str] = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    return tuple(found)[2:]


def _read(uow: UnitOfWork, edit: Edit) -> ReadProject:
    if edit.project is not None:
        now = written_project(uow, edit.project)
        if now != edit.before:
            raise EditedMeanwhile(edit.project, edit.before, now)
    read = read_project_text(f"{edit.project or 'project'}.yaml", edit.text)
    named = read.content.project.id
    place = ("project", "id")
    if edit.project is not None and named != edit.project:
        raise SourceRefusal([read.source.fault(Misfit(place, "project-renamed", {"id": edit.project}))])
    if edit.project is None and uow.session.get(ProjectRow, named) is not None:
        raise SourceRefusal([read.source.fault(Misfit(place, "project-exists", {"id": named}))])
    return read
