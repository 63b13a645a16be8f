"""The form that asks for a replay."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from governance.refusal import Refusal
from governance.web.hub_login import csrf_checked
from output_checking.use_cases.ask_replay import ask_replay
from output_checking.web.pages.protection import PageRoute
from output_checking.web.pages.requests import request_page
from output_checking.web.pages.viewer import CurrentViewer

router = APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[Depends(csrf_checked)])


@router.post("/requests/{request_id}/replay")
def ask(request: Request, viewer: CurrentViewer, request_id: str) -> Response:
    try:
        ask_replay(viewer.airlock, actor=viewer.username, request_id=request_id)
    except Refusal as refusal:
        return request_page(request, viewer, request_id, refusal=refusal)
    return RedirectResponse(f"/requests/{request_id}?done=replay-asked", status_code=303)
