"""The public register of projects: for everybody, of every project that began, and naming nobody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from governance.web.catalogue.app import create_app
from governance.web.catalogue.settings import CatalogueSettings
from tests.integration.governance.conftest import World, one_database
from tests.serving import served

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGE = "/services/catalogue/projects"


@pytest.fixture
def app(world: World) -> FastAPI:
    return create_app(CatalogueSettings(hub_token="a-token-of-the-service"), world.settings)


def told(app: FastAPI, language: str = "en") -> str:
    answer = TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False).get(
        PAGE, params={"language": language}
    )
    assert answer.status_code == 200
    return answer.text


def test_anybody_reads_what_a_project_is_for_on_which_data_by_which_law(world: World, app: FastAPI) -> None:
    world.open()
    page = told(app)
    for word in ("Study of sepsis", "2026-01-01", "2099-12-31", "Hospital of lyon", "OMOP", "under way"):
        assert word in page, word
    assert "Authorisation of the CNIL basis 2026-001" in page and "register 2026-001" in page
    assert "en cours" in told(app, "fr") and "données individuelles" in told(app, "fr")


def test_it_names_no_member(world: World, app: FastAPI) -> None:
    world.open()
    page = told(app).lower()
    assert not [name for name in ("claire", "hugo", "nadia", "ines") if name in page]


def test_a_project_that_has_not_begun_is_not_told(world: World, app: FastAPI) -> None:
    world.apply()
    assert "Study of sepsis" not in told(app) and "No project has begun yet" in told(app)


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    with served(app) as start:
        yield f"{start}{PAGE}"


@one_database
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_open_to_everybody(
    world: World, chrome: Browser, address: str, language: str, scheme: str
) -> None:
    world.open()
    for width in (360, 1280):
        context = chrome.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
        )
        page = context.new_page()
        page.goto(f"{address}?language={language}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
        assert found.violations_count == 0, found.generate_report()
        context.close()
