"""A workspace is chosen in its size and told before it ends, in a browser, in both languages."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from demo.browsing import CHROMIUM, START_PATIENCE, Visitor, chromium
from governance.actor import Actor
from governance.announcements import announce, withdraw_all
from governance.display.budget import step_of
from governance.display.showing import current_session
from governance.storage.tables import ProjectRow
from governance.storage.unit_of_work import open_governance
from governance.storage.work_tables import DisplayRow
from tests.integration.hub_config.conftest import SmallHub

NADIA = Actor("nadia", {})
FLAVOURS = "flavours: [{id: small, title: {en: Small, fr: Petit}, cpus: 0.5, memory: 512M}]\n"


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("needs Chromium")
    with chromium() as browser:
        yield browser


@pytest.fixture
def told(small_hub: SmallHub) -> Iterator[SmallHub]:
    """Two flavours, an announcement to all."""
    (small_hub.home / "flavours.yaml").write_text(FLAVOURS)
    with open_governance(small_hub.governance)() as work:
        words = {"fr": "Arrêt à 18 h", "en": "We stop at 18:00"}
        announce(work, words, timedelta(hours=1), NADIA)
        work.commit()
    small_hub.login("claire").stop_workspace("alpha")  # where an earlier one is still open
    yield small_hub
    claire = small_hub.login("claire")
    claire.stop_workspace("alpha")
    # Refused: the hub forgets what was chosen last.
    claire.request("POST", "/hub/api/users/claire/servers/alpha", {"flavour": "none"})
    (small_hub.home / "flavours.yaml").unlink()
    with open_governance(small_hub.governance)() as work:
        withdraw_all(work, NADIA)
        work.commit()


def visitor(hub: SmallHub, browser: Browser, user: str, pictures: Path) -> Visitor:
    pictures = Path(os.environ.get("D2H_TEST_PICTURES", pictures))
    one = Visitor(browser, user, hub_url=hub.hub_url, airlock_url="", pictures=pictures)
    one.page.goto(f"{hub.hub_url}/hub/login")
    one.page.locator("#username_input").fill(user)
    one.page.locator("#password_input").fill(hub.passwords[user])
    one.page.locator("#login_submit").click()
    one.page.wait_for_url("**/hub/home")
    return one


def test_a_size_is_chosen_and_the_lab_shows_what_is_announced_until_it_is_closed(told, window, tmp_path):
    claire = visitor(told, window, "claire", tmp_path)
    claire.project("alpha").get_by_role("link", name="Démarrer").click()
    expect(claire.page.get_by_role("heading")).to_have_text("Quel gabarit pour l'espace de travail ?")
    claire.picture("spawn-fr", whole=True)
    claire.page.get_by_text("Petit").click()
    claire.page.get_by_role("button", name="Démarrer").click()
    claire.page.wait_for_url("**/user/claire/alpha/lab*", timeout=START_PATIENCE)

    line = claire.page.locator(".d2h-notice")
    expect(line).to_have_text("Arrêt à 18 h×", timeout=START_PATIENCE)
    expect(claire.page.locator(".jp-LauncherCard").first).to_be_visible(timeout=START_PATIENCE)
    claire.picture("lab-fr")
    assert told.container("claire", "alpha").attrs["HostConfig"]["Memory"] == 512 << 20
    line.get_by_role("button", name="Fermer").click()
    expect(line).to_have_count(0)
    claire.close()


def test_the_page_and_what_is_announced_are_in_english_for_who_reads_it(told, window, tmp_path):
    hugo = visitor(told, window, "hugo", tmp_path)
    hugo.project("beta").get_by_role("link", name="Start").click()

    expect(hugo.page.get_by_role("heading")).to_have_text("Which size of workspace?")
    expect(hugo.page.locator(".d2h-choice")).to_have_count(2)
    hugo.picture("spawn-en", whole=True)
    hugo.close()
    assert told_to(told, "hugo", "beta") == {"We stop at 18:00"}


def test_who_is_no_member_and_who_is_nobody_are_told_nothing(told):
    assert told_to(told, "hugo", "alpha") == set()
    assert told.login("hugo").http.get(f"{told.hub_url}/hub/d2h/notices/beta").status_code == 200
    nobody = told.login("hugo").http
    nobody.cookies.clear()
    assert nobody.get(f"{told.hub_url}/hub/d2h/notices/beta").status_code == 403


def test_a_budget_that_ends_is_told_before_it_does(told):
    with open_governance(told.governance)() as work:
        session = current_session(work, "hugo", "beta")
        budget = work.session.get_one(ProjectRow, "beta").display_hour_bytes
        step = DisplayRow(session=session, since=step_of(time.time()), shown=-(budget * -85 // 100))
        work.session.merge(step)
        work.commit()

    said = told_to(told, "hugo", "beta")

    # Others of the project have shown a little too.
    assert any(re.search(r"have shown (8[5-9]|9\d) % of the 64 MB of this hour", words) for words in said)
    with open_governance(told.governance)() as work:
        work.session.get_one(DisplayRow, (session, step.since)).shown = 0
        work.commit()


def told_to(hub: SmallHub, user: str, project: str) -> set[str]:
    answer = hub.login(user).http.get(f"{hub.hub_url}/hub/d2h/notices/{project}")
    return {notice["words"] for notice in answer.json()["notices"]}
