"""Style sheets, scripts and pictures: a closed list, so that no address names another file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response
from fastapi.routing import APIRoute

from governance.refusal import Refusal

SHARED = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class StaticFiles:
    """Files of `folders` under `<path>/static/`; the first folder that holds a name wins."""

    def __init__(self, path: str, *folders: Path) -> None:
        self._path = path
        self._files = {
            file.relative_to(folder).as_posix(): file
            for folder in reversed((*folders, SHARED))
            for file in folder.rglob("*")
            if file.suffix in _TYPES
        }
        self._digests = {
            name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for name, file in self._files.items()
        }

    def address(self, name: str) -> str:
        """With the hash of the content: browsers keep it until it changes."""
        return f"{self._path}/static/{name}?v={self._digests[name]}"

    def router(self, route_class: type[APIRoute] = APIRoute) -> APIRouter:
        router = APIRouter(route_class=route_class, include_in_schema=False)

        @router.get("/static/{name:path}")
        def static_file(name: str) -> Response:
            if name not in self._files:
                raise Refusal("page-unknown", where=f"{self._path}/static/{name}")
            file = self._files[name]
            headers = {"Cache-Control": "public, max-age=31536000, immutable"}
            return FileResponse(file, media_type=_TYPES[file.suffix], headers=headers)

        return router
