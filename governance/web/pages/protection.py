"""The headers every answer is served with: no script, no frame, no other origin, nothing kept."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from governance.refusal import Refusal
from governance.web.pages.languages import keep_language

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


async def read_by_no_script(request: Request) -> None:
    """A dependency of pages that share their origin with workspaces, where the code of others may run in the
    browser of who opens them: no script reads a page or the secret of its forms. Raises Refusal
    `page-for-people`. Browsers say so themselves (Fetch Metadata); a script cannot say otherwise.
    """
    if request.headers.get("sec-fetch-dest") == "empty":
        raise Refusal("page-for-people")


def protect_answers(
    app: FastAPI,
    *,
    cookie_path: str,
    secure: bool,
    form_targets: str = "",
    opener: str = HEADERS["Cross-Origin-Opener-Policy"],
) -> None:
    """`form_targets`: origins besides our own where a form may end, such as the hub a login leads to.
    `opener`: which pages may hold a window of ours that they opened."""
    targets = f"'self' {form_targets}".strip()
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        f"form-action {targets}; frame-ancestors 'none'"
    )

    own = {"Content-Security-Policy": policy, "Cross-Origin-Opener-Policy": opener}
    app.add_middleware(_Protection, HEADERS | own, cookie_path=cookie_path, secure=secure)


class _Protection:
    """Not a function that Starlette wraps: that would take more of a page's time than the login does."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str], *, cookie_path: str, secure: bool) -> None:
        self._app = app
        self._headers = headers
        self._cookie_path = cookie_path
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                headers.setdefault("Cache-Control", "no-store")
                for cookie in self._cookies(Request(scope)):
                    headers.append("Set-Cookie", cookie)
            await send(message)

        await self._app(scope, receive, send_protected)

    def _cookies(self, request: Request) -> list[str]:
        kept = Response()
        keep_language(request, kept, cookie_path=self._cookie_path, secure=self._secure)
        return kept.headers.getlist("Set-Cookie")
