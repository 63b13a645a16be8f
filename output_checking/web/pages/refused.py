"""A refusal as a page: what happened, what to do now, and everything that was typed."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from governance.refusal import Refusal
from output_checking.web.pages.rendering import page
from output_checking.web.refusals import status_of

_HERE = {"session-ended": 401, "choice-missing": 422, "form-unreadable": 422}


def page_status(refusal: Refusal) -> int:
    return _HERE.get(refusal.code) or status_of(refusal)


def refusal_page(request: Request, refusal: Refusal, typed: Sequence[str] = ()) -> Response:
    """`typed`: what the person wrote, given back to copy."""
    status = page_status(refusal)
    viewer = getattr(request.state, "viewer", None)
    return page(request, "refused.html", viewer, status=status, code=status, refusal=refusal, typed=typed)
