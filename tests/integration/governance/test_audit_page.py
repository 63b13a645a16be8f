"""The audit on a page: an administrator finds what happened and keeps it; nobody else reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, expect

from governance.web.administration.audit_search import PAGE
from tests.integration.governance.conftest import World, one_database
from tests.integration.governance.opened_pages import WHO, catalogue_pages, governance_pages, window
from tests.serving import served

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
START = "/services/administration/"
AUDIT = f"{START}audit"
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def app(world: World) -> FastAPI:
    world.open()
    with world.unit() as uow:
        for number in range(2 * PAGE):
            uow.audit.append(actor="robot", event="job.started", subject="sepsis", details={"job": number})
        uow.audit.append(actor="robot", event="job.ended", subject=FORMULA, details={"note": FORMULA})
        uow.commit()
    return governance_pages(world.settings)


def records(text: str) -> int:
    return text.count("<time datetime=")


def test_an_administrator_finds_who_did_what_to_which_project(app: FastAPI) -> None:
    nadia = window(app, "nadia")
    found = nadia.get(AUDIT, params={"event": "project.activated", "language": "en"}).text
    assert records(found) == 1 and "nadia" in found and "sepsis" in found
    assert records(nadia.get(AUDIT, params={"actor": "nadia", "event": "job.started"}).text) == 0
    assert records(nadia.get(AUDIT, params={"until": "2020-01-01"}).text) == 0
    assert f'href="{AUDIT}"' in nadia.get(START).text


def test_pages_follow_each_other_and_miss_no_record(app: FastAPI) -> None:
    nadia = window(app, "nadia")
    first = nadia.get(AUDIT, params={"actor": "robot"})
    seen, page = records(first.text), first
    while 'rel="next"' in page.text:
        address = page.text.split('rel="next"')[0].rpartition('href="')[2].split('"')[0]
        page = nadia.get(address.replace("&amp;", "&"))
        seen += records(page.text)
    assert (records(first.text), seen) == (PAGE, 2 * PAGE + 1)


def test_what_is_kept_as_a_table_starts_no_formula(app: FastAPI) -> None:
    answer = window(app, "nadia").get(f"{AUDIT}.csv", params={"actor": "robot"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 2 * PAGE + 1
    assert rows[0]["subject"] == f"'{FORMULA}"
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert "attachment" in answer.headers["content-disposition"]


def test_the_catalogues_menu_leads_administrators_here(world: World, app: FastAPI) -> None:
    catalogue = catalogue_pages(world.settings)
    for who, led in (("nadia", True), ("claire", False)):
        menu = window(catalogue, who).get("/services/catalogue/").text
        assert (f'href="{START}"' in menu) is led, who


def test_nobody_but_an_administrator_reads_it(app: FastAPI) -> None:
    for page in (AUDIT, f"{AUDIT}.csv"):
        for who in ("claire", "hugo", "ines"):
            answer = window(app, who).get(page)
            assert answer.status_code == 403 and "robot" not in answer.text, (page, who)
        assert "/login?" in window(app, None).get(page).headers["location"]


def test_a_search_that_makes_no_sense_is_answered_in_words(app: FastAPI) -> None:
    nadia = window(app, "nadia")
    for asked, status, said in (
        ({"since": "yesterday"}, 400, "yesterday"),
        ({"until": "9999-99-99"}, 400, "9999-99-99"),
        ({"zone": "nowhere"}, 404, "nowhere"),
        ({"before": "-1"}, 404, ""),
        ({"before": "x"}, 404, ""),
        ({"actor": "x" * 5_000}, 404, ""),
        ({"project": "' OR 1=1 --"}, 200, "OR 1=1"),
    ):
        answer = nadia.get(AUDIT, params=asked | {"language": "en"})
        assert (answer.status_code, said in answer.text) == (status, True), asked
        assert records(answer.text) == 0


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    with served(app) as start:
        yield f"{start}{START}"


@one_database
def test_the_page_is_open_to_every_administrator_and_looks_for_what_she_types(
    chrome: Browser, address: str
) -> None:
    for language, send, scheme in (("fr", "Chercher", "light"), ("en", "Look", "dark")):
        for width in (360, 1280):
            context = chrome.new_context(
                viewport={"width": width, "height": 800},
                color_scheme="dark" if scheme == "dark" else "light",
                extra_http_headers={WHO: "nadia"},
            )
            page = context.new_page()
            page.goto(f"{address}?language={language}")
            page.get_by_role("link", name="Audit", exact=True).first.click()
            page.locator("#actor").fill("robot")
            page.get_by_role("button", name=send, exact=True).click()
            expect(page.locator("#actor")).to_have_value("robot")
            page.locator("summary").first.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
            assert found.violations_count == 0, found.generate_report()
            context.close()
