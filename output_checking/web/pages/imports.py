"""The other way in, on one page: ask for a file, decide on one, see what was decided."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from governance.refusal import Refusal
from governance.web.hub_login import csrf_checked
from output_checking.imports.model import ImportDecision
from output_checking.imports.scan import ENDINGS
from output_checking.use_cases.bring_in import ask_import, decide_import
from output_checking.use_cases.consult_imports import list_imports, read_import
from output_checking.web.pages.protection import INERT, PageRoute
from output_checking.web.pages.refused import page_status
from output_checking.web.pages.rendering import page
from output_checking.web.pages.viewer import CurrentViewer, Viewer
from output_checking.written_words import TEXT

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/imports")
def imports(request: Request, viewer: CurrentViewer, done: str = "", page_number: int = 1) -> Response:
    return _page(request, viewer, done=bool(done), number=page_number)


@router.post("/imports", dependencies=[Depends(csrf_checked)])
def ask(
    request: Request,
    viewer: CurrentViewer,
    file: Annotated[UploadFile, File()],
    project: Annotated[str, Form()] = "",
    purpose: Annotated[str, Form()] = "",
    licence: Annotated[str, Form()] = "",
) -> Response:
    try:
        ask_import(
            viewer.airlock,
            actor=viewer.username,
            project=project,
            name=file.filename or "",
            purpose=purpose,
            licence=licence,
            content=file.file,
        )
    except Refusal as refusal:
        return _page(request, viewer, refusal=refusal, purpose=purpose, licence=licence)
    return RedirectResponse("/imports?done=1", status_code=303)


@router.get("/imports/{import_id}/text")
def text(viewer: CurrentViewer, import_id: str) -> Response:
    """The whole file as plain text, whatever it is: nothing of it runs, nothing of it goes unread."""
    _, content = read_import(viewer.airlock, viewer=viewer.username, import_id=import_id)
    shown = content.decode("utf-8", "replace")
    return Response(shown, media_type="text/plain; charset=utf-8", headers={"Content-Security-Policy": INERT})


@router.post("/imports/{import_id}/decision", dependencies=[Depends(csrf_checked)])
def decide(
    request: Request,
    viewer: CurrentViewer,
    import_id: str,
    decision: Annotated[str, Form()] = "",
    comment: Annotated[str, Form()] = "",
    page_number: Annotated[int, Form()] = 1,
) -> Response:
    try:
        if decision not in set(ImportDecision):
            raise Refusal("choice-missing")
        decide_import(
            viewer.airlock,
            actor=viewer.username,
            import_id=import_id,
            decision=ImportDecision(decision),
            comment=comment,
        )
    except Refusal as refusal:
        return _page(request, viewer, refusal=refusal, decided=import_id, comment=comment, number=page_number)
    return RedirectResponse("/imports?done=1", status_code=303)


def _page(
    request: Request,
    viewer: Viewer,
    *,
    done: bool = False,
    number: int = 1,
    refusal: Refusal | None = None,
    purpose: str = "",
    licence: str = "",
    decided: str = "",
    comment: str = "",
) -> Response:
    """With `refusal`, what was typed comes back: `comment` to the form of the import `decided`."""
    return page(
        request,
        "imports.html",
        viewer,
        status=page_status(refusal) if refusal else 200,
        found=list_imports(viewer.airlock, viewer=viewer.username, number=number),
        projects=viewer.airlock.directory.projects_of(viewer.username),
        endings=", ".join(ENDINGS),
        longest=TEXT,
        done=done,
        refusal=refusal,
        purpose=purpose,
        licence=licence,
        decided=decided,
        comment=comment,
    )
