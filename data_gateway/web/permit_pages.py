"""Permits that wait, that are signed, that are over: read them, sign, refuse, stop a project."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from data_gateway.permits.differences import differences_in_words
from data_gateway.permits.listing import ListedPermit, PermitList, listed_permits
from data_gateway.permits.words import permit_in_words
from data_gateway.web.desk import Desk
from data_gateway.web.entry import entry_of
from data_gateway.web.rendering import Rendering
from data_gateway.web.sessions import Session
from governance.refusal import Refusal


def permit_pages(desk: Desk, rendering: Rendering) -> APIRouter:
    entered_session, sent_session = entry_of(desk)
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def permits(request: Request, session: Session = entered_session, done: str = "") -> Response:
        found = listed_permits(desk.owner)
        return rendering.page(request, "permits.html", session, found=found, done=done)

    @router.get("/permits/{digest}")
    def permit(request: Request, digest: str, session: Session = entered_session, done: str = "") -> Response:
        found = listed_permits(desk.owner)
        one = _of(found, digest)
        words = rendering.words(request)
        before = desk.owner.in_force(one.document.project)
        compared = before if before and before.digest != digest and one.waits else None
        return rendering.page(
            request,
            "permit.html",
            session,
            one=one,
            found=found,
            done=done,
            lines=list(permit_in_words(one.document, one.title, words.site)),
            before=compared.document if compared else None,
            differences=differences_in_words(compared.document, one.document, words.site) if compared else [],
            misfit=desk.owner.misfit(one.document) if one.waits else None,
        )

    @router.post("/permits/{digest}/approve")
    def approve(
        digest: str,
        session: Session = sent_session,
        passphrase: Annotated[str, Form(max_length=1_000)] = "",
    ) -> Response:
        """Signs exactly the document whose digest the page showed."""
        owner = desk.owner.acting(session.name, "page")
        proposal = owner.asked(digest)
        owner.check(proposal.document)
        if owner.permits.holds(digest):
            signed = owner.permits.find(digest)
        else:
            desk.confirm(passphrase)
            signed = owner.sign(proposal)
        try:
            owner.send(signed)
        except Refusal as refusal:
            if refusal.code != "governance-away":
                raise
            return _back(f"/permits/{digest}?done=not-sent")
        return _back("/?done=approved")

    @router.post("/permits/{digest}/refuse")
    def refuse(digest: str, session: Session = sent_session) -> Response:
        owner = desk.owner.acting(session.name, "page")
        owner.refuse(owner.asked(digest))
        return _back("/?done=refused")

    @router.post("/projects/{project}/stop")
    def stop(project: str, session: Session = sent_session) -> Response:
        """Closes the permits here first: that needs nobody else."""
        owner = desk.owner.acting(session.name, "page")
        owner.close(project)
        try:
            owner.tell_withdrawn(project)
        except Refusal as refusal:
            if refusal.code == "withdraw-nothing-known":
                return _back("/?done=stopped")
            return _back("/?done=stopped-here")
        return _back("/?done=stopped")

    return router


def _of(found: PermitList, digest: str) -> ListedPermit:
    for one in found.all():
        if one.digest == digest:
            return one
    raise Refusal("permit-not-here", permit=digest[:12])


def _back(address: str) -> Response:
    return RedirectResponse(address, status_code=303)
