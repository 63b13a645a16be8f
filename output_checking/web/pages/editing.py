"""The author's own page of a draft: words, groups, exceptions, files taken out, submission."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from governance.refusal import Refusal
from governance.web.hub_login import csrf_checked
from output_checking.states import Action
from output_checking.use_cases.consult import view_to
from output_checking.use_cases.draft import describe_request
from output_checking.use_cases.explain import drop_exception, explain_group, request_exception
from output_checking.use_cases.remove_file import remove_file
from output_checking.use_cases.submit import submit_request
from output_checking.web.pages.protection import PageRoute
from output_checking.web.pages.refused import page_status
from output_checking.web.pages.rendering import page
from output_checking.web.pages.viewer import CurrentViewer, Viewer
from output_checking.written_words import TEXT

router = APIRouter(route_class=PageRoute, include_in_schema=False)
Typed = Mapping[str, str]
Act = Callable[[Viewer, str, Typed], object]


@router.get("/requests/{request_id}/edit")
def edit(request: Request, viewer: CurrentViewer, request_id: str, done: str = "") -> Response:
    return _page(request, viewer, request_id, done=bool(done))


def _words(viewer: Viewer, request_id: str, typed: Typed) -> object:
    title, context = typed.get("title", ""), typed.get("context", "")
    return describe_request(
        viewer.airlock, actor=viewer.username, request_id=request_id, title=title, context=context
    )


def _group(viewer: Viewer, request_id: str, typed: Typed) -> object:
    return explain_group(
        viewer.airlock,
        actor=viewer.username,
        request_id=request_id,
        group=typed.get("group", ""),
        context=typed.get("context", ""),
        controls=typed.get("controls", ""),
    )


def _exception(viewer: Viewer, request_id: str, typed: Typed) -> object:
    """An emptied reason takes the exception back."""
    airlock, actor = viewer.airlock, viewer.username
    file, finding, reason = typed.get("file", ""), typed.get("finding", ""), typed.get("reason", "")
    if reason.strip():
        return request_exception(
            airlock, actor=actor, request_id=request_id, file=file, finding=finding, reason=reason
        )
    return drop_exception(airlock, actor=actor, request_id=request_id, file=file, finding=finding)


def _removal(viewer: Viewer, request_id: str, typed: Typed) -> object:
    name = typed.get("file", "")
    return remove_file(viewer.airlock, actor=viewer.username, request_id=request_id, name=name)


def _submission(viewer: Viewer, request_id: str, typed: Typed) -> object:
    request = view_to(Action.SUBMIT, viewer.airlock, viewer=viewer.username, request_id=request_id).request
    permits = viewer.airlock.directory.permits(viewer.username, request.project)
    return submit_request(viewer.airlock, actor=viewer.username, request_id=request_id, permits=permits)


_ACTS: Mapping[str, Act] = {
    "words": _words,
    "group": _group,
    "exception": _exception,
    "removal": _removal,
    "submission": _submission,
}


async def _typed(request: Request) -> Typed:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


SentForm = Annotated[Typed, Depends(_typed)]


@router.post("/requests/{request_id}/edit/{what}", dependencies=[Depends(csrf_checked)])
def change(request: Request, viewer: CurrentViewer, request_id: str, what: str, typed: SentForm) -> Response:
    act = _ACTS.get(what)
    if act is None:
        raise Refusal("page-unknown", where=request.url.path)
    try:
        act(viewer, request_id, typed)
    except Refusal as refusal:
        return _page(request, viewer, request_id, refusal=refusal, typed=typed)
    target = f"/requests/{request_id}" + ("" if what == "submission" else "/edit?done=1")
    return RedirectResponse(target, status_code=303)


def _page(
    request: Request,
    viewer: Viewer,
    request_id: str,
    *,
    done: bool = False,
    refusal: Refusal | None = None,
    typed: Typed | None = None,
) -> Response:
    """Raises Refusal `request-unknown`, `action-not-permitted` or `request-state`."""
    shown = view_to(Action.EDIT, viewer.airlock, viewer=viewer.username, request_id=request_id).request
    return page(
        request,
        "edit.html",
        viewer,
        status=page_status(refusal) if refusal else 200,
        shown=shown,
        done=done,
        refusal=refusal,
        typed=typed or {},
        reasons={(one.file, one.finding): one.reason for one in shown.exceptions_of(*shown.files)},
        is_final=viewer.airlock.is_final,
        longest=TEXT,
    )
