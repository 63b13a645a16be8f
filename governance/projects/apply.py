"""Project files become projects: read and checked together, planned, then applied in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from governance.actor import Actor
from governance.misfit import Misfit
from governance.permits.document import PermitDocument
from governance.permits.ending import audit_permit, end_permit
from governance.permits.life import PermitState
from governance.projects.feasibility import infeasible
from governance.projects.life import activate_project, take_step
from governance.projects.plan import HeldProject, ProjectPlan, plan_project
from governance.projects.project import ProjectState
from governance.projects.project_file import DisplayLimits, ProjectFile, WorkspaceLimits, misfits
from governance.projects.step_record import step_misfits
from governance.projects.steps import Step, next_state
from governance.refusal import Refusal
from governance.source_file import SourceFault, SourceFile, SourceRefusal
from governance.storage import records
from governance.storage.tables import MemberRow, PermitRow, PersonRow, ProjectRow
from governance.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ReadProject:
    source: SourceFile
    content: ProjectFile


def read_project_files(paths: Iterable[Path]) -> list[ReadProject]:
    """Raises SourceRefusal with the faults of all the files."""
    return _checked(partial(SourceFile, path) for path in paths)


def read_project_text(name: str, text: str) -> ReadProject:
    """What was typed in a page. Raises SourceRefusal with its faults, told as of a file called `name`."""
    (read,) = _checked([partial(SourceFile, Path(name), text)])
    return read


def _checked(sources: Iterable[Callable[[], SourceFile]]) -> list[ReadProject]:
    read: list[ReadProject] = []
    named: dict[str, SourceFile] = {}
    faults: list[SourceFault] = []
    for read_source in sources:
        try:
            source = read_source()
            content = source.validate(ProjectFile)
        except SourceRefusal as refusal:
            faults += refusal.faults
            continue
        faults += [source.fault(misfit) for misfit in misfits(content)]
        twin = named.setdefault(content.project.id, source)
        if twin is not source:
            faults.append(source.fault(Misfit(("project", "id"), "project-twice", {"other": twin.name})))
        read.append(ReadProject(source, content))
    if faults:
        raise SourceRefusal(faults)
    return read


def plan_projects(uow: UnitOfWork, files: Sequence[ReadProject]) -> list[ProjectPlan]:
    """Raises SourceRefusal when a file names people, sites, tables or columns that are not there, carries a
    step that lacks something, or wants a project active before it lacks nothing."""
    today = datetime.now(UTC).date()
    rows = uow.session.scalars(sa.select(PersonRow)).all()
    people = {row.username: records.person(row) for row in rows if row.left_at is None}
    left = {row.username: row.left_at.date() for row in rows if row.left_at is not None}
    sites = records.site_cards(uow.session)
    faults = [
        file.source.fault(misfit)
        for file in files
        for misfit in (*infeasible(file.content, people, left, sites), *_unfit_steps(file.content, today))
    ]
    if faults:
        raise SourceRefusal(faults)
    ids = [file.content.project.id for file in files]
    # At once: one by one, 500 projects would take 2,000 statements.
    held = {row.id: row for row in uow.session.scalars(sa.select(ProjectRow).where(ProjectRow.id.in_(ids)))}
    plans = [
        plan_project(_held(held.get(name)), file.content, today=today)
        for name, file in zip(ids, files, strict=True)
    ]
    faults = [
        file.source.fault(misfit)
        for file, plan in zip(files, plans, strict=True)
        for misfit in _not_allowed(held.get(plan.project), plan)
    ]
    if faults:
        raise SourceRefusal(faults)
    return plans


def _unfit_steps(file: ProjectFile, today: date) -> Iterable[Misfit]:
    for step, record in file.steps.given().items():
        for misfit in step_misfits(step, record, today):
            yield replace(misfit, place=("steps", step.value, *misfit.place))


def _not_allowed(row: ProjectRow | None, plan: ProjectPlan) -> Iterable[Misfit]:
    if row is not None and plan.lines:
        try:
            next_state(plan.project, ProjectState(row.state), Step.CHANGE)
        except Refusal as refusal:
            yield Misfit(("project", "id"), refusal.code, refusal.params)
    if plan.activates:
        yield from (Misfit(("project", "state"), lack.code, lack.params) for lack in plan.lacks)


def apply_projects(
    uow: UnitOfWork,
    files: Sequence[ReadProject],
    actor: Actor,
    *,
    shown: Sequence[ProjectPlan] | None = None,
) -> list[ProjectPlan]:
    """Plans again inside this transaction and carries it out; the caller commits. Returns what was done.

    Raises SourceRefusal, or Refusal `plan-outdated` when it is not the plan `shown` to who agreed to it.
    """
    plans = plan_projects(uow, files)
    if shown is not None and [plan.lines for plan in plans] != [plan.lines for plan in shown]:
        raise Refusal("plan-outdated")
    for plan in plans:
        if plan.lines:
            _apply(uow, plan, actor)
    return plans


def _held(row: ProjectRow | None) -> HeldProject | None:
    if row is None:
        return None
    by_site: dict[str, list[PermitRow]] = {}
    for permit in row.permits:
        by_site.setdefault(permit.site, []).append(permit)
    return HeldProject(
        view=records.project_view(row),
        workspace=WorkspaceLimits(
            memory=row.memory_bytes,
            cpus=row.cpus,
            gpus=row.gpus,
            display=DisplayLimits(hour=row.display_hour_bytes, day=row.display_day_bytes),
        ),
        permits={site: tuple(map(records.permit, rows)) for site, rows in by_site.items()},
        steps=records.taken_steps(row),
        algorithms=records.algorithms(row),
    )


def _apply(uow: UnitOfWork, plan: ProjectPlan, actor: Actor) -> None:
    row = uow.session.get(ProjectRow, plan.project)
    if row is None:
        row = ProjectRow(id=plan.project, state=ProjectState.DRAFT.value)
        uow.session.add(row)
    _write_fields(row, plan.wish)
    _write_members(row, plan.wish)
    uow.session.flush()
    changes = [asdict(line) for line in plan.lines]
    uow.audit.append(
        actor=actor.name,
        event="project.created" if plan.change == "create" else "project.changed",
        subject=plan.project,
        details={"project": plan.project, "changes": changes} | actor.details,
    )
    for position, (site, move) in enumerate(plan.moves.items()):
        for permit in move.ends:
            end_permit(uow, uow.session.get_one(PermitRow, permit.digest), actor)
        uow.session.flush()  # before the new one: only one proposal may be open
        for permit_row in row.permits:
            if permit_row.site == site:
                permit_row.position = position
        if move.proposes is not None:
            _propose(uow, row, move.proposes, position, actor)
    uow.session.flush()
    for step, record in plan.steps.items():
        take_step(uow, row, step, record, actor)
    if plan.activates:
        activate_project(uow, plan.project, actor)


def _write_fields(row: ProjectRow, wish: ProjectFile) -> None:
    row.title = dict(wish.project.title)
    row.purpose = wish.project.purpose
    row.starts = wish.project.starts
    row.ends = wish.project.ends
    row.memory_bytes = wish.workspace.memory
    row.cpus = wish.workspace.cpus
    row.gpus = wish.workspace.gpus
    row.display_hour_bytes = wish.workspace.display.hour
    row.display_day_bytes = wish.workspace.display.day
    row.outputs = wish.outputs.model_dump(mode="json")
    row.algorithms = [one.model_dump(mode="json") for one in wish.algorithms]


def _write_members(row: ProjectRow, wish: ProjectFile) -> None:
    held = {member.user: member for member in row.members}
    row.members = [held.get(member.user) or MemberRow(user=member.user) for member in wish.members]
    for position, (member_row, member) in enumerate(zip(row.members, wish.members, strict=True)):
        member_row.role, member_row.position = member.role.value, position


def _propose(uow: UnitOfWork, row: ProjectRow, document: PermitDocument, position: int, actor: Actor) -> None:
    proposed = PermitRow(
        digest=document.digest(),
        project=row.id,
        site=document.site,
        version=document.version,
        position=position,
        state=PermitState.PROPOSED.value,
        document=document.model_dump(mode="json"),
    )
    row.permits.append(proposed)
    audit_permit(uow, actor, "permit.proposed", proposed)
