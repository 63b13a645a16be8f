"""The pages of the catalogue's process, where a header says who has logged in at the hub."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from governance.settings import GovernanceSettings
from governance.web.catalogue.app import create_app
from governance.web.catalogue.settings import CatalogueSettings
from governance.web.hub_login import LoginNeeded, Session, current_session

WHO = "x-test-person"
CSRF = "csrf-of-this-session"


def governance_pages(settings: GovernanceSettings) -> FastAPI:
    application = create_app(CatalogueSettings(hub_token="a-token-of-the-service"), settings)

    def told_by_header(request: Request) -> Session:
        if WHO not in request.headers:
            raise LoginNeeded(request.url.path)
        return Session(request.headers[WHO], "", CSRF, float("inf"))

    application.dependency_overrides[current_session] = told_by_header
    return application


def window(app: FastAPI, who: str | None) -> TestClient:
    headers = {WHO: who} if who else {}
    return TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False, headers=headers)
