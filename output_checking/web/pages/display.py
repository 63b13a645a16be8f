"""What the workspaces of a project showed, as a graph and in numbers, and the code that made them show it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from output_checking.use_cases.display import display, displays, executed
from output_checking.web.pages.protection import PageRoute
from output_checking.web.pages.rendering import page
from output_checking.web.pages.viewer import CurrentViewer

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/display")
def shown(request: Request, viewer: CurrentViewer, project: str = "", session: int | None = None) -> Response:
    """Every project one may look at; with `project` its graph; with `session` the code run in it too."""
    if not project:
        found = displays(viewer.airlock, viewer=viewer.person)
        viewer.knows((), [one.project for one in found])
        return page(request, "display_list.html", viewer, found=found)
    one = display(viewer.airlock, project, viewer=viewer.person)
    code = executed(viewer.airlock, project, session, viewer=viewer.person) if session is not None else None
    return page(request, "display.html", viewer, one=one, code=code, session=session)
