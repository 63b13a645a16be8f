"""One request in Chromium, in both languages: asked, disputed, sent back, corrected, approved, fetched.

By its author, two output checkers and the data owners of the two hospitals whose data it rests on.
"""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from demo.browsing import PATIENCE
from governance.actor import Actor
from governance.projects.apply import apply_projects, read_project_files
from governance.signatures import load_public_pem
from governance.storage.unit_of_work import open_governance
from output_checking.package.verification import verify_package
from output_checking.states import State
from tests.integration.output_checking.conftest import served
from tests.integration.output_checking.house import CLAIMED, COUNTS, WHO, House

HERE = Path(__file__).parent
FALLS = "falls"
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


def four_reviewers_project(house: House) -> None:
    """`falls`: two output checkers judge, and a data owner of each of two hospitals."""
    with open_governance(house.governance)() as uow:
        apply_projects(uow, read_project_files([HERE / "hospitals.yaml"]), Actor("test", {}))
        uow.commit()


def left_before(house: House) -> None:
    """The same table, released earlier."""
    earlier = house.submitted(project=FALLS)
    for who in ("ines", "paul", "owner-lyon", "owner-grenoble"):
        house.vote(earlier, who)
    house.worker.turn()
    assert house.state(earlier) is State.RELEASED


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_the_request_to_the_package(
    house: House, app: FastAPI, chrome: Browser, language: str, tmp_path: Path
) -> None:
    title, context, why = FORM[language]
    four_reviewers_project(house)
    left_before(house)
    request = house.draft(title, context, project=FALLS)
    house.add(request, "deaths.csv", COUNTS, evidence=CLAIMED)
    house.add(request, "notes.md", "# Notes\n\nSurgery as of 2026.\n")
    house.submit(request)
    house.worker.turn()
    with served(app) as address:
        people = ("claire", "ines", "paul", "owner-lyon", "owner-grenoble")
        author, first, second, lyon, grenoble = (Window(chrome, who, language, address) for who in people)

        # All who judge find it in their queue; the author finds no form.
        for judge in (first, second, lyon, grenoble):
            expect(judge.page.get_by_role("link", name=title)).to_be_visible()
        author.open(f"/requests/{request.id}")
        expect(author.page.locator("form[action$='/vote']")).to_have_count(0)

        # One wants a change; the others do not know of it when they say theirs.
        first.vote(request.id, "return", why)
        for judge in (second, lyon, grenoble):
            judge.open(f"/requests/{request.id}")
            expect(judge.page.get_by_role("main")).not_to_contain_text(why)
        lyon.picture("data-owner")
        lyon.vote(request.id, "approve", why)
        second.vote(request.id, "return", why)
        grenoble.vote(request.id, "return", why)

        # They differed: each reads the others, and gives a final opinion.
        lyon.open(f"/requests/{request.id}")
        expect(lyon.page.locator(".state.consolidation")).to_be_visible()
        expect(lyon.page.locator(".timeline")).to_contain_text(why)
        for judge in (lyon, first, second, grenoble):
            judge.vote(request.id, "return", why)

        # The author reads what to do, corrects, submits again.
        author.open(f"/requests/{request.id}")
        expect(author.page.locator(".fix")).to_contain_text(why)
        author.picture("correct")
        house.add(request, "deaths.csv", MERGED, evidence=CLAIMED)
        house.submit(request)
        house.worker.turn()

        # They see what changed and what left before.
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
        for judge in (first, second, lyon):
            judge.vote(request.id, "approve", why)

        # Nothing leaves before the last hospital has spoken, and the page says which.
        house.worker.turn()
        first.open(f"/requests/{request.id}")
        expect(first.page.locator(".turn")).to_contain_text("grenoble")
        expect(first.page.locator(".turn")).not_to_contain_text("lyon")
        assert house.state(request) is State.SUBMITTED
        grenoble.vote(request.id, "approve", why)
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
        graph = json.loads(opened.read("ro-crate-metadata.json"))["@graph"]
    given = {one["@id"]: one["d2h:choice"] for one in graph if one["@id"].startswith("#vote-")}
    assert given == {f"#vote-{who}-1": "approve" for who in ("ines", "paul", "owner-lyon", "owner-grenoble")}
