"""What was done with one patient's data. Her number is in a form's body, never in an address."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from data_gateway.patients.processing import Question, patient_processing
from data_gateway.patients.words import covering_in_words, opposition_in_words
from data_gateway.web.audit_lines import audit_line
from data_gateway.web.desk import Desk
from data_gateway.web.entry import entry_of
from data_gateway.web.rendering import Rendering
from data_gateway.web.sessions import Session
from governance.refusal import Refusal

_SHOWN = 200  # reads of one project
_Text = Annotated[str, Form(max_length=200)]
_SAID_BESIDE_THE_FORM = {
    "patient-number-wrong",
    "patient-case-wrong",
    "patient-unknown",
    "patient-unknown-here",
    "patient-several",
    "pseudonym-wrong",
    "pseudonym-unknown",
    "pseudonyms-destroyed",
    "linkage-key-missing",
}


def patient_pages(desk: Desk, rendering: Rendering) -> APIRouter:
    entered_session, sent_session = entry_of(desk)
    router = APIRouter(include_in_schema=False)

    @router.get("/patient")
    def form(request: Request, session: Session = entered_session) -> Response:
        return rendering.page(request, "patient.html", session, found=None, refusal=None, asked=None)

    @router.post("/patient")
    def ask(
        request: Request,
        session: Session = sent_session,
        number: _Text = "",
        case: _Text = "",
        project: _Text = "",
    ) -> Response:
        asked = Question(number.strip(), case.strip(), project.strip(), by=session.name)
        try:
            found = patient_processing(desk.folder, asked)
        except Refusal as refusal:
            if refusal.code not in _SAID_BESIDE_THE_FORM:
                raise
            return rendering.page(
                request, "patient.html", session, status=422, found=None, refusal=refusal, asked=asked
            )
        words = rendering.words(request)
        return rendering.page(
            request,
            "patient.html",
            session,
            found=found,
            refusal=None,
            asked=asked,
            opposition=opposition_in_words(found.opposed, found.since, words.site),
            projects=[
                (
                    one,
                    [covering_in_words(covering, words.site) for covering in one.permits],
                    [audit_line(read, words) for read in one.reads[:_SHOWN]],
                )
                for one in found.projects
            ],
        )

    return router
