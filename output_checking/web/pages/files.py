"""One file of a request: what the checks say of it beside a preview that runs nothing."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from governance.refusal import Refusal
from output_checking.previews.confined import Previews
from output_checking.previews.whole_png import is_picture
from output_checking.request_files import RequestFile
from output_checking.use_cases.consult import read_file, view_request
from output_checking.use_cases.earlier_releases import earlier_releases
from output_checking.use_cases.resubmission import changes, read_before
from output_checking.web.pages.figure_code import code_behind, code_beside, recorded_code
from output_checking.web.pages.findings import numbered
from output_checking.web.pages.notebook_frame import HEADERS, framed
from output_checking.web.pages.preview_table import page_of_row
from output_checking.web.pages.previews import (
    Looked,
    drawn_picture,
    preview,
    rendered_notebook,
    sheet_of,
)
from output_checking.web.pages.protection import INERT, PageRoute
from output_checking.web.pages.rendering import page
from output_checking.web.pages.rules_shown import rules_shown
from output_checking.web.pages.viewer import CurrentViewer, Viewer

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/requests/{request_id}/files/{name}")
def show_file(request: Request, viewer: CurrentViewer, request_id: str, name: str, look: Looked) -> Response:
    view = view_request(viewer.airlock, viewer=viewer.username, request_id=request_id)
    file = view.request.file(name)
    content = read_file(viewer.airlock, viewer=viewer.username, request_id=request_id, name=name)
    found = numbered(file)
    change = changes(view.request).get(name)
    files = view.request.files
    position = files.index(file)
    shown = preview(_previews(request), file, content, found, look)
    if look.form == "changes" and change is not None and change.kind == "replaced":
        shown |= _differences(request, viewer, request_id, file, content)
    table = shown.get("whole")
    recorded = recorded_code(view.request, file, lambda one: viewer.airlock.files.read(one.sha256))
    return page(
        request,
        "file.html",
        viewer,
        view=view,
        shown=view.request,
        file=file,
        found=found,
        change=change,
        look=look,
        supporting=view.request.supporting(name),
        before=files[position - 1] if position else None,
        after=files[position + 1] if position + 1 < len(files) else None,
        rules=rules_shown(viewer.airlock, view),
        page_of_row=page_of_row,
        sheet_of=sheet_of,
        recorded=recorded,
        code=code_behind(view.request, file, lambda one: viewer.airlock.files.read(one.sha256), recorded),
        code_files=code_beside(view.request, file),
        earlier=earlier_releases(viewer.airlock, viewer=viewer.username, request=view.request, table=table)
        if table
        else (),
        **shown,
    )


@router.get("/requests/{request_id}/files/{name}/image")
def picture(
    request: Request, viewer: CurrentViewer, request_id: str, name: str, before: bool = False, sheet: int = 1
) -> Response:
    """The reviewed bytes of a whole PNG; any other picture drawn anew. `before`: as it was last reviewed."""
    view = view_request(viewer.airlock, viewer=viewer.username, request_id=request_id)
    if before:
        sha256, content = read_before(
            viewer.airlock, viewer=viewer.username, request_id=request_id, name=name
        )
    else:
        sha256 = view.request.file(name).sha256
        content = read_file(viewer.airlock, viewer=viewer.username, request_id=request_id, name=name)
    if not is_picture(content):
        content = drawn_picture(_previews(request), sha256, name, content, sheet)
    return Response(content, media_type="image/png", headers={"Content-Security-Policy": INERT})


@router.get("/requests/{request_id}/files/{name}/rendered")
def notebook(request: Request, viewer: CurrentViewer, request_id: str, name: str) -> Response:
    """A notebook drawn by nbconvert, for a frame without scripts and without an origin."""
    view = view_request(viewer.airlock, viewer=viewer.username, request_id=request_id)
    content = read_file(viewer.airlock, viewer=viewer.username, request_id=request_id, name=name)
    try:
        drawn = rendered_notebook(_previews(request), view.request.file(name), content)
    except Refusal as refusal:
        if refusal.code != "preview-failed":
            raise
        drawn = f"<p>{escape(viewer.words.refusal(refusal))}</p>"
    return HTMLResponse(framed(drawn, title=name, language=viewer.words.language), headers=HEADERS)


def _differences(
    request: Request, viewer: Viewer, request_id: str, file: RequestFile, content: bytes
) -> dict[str, object]:
    """Pictures stand side by side; of what cannot be compared the two sizes are told."""
    sha256, earlier = read_before(
        viewer.airlock, viewer=viewer.username, request_id=request_id, name=file.name
    )
    if is_picture(earlier) and is_picture(content):
        return {"form": "pictures", "shown_view": "changes"}
    parts = _previews(request).differences(sha256, file.sha256, file.name, (earlier, content))
    difference = parts[0] if parts else None
    return {
        "form": "changes",
        "shown_view": "changes",
        "difference": difference,
        "size_before": len(earlier),
    }


def _previews(request: Request) -> Previews:
    previews = request.app.state.previews
    assert isinstance(previews, Previews)  # noqa: S101 - set by create_app; narrows the type
    return previews
