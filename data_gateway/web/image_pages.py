"""Images withheld until a person has looked: which files they are, and several let go or kept at once."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from data_gateway.web.desk import Desk
from data_gateway.web.entry import entry_of
from data_gateway.web.rendering import Rendering
from data_gateway.web.sessions import Session

_SHOWN = 200
"""A series of sections has about as many: more come once these are decided."""


def image_pages(desk: Desk, rendering: Rendering) -> APIRouter:
    entered_session, sent_session = entry_of(desk)
    router = APIRouter(include_in_schema=False)

    @router.get("/images")
    def images(request: Request, session: Session = entered_session, done: str = "") -> Response:
        waiting = desk.data.images_waiting()
        return rendering.page(
            request,
            "images.html",
            session,
            count=len(waiting),
            waiting=waiting[:_SHOWN],
            samples=desk.samples.waiting(),
            done=done,
        )

    @router.post("/images")
    def decide(
        decision: Annotated[Literal["release", "refuse"], Form()],
        session: Session = sent_session,
        image: Annotated[list[int], Form(max_length=_SHOWN)] = [],  # noqa: B006 - FastAPI's way
    ) -> Response:
        """Applied by the next load of their data set."""
        desk.data.decide_images(dict.fromkeys(image, decision == "release"), by=session.name)
        done = f"?done={decision}" if image else ""
        return RedirectResponse(f"/images{done}", status_code=303)

    return router
