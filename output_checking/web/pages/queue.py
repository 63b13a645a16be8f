"""The first page: every request this person has to do with, what waits for them first."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from output_checking.states import State
from output_checking.storage.lists import Listing
from output_checking.use_cases.queue import Wish, queue_page
from output_checking.web.pages import guidance
from output_checking.web.pages.protection import PageRoute
from output_checking.web.pages.rendering import page
from output_checking.web.pages.viewer import CurrentViewer

Wished = Annotated[str, Query(max_length=300)]

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/")
def queue(
    request: Request,
    viewer: CurrentViewer,
    show: str = Listing.AWAITING,
    page_number: int = 1,
    state: Wished = "",
    project: Wished = "",
    site: Wished = "",
    author: Wished = "",
    text: Wished = "",
) -> Response:
    """`show`: a Listing. What waits is shown oldest first, everything else latest first."""
    chosen = Listing(show) if show in set(Listing) else Listing.AWAITING
    wish = Wish(state=state, project=project, site=site, author=author, text=text)
    found = queue_page(viewer.airlock, viewer=viewer.person, listing=chosen, wish=wish, number=page_number)
    viewer.knows(found.people.values(), found.projects.values())
    wished = {name: value for name, value in vars(wish).items() if value}

    def address(listing: str, number: int = 1) -> str:
        return "/?" + urlencode(
            {"show": listing, **wished, **({"page_number": number} if number > 1 else {})}
        )

    return page(
        request,
        "queue.html",
        viewer,
        chosen=chosen,
        found=found,
        wish=wish,
        wished=wished,
        address=address,
        states=[one.value for one in State],
        sites=sorted({site for one in found.projects.values() for site in one.sites}),
        my_turn=guidance.my_turn,
        progress=guidance.progress,
    )
