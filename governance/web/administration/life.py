"""What is recorded of a project's life on its page: the papers that it stands on, and that it is active."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from governance.projects.life import activate_project, record_step
from governance.projects.step_record import StepRecord
from governance.projects.steps import Step
from governance.refusal import Refusal
from governance.web.administration.access import Area, recordable_steps
from governance.web.administration.desk import desk_of
from governance.web.administration.forms import Line, Paper, read_paper
from governance.web.administration.projects import back_to, project_page
from governance.web.administration.visiting import CurrentVisitor, only_for
from governance.web.hub_login import csrf_checked

records = APIRouter(dependencies=[Depends(only_for(Area.STEPS_RECORDED)), Depends(csrf_checked)])
acts = APIRouter(dependencies=[Depends(only_for(Area.PROJECTS_CHANGED)), Depends(csrf_checked)])


@records.post("/projects/{project}/record/{step}")
def record(
    request: Request,
    visitor: CurrentVisitor,
    project: str,
    step: Step,
    by: Line = "",
    reference: Line = "",
    kind: Line = "",
    given: Line = "",
    until: Line = "",
    document: Paper = None,
) -> Response:
    if step not in recordable_steps(visitor.standings):
        raise Refusal("area-closed", area=Area.STEPS_RECORDED.value)
    fields = {"by": by, "reference": reference, "kind": kind, "given": given, "until": until}
    typed = {name: text.strip() for name, text in fields.items() if text.strip()}
    try:
        told = read_paper(StepRecord, typed, document)
        with desk_of(request).write() as uow:
            kept = record_step(uow, project, step, told, visitor.actor)
            uow.commit()
    except Refusal as refusal:
        return project_page(request, visitor, project, refusal=refusal, typed={"step": step.value, **typed})
    return back_to(request, project, "recorded" if kept else "known")


@acts.post("/projects/{project}/activate")
def activate(request: Request, visitor: CurrentVisitor, project: str) -> Response:
    try:
        with desk_of(request).write() as uow:
            activate_project(uow, project, visitor.actor)
            uow.commit()
    except Refusal as refusal:
        return project_page(request, visitor, project, refusal=refusal)
    return back_to(request, project, "activated")
