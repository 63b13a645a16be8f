"""One request in Chromium, in both languages: asked, sent back, corrected, compared, approved, fetched."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from demo.browsing import PATIENCE
from governance.signatures import load_public_pem
from output_checking.package.verification import verify_package
from output_checking.states import State
from tests.integration.output_checking.conftest import served
from tests.integration.output_checking.house import CLAIMED, COUNTS, OF_SITES, WHO, House

FORM = {
    "fr": ("Événements indésirables par service", "Pour le tableau 2 du rapport.", "Relu case par case."),
    "en": ("Adverse events by ward", "For table 2 of the report.", "Read cell by cell."),
}
MERGED = COUNTS.replace("Geriatrics,388,54", "Geriatrics,420,80")


class Window:
    """One person's browser window; `picture` saves what is shown into D2H_SCREENSHOTS, if that is set."""

    def __init__(self, chrome: Browser, who: str, language: str, address: str) -> None:
        self._context = chrome.new_context(
            viewport={"width": 1280, "height": 800}, extra_http_headers={WHO: who}, accept_downloads=True
        )
        self._context.set_default_timeout(PATIENCE)
        self.page: Page = self._context.new_page()
        self._language, self._address = language, address
        self.open("/")

    def open(self, path: str) -> None:
        joint = "&" if "?" in path else "?"
        self.page.goto(f"{self._address}{path}{joint}language={self._language}")

    def vote(self, request: str, choice: str, words: str) -> None:
        self.open(f"/requests/{request}")
        form = self.page.locator("form[action$='/vote']")
        for field in form.get_by_role("textbox").all():
            field.fill(words)
        form.locator(f"input[value='{choice}']").check()
        form.get_by_role("button").click()
        self.page.wait_for_url("**?done=voted")

    def picture(self, name: str) -> None:
        folder = os.environ.get("D2H_SCREENSHOTS")
        if folder:
            path = Path(folder) / f"{name}-{self._language}.png"
            self.page.screenshot(path=path, animations="disabled")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_the_request_to_the_package(
    house: House, app: FastAPI, chrome: Browser, language: str, tmp_path: Path
) -> None:
    title, context, why = FORM[language]
    house.released()
    request = house.draft(title, context)
    house.add(request, "deaths.csv", COUNTS, evidence=CLAIMED)
    house.add(request, "notes.md", "# Notes\n\nSurgery as of 2026.\n")
    house.submit(request)
    house.worker.turn()
    with served(app) as address:
        author, first, second = (Window(chrome, who, language, address) for who in ("claire", "ines", "paul"))

        # Both find it in their queue; the author finds no form.
        expect(first.page.get_by_role("link", name=title)).to_be_visible()
        author.open(f"/requests/{request.id}")
        expect(author.page.locator("form[action$='/vote']")).to_have_count(0)

        # One wants a change, the other does not know.
        first.vote(request.id, "return", why)
        second.open(f"/requests/{request.id}")
        expect(second.page.get_by_role("main")).not_to_contain_text(why)
        second.vote(request.id, "return", why)

        # The author reads what to do, corrects, submits again.
        author.open(f"/requests/{request.id}")
        expect(author.page.locator(".fix")).to_contain_text(why)
        author.picture("correct")
        house.add(request, "deaths.csv", MERGED, evidence=CLAIMED)
        house.submit(request)
        house.worker.turn()

        # Both see what changed and what left before, and approve.
        first.open("/")
        first.picture("queue")
        first.open(f"/requests/{request.id}/files/deaths.csv")
        expect(first.page.locator("#earlier")).to_be_visible()
        first.picture("file")
        first.open(f"/requests/{request.id}/files/deaths.csv?view=changes")
        expect(first.page.locator("del").filter(has_text="54")).to_be_visible()
        expect(first.page.locator("ins").filter(has_text="80")).to_be_visible()
        first.picture("changes")
        first.open(f"/requests/{request.id}")
        first.picture("request")
        first.vote(request.id, "approve", why)
        second.vote(request.id, "approve", why)
        house.worker.turn()

        # The author fetches the package; its signature holds, and it holds what was corrected.
        author.open(f"/requests/{request.id}")
        author.picture("released")
        href = author.page.locator("a[href$='/package']").get_attribute("href")
        # The browser's own download would not carry the header that the hub's front sets.
        package = tmp_path / "release.zip"
        package.write_bytes(author.page.request.get(f"{address}{href}").body())
    key = load_public_pem(house.settings.public_key_file.read_text("ascii"))
    assert verify_package(package, key).request == request.id
    with zipfile.ZipFile(package) as opened:
        assert opened.read("files/deaths.csv").decode() == MERGED


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_leaves_before_each_hospital_whose_data_it_rests_on_has_spoken(
    house: House, app: FastAPI, chrome: Browser, language: str
) -> None:
    title, context, why = FORM[language]
    request = house.draft(title, context, project=OF_SITES)
    house.add(request, "deaths.csv", COUNTS, evidence=CLAIMED)
    house.submit(request)
    house.worker.turn()
    with served(app) as address:
        checker, lyon, grenoble = (
            Window(chrome, who, language, address) for who in ("ines", "owner-lyon", "owner-grenoble")
        )
        checker.vote(request.id, "approve", why)
        lyon.open(f"/requests/{request.id}")
        lyon.picture("data-owner")
        expect(lyon.page.get_by_role("main")).not_to_contain_text(why)
        lyon.vote(request.id, "approve", why)

        # The checker reads which hospital is still awaited; that one's data owner finds it in her queue.
        house.worker.turn()
        checker.open(f"/requests/{request.id}")
        expect(checker.page.locator(".turn")).to_contain_text("grenoble")
        assert house.state(request) is State.SUBMITTED
        grenoble.open("/")
        expect(grenoble.page.get_by_role("link", name=title)).to_be_visible()
        grenoble.vote(request.id, "approve", why)
        house.worker.turn()
        lyon.open(f"/requests/{request.id}")
        expect(lyon.page.locator(".state.released")).to_be_visible()
