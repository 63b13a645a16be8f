"""The pages of the administration and of the catalogue, where a header says who has logged in at the hub."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from governance.settings import GovernanceSettings
from governance.web.administration.app import create_app as create_administration
from governance.web.administration.settings import AdministrationSettings
from governance.web.catalogue.app import create_app as create_catalogue
from governance.web.catalogue.settings import CatalogueSettings
from governance.web.hub_login import LoginNeeded, Session, current_session

WHO = "x-test-person"
CSRF = "csrf-of-this-session"
TOKEN = "a-token-of-the-service"


def governance_pages(settings: GovernanceSettings) -> FastAPI:
    return _told_by_header(create_administration(AdministrationSettings(hub_token=TOKEN), settings))


def catalogue_pages(settings: GovernanceSettings, services: dict[str, str] | None = None) -> FastAPI:
    """`services` are those that the page of the status asks."""
    asked = CatalogueSettings(hub_token=TOKEN, services=services or {})
    return _told_by_header(create_catalogue(asked, settings))


def window(app: FastAPI, who: str | None = None) -> TestClient:
    headers = {WHO: who} if who else {}
    return TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False, headers=headers)


def _told_by_header(app: FastAPI) -> FastAPI:
    def told(request: Request) -> Session:
        if WHO not in request.headers:
            raise LoginNeeded(request.url.path)
        return Session(request.headers[WHO], "", CSRF)

    app.dependency_overrides[current_session] = told
    return app
