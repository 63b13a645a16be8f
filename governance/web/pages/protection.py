"""The headers every answer is served with: no script, no frame, no other origin, nothing kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request
from fastapi.responses import Response

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

    @app.middleware("http")
    async def protect(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await answer(request)
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = policy
        response.headers["Cross-Origin-Opener-Policy"] = opener
        response.headers.setdefault("Cache-Control", "no-store")
        keep_language(request, response, cookie_path=cookie_path, secure=secure)
        return response
