"""Documents withheld from being served: read each, correct what is masked, release or refuse it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from data_gateway.documents.correcting import corrected
from data_gateway.documents.deidentifying import Identified
from data_gateway.documents.withheld import State
from data_gateway.web.desk import Desk
from data_gateway.web.entry import entry_of
from data_gateway.web.rendering import Rendering
from data_gateway.web.sessions import Session

_PER_PAGE = 50
_MOST_MARKS = 5_000


@dataclass(frozen=True)
class Piece:
    """Some characters of a document; `place` is that of their span, None for what stays readable."""

    text: str
    place: int | None = None
    label: str = ""


def document_pages(desk: Desk, rendering: Rendering) -> APIRouter:
    entered_session, sent_session = entry_of(desk)
    router = APIRouter(include_in_schema=False)

    @router.get("/documents")
    def documents(
        request: Request,
        session: Session = entered_session,
        done: str = "",
        page: Annotated[int, Query(ge=1, le=10_000_000)] = 1,
    ) -> Response:
        count, waiting = desk.documents.waiting(_PER_PAGE, (page - 1) * _PER_PAGE)
        pages = max(1, -(-count // _PER_PAGE))
        return rendering.page(
            request,
            "documents.html",
            session,
            count=count,
            waiting=waiting,
            number=page,
            pages=pages,
            done=done,
        )

    @router.get("/documents/{identity}")
    def document(request: Request, identity: int, session: Session = entered_session) -> Response:
        one = desk.documents.find(identity)
        desk.audit_document("document.shown", session.name, one)
        return rendering.page(request, "document.html", session, one=one, pieces=_pieces(one.found))

    @router.post("/documents/{identity}/release")
    def release(
        identity: int,
        session: Session = sent_session,
        masked: Annotated[list[int], Form(max_length=_MOST_MARKS)] = [],  # noqa: B006 - FastAPI's way
        more: Annotated[str, Form(max_length=20_000)] = "",
    ) -> Response:
        """Serves the document from the next load on, masked as the form says."""
        one = desk.documents.find(identity)
        desk.decide(session.name, one, State.RELEASED, corrected(one.found, set(masked), more.splitlines()))
        return RedirectResponse("/documents?done=released", status_code=303)

    @router.post("/documents/{identity}/refuse")
    def refuse(identity: int, session: Session = sent_session) -> Response:
        one = desk.documents.find(identity)
        desk.decide(session.name, one, State.REFUSED, list(one.found.spans))
        return RedirectResponse("/documents?done=refused", status_code=303)

    return router


def _pieces(found: Identified) -> list[Piece]:
    pieces, at = [], 0
    for place, span in enumerate(found.spans):
        pieces.append(Piece(found.text[at : span.start]))
        pieces.append(Piece(found.text[span.start : span.end], place, span.label.value))
        at = span.end
    return [piece for piece in [*pieces, Piece(found.text[at:])] if piece.text]
