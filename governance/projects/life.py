"""A project stopped at once, and taken up again. Whoever works in it stops reading within a token's life."""

from __future__ import annotations

import sqlalchemy as sa

from governance.actor import Actor
from governance.projects.project import ProjectState, ProjectView
from governance.refusal import Refusal
from governance.storage import records
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import UnitOfWork


def suspend_project(uow: UnitOfWork, project: str, actor: Actor, reason: str) -> None:
    """Raises Refusal `project-unknown`, `project-already-suspended`. The caller commits."""
    _move(uow, project, actor, ProjectState.SUSPENDED, {"reason": reason})


def resume_project(uow: UnitOfWork, project: str, actor: Actor) -> None:
    """Raises Refusal `project-unknown`, `project-already-active`. The caller commits."""
    _move(uow, project, actor, ProjectState.ACTIVE, {})


def all_projects(uow: UnitOfWork) -> list[ProjectView]:
    return [
        records.project_view(row)
        for row in uow.session.scalars(sa.select(ProjectRow).order_by(ProjectRow.id))
    ]


def _move(uow: UnitOfWork, project: str, actor: Actor, state: ProjectState, details: dict[str, str]) -> None:
    row = uow.session.get(ProjectRow, project)
    if row is None:
        raise Refusal("project-unknown", project=project)
    if row.state == state:
        raise Refusal(f"project-already-{state.lower()}", project=project)
    row.state = state.value
    uow.audit.append(
        actor=actor.name,
        event="project.suspended" if state is ProjectState.SUSPENDED else "project.resumed",
        subject=project,
        details={"project": project} | details | actor.details,
    )
