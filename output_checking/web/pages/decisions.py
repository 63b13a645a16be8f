"""The forms of a request: give an opinion, withdraw, take a release back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from governance.refusal import Refusal
from governance.web.hub_login import csrf_checked
from output_checking.use_cases.revoke import revoke_release
from output_checking.use_cases.vote import cast_vote
from output_checking.use_cases.withdraw import withdraw_request
from output_checking.web.pages.ballot import SentBallot
from output_checking.web.pages.protection import PageRoute
from output_checking.web.pages.requests import request_page
from output_checking.web.pages.viewer import CurrentViewer

router = APIRouter(route_class=PageRoute, include_in_schema=False, dependencies=[Depends(csrf_checked)])


@router.post("/requests/{request_id}/vote")
def vote(request: Request, viewer: CurrentViewer, request_id: str, ballot: SentBallot) -> Response:
    try:
        cast_vote(
            viewer.airlock,
            actor=viewer.username,
            request_id=request_id,
            turn=ballot.turn_number(),
            choice=ballot.chosen(),
            comments=ballot.comments(),
            affected=tuple(sorted(ballot.changes)) or None,
        )
    except Refusal as refusal:
        return request_page(request, viewer, request_id, refusal=refusal, ballot=ballot)
    return _back_to(request_id, "voted")


@router.post("/requests/{request_id}/withdrawal")
def withdraw(request: Request, viewer: CurrentViewer, request_id: str) -> Response:
    try:
        withdraw_request(viewer.airlock, actor=viewer.username, request_id=request_id)
    except Refusal as refusal:
        return request_page(request, viewer, request_id, refusal=refusal)
    return _back_to(request_id, "withdrawn")


@router.post("/requests/{request_id}/revocation")
def revoke(
    request: Request, viewer: CurrentViewer, request_id: str, reason: Annotated[str, Form()] = ""
) -> Response:
    try:
        revoke_release(viewer.airlock, actor=viewer.username, request_id=request_id, reason=reason)
    except Refusal as refusal:
        return request_page(request, viewer, request_id, refusal=refusal, reason=reason)
    return _back_to(request_id, "revoked")


def _back_to(request_id: str, done: str) -> Response:
    return RedirectResponse(f"/requests/{request_id}?done={done}", status_code=303)
