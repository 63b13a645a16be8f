"""A window at the data owner's page: without a browser, and in one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
from axe_playwright_python.sync_playwright import Axe
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, expect

from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import SiteFolder
from data_gateway.site.owner_account import keep_account, new_account
from data_gateway.web.app import create_app
from governance.audit.chain import AuditRecord
from tests.ports import free_port
from tests.serving import served

PASSPHRASE = "correct horse battery"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NAME = "Dr Anne Roux"


class Window:
    """A browser window at the page of a site."""

    def __init__(self, folder: SiteFolder) -> None:
        keep_account(folder, new_account(NAME, PASSPHRASE))
        self.app = create_app(folder)
        self.desk = self.app.state.desk
        # https, since this client keeps Secure cookies for nothing else; browsers do for the loopback.
        self.client = TestClient(self.app, base_url="https://lyon.localhost:18051", follow_redirects=False)
        self.client.headers["accept-language"] = "en"

    def get(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return answer.text

    def log_in(self, passphrase: str = PASSPHRASE) -> httpx.Response:
        return self.client.post("/login", data={"passphrase": passphrase})

    def send(self, path: str, **fields: str) -> httpx.Response:
        """The form of a page that posts to `path`."""
        return self.client.post(path, data={"csrf_token": self.csrf(), **fields})

    def csrf(self, path: str = "/audit") -> str:
        """The proof that every form carries after this login."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(path))
        assert found is not None
        return found[1]

    def permit(self) -> str:
        """Address of the first permit of the list."""
        found = re.search(r'href="(/permits/[0-9a-f]{64})"', self.get("/"))
        assert found is not None
        return found[1]

    def approve(self, passphrase: str = PASSPHRASE) -> httpx.Response:
        return self.send(f"{self.permit()}/approve", passphrase=passphrase)


def records(folder: SiteFolder) -> list[AuditRecord]:
    audit = SiteAudit(folder)
    try:
        assert audit.verify().holds
        return audit.records()
    finally:
        audit.close()


def logged_in(folder: SiteFolder, chrome: Browser) -> Iterator[tuple[Page, str]]:
    """A data owner's browser and its language: French on a telephone in the dark, English by day."""
    port = free_port()
    folder.settings.write_text(folder.settings.read_text() + f"\n[owner_page]\nport = {port}\n")
    with served(Window(folder).app, port):
        for language, width, dark in (("fr", 360, True), ("en", 1280, False)):
            context = chrome.new_context(
                viewport={"width": width, "height": 800},
                color_scheme="dark" if dark else "light",
                locale=language,
            )
            page = context.new_page()
            page.goto(f"http://lyon.localhost:{port}/login")
            shuts_nobody_out(page, language)
            page.keyboard.type(PASSPHRASE)
            page.keyboard.press("Enter")
            yield page, language
            context.close()


def shuts_nobody_out(page: Page, language: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.violations_count == 0, found.generate_report()
