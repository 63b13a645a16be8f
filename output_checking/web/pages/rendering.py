"""From a template to an answer. Whatever is shown is escaped, and signs nobody can see are spelled out."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from governance.web.pages.languages import LANGUAGE_FIELD, LANGUAGES, chosen_language
from governance.web.pages.rendering import visible
from output_checking.checks.tables import number
from output_checking.web.pages.viewer import Viewer
from output_checking.web.pages.wording import wording

TEMPLATES = Path(__file__).parents[1] / "templates"
STATIC = Path(__file__).parents[1] / "static"


@lru_cache
def asset(name: str) -> str:
    """The address of a static file, with its hash: browsers keep it until it changes."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    finalize=visible,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals["asset"] = asset
_ENVIRONMENT.tests["numeric"] = lambda text: number(text) is not None


def page(
    request: Request, template: str, viewer: Viewer | None, *, status: int = 200, **values: Any
) -> HTMLResponse:
    words = viewer.words if viewer else wording(chosen_language(request))
    content = _ENVIRONMENT.get_template(template).render(
        request=request,
        viewer=viewer,
        words=words,
        t=words.say,
        language_links=[(one, _in_language(request, one)) for one in LANGUAGES],
        **values,
    )
    return HTMLResponse(content, status_code=status)


def _in_language(request: Request, language: str) -> str:
    """This page in `language`; an answer to a form is no page to come back to, its request is."""
    url = request.url
    if request.method != "GET":
        url = url.replace(path=url.path.rpartition("/")[0] or "/", query="")
    url = url.include_query_params(**{LANGUAGE_FIELD: language})
    return f"{url.path}?{url.query}"
