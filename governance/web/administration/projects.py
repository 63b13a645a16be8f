"""Projects: the list, and one with its life, permits, members, use and file; suspended and resumed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from governance.gpus.allotment import gpu_state
from governance.gpus.declared import declared_devices
from governance.permits.life import LIVE, Permit
from governance.projects.life import (
    ProjectLife,
    known_project,
    project_life,
    resume_project,
    suspend_project,
)
from governance.projects.listing import ListedLife, lives_after
from governance.projects.project import ProjectState
from governance.projects.steps import TRANSITIONS, Basis, Step
from governance.projects.use import ProjectUse, UseLine, project_use, use_table
from governance.projects.written import written_project
from governance.refusal import Refusal
from governance.settings import installation_home
from governance.storage import records
from governance.storage.unit_of_work import UnitOfWork
from governance.web.administration.access import Area, may_see, recordable_steps, sees_all
from governance.web.administration.desk import Desk, Visitor, desk_of
from governance.web.administration.forms import LONGEST_REASON, given_reason
from governance.web.administration.telling import Telling
from governance.web.administration.visiting import WRITTEN, CurrentVisitor, only_for
from governance.web.hub_login import csrf_checked

router = APIRouter(dependencies=[Depends(only_for(Area.PROJECTS))])
acts = APIRouter(dependencies=[Depends(only_for(Area.PROJECTS_CHANGED)), Depends(csrf_checked)])
PAGE = 50
Reason = Annotated[str, Form(max_length=4_000)]


@router.get("/projects")
def listed(
    request: Request,
    visitor: CurrentVisitor,
    q: Annotated[str, Query(max_length=100, pattern=WRITTEN)] = "",
    after: Annotated[str, Query(max_length=30, pattern=WRITTEN)] = "",
) -> Response:
    desk, named = desk_of(request), q.strip()
    whose = "" if sees_all(visitor.standings) else visitor.person.username
    with desk.read() as uow:
        asked = listed, whose, named, after, visitor.words.language
        rows, last = desk.same_state.answer(uow, asked, partial(_rows, desk, uow, visitor, named, after))
    older = urlencode({"q": q, "after": last}) if last else ""
    return desk.page(
        request, "projects.html", visitor, rows=rows, q=q, older=older, changes=_changes(visitor)
    )


def _rows(desk: Desk, uow: UnitOfWork, visitor: Visitor, named: str, after: str) -> tuple[Markup, str]:
    """With the id of the last project, where others follow."""
    found = _seen_after(desk, uow, visitor, after, named)
    shown = found[:PAGE]
    rows = desk.rows("projects_rows.html", visitor, lives=shown)
    return rows, shown[-1].view.id if len(found) > PAGE else ""


def _seen_after(desk: Desk, uow: UnitOfWork, visitor: Visitor, project: str, named: str) -> list[ListedLife]:
    """Those that are hers to see, one more than a page where there are as many."""
    seen: list[ListedLife] = []
    while True:
        read = partial(lives_after, uow, project, named=named, limit=PAGE + 1)
        lives = desk.same_state.answer(uow, (lives_after, project, named), read)
        seen += [life for life in lives if may_see(visitor.person, visitor.standings, life.view)]
        if len(seen) > PAGE or len(lives) <= PAGE:
            return seen
        project = lives[-1].view.id


@router.get("/projects/{project}")
def one(request: Request, visitor: CurrentVisitor, project: str, done: str = "") -> Response:
    return project_page(request, visitor, project, done=done if done in _DONE else "")


@router.get("/projects/{project}/file")
def file(request: Request, visitor: CurrentVisitor, project: str) -> Response:
    with desk_of(request).read() as uow:
        seen_life(uow, visitor, project)
        text = written_project(uow, project)
    headers = {"Content-Disposition": f'attachment; filename="{project}.yaml"'}
    return Response(text, media_type="application/yaml; charset=utf-8", headers=headers)


@router.get("/projects/{project}/use.csv")
def use_as_table(request: Request, visitor: CurrentVisitor, project: str) -> Response:
    with desk_of(request).read() as uow:
        seen_life(uow, visitor, project)
        table = use_table(_told_lines(visitor, project_use(uow, project)))
    headers = {"Content-Disposition": f'attachment; filename="{project}-use.csv"'}
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


@acts.post("/projects/{project}/suspend")
def suspend(request: Request, visitor: CurrentVisitor, project: str, reason: Reason = "") -> Response:
    try:
        with desk_of(request).write() as uow:
            suspend_project(uow, project, visitor.actor, given_reason(reason))
            uow.commit()
    except Refusal as refusal:
        return project_page(request, visitor, project, refusal=refusal, typed={"reason": reason})
    return back_to(request, project, "suspended")


@acts.post("/projects/{project}/resume")
def resume(request: Request, visitor: CurrentVisitor, project: str, reason: Reason = "") -> Response:
    try:
        with desk_of(request).write() as uow:
            resume_project(uow, project, visitor.actor, reason=given_reason(reason))
            uow.commit()
    except Refusal as refusal:
        return project_page(request, visitor, project, refusal=refusal, typed={"reason": reason})
    return back_to(request, project, "resumed")


_DONE = ("applied", "recorded", "known", "activated", "suspended", "resumed", "archived", "destroyed")
_NOTHING: Mapping[str, str] = dict.fromkeys(
    ("step", "by", "reference", "kind", "given", "until", "reason"), ""
)


def back_to(request: Request, project: str, done: str) -> Response:
    return RedirectResponse(f"{desk_of(request).path}projects/{project}?done={done}", status_code=303)


def seen_life(uow: UnitOfWork, visitor: Visitor, project: str) -> ProjectLife:
    """Raises Refusal `project-unknown`, also for one that is not hers to see."""
    life = project_life(uow, project)
    if not may_see(visitor.person, visitor.standings, life.view):
        raise Refusal("project-unknown", project=project)
    return life


def project_page(
    request: Request,
    visitor: Visitor,
    project: str,
    *,
    done: str = "",
    refusal: Refusal | None = None,
    typed: Mapping[str, str] = _NOTHING,
) -> Response:
    """With what was `typed` into a form that was refused, by its fields; `step` is the one it recorded."""
    desk = desk_of(request)
    devices = declared_devices(installation_home())
    with desk.read() as uow:
        row = known_project(uow, project)  # kept at hand: whoever asks for it next reads nothing again
        life = seen_life(uow, visitor, project)
        permits = [records.permit(one) for one in row.permits]
        use, gpus, text = project_use(uow, project), gpu_state(uow), written_project(uow, project)
    kinds = sorted({device.kind for device in devices})
    return desk.page(
        request,
        "project.html",
        visitor,
        status=desk.status(refusal) if refusal else 200,
        life=life,
        permits=sorted(permits, key=_newest_first),
        open_permits=sorted((one for one in permits if one.state in LIVE), key=_newest_first),
        use=use,
        lines=_told_lines(visitor, use),
        by_member=_names_members(visitor),
        free=[(kind, gpus.free(devices, kind), sum(one.kind == kind for one in devices)) for kind in kinds],
        waiting=len(gpus.places),
        text=text,
        changes=_changes(visitor),
        done=done,
        refusal=refusal,
        lacking=getattr(refusal, "lacks", ()),
        faults=Telling(visitor.words).misfits(getattr(refusal, "misfits", ())),
        papers=_papers(visitor, life.view.state),
        bases=tuple(Basis),
        typed={**_NOTHING, **typed},
        blank=_NOTHING,
        longest_reason=LONGEST_REASON,
    )


def _papers(visitor: Visitor, state: ProjectState) -> tuple[Step, ...]:
    return tuple(step for step in recordable_steps(visitor.standings) if (state, step) in TRANSITIONS)


def _newest_first(permit: Permit) -> tuple[str, int]:
    return permit.document.site, -permit.document.version


def _told_lines(visitor: Visitor, use: ProjectUse) -> tuple[UseLine, ...]:
    """Who worked how long is for those who oversee; colleagues see months."""
    return use.lines if _names_members(visitor) else use.by_month()


def _names_members(visitor: Visitor) -> bool:
    return sees_all(visitor.standings)


def _changes(visitor: Visitor) -> bool:
    return Area.PROJECTS_CHANGED in visitor.areas
