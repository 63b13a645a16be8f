"""The API that workspaces call: `authorization: Bearer <access token>`, one project per token."""

from __future__ import annotations

from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from pydantic import ValidationError

from d2h_sdk.wire import (
    DraftMessage,
    Evidence,
    ExceptionMessage,
    GroupMessage,
    ReleaseRequestMessage,
    RepairsMessage,
    RepairWishMessage,
    RequestsMessage,
)
from governance.access.doors import HEADER, door_in
from governance.access.token import AIRLOCK_AUDIENCE, AccessClaims, verify_access_token
from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.repair.offered import Wish
from output_checking.request_files import FileRole
from output_checking.use_cases.add_file import Upload
from output_checking.use_cases.add_file import add_file as add
from output_checking.use_cases.check import check_now
from output_checking.use_cases.consult import list_requests, view_request
from output_checking.use_cases.draft import describe_request, draft_request
from output_checking.use_cases.explain import drop_exception, explain_group, request_exception
from output_checking.use_cases.propose_repair import propose_repair
from output_checking.use_cases.remove_file import remove_file as remove
from output_checking.use_cases.submit import submit_request
from output_checking.use_cases.withdraw import withdraw_request
from output_checking.web.messages import request_message
from output_checking.web.repair_messages import repairs_message

router = APIRouter(prefix="/api")


def _airlock(request: Request) -> Airlock:
    airlock = request.app.state.airlock
    assert isinstance(airlock, Airlock)  # noqa: S101 - set by create_app; narrows the type
    return airlock


