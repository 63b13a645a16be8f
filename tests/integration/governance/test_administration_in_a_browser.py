"""A project changed on the administration's pages in Chromium; no other page of that browser reaches them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from tests.integration.governance.conftest import World, one_database
from tests.integration.governance.opened_pages import CSRF, WHO, governance_pages
from tests.serving import served

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
START = "/services/administration"


@pytest.fixture
def app(world: World) -> FastAPI:
    world.open()
    return governance_pages(world.settings)


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    with served(app) as start:
        yield f"{start}{START}"


def is_good(page: Page) -> None:
    """It fits its window, and everybody can use it."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.violations_count == 0, found.generate_report()


@one_database
def test_an_administrator_changes_a_project_in_a_browser(chrome: Browser, address: str) -> None:
    for language, scheme, width, show, apply, day in (
        ("fr", "dark", 390, "Montrer ce que cela changerait", "Appliquer ce plan", "2098-12-31"),
        ("en", "light", 1280, "Show what this would change", "Apply this plan", "2097-12-31"),
    ):
        context = chrome.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            extra_http_headers={WHO: "nadia"},
        )
        page = context.new_page()

        page.goto(f"{address}/projects?language={language}")
        is_good(page)
        page.get_by_role("link", name="sepsis", exact=True).click()
        page.locator("[aria-labelledby='life'] summary").first.click()
        is_good(page)
        page.locator('a[href$="/edit"]').click()
        text = page.locator("#text")
        whole = text.input_value()
        text.fill("project: [")
        page.get_by_role("button", name=show).click()
        expect(page.get_by_role("alert")).to_be_visible()
        is_good(page)
        text.fill(re.sub(r"20\d\d-12-31", day, whole))
        page.get_by_role("button", name=show).click()
        expect(page.locator(".plan")).to_contain_text(day)
        is_good(page)
        page.get_by_role("button", name=apply).click()
        expect(page.get_by_role("status")).to_contain_text("sepsis")
        expect(page.locator("main")).to_contain_text(day)
        context.close()


@one_database
def test_an_administrator_ends_a_project_in_a_browser(chrome: Browser, address: str) -> None:
    context = chrome.new_context(
        viewport={"width": 390, "height": 800}, color_scheme="dark", extra_http_headers={WHO: "nadia"}
    )
    page = context.new_page()
    page.goto(f"{address}/projects/sepsis?language=fr")
    page.get_by_text("Archiver ce projet").click()
    page.get_by_label("Motif").last.fill("Publié")
    page.get_by_label("Pour confirmer, tapez sepsis").fill("spesis")
    is_good(page)
    page.get_by_role("button", name="Archiver", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Rien n'a été fait")
    is_good(page)
    page.get_by_label("Pour confirmer, tapez sepsis").fill("sepsis")
    page.get_by_role("button", name="Archiver", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("sepsis est archivé")
    page.goto(f"{address}/projects/sepsis?language=en")
    page.get_by_text("Record that its data were destroyed").click()
    is_good(page)
    page.get_by_label("Destroyed by").fill("CHU of Lyon")
    page.get_by_label("Destroyed on").fill("2026-01-01")
    page.get_by_label("The paper itself").set_input_files(
        {"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": b"all destroyed"}
    )
    page.get_by_label("To be sure, type sepsis").fill("sepsis")
    page.get_by_role("button", name="Record the destruction").click()
    expect(page.get_by_role("status")).to_contain_text("recorded as destroyed")
    is_good(page)
    context.close()


HOSTILE = f"""<!doctype html><title>Lab</title><script>
async function told(address) {{ const got = await fetch(address); return [got.status, await got.text()]; }}
function opened(address) {{ window.other = window.open(address, "other"); }}
function seen() {{ try {{ return window.other.document.body.innerText; }} catch (fault) {{ return ""; }} }}
</script><button onclick="opened('{START}/projects/sepsis')">open</button>"""


@one_database
def test_code_of_others_in_the_browser_of_an_administrator_reaches_no_page(
    chrome: Browser, address: str
) -> None:
    """JupyterLab stands at the same origin: what a member put into a shared folder may run there."""
    context = chrome.new_context(extra_http_headers={WHO: "nadia"})
    page = context.new_page()
    lab = f"{address.removesuffix(START)}/user/nadia/sepsis/lab"
    headers = {"Content-Type": "text/html", "Cross-Origin-Opener-Policy": "same-origin"}
    page.route(lab, lambda route: route.fulfill(body=HOSTILE, headers=headers))
    page.goto(lab)
    for path in (
        START.removesuffix("administration"),
        f"{START}/",
        f"{START}/projects/sepsis/edit",
        f"{START}/x/y",
    ):
        status, text = page.evaluate("address => told(address)", path)
        assert status in (403, 404) and CSRF not in text, path
    with context.expect_page() as popup:
        page.get_by_role("button", name="open").click()
    expect(popup.value.locator("main")).to_contain_text("sepsis")
    assert "sepsis" not in page.evaluate("seen()")
    context.close()
