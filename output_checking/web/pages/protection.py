"""What every page is served with: headers that leave a hostile file nothing to do, refusals told in words."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from governance.refusal import Refusal
from governance.web.hub_login import LoginNeeded
from governance.web.pages.languages import keep_language
from governance.web.pages.protection import HEADERS
from output_checking.web.pages.refused import refusal_page

# For bytes that a researcher made: no script, no style, no origin, whatever they are taken for.
INERT = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def content_policy(request: Request) -> str:
    """A logged-out or expired form is redirected to the hub, which browsers count as its target."""
    hub = urlsplit(request.app.state.hub_public_url)
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "frame-src 'self'; base-uri 'none'; "
        f"form-action 'self' {hub.scheme}://{hub.netloc}; frame-ancestors 'none'"
    )


def protect(request: Request, response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", content_policy(request))
    response.headers.setdefault("Cache-Control", "no-store")
    keep_language(request, response, cookie_path="/", secure=request.app.state.login.secure)
    return response


class PageRoute(APIRoute):
    """Answers a person: a refusal becomes a page, and what was typed into a form comes back with it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                response = await handle(request)
            except Refusal as refusal:
                response = refusal_page(request, refusal, await _typed(request))
            except LoginNeeded:
                typed = await _typed(request)
                if not typed:
                    raise
                response = refusal_page(request, Refusal("session-ended"), typed)
            return protect(request, response)

        return answer


async def _typed(request: Request) -> list[str]:
    """The sentences of the form that was sent, if it can still be read."""
    if request.method != "POST":
        return []
    try:
        form = await request.form()
    except Exception:
        return []
    return [
        text
        for name, text in form.multi_items()
        if name.startswith(("comment", "reason")) and isinstance(text, str) and text.strip()
    ]
