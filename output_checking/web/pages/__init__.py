"""The pages of authors and reviewers: server-rendered, in French and English, without inline script or style.

`router` holds every page; `page_answer` tells a refusal that arose outside of them (login, unknown address).
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from governance.refusal import Refusal
from output_checking.web.pages import (
    decisions,
    display,
    editing,
    figures,
    files,
    health,
    imports,
    packages,
    queue,
    replays,
    requests,
)
from output_checking.web.pages.protection import PageRoute, protect
from output_checking.web.pages.refused import refusal_page
from output_checking.web.pages.rendering import STATIC_FILES

__all__ = ["page_answer", "router"]

router = APIRouter(include_in_schema=False)
for _part in (
    queue,
    requests,
    editing,
    decisions,
    imports,
    replays,
    files,
    figures,
    display,
    packages,
    health,
):
    router.include_router(_part.router)
router.include_router(STATIC_FILES.router(PageRoute))


def page_answer(request: Request, refusal: Refusal) -> Response:
    return protect(request, refusal_page(request, refusal))
