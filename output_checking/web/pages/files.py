"""One file of a request: what the checks say of it beside a preview that runs nothing."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from governance.refusal import Refusal
from output_checking.checks.file_type import recognise
from output_checking.checks.registry import CheckedFile, Kind
from output_checking.model import RequestFile
from output_checking.use_cases.consult import read_file, view_request
from output_checking.web.pages.findings import Numbered, numbered
from output_checking.web.pages.preview_notebook import notebook_page
from output_checking.previews.whole_png import is_picture
from output_checking.web.pages.preview_table import page_of_row, table_page
from output_checking.web.pages.preview_text import text_page
from output_checking.web.pages.protection import INERT, PageRoute
from output_checking.web.pages.rendering import page
from output_checking.web.pages.viewer import CurrentViewer

_SHOWN = (Kind.TABLE, Kind.TEXT, Kind.NOTEBOOK, Kind.MARKUP)

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/requests/{request_id}/files/{name}")
def show_file(
    request: Request, viewer: CurrentViewer, request_id: str, name: str, number: int = 1, part: int = 1
) -> Response:
    """`number` turns the pages of the preview, `part` the columns of a wide table."""
    view = view_request(viewer.airlock, viewer=viewer.username, request_id=request_id)
    file = view.request.file(name)
    content = read_file(viewer.airlock, viewer=viewer.username, request_id=request_id, name=name)
    found = numbered(file)
    files = view.request.files
    position = files.index(file)
    return page(
        request,
        "file.html",
        viewer,
        view=view,
        shown=view.request,
        file=file,
        found=found,
        supporting=view.request.supporting(name),
        before=files[position - 1] if position else None,
        after=files[position + 1] if position + 1 < len(files) else None,
        page_of_row=page_of_row,
        **_preview(file, content, found, number, part),
    )


@router.get("/requests/{request_id}/files/{name}/image")
def picture(viewer: CurrentViewer, request_id: str, name: str) -> Response:
    """The reviewed bytes of a picture, if they are one."""
    content = read_file(viewer.airlock, viewer=viewer.username, request_id=request_id, name=name)
    if not is_picture(content):
        raise Refusal("file-unknown", file=name)
    return Response(content, media_type="image/png", headers={"Content-Security-Policy": INERT})


def _preview(
    file: RequestFile, content: bytes, found: tuple[Numbered, ...], number: int, part: int
) -> dict[str, Any]:
    """`form`, and what the template of that form needs. What cannot be read as its name says is shown as
    text, what is no text not at all."""
    read = CheckedFile(file.name, content)
    kind, kind_name = recognise(read)
    if kind is Kind.PICTURE:
        return {"form": "picture" if is_picture(content) else "none", "kind_name": kind_name}
    if kind not in _SHOWN:
        return {"form": "none", "kind_name": kind_name}
    try:
        if kind is Kind.TABLE:
            return {"form": "table", "table": table_page(read.table, found, number=number, part=part)}
        if kind is Kind.NOTEBOOK:
            by_cell: dict[str, list[Numbered]] = {}
            for one in found:
                by_cell.setdefault(one.finding.where.get("cell", ""), []).append(one)
            shown = notebook_page(read.text, number=number)
            return {"form": "notebook", "notebook": shown, "by_cell": by_cell}
    except Refusal as refusal:
        return {"form": "text", "text": text_page(read.text, number=number), "unreadable": refusal}
    return {"form": "text", "text": text_page(read.text, number=number), "unreadable": None}
