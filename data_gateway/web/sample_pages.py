"""The sample of a data set's projections: a contact sheet on which a person says which image bears text."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from data_gateway.images.reader import Shown
from data_gateway.images.samples import highest_share
from data_gateway.web.desk import Desk
from data_gateway.web.entry import entry_of
from data_gateway.web.rendering import Rendering
from data_gateway.web.sessions import Session
from governance.refusal import Refusal

_EACH = 12
"""Images of a sheet: what one still compares, and kept at once."""
_MARK = "mark:"
_TEXT = {"text": True, "none": False}


async def _marks(request: Request) -> dict[str, bool]:
    """Image -> whether it bears text. Raises Refusal `form-unreadable`."""
    found: dict[str, bool] = {}
    for name, value in (await request.form(max_fields=4 * _EACH)).multi_items():
        if not name.startswith(_MARK):
            continue
        image = name.removeprefix(_MARK)
        if not isinstance(value, str) or value not in _TEXT or image in found:
            raise Refusal("form-unreadable")
        found[image] = _TEXT[value]
    return found


_MARKS = Depends(_marks)


def sample_pages(desk: Desk, rendering: Rendering) -> APIRouter:
    entered_session, sent_session = entry_of(desk)
    router = APIRouter(include_in_schema=False, prefix="/images/samples/{dataset}/{version}")

    @router.get("")
    def sheet(
        request: Request,
        dataset: str,
        version: str,
        session: Session = entered_session,
        start: Annotated[int, Query(ge=0, le=100_000)] = 0,
    ) -> Response:
        one = desk.samples.find(dataset, version)
        start = min(start, len(one.images) - 1) // _EACH * _EACH
        shown = one.images[start : start + _EACH]
        desk.samples.shown(one, len(shown), session.name)
        share = highest_share(len(one.images), one.among)
        return rendering.page(
            request,
            "sample.html",
            session,
            one=one,
            first=start,
            each=_EACH,
            shown=shown,
            share=share,
            sources={image: desk.samples.source(one, image).file for image in shown},
        )

    @router.get("/{image}/{shown}")
    def picture(
        dataset: str,
        version: str,
        image: str,
        shown: Shown,
        session: Session = entered_session,
        small: bool = False,
    ) -> Response:
        path = desk.samples.file(desk.samples.find(dataset, version), image)
        return Response(desk.pictures.png(path, shown, whole=not small), media_type="image/png")

    @router.post("")
    def mark(
        dataset: str,
        version: str,
        session: Session = sent_session,
        marks: dict[str, bool] = _MARKS,
    ) -> Response:
        one = desk.samples.find(dataset, version)
        outcome = desk.samples.mark(one, marks, session.name)
        if outcome:
            return RedirectResponse(f"/images?done={outcome}", status_code=303)
        next_one = desk.samples.find(dataset, version).first_unmarked
        return RedirectResponse(f"/images/samples/{dataset}/{version}?start={next_one}", status_code=303)

    return router
