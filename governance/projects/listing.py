"""The list of projects. Column by column: it has hundreds of permits, of which no document is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from governance.permits.life import LIVE, signed_by_site
from governance.projects.project import ProjectView
from governance.projects.standing import Lack, lacks
from governance.projects.steps import OVER
from governance.storage import records
from governance.storage.tables import MemberRow, PermitRow, ProjectRow, StepRow
from governance.storage.unit_of_work import UnitOfWork

_PROJECTS, _MEMBERS, _PERMITS, _STEPS = (
    row.__table__.c for row in (ProjectRow, MemberRow, PermitRow, StepRow)
)


@dataclass(frozen=True)
class ListedLife:
    """A project, and what it lacks today."""

    view: ProjectView
    lacks: tuple[Lack, ...]


def lives_after(
    uow: UnitOfWork, project: str, *, named: str = "", limit: int, today: date | None = None
) -> list[ListedLife]:
    """By id, those that come after `project`, with `named` in their id or purpose."""
    told = ("id", "title", "purpose", "state", "starts", "ends", "outputs")
    wanted = sa.select(*(_PROJECTS[name] for name in told)).where(_PROJECTS.id > project)
    if named:
        columns = (_PROJECTS.id, _PROJECTS.purpose)
        wanted = wanted.where(sa.or_(*(column.icontains(named, autoescape=True) for column in columns)))
    projects = uow.session.execute(wanted.order_by(_PROJECTS.id).limit(limit)).all()
    ids = [row.id for row in projects]
    members = _of_each(
        uow,
        sa.select(_MEMBERS.project, _MEMBERS.user, _MEMBERS.role)
        .where(_MEMBERS.project.in_(ids))
        .order_by(_MEMBERS.position),
    )
    permits = _of_each(
        uow,
        sa.select(_PERMITS.project, _PERMITS.site, _PERMITS.state)
        .where(_PERMITS.project.in_(ids), _PERMITS.state.in_(LIVE))
        .order_by(_PERMITS.position, _PERMITS.version),
    )
    steps = _of_each(uow, sa.select(*_STEPS).where(_STEPS.project.in_(ids)).order_by(_STEPS.id))
    day = today or datetime.now(UTC).date()
    return [_life(row, members[row.id], permits[row.id], steps[row.id], day) for row in projects]


def _of_each(uow: UnitOfWork, wanted: sa.Select[Any]) -> dict[str, list[sa.Row[Any]]]:
    found: dict[str, list[sa.Row[Any]]] = defaultdict(list)
    for row in uow.session.execute(wanted):
        found[row.project].append(row)
    return found


def _life(
    row: sa.Row[Any],
    members: Sequence[sa.Row[Any]],
    permits: Sequence[sa.Row[Any]],
    steps: Sequence[sa.Row[Any]],
    today: date,
) -> ListedLife:
    view = records.project_with(row, members, (one.site for one in permits))
    if view.state in OVER:
        return ListedLife(view, ())
    taken = [records.taken_step(one) for one in steps]
    return ListedLife(view, lacks(taken, signed_by_site((one.site, one.state) for one in permits), today))
