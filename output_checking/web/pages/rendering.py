"""From a template to an answer, in the frame and the look that all our pages share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from governance.web.pages.languages import chosen_language, language_links
from governance.web.pages.rendering import Templates
from governance.web.pages.static_files import StaticFiles
from output_checking.checks.tables import is_numeric
from output_checking.web.pages.viewer import Viewer
from output_checking.web.pages.wording import wording

_WEB = Path(__file__).parents[1]
STATIC_FILES = StaticFiles("", _WEB / "static")
_TEMPLATES = Templates(_WEB / "templates", STATIC_FILES, {"numeric": is_numeric})


def page(
    request: Request, template: str, viewer: Viewer | None, *, status: int = 200, **values: Any
) -> HTMLResponse:
    words = viewer.words if viewer else wording(chosen_language(request))
    content = _TEMPLATES.render(
        template,
        request=request,
        viewer=viewer,
        words=words,
        t=words.say,
        # An answer to a form is no page to come back to, its request is.
        language_links=language_links(request, request.url.path.rpartition("/")[0] or "/"),
        start="/",
        brand="",
        person=viewer.person.full_name if viewer else "",
        csrf=viewer.csrf if viewer else "",
        logout="/logout",
        **values,
    )
    return HTMLResponse(content, status_code=status)
