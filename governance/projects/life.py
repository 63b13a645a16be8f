"""The steps of a project's life, each in one transaction with its record in the audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa

from governance.actor import Actor
from governance.permits.ending import end_permit
from governance.permits.life import LIVE, signed_by_site
from governance.projects.project import ProjectState, ProjectView
from governance.projects.standing import End, Lack, ends, lacks, leaves_basis, was_taken_over
from governance.projects.step_record import StepRecord, TakenStep, step_misfits
from governance.projects.steps import NEEDED, OVER, STEPS, Step, next_state
from governance.refusal import Refusal
from governance.storage import records
from governance.storage.tables import ProjectRow, StepRow
from governance.storage.unit_of_work import UnitOfWork


class NotReady(Refusal):
    """`project-not-ready`: a project may not be active without all that it `lacks`."""

    def __init__(self, project: str, lacking: tuple[Lack, ...]) -> None:
        super().__init__("project-not-ready", project=project, count=len(lacking))
        self.lacks = lacking


@dataclass(frozen=True)
class ProjectLife:
    """`pooled`: sites whose records would be pooled although the regulatory basis does not cover it."""

    view: ProjectView
    steps: tuple[TakenStep, ...]
    lacks: tuple[Lack, ...]
    ends: tuple[End, ...]
    pooled: str | None


def record_step(
    uow: UnitOfWork, project: str, step: Step, record: StepRecord, actor: Actor, *, today: date | None = None
) -> bool:
    """Keep what a committee, a lead or a data protection officer gave; the same twice changes nothing.

    Whether anything was kept; the caller commits. Raises Refusal `project-unknown`, `project-step`, or what
    the record lacks (`step-without-…`).
    """
    row = known_project(uow, project)
    if step in NEEDED and record in [
        taken.record for taken in records.taken_steps(row) if taken.step is step
    ]:
        return False
    take_step(uow, row, step, record, actor, today=today)
    return True


def activate_project(uow: UnitOfWork, project: str, actor: Actor, *, today: date | None = None) -> None:
    """A draft becomes active. Raises Refusal `project-unknown`, `project-step`, or NotReady. The caller
    commits."""
    row = known_project(uow, project)
    next_state(project, ProjectState(row.state), Step.ACTIVATE)
    _require_ready(row, today)
    take_step(uow, row, Step.ACTIVATE, _by(actor, today), actor, today=today)


def review_access(uow: UnitOfWork, project: str, actor: Actor, *, today: date | None = None) -> None:
    """Its members may go on for a year. Raises Refusal `project-unknown`, `project-step`. The caller
    commits."""
    row = known_project(uow, project)
    members = {"members": [member.user for member in row.members]}
    take_step(uow, row, Step.REVIEW, _by(actor, today), actor, today=today, details=members)


def suspend_project(uow: UnitOfWork, project: str, actor: Actor, reason: str) -> None:
    """Whoever works in it stops reading within a token's life. Raises Refusal `project-unknown`,
    `project-step`. The caller commits."""
    row = known_project(uow, project)
    take_step(uow, row, Step.SUSPEND, _by(actor), actor, details={"reason": reason})


def resume_project(
    uow: UnitOfWork, project: str, actor: Actor, *, reason: str = "", today: date | None = None
) -> None:
    """Raises Refusal `project-unknown`, `project-step`, or NotReady. The caller commits."""
    row = known_project(uow, project)
    next_state(project, ProjectState(row.state), Step.RESUME)
    if not was_taken_over(records.taken_steps(row)):
        _require_ready(row, today)
    details = {"reason": reason} if reason else {}
    take_step(uow, row, Step.RESUME, _by(actor, today), actor, today=today, details=details)


def archive_project(
    uow: UnitOfWork,
    project: str,
    actor: Actor,
    reason: str,
    *,
    until: date | None = None,
    document: str | None = None,
) -> None:
    """Nobody works in it again, and its permits end. `until`: the day on which its data must be destroyed;
    `document`: SHA-256 of the archive.

    Raises Refusal `project-unknown`, `project-step`, `step-ends-before-given`. The caller commits.
    """
    row = known_project(uow, project)
    record = _by(actor).model_copy(update={"until": until, "document": document})
    take_step(uow, row, Step.ARCHIVE, record, actor, details={"reason": reason})
    for permit in row.permits:
        if permit.state in LIVE:
            end_permit(uow, permit, actor)


def destroy_project(
    uow: UnitOfWork, project: str, actor: Actor, record: StepRecord, *, today: date | None = None
) -> None:
    """Keep the proof that its data were destroyed; destroying them is the sites' and the hub's to do.

    Raises Refusal `project-unknown`, `project-step`, `step-without-document`. The caller commits.
    """
    take_step(uow, known_project(uow, project), Step.DESTROY, record, actor, today=today)


def all_lives(uow: UnitOfWork, *, today: date | None = None) -> list[ProjectLife]:
    rows = uow.session.scalars(sa.select(ProjectRow).order_by(ProjectRow.id))
    return [_life(row, today or _today()) for row in rows]


def lives_after(
    uow: UnitOfWork, project: str, *, named: str = "", limit: int, today: date | None = None
) -> list[ProjectLife]:
    """By id, those that come after `project`, with `named` in their id or purpose."""
    wanted = sa.select(ProjectRow).where(ProjectRow.id > project).order_by(ProjectRow.id).limit(limit)
    if named:
        columns = (ProjectRow.id, ProjectRow.purpose)
        wanted = wanted.where(sa.or_(*(column.icontains(named, autoescape=True) for column in columns)))
    return [_life(row, today or _today()) for row in uow.session.scalars(wanted)]


def project_life(uow: UnitOfWork, project: str, *, today: date | None = None) -> ProjectLife:
    """Raises Refusal `project-unknown`."""
    return _life(known_project(uow, project), today or _today())


def _life(row: ProjectRow, today: date) -> ProjectLife:
    view, steps = records.project_view(row), records.taken_steps(row)
    # Read only where the basis asks for them: a list has many.
    open_permits = (records.permit(permit).document for permit in row.permits if permit.state in LIVE)
    basis = next((taken.record for taken in reversed(steps) if taken.step is Step.BASIS), None)
    return ProjectLife(
        view=view,
        steps=steps,
        lacks=() if view.state in OVER else _lacks(row, today),
        ends=ends(view.state, view.ends, steps),
        pooled=leaves_basis(basis, open_permits),
    )


def known_project(uow: UnitOfWork, project: str) -> ProjectRow:
    """Raises Refusal `project-unknown`."""
    row = uow.session.get(ProjectRow, project)
    if row is None:
        raise Refusal("project-unknown", project=project)
    return row


def take_step(
    uow: UnitOfWork,
    row: ProjectRow,
    step: Step,
    record: StepRecord,
    actor: Actor,
    *,
    today: date | None = None,
    details: Mapping[str, object] | None = None,
) -> None:
    """Move the project, keep the record, write the audit. Raises Refusal `project-step`, or what the record
    lacks."""
    state = next_state(row.id, ProjectState(row.state), step)
    for misfit in step_misfits(step, record, today or _today()):
        raise Refusal(misfit.code, **misfit.params)
    row.state = state.value
    row.steps.append(
        StepRow(
            step=step.value,
            kind=record.kind.value if record.kind else None,
            reference=record.reference,
            given_by=record.by,
            given=record.given,
            until=record.until,
            document=record.document,
            recorded_by=actor.name,
            recorded_at=datetime.now(UTC),
        )
    )
    uow.audit.append(
        actor=actor.name,
        event=STEPS[step].event,
        subject=row.id,
        details={"project": row.id}
        | record.model_dump(mode="json", exclude_none=True)
        | dict(details or {})
        | actor.details,
    )
    uow.session.flush()


def _require_ready(row: ProjectRow, today: date | None) -> None:
    lacking = _lacks(row, today or _today())
    if lacking:
        raise NotReady(row.id, lacking)


def _lacks(row: ProjectRow, today: date) -> tuple[Lack, ...]:
    signed = signed_by_site((permit.site, permit.state) for permit in row.permits)
    return lacks(records.taken_steps(row), signed, today)


def _by(actor: Actor, today: date | None = None) -> StepRecord:
    return StepRecord(by=actor.name, given=today or _today())


def _today() -> date:
    return datetime.now(UTC).date()
