"""Every page in Chromium against WCAG 2.2 AA: both languages, both themes, telephone and small screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from demo.browsing import PATIENCE
from output_checking.model import ReleaseRequest
from tests.integration.output_checking.conftest import make_app
from tests.integration.output_checking.house import WHO, House
from tests.serving import served

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREEN: ViewportSize = {"width": 1280, "height": 800}
# (who, address): `{draft}` and the like stand for the requests of furnished.py.
PAGES = [
    ("ines", "/"),
    ("ines", "/?show=all&text=nothing+of+the+kind"),
    ("claire", "/?show=all"),
    ("ines", "/figures"),
    ("ines", "/display"),
    ("ines", "/display?project=adverse-events&session=1"),
    ("claire", "/imports"),
    ("ines", "/imports"),
    ("claire", "/release-key"),
    ("claire", "/nowhere"),
    ("claire", "/packages/no-such-link"),
    ("ines", "/requests/{submitted}"),
    ("ines", "/requests/{resubmitted}"),
    ("ines", "/requests/{differing}"),
    ("claire", "/requests/{blocked}"),
    ("claire", "/requests/{returned}"),
    ("claire", "/requests/{released}"),
    ("claire", "/requests/{draft}"),
    ("claire", "/requests/{draft}/edit"),
    ("claire", "/requests/{draft}/files/small.csv"),
    ("claire", "/requests/{draft}/files/study.ipynb"),
    ("claire", "/requests/{draft}/files/study.ipynb?view=cells"),
    ("claire", "/requests/{draft}/files/book.xlsx?sheet=2"),
    ("claire", "/requests/{draft}/files/figure.png"),
    ("claire", "/requests/{draft}/files/page.pdf"),
    ("claire", "/requests/{draft}/files/words.docx"),
    ("claire", "/requests/{draft}/files/notes.md"),
    ("ines", "/requests/{resubmitted}/files/study.ipynb?view=changes"),
    ("ines", "/requests/{resubmitted}/files/deaths.csv?view=changes"),
    ("ines", "/requests/{resubmitted}/files/notes.md?view=changes"),
    ("ines", "/requests/{resubmitted}/files/figure.png?view=changes"),
]

Visit = Callable[[str, str, str], Page]


@pytest.fixture(scope="module")
def visit(chrome: Browser, furnished: tuple[House, dict[str, ReleaseRequest]]) -> Iterator[Visit]:
    """`visit("ines", "/requests/{draft}", "fr")`: the page as she sees it, on a screen of 13 inches."""
    house, requests = furnished
    context = chrome.new_context(viewport=SCREEN)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    with served(make_app(house)) as address:

        def visited(who: str, path: str, language: str) -> Page:
            place = path.format(**{name: request.id for name, request in requests.items()})
            context.set_extra_http_headers({WHO: who})
            page.set_viewport_size(SCREEN)
            page.emulate_media(color_scheme="light")
            page.goto(f"{address}{place}{'&' if '?' in place else '?'}language={language}")
            return page

        yield visited
        context.close()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("who", "path"), PAGES)
def test_nobody_is_shut_out_of_a_page(visit: Visit, who: str, path: str, language: str) -> None:
    page = visit(who, path, language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert barriers(page, RULES) == []
    page.emulate_media(color_scheme="dark")
    assert barriers(page, ["color-contrast"], by="rule") == []
    for width, height in ((390, 844), (320, 640)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def barriers(page: Page, rules: list[str], by: str = "tag") -> list[tuple[str, list[str]]]:
    """Every rule that the page breaks, with the elements that break it."""
    options = {"runOnly": {"type": by, "values": rules}, "resultTypes": ["violations"]}
    broken = Axe().run(page, options=options).response["violations"]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in broken]


def test_a_checker_sees_on_a_small_screen_all_that_she_decides_by(visit: Visit) -> None:
    """13 inches, 1280 × 800: whose turn it is, the files with their findings, the choices of the opinion."""
    page = visit("ines", "/requests/{submitted}", "en")
    for seen in (
        page.get_by_role("heading", name="It is your turn"),
        page.get_by_role("link", name="deaths.csv").first,
        page.get_by_role("radio", name="Approve"),
        page.get_by_role("radio", name="Reject"),
    ):
        expect(seen).to_be_in_viewport()
    page = visit("ines", "/requests/{submitted}/files/deaths.csv", "en")
    expect(page.locator("table.data tbody tr").last).to_be_in_viewport()
    expect(page.locator(".finding").first).to_be_in_viewport()


def test_arrow_keys_lead_through_the_list_and_from_request_to_request(visit: Visit) -> None:
    page = visit("ines", "/", "en")
    links = page.locator(".list tbody th a")
    links.first.focus()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(links.first).to_be_focused()
    second = links.nth(1).get_attribute("href")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="It is your turn").wait_for()
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_url(f"**{second}")
    page.get_by_role("textbox").first.press("ArrowDown")  # typing is left alone
    assert page.url.endswith(second or "")


def test_the_arithmetic_of_a_cell_shows_on_hover_and_on_focus_and_stays_after_a_click(visit: Visit) -> None:
    page = visit("claire", "/requests/{draft}/files/small.csv", "en")
    cell = page.locator("td.review").first
    words = cell.locator(".why").first
    expect(words).to_be_hidden()
    cell.locator(".flag").first.hover()
    expect(words).to_be_visible()
    page.mouse.move(0, 0)
    expect(words).to_be_hidden()
    cell.locator(".flag").first.focus()
    expect(words).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".finding:target")).to_be_in_viewport()
