"""How long opinions take and how much leaves, by project."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from governance.directory import ListedProject
from output_checking.use_cases.review_times import all_together, review_times
from output_checking.web.pages.protection import PageRoute
from output_checking.web.pages.rendering import page
from output_checking.web.pages.viewer import CurrentViewer

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/figures")
def figures(request: Request, viewer: CurrentViewer) -> Response:
    found = review_times(viewer.airlock, viewer=viewer.person)
    viewer.knows((), [one.project for one in found])
    everything = ListedProject(id="all", title={}, sites=(), member=False)
    total = all_together(found, everything) if len(found) > 1 else None
    return page(request, "figures.html", viewer, found=found, total=total)
