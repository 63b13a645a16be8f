"""One result, in a browser, from the researcher's login to the package in her hands."""

from __future__ import annotations

import os
import secrets
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from demo.browsing import CHROMIUM, Visitor, chromium, run_study
from governance.signatures import load_public_pem
from launcher.running import RunningInstallation
from output_checking.package.verification import verify_package

PROJECT = "adverse-events"
STUDY = Path(__file__).parents[2] / "demo" / "studies" / "adverse_events.ipynb"
TABLE = "adverse_events_by_site.csv"

pytestmark = pytest.mark.skipif(
    not (Path(CHROMIUM).exists() and shutil.which("docker")),
    reason="Chromium or Docker is not on this machine",
)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the screenshots go: D2H_SCREENSHOTS, else a folder that pytest keeps for a while."""
    wanted = os.environ.get("D2H_SCREENSHOTS")
    return Path(wanted) if wanted else tmp_path_factory.mktemp("screenshots")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def test_one_result_from_login_to_release(
    installation: RunningInstallation, browser: Browser, pictures: Path, tmp_path: Path
) -> None:
    def logged_in(name: str) -> Visitor:
        visitor = Visitor(
            browser,
            name,
            hub_url=installation.hub_url,
            airlock_url=installation.airlock_url,
            pictures=pictures,
        )
        visitor.page.goto(f"{installation.hub_url}/hub/login")
        visitor.picture("login")
        visitor.log_in(installation.password_of(name))
        return visitor

    # A researcher logs in, finds her project, opens its workspace and runs her study in JupyterLab.
    author = logged_in("claire")
    expect(author.project(PROJECT)).to_contain_text("Événements indésirables")
    author.picture("home")
    author.open_workspace(PROJECT)
    author.picture("jupyterlab")
    request = run_study(author, PROJECT, STUDY)

    # She follows her request outside the workspace, and may not judge it.
    author.airlock(f"/requests/{request}")
    expect(author.page.locator("form[action$='/vote']")).to_have_count(0)
    author.picture("author-waits", whole=True)

    # Two output checkers find it in their queues, look at its files, and vote without seeing the other vote.
    first, second = logged_in("ines"), logged_in("paul")
    for reviewer in (first, second):
        reviewer.airlock()
        expect(reviewer.page.locator(f"a[href$='/requests/{request}']")).to_be_visible()
        reviewer.picture(f"queue-{reviewer.name}")
        reviewer.airlock(f"/requests/{request}/files/{TABLE}")
        expect(reviewer.page.get_by_role("table").first).to_contain_text("Total")
        reviewer.picture(f"file-{reviewer.name}")
    reason = f"Relu case par case {secrets.token_hex(4)}"
    first.approve(request, reason)
    expect(first.page.get_by_role("main")).to_contain_text(reason)
    second.airlock(f"/requests/{request}")
    expect(second.page.get_by_role("main")).not_to_contain_text(reason)
    for language in ("fr", "en"):
        second.airlock(f"/requests/{request}", language=language)
        expect(second.page.locator("html")).to_have_attribute("lang", language)
        second.picture(f"request-{language}", whole=True)
    second.approve(request, "Read on my own")

    # The second approval released it: the author fetches the package, and its signature holds.
    package = author.fetch_package(request, tmp_path)
    for language in ("fr", "en"):
        author.airlock(f"/requests/{request}", language=language)
        author.picture(f"released-{language}", whole=True)
    key = load_public_pem((installation.home / "airlock" / "key.pub").read_text(encoding="ascii"))
    released = verify_package(package, key)
    assert (released.request, released.project) == (request, PROJECT)
    with zipfile.ZipFile(package) as content:
        (name,) = (each for each in content.namelist() if each.endswith(TABLE))
        cells = content.read(name).decode("utf-8").replace("\n", ",").split(",")
    assert "3" not in cells


def test_a_wrong_password_opens_nothing(
    installation: RunningInstallation, browser: Browser, pictures: Path
) -> None:
    stranger = Visitor(
        browser,
        "claire",
        hub_url=installation.hub_url,
        airlock_url=installation.airlock_url,
        pictures=pictures,
    )
    stranger.page.goto(f"{installation.hub_url}/hub/login")
    stranger.page.get_by_label("User name").fill("claire")
    stranger.page.get_by_label("Password").fill("not her password")
    stranger.page.get_by_role("button", name="Sign in").click()
    expect(stranger.page.get_by_role("alert")).to_contain_text("User name or password refused")
    stranger.picture("refused-login")
