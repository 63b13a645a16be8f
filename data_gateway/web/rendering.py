"""From a template to an answer, for whoever is logged in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from data_gateway.web.desk import Desk
from data_gateway.web.sessions import Session
from data_gateway.web.wording import Wording, wording
from governance.refusal import Refusal
from governance.web.pages.languages import chosen_language, language_links
from governance.web.pages.rendering import Templates
from governance.web.pages.static_files import StaticFiles

_HERE = Path(__file__).parent
_STATUS = {
    "page-unknown": 404,
    "permit-not-here": 404,
    "document-not-here": 404,
    "document-decided": 409,
    "image-not-withheld": 409,
    "sample-gone": 404,
    "sample-image-unknown": 404,
    "sample-decided": 409,
    "image-not-shown": 422,
    "form-foreign": 403,
    "form-stale": 403,
    "login-wrong": 401,
    "passphrase-wrong": 401,
    "login-wait": 429,
    "proposal-gone": 409,
    "refuse-signed": 409,
    "approve-not-sent": 502,
    "withdraw-not-sent": 502,
    "governance-away": 502,
    "owner-page-closed": 403,
    "audit-unavailable": 503,
}


class Rendering:
    def __init__(self, desk: Desk) -> None:
        self._site = desk.settings
        self.files = StaticFiles("", _HERE / "static")
        self._templates = Templates(_HERE / "templates", self.files)

    def words(self, request: Request) -> Wording:
        return wording(chosen_language(request))

    def page(
        self, request: Request, template: str, session: Session | None, *, status: int = 200, **values: Any
    ) -> HTMLResponse:
        words = self.words(request)
        site = words.title(self._site.title)
        content = self._templates.render(
            template,
            words=words,
            t=words.say,
            start="/",
            here=request.url.path,
            brand=words.say("brand", site=site),
            site=site,
            logout="/logout",
            status=status,
            person=session.name if session else "",
            csrf=session.csrf if session else "",
            language_links=language_links(request, "/"),
            **values,
        )
        return HTMLResponse(content, status_code=status)

    def refused(self, request: Request, refusal: Refusal, session: Session | None = None) -> HTMLResponse:
        status = _STATUS.get(refusal.code, 422)
        return self.page(request, "refused.html", session, status=status, refusal=refusal, frame="owner.html")
