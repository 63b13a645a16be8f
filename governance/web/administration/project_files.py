"""A project's file in a text field: what it would change is shown, then applied; also of a new project."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from governance.projects.editing import (
    Edit,
    EditedMeanwhile,
    apply_edit,
    difference,
    digest_of_plan,
    plan_edit,
)
from governance.projects.plan import ProjectPlan
from governance.projects.written import written_project
from governance.refusal import Refusal
from governance.web.administration.access import Area
from governance.web.administration.desk import Visitor, desk_of
from governance.web.administration.projects import back_to
from governance.web.administration.visiting import CurrentVisitor, only_for
from governance.web.hub_login import csrf_checked

router = APIRouter(dependencies=[Depends(only_for(Area.PROJECTS_CHANGED))])
_CHECKED = [Depends(csrf_checked)]
LONGEST = 100_000  # characters
EXAMPLE = """\
project:
  id: my-project
  title: {fr: "", en: ""}
  purpose: ""
  starts: 2027-01-01
  ends: 2027-12-31
members:
  - {user: "", role: lead}
permits:
  - sites: []
    mode: aggregates
    datasets:
      omop:
        tables:
          person: {columns: [person_id]}
"""


def _sent(text: Annotated[str, Form()] = "", before: Annotated[str, Form()] = "") -> tuple[str, str]:
    """The text and the file as it was shown, with the line ends that browsers change."""
    try:
        shown = base64.b64decode(before, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        shown = ""
    return text.replace("\r\n", "\n"), shown


Sent = Annotated[tuple[str, str], Depends(_sent)]
Seen = Annotated[str, Form()]


@router.get("/projects/{project}/edit")
def edit(request: Request, visitor: CurrentVisitor, project: str) -> Response:
    with desk_of(request).read() as uow:
        text = written_project(uow, project)
    return _page(request, visitor, Edit(project, text, text))


@router.post("/projects/{project}/plan", dependencies=_CHECKED)
def plan(request: Request, visitor: CurrentVisitor, project: str, sent: Sent) -> Response:
    """Shows, and changes nothing."""
    return _planned(request, visitor, Edit(project, before=sent[1], text=sent[0]))


@router.post("/projects/{project}/edit", dependencies=_CHECKED)
def apply(request: Request, visitor: CurrentVisitor, project: str, sent: Sent, seen: Seen = "") -> Response:
    return _applied(request, visitor, Edit(project, before=sent[1], text=sent[0]), seen)


@router.get("/new-project")
def new(request: Request, visitor: CurrentVisitor) -> Response:
    return _page(request, visitor, Edit(None, "", EXAMPLE))


@router.post("/new-project/plan", dependencies=_CHECKED)
def plan_new(request: Request, visitor: CurrentVisitor, sent: Sent) -> Response:
    """Shows, and changes nothing."""
    return _planned(request, visitor, Edit(None, "", sent[0]))


@router.post("/new-project", dependencies=_CHECKED)
def apply_new(request: Request, visitor: CurrentVisitor, sent: Sent, seen: Seen = "") -> Response:
    return _applied(request, visitor, Edit(None, "", sent[0]), seen)


def _planned(request: Request, visitor: Visitor, edit: Edit) -> Response:
    try:
        with desk_of(request).read() as uow:
            found = plan_edit(uow, edit)
    except Refusal as refusal:
        return _refused(request, visitor, edit, refusal)
    return _page(request, visitor, edit, found=found)


def _applied(request: Request, visitor: Visitor, edit: Edit, seen: str) -> Response:
    try:
        with desk_of(request).write() as uow:
            done = apply_edit(uow, edit, seen, visitor.actor)
            uow.commit()
    except Refusal as refusal:
        if refusal.code == "plan-outdated":
            with desk_of(request).read() as uow:
                return _page(request, visitor, edit, found=plan_edit(uow, edit), refusal=refusal)
        return _refused(request, visitor, edit, refusal)
    return back_to(request, done.project, "applied")


def _refused(request: Request, visitor: Visitor, edit: Edit, refusal: Refusal) -> Response:
    if isinstance(refusal, EditedMeanwhile):
        # She has been told; from now on her text is compared with what the others made.
        edit = Edit(edit.project, refusal.now, edit.text)
    return _page(request, visitor, edit, refusal=refusal)


def _page(
    request: Request,
    visitor: Visitor,
    edit: Edit,
    *,
    found: ProjectPlan | None = None,
    refusal: Refusal | None = None,
) -> Response:
    desk = desk_of(request)
    return desk.page(
        request,
        "project_file.html",
        visitor,
        status=desk.status(refusal) if refusal else 200,
        project=edit.project,
        address=f"{desk.path}projects/{edit.project}" if edit.project else f"{desk.path}new-project",
        text=edit.text,
        lines=edit.text.splitlines(),
        before=base64.b64encode(edit.before.encode()).decode(),
        longest=LONGEST,
        found=found,
        seen=digest_of_plan(found) if found else "",
        changes=difference(edit.before, edit.text) if found else (),
        refusal=refusal,
        faults=getattr(refusal, "faults", ()),
        others=getattr(refusal, "changes", ()),
    )
