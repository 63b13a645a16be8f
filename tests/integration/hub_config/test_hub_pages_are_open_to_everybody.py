"""Each page of the hub in both languages, in light and dark, on a telephone: nobody is shut out."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from demo.browsing import PATIENCE
from governance.actor import Actor
from governance.policy.in_force import apply_policy
from governance.policy.policy import Charter, Policy
from governance.storage.unit_of_work import open_governance
from hub_config.copies.store import CopyStore

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
FLAVOURS = """\
flavours:
  - {id: small, title: {en: Small, fr: Petit}, cpus: 0.5, memory: 512M}
"""


@pytest.fixture(scope="module")
def hub(small_hub) -> Iterator:
    """With two sizes to choose from."""
    flavours = small_hub.home / "flavours.yaml"
    flavours.write_text(FLAVOURS)
    yield small_hub
    flavours.unlink()
    for user in ("claire", "hugo"):  # refused: the hub forgets what was chosen last
        servers = f"/hub/api/users/{user}/servers/beta"
        small_hub.login(user).request("POST", servers, {"flavour": "none"})


def keep_copies(hub, user: str) -> None:
    """As if she had deleted one of her two notebooks."""
    store = CopyStore(hub.home / "copies" / "beta" / user, 1 << 20)
    for name in ("gone.ipynb", "there.ipynb"):
        store.keep(name, name.encode())
    store.see({"there.ipynb"})


def demand(hub, charter: Charter | None) -> None:
    with open_governance(hub.governance)() as work:
        apply_policy(work, Policy(charter=charter), Actor("nadia", {}))
        work.commit()


@pytest.mark.parametrize(("user", "language"), [("claire", "fr"), ("hugo", "en")])
def test_nobody_is_shut_out_of_a_page_of_the_hub(hub, chrome: Browser, user: str, language: str) -> None:
    context = chrome.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()

    page.goto(f"{hub.hub_url}/hub/login")
    page.locator("#username_input").fill(user)
    page.locator("#password_input").fill("not this one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    is_open(page, "login")
    page.locator("#password_input").fill(hub.passwords[user])
    page.keyboard.press("Enter")
    expect(page.locator(".d2h-card").first).to_be_visible()
    is_open(page, "home", language)

    demand(hub, Charter(fr="Je ne cherche personne.", en="I look for nobody."))
    try:
        page.reload()
        page.locator("a[href$='/d2h/charter/beta']").click()
        is_open(page, "charter", language)
    finally:
        demand(hub, None)
    for name, path in (
        ("sizes", f"spawn/{user}/beta"),
        ("jobs", "d2h/jobs"),
        ("packages", "d2h/packages"),
        ("stopped", f"user/{user}/beta/lab"),
        ("error", f"spawn/{user}/nowhere"),
    ):
        page.goto(f"{hub.hub_url}/hub/{path}")
        is_open(page, name, language)
    keep_copies(hub, user)
    page.goto(f"{hub.hub_url}/hub/home")
    page.locator("a[href$='/d2h/notebooks/beta']").click()
    is_open(page, "notebooks", language)
    page.locator("table").first.get_by_role("button").click()
    place = page.get_by_role("status").inner_text().rpartition(": ")[2]
    is_open(page, "restored", language)
    page.goto(f"{hub.hub_url}/hub/spawn/{user}/beta")
    page.get_by_role("radio").last.check()
    page.locator("button[type=submit]").press("Enter")
    page.wait_for_url("**/spawn-pending/**")
    is_open(page, "starting", language)
    page.wait_for_url(f"**/user/{user}/beta/**")
    context.close()
    assert place.startswith("restored/gone 20")
    read = hub.container(user, "beta").exec_run(["cat", f"/home/researcher/work/{place}"])
    assert read.output == b"gone.ipynb"
    hub.login(user).stop_workspace("beta")


def is_open(page: Page, name: str, language: str | None = None) -> None:
    """What nobody was known for yet speaks both languages."""
    if language:
        expect(page.locator("main")).to_have_attribute("lang", language)
        expect(page.locator("header.d2h-top")).to_have_attribute("lang", language)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate("scheme => document.documentElement.setAttribute('data-bs-theme', scheme)", scheme)
        if shots := os.environ.get("D2H_SHOTS"):
            page.screenshot(path=f"{shots}/hub-{name}-{language}-{scheme}.png", full_page=True)
        options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
        broken = Axe().run(page, options=options).response["violations"]
        assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in broken] == [], name
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
