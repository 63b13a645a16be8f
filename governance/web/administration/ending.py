"""How a project ends, on its page: archived, then recorded as destroyed.

Neither can be taken back, so whoever asks for it types the project's id.
"""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from governance.projects.life import archive_project, destroy_project
from governance.projects.step_record import StepRecord
from governance.projects.steps import Step
from governance.refusal import Refusal
from governance.web.administration.access import Area
from governance.web.administration.desk import desk_of
from governance.web.administration.forms import Line, Paper, given_day, given_reason, read_paper
from governance.web.administration.projects import back_to, project_page
from governance.web.administration.visiting import CurrentVisitor, only_for
from governance.web.hub_login import csrf_checked

acts = APIRouter(dependencies=[Depends(only_for(Area.PROJECTS_CHANGED)), Depends(csrf_checked)])


@acts.post("/projects/{project}/archive")
def archive(
    request: Request,
    visitor: CurrentVisitor,
    project: str,
    named: Line = "",
    reason: Line = "",
    until: Line = "",
) -> Response:
    try:
        _require_named(project, named)
        why, last = given_reason(reason), given_day("until", until)
        with desk_of(request).write() as uow:
            archive_project(uow, project, visitor.actor, why, until=last)
            uow.commit()
    except Refusal as refusal:
        typed = {"step": Step.ARCHIVE.value, "reason": reason, "until": until}
        return project_page(request, visitor, project, refusal=refusal, typed=typed)
    return back_to(request, project, "archived")


@acts.post("/projects/{project}/destroy")
def destroy(
    request: Request,
    visitor: CurrentVisitor,
    project: str,
    named: Line = "",
    by: Line = "",
    given: Line = "",
    document: Paper = None,
) -> Response:
    typed = {name: text.strip() for name, text in (("by", by), ("given", given)) if text.strip()}
    try:
        _require_named(project, named)
        proof = read_paper(StepRecord, typed, document)
        with desk_of(request).write() as uow:
            destroy_project(uow, project, visitor.actor, proof)
            uow.commit()
    except Refusal as refusal:
        typed = {"step": Step.DESTROY.value, **typed}
        return project_page(request, visitor, project, refusal=refusal, typed=typed)
    return back_to(request, project, "destroyed")


def _require_named(project: str, named: str) -> None:
    if named.strip() != project:
        raise Refusal("project-not-named", project=project)
