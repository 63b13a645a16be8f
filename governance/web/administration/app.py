"""The administration's web application: of the services with pages, the one that writes in governance's
database and reads the trails of the other zones."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import Response

from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import open_governance
from governance.web.administration import pages
from governance.web.administration.audit_search import AuditReading
from governance.web.administration.desk import Desk, typed_text
from governance.web.administration.forms import LARGEST_PAPER
from governance.web.administration.settings import AdministrationSettings
from governance.web.hub_login import LoginNeeded, login_answer
from governance.web.hub_pages import answer_faults, hub_pages
from governance.web.limits import LARGEST_BODY
from governance.web.logins import Logins
from governance.web.pages.static_files import StaticFiles


def create_app(
    settings: AdministrationSettings, governance: GovernanceSettings, logins: Logins | None = None
) -> FastAPI:
    """Raises Refusal when the database or the key is not ready."""
    read = open_governance(governance, read_only=True)
    files = StaticFiles(settings.path)
    desk = Desk(
        read,
        open_governance(governance),
        AuditReading(governance, read),
        files,
        path=f"{settings.path}/",
        catalogue=settings.path_of("catalogue"),
        hub_home=settings.hub_home,
    )
    app = hub_pages("D2H administration", settings, read, logins, largest=LARGEST_PAPER + LARGEST_BODY)
    app.state.desk = desk
    for router in (files.router(), pages.router):
        app.include_router(router, prefix=settings.path)
    _answer_refusals(app, desk)
    answer_faults(app, desk.refused)
    return app


def _answer_refusals(app: FastAPI, desk: Desk) -> None:
    @app.exception_handler(Refusal)
    async def refused(request: Request, refusal: Refusal) -> Response:
        return desk.refused(request, refusal, await typed_text(request))

    @app.exception_handler(LoginNeeded)
    async def login_needed(request: Request, needed: LoginNeeded) -> Response:
        if typed := await typed_text(request):
            return desk.refused(request, Refusal("session-ended"), typed)
        return login_answer(request, needed)
