"""The style sheet, the picture of the tab and htmx: a closed list, so that no address names another file."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from governance.refusal import Refusal
from output_checking.web.pages.protection import PageRoute
from output_checking.web.pages.rendering import STATIC

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FILES = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*") if path.suffix in _TYPES}

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/static/{name:path}")
def static_file(name: str) -> Response:
    if name not in _FILES:
        raise Refusal("page-unknown", where=f"/static/{name}")
    path = _FILES[name]
    # Addresses carry the hash of the content (rendering.asset).
    return FileResponse(
        path,
        media_type=_TYPES[path.suffix],
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
