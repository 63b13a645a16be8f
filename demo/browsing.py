"""A person at a browser: Chromium driven through the pages a researcher and an output checker see."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
# Nothing but our own pages: no updates, no safe-browsing lists, no first-run tours.
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
]
PATIENCE = 60_000.0  # milliseconds: a page on two loaded cores
START_PATIENCE = 240_000.0  # a workspace's start
CELL_PATIENCE = 300_000.0  # the study's slowest cell
_TAKEN = re.compile(r"\[(\*|\d+)\]:")  # the kernel has been asked
_RAN = re.compile(r"\[\d+\]:")
_TRIES = 3
_ACTIVE = re.compile(r"\bjp-mod-active\b")  # the cell that keys act on
_WORKSPACE = re.compile("Ouvrir|Démarrer|Open|Start")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """One person with a browser window and cookies of her own; pictures go into `pictures`."""

    def __init__(
        self, browser: Browser, name: str, *, hub_url: str, airlock_url: str, pictures: Path
    ) -> None:
        self.name = name
        self._hub_url = hub_url
        self._airlock_url = airlock_url
        self._pictures = pictures
        context = browser.new_context(
            viewport={"width": 1280, "height": 860}, locale="fr-FR", accept_downloads=True
        )
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()

    def close(self) -> None:
        self.page.context.close()

    def picture(self, name: str, *, whole: bool = False) -> None:
        """Saves what is shown as `<name>.png`; `whole` takes the page to its end."""
        self._pictures.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self._pictures / f"{name}.png", full_page=whole, animations="disabled")

    def log_in(self, password: str) -> None:
        self.page.goto(f"{self._hub_url}/hub/login")
        self.page.get_by_label("User name").fill(self.name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/hub/home")

    def project(self, project: str) -> Locator:
        """The card of a project on the home page."""
        return self.page.locator(f"[data-project='{project}']")

    def open_workspace(self, project: str) -> None:
        """From the home page to JupyterLab, through the page that waits for the start."""
        self.project(project).get_by_role("link", name=_WORKSPACE).click()
        self.page.wait_for_url(re.compile(f"/user/{self.name}/{project}/lab"), timeout=START_PATIENCE)
        self.page.locator("#jp-main-dock-panel").wait_for(timeout=START_PATIENCE)

    def upload_notebook(self, project: str, source: Path) -> None:
        """Puts `source` into the open workspace as JupyterLab does when a file is dropped into it."""
        prefix = f"/user/{self.name}/{project}/"
        cookies = [
            c for c in self.page.context.cookies() if c.get("name") == "_xsrf" and c.get("path") == prefix
        ]
        content = json.loads(source.read_text(encoding="utf-8"))
        answer = self.page.request.put(
            f"{self._hub_url}{prefix}api/contents/{source.name}",
            data={"type": "notebook", "format": "json", "content": content},
            headers={"X-XSRFToken": cookies[0]["value"]},
        )
        expect(answer).to_be_ok()

    def open_notebook(self, project: str, name: str) -> None:
        self.page.goto(f"{self._hub_url}/user/{self.name}/{project}/lab/tree/{name}")
        self.page.locator(".jp-NotebookPanel:visible .jp-Cell").first.wait_for()
        indicator = self.page.locator(".jp-NotebookPanel:visible .jp-Notebook-ExecutionIndicator")
        expect(indicator).to_have_attribute("data-status", "idle", timeout=START_PATIENCE)

    def run_cells(self, count: int) -> Iterator[Locator]:
        """Runs the open notebook of `count` cells from the first to the last; yields each code cell.

        Raises AssertionError when a cell ends in an error.
        """
        notebook = self.page.locator(".jp-NotebookPanel:visible .jp-Notebook")
        notebook.locator(".jp-Cell").first.click()
        self.page.keyboard.press("Escape")
        for position in range(count):
            # JupyterLab draws only the cells near the active one: their numbers stay, their order does not.
            cell = notebook.locator(f".jp-Cell[data-windowed-list-index='{position}']")
            cell.scroll_into_view_if_needed()
            # A key pressed before the step to this cell is done would run the cell before it once more.
            expect(cell).to_have_class(_ACTIVE, timeout=PATIENCE)
            # Shift+Enter goes on to the next cell, and would make a new one after the last.
            keys = "Shift+Enter" if position < count - 1 else "Control+Enter"
            self.page.keyboard.press(keys)
            if "jp-CodeCell" in (cell.get_attribute("class") or ""):
                self._await_run(cell, keys)
                expect(cell.get_by_text("Traceback (most recent call last)")).to_have_count(0)
                yield cell

    def _await_run(self, cell: Locator, keys: str) -> None:
        """Waits until the cell has run; presses `keys` again, as a person would, where it stays unrun.

        JupyterLab drops what it was asked while it still connects to the kernel: the cell says `[ ]:` again.
        """
        prompt = cell.locator(".jp-InputPrompt").first
        for _ in range(_TRIES - 1):
            with suppress(AssertionError):
                expect(prompt).to_have_text(_TAKEN, timeout=PATIENCE / _TRIES)
            if prompt.inner_text().strip() == "[*]:":
                expect(prompt).not_to_have_text("[*]:", timeout=CELL_PATIENCE)
            if _RAN.search(prompt.inner_text()):
                return
            prompt.click()
            self.page.keyboard.press(keys)
        expect(prompt).to_have_text(_RAN, timeout=CELL_PATIENCE)

    def airlock(self, path: str = "/", *, language: str | None = None) -> None:
        """Opens a page of the airlock; the first time by way of the hub, without a word."""
        wish = f"?language={language}" if language else ""
        self.page.goto(f"{self._airlock_url}{path}{wish}")
        self.page.wait_for_url(f"{self._airlock_url}{path}**")

    def approve(self, request: str, reason: str) -> None:
        """Opens the request's page, fills in the opinion, file by file, and sends it."""
        self.airlock(f"/requests/{request}")
        form = self.page.locator(f"form[action$='{request}/vote']")
        for field in form.get_by_role("textbox").all():
            field.fill(reason)
        form.locator("input[value='approve']").check()
        self.picture(f"vote-{self.name}", whole=True)
        form.get_by_role("button").click()
        self.page.wait_for_url("**?done=voted")

    def fetch_package(self, request: str, folder: Path) -> Path:
        """Downloads the released package from the request's page, once the airlock has made it."""
        self.airlock(f"/requests/{request}")
        link = self.page.locator(f"a[href$='{request}/package']")
        link.wait_for(timeout=PATIENCE)
        with self.page.expect_download() as begun:
            link.click()
        package = folder / begun.value.suggested_filename
        begun.value.save_as(package)
        return package


def run_study(visitor: Visitor, project: str, notebook: Path) -> str:
    """Uploads and runs the study in the open workspace, with pictures of its results and of both checks.

    Returns the id of the request it submits. Raises AssertionError when a cell fails or submits nothing.
    """
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    visitor.upload_notebook(project, notebook)
    visitor.open_notebook(project, notebook.name)
    checks = 0
    for cell in visitor.run_cells(len(cells)):
        code = cell.locator(".jp-InputArea-editor").inner_text()
        if ".check(" in code:
            checks += 1
            visitor.picture(f"check-{checks}")
        elif "crosstab" in code:
            visitor.picture("result")
    submitted = re.search(r"/requests/(\w+)", cell.inner_text())
    if submitted is None:
        raise AssertionError(f"the study submitted nothing: {cell.inner_text()}")
    visitor.picture("submitted")
    return submitted[1]
