"""What every page of the administration works with, and how it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from starlette.exceptions import HTTPException

from governance.actor import Actor
from governance.people.person import Person
from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork
from governance.web.administration.access import AREAS, Area, Standing
from governance.web.administration.audit_search import AuditReading
from governance.web.administration.same_state import SameState
from governance.web.administration.wording import Wording, wording
from governance.web.pages.languages import chosen_language, language_links
from governance.web.pages.rendering import Templates
from governance.web.pages.static_files import StaticFiles

_TEMPLATES = Path(__file__).parent / "templates"
_STATUS = {
    "page-unknown": 404,
    "person-unregistered": 404,
    "permit-not-there": 404,
    "project-unknown": 404,
    "session-ended": 401,
    "plan-outdated": 409,
    "project-edited-meanwhile": 409,
    "project-step": 409,
    "project-not-ready": 409,
    "project-not-named": 422,
    "files-wrong": 422,
    "reason-unfit": 422,
    "paper-missing": 422,
    "paper-unfit": 422,
    "step-without-kind": 422,
    "step-without-reference": 422,
    "step-not-yet-given": 422,
    "step-ends-before-given": 422,
    "person-left": 409,
    "person-here": 409,
    "last-admin": 409,
    "members-changed": 409,
    "audit-zone-unknown": 404,
    "audit-day-wrong": 400,
    "audit-trail-unreadable": 503,
    "audit-record-altered": 500,
    "hub-unreachable": 503,
    "database-busy": 503,
}


@dataclass(frozen=True)
class Visitor:
    """Who looks at a page, in her language; `csrf` goes into every form."""

    person: Person
    csrf: str
    standings: frozenset[Standing]
    areas: tuple[Area, ...]
    words: Wording

    @property
    def actor(self) -> Actor:
        """Who answers, in the audit, for what is done here."""
        return Actor(self.person.username, {})


class Desk:
    """`path` stands before every page's own; `catalogue` and `hub_home` are where people go from here."""

    def __init__(
        self,
        read: Callable[[], UnitOfWork],
        write: Callable[[], UnitOfWork],
        audit: AuditReading,
        files: StaticFiles,
        *,
        path: str,
        catalogue: str,
        hub_home: str,
    ) -> None:
        self.read = read
        self.write = write
        self.audit = audit
        self.same_state = SameState()
        self.path = path
        self._catalogue = catalogue
        self._hub_home = hub_home
        self._templates = Templates(_TEMPLATES, files)

    def page(
        self, request: Request, template: str, visitor: Visitor | None, *, status: int = 200, **values: Any
    ) -> HTMLResponse:
        words = visitor.words if visitor else wording(chosen_language(request))
        content = self._templates.render(
            template,
            words=words,
            t=words.say,
            start=self.path,
            brand="",
            catalogue=self._catalogue,
            hub_home=self._hub_home,
            logout=f"{self.path}logout",
            status=status,
            person=visitor.person.full_name if visitor else "",
            csrf=visitor.csrf if visitor else "",
            menu=[(area, AREAS[area].path) for area in visitor.areas if AREAS[area].path] if visitor else [],
            here=request.url.path.removeprefix(self.path).partition("/")[0],
            language_links=language_links(request, self.path),
            **values,
        )
        return HTMLResponse(content, status_code=status)

    def rows(self, template: str, visitor: Visitor, **values: Any) -> Markup:
        """Of a list, what is the same for everybody who reads it in the visitor's language."""
        words = visitor.words
        return Markup(self._templates.render(template, words=words, t=words.say, start=self.path, **values))  # noqa: S704 - the template escaped it

    def refused(self, request: Request, refusal: Refusal, typed: str = "") -> HTMLResponse:
        """`typed`: the text that was sent, given back to copy."""
        visitor = getattr(request.state, "visitor", None)
        status = self.status(refusal)
        return self.page(request, "refused.html", visitor, status=status, refusal=refusal, typed=typed)

    @staticmethod
    def status(refusal: Refusal) -> int:
        return _STATUS.get(refusal.code, 403)


def desk_of(request: Request) -> Desk:
    desk = request.app.state.desk
    assert isinstance(desk, Desk)  # noqa: S101 - set by create_app; narrows the type
    return desk


async def typed_text(request: Request) -> str:
    """The text of the form that was sent, if it can still be read."""
    if request.method != "POST":
        return ""
    try:
        text = (await request.form()).get("text")
    except HTTPException:
        return ""
    return text if isinstance(text, str) else ""
