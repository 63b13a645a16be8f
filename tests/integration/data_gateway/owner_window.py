"""A browser window at the data owner's page, without a browser."""

from __future__ import annotations

import re

import httpx
from fastapi.testclient import TestClient

from data_gateway.site.audit import SiteAudit
from data_gateway.site.folder import SiteFolder
from data_gateway.site.owner_account import keep_account, new_account
from data_gateway.web.app import create_app
from governance.audit.chain import AuditRecord

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
