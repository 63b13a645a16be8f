"""The access reviews: once a year somebody looks at a project's members and says that they may go on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from governance.projects.reviews import access_reviews, confirm_access
from governance.refusal import Refusal
from governance.web.administration.access import Area
from governance.web.administration.desk import Visitor, desk_of
from governance.web.administration.forms import Line, Named
from governance.web.administration.telling import Telling
from governance.web.administration.visiting import CurrentVisitor, only_for
from governance.web.hub_login import csrf_checked

SOON = timedelta(days=60)

router = APIRouter(dependencies=[Depends(only_for(Area.REVIEWS))])
acts = APIRouter(dependencies=[Depends(only_for(Area.REVIEWS)), Depends(csrf_checked)])


@router.get("/reviews")
def reviews(request: Request, visitor: CurrentVisitor, every: bool = False, done: bool = False) -> Response:
    return _page(request, visitor, every=every, done=done)


@acts.post("/reviews/{project}")
def confirm(request: Request, visitor: CurrentVisitor, project: Named, members: Line = "") -> Response:
    """`members`: the user names that were shown, apart by spaces."""
    desk = desk_of(request)
    try:
        with desk.write() as uow:
            confirm_access(uow, project, members.split(), visitor.actor)
            uow.commit()
    except Refusal as refusal:
        return _page(request, visitor, every=True, refusal=refusal)
    return RedirectResponse(f"{desk.path}reviews?done=1", status_code=303)


def _page(
    request: Request,
    visitor: Visitor,
    *,
    every: bool,
    done: bool = False,
    refusal: Refusal | None = None,
) -> Response:
    desk = desk_of(request)
    with desk.read() as uow:
        found = access_reviews(uow)
    last = datetime.now(UTC).date() + SOON
    return desk.page(
        request,
        "reviews.html",
        visitor,
        status=desk.status(refusal) if refusal else 200,
        told=Telling(visitor.words),
        reviews=[one for one in found if every or one.due <= last],
        every=every,
        days=SOON.days,
        done=visitor.words.say("done-reviewed") if done else "",
        refusal=refusal,
    )
