"""The catalogue's web application: it reads governance's database and holds no key."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import Response

from governance.refusal import Refusal
from governance.settings import GovernanceSettings
from governance.storage.unit_of_work import open_governance
from governance.web.catalogue.pages import Pages
from governance.web.catalogue.settings import CatalogueSettings
from governance.web.catalogue.status import Status
from governance.web.hub_login import LoginNeeded, login_answer
from governance.web.hub_pages import answer_faults, hub_pages
from governance.web.logins import Logins


def create_app(
    settings: CatalogueSettings, governance: GovernanceSettings, logins: Logins | None = None
) -> FastAPI:
    """Raises Refusal when the database is not ready."""
    read = open_governance(governance, read_only=True)
    pages = Pages(
        read,
        Status(settings.services),
        settings.path,
        administration=settings.path_of("administration"),
        hub_home=settings.hub_home,
    )
    app = hub_pages("D2H catalogue", settings, read, logins)
    for router in (pages.files.router(), pages.router()):
        app.include_router(router, prefix=settings.path)
    _answer_refusals(app, pages)
    answer_faults(app, pages.refused)
    return app


def _answer_refusals(app: FastAPI, pages: Pages) -> None:
    @app.exception_handler(Refusal)
    def refused(request: Request, refusal: Refusal) -> Response:
        return pages.refused(request, refusal)

    @app.exception_handler(LoginNeeded)
    def login_needed(request: Request, needed: LoginNeeded) -> Response:
        return login_answer(request, needed)
