"""The first page: every request this person has to do with, what waits for them first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request
from fastapi.responses import Response

from output_checking.states import State
from output_checking.use_cases.consult import RequestView, list_requests
from output_checking.web.pages import guidance
from output_checking.web.pages.protection import PageRoute
from output_checking.web.pages.rendering import page
from output_checking.web.pages.viewer import CurrentViewer, Viewer

_PER_PAGE = 50
_Chosen = Callable[[RequestView, Viewer], bool]
LISTS: Mapping[str, _Chosen] = {
    "awaiting": lambda view, viewer: guidance.my_turn(view),
    "mine": lambda view, viewer: view.request.author == viewer.username,
    "returned": lambda view, viewer: view.request.state is State.RETURNED,
    "released": lambda view, viewer: view.request.state is State.RELEASED,
    "all": lambda view, viewer: True,
}

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/")
def queue(request: Request, viewer: CurrentViewer, show: str = "awaiting", page_number: int = 1) -> Response:
    """`show`: one of LISTS. What waits is shown oldest first, everything else latest first."""
    chosen = show if show in LISTS else "awaiting"
    views = list_requests(viewer.airlock, viewer=viewer.username)
    lists = {name: [one for one in views if wanted(one, viewer)] for name, wanted in LISTS.items()}
    listed = lists[chosen] if chosen == "awaiting" else lists[chosen][::-1]
    pages = max(1, -(-len(listed) // _PER_PAGE))
    number = min(max(1, page_number), pages)
    return page(
        request,
        "queue.html",
        viewer,
        chosen=chosen,
        counts={name: len(found) for name, found in lists.items()},
        views=listed[(number - 1) * _PER_PAGE : number * _PER_PAGE],
        number=number,
        pages=pages,
        my_turn=guidance.my_turn,
        progress=guidance.progress,
    )