def _claims(request: Request, airlock: Annotated[Airlock, Depends(_airlock)]) -> AccessClaims:
    """Of somebody who is still here. Raises Refusal `access-missing`, `person-unknown`, or as
    `verify_access_token` and `AccessClaims.at`."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refusal("access-missing")
    key = request.app.state.access_key
    assert isinstance(key, Ed25519PublicKey)  # noqa: S101 - set by create_app; narrows the type
    claims = verify_access_token(token, key, audience=AIRLOCK_AUDIENCE)
    claims = claims.at(door_in(request.headers.get(HEADER)))
    airlock.directory.person(claims.user)
    return claims


Claims = Annotated[AccessClaims, Depends(_claims)]
TheAirlock = Annotated[Airlock, Depends(_airlock)]


def _own_request(request_id: str, claims: Claims, airlock: TheAirlock) -> str:
    """The request's id, once it is of the token's project: a token opens no door to another project."""
    view = view_request(airlock, viewer=claims.user, request_id=request_id)
    if view.request.project != claims.project:
        raise Refusal("request-unknown", request=request_id)
    return request_id


OwnRequest = Annotated[str, Depends(_own_request)]


def _answer(
    request: Request, airlock: Airlock, claims: AccessClaims, request_id: str
) -> ReleaseRequestMessage:
    view = view_request(airlock, viewer=claims.user, request_id=request_id)
    return request_message(view, request.app.state.page_url)


@router.post("/requests", status_code=201)
def draft(body: DraftMessage, request: Request, claims: Claims, airlock: TheAirlock) -> ReleaseRequestMessage:
    made = draft_request(
        airlock, actor=claims.user, project=claims.project, title=body.title, context=body.context
    )
    return _answer(request, airlock, claims, made.id)


@router.get("/requests")
def requests(request: Request, claims: Claims, airlock: TheAirlock) -> RequestsMessage:
    views = list_requests(airlock, viewer=claims.user, project=claims.project)
    return RequestsMessage(
        requests=tuple(request_message(view, request.app.state.page_url) for view in views)
    )


@router.get("/requests/{request_id}")
def one_request(
    request_id: OwnRequest, request: Request, claims: Claims, airlock: TheAirlock
) -> ReleaseRequestMessage:
    return _answer(request, airlock, claims, request_id)


@router.put("/requests/{request_id}")
def describe(
    request_id: OwnRequest, body: DraftMessage, request: Request, claims: Claims, airlock: TheAirlock
) -> ReleaseRequestMessage:
    describe_request(
        airlock, actor=claims.user, request_id=request_id, title=body.title, context=body.context
    )
    return _answer(request, airlock, claims, request_id)


@router.put("/requests/{request_id}/files/{name}")
def put_file(
    request_id: OwnRequest,
    name: str,
    request: Request,
    claims: Claims,
    airlock: TheAirlock,
    file: Annotated[UploadFile, File()],
    group: Annotated[str, Form(min_length=1, max_length=120)],
    role: Annotated[FileRole, Form()] = FileRole.OUTPUT,
    supports: Annotated[str | None, Form(max_length=120)] = None,
    evidence: Annotated[str | None, Form(max_length=2_000_000)] = None,
) -> ReleaseRequestMessage:
    """Adds the file, or replaces the one of this name."""
    upload = Upload(name, group, role, supports, _evidence(evidence))
    add(airlock, actor=claims.user, request_id=request_id, upload=upload, content=file.file)
    return _answer(request, airlock, claims, request_id)


@router.post("/requests/{request_id}/files")
def post_file(
    request_id: OwnRequest,
    request: Request,
    claims: Claims,
    airlock: TheAirlock,
    file: Annotated[UploadFile, File()],
    group: Annotated[str, Form(min_length=1, max_length=120)],
    role: Annotated[FileRole, Form()] = FileRole.OUTPUT,
    supports: Annotated[str | None, Form(max_length=120)] = None,
    evidence: Annotated[str | None, Form(max_length=2_000_000)] = None,
) -> ReleaseRequestMessage:
    """The same, under the name that the upload itself carries."""
    return put_file(
        request_id, file.filename or "", request, claims, airlock, file, group, role, supports, evidence
    )


@router.delete("/requests/{request_id}/files/{name}")
def delete_file(
    request_id: OwnRequest, name: str, request: Request, claims: Claims, airlock: TheAirlock
) -> ReleaseRequestMessage:
    remove(airlock, actor=claims.user, request_id=request_id, name=name)
    return _answer(request, airlock, claims, request_id)


@router.put("/requests/{request_id}/groups")
def explain(
    request_id: OwnRequest, body: GroupMessage, request: Request, claims: Claims, airlock: TheAirlock
) -> ReleaseRequestMessage:
    explain_group(airlock, actor=claims.user, request_id=request_id, **body.model_dump())
    return _answer(request, airlock, claims, request_id)


@router.put("/requests/{request_id}/exceptions")
def exception(
    request_id: OwnRequest, body: ExceptionMessage, request: Request, claims: Claims, airlock: TheAirlock
) -> ReleaseRequestMessage:
    if body.reason:
        request_exception(airlock, actor=claims.user, request_id=request_id, **body.model_dump())
    else:
        where = {"file": body.file, "finding": body.finding}
        drop_exception(airlock, actor=claims.user, request_id=request_id, **where)
    return _answer(request, airlock, claims, request_id)


@router.post("/requests/{request_id}/check")
def check(
    request_id: OwnRequest, request: Request, claims: Claims, airlock: TheAirlock
) -> ReleaseRequestMessage:
    check_now(airlock, actor=claims.user, request_id=request_id)
    return _answer(request, airlock, claims, request_id)


@router.post("/requests/{request_id}/repairs")
def repairs(
    request_id: OwnRequest, body: RepairWishMessage, claims: Claims, airlock: TheAirlock
) -> RepairsMessage:
    wish = Wish(body.method, body.search, body.base)
    return repairs_message(propose_repair(airlock, actor=claims.user, request_id=request_id, wish=wish))


@router.post("/requests/{request_id}/submit")
def submit(
    request_id: OwnRequest, request: Request, claims: Claims, airlock: TheAirlock, replay: bool = False
) -> ReleaseRequestMessage:
    submit_request(airlock, actor=claims.user, request_id=request_id, permits=claims.permits, replay=replay)
    return _answer(request, airlock, claims, request_id)


@router.post("/requests/{request_id}/withdraw")
def withdraw(
    request_id: OwnRequest, request: Request, claims: Claims, airlock: TheAirlock
) -> ReleaseRequestMessage:
    withdraw_request(airlock, actor=claims.user, request_id=request_id)
    return _answer(request, airlock, claims, request_id)


def _evidence(text: str | None) -> Evidence | None:
    try:
        return Evidence.model_validate_json(text) if text else None
    except ValidationError as fault:
        where = ".".join(str(part) for part in fault.errors()[0]["loc"])
        raise Refusal("evidence-invalid", where=where) from fault
