"""The pages in Chromium: previews open in place, the policy holds, hostile files run nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Locator, Page, expect

from d2h_sdk.wire import CodeRecord, Evidence
from demo.browsing import PATIENCE
from tests.integration.output_checking.house import WHO, House, html_output, notebook, picture
from tests.serving import served

EVIL = "<script>window.ran=1</script><img src=x onerror='window.ran=2'><svg onload='window.ran=3'>"


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    with served(app) as address:
        yield address


def opened(chrome: Browser, who: str, width: int = 1280) -> tuple[Page, list[str]]:
    """A page and whatever its console is told."""
    context = chrome.new_context(viewport={"width": width, "height": 800}, extra_http_headers={WHO: who})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda fault: said.append(str(fault)))
    return page, said


def test_a_reviewer_looks_into_every_file_without_leaving_the_page(
    house: House, chrome: Browser, address: str
) -> None:
    request = house.draft()
    house.add(request, "table.csv", "ward,patients\nCardiology,412\n")
    house.add(request, "figure.png", picture())
    house.add(request, "figure data.csv", "ward,patients\nSurgery,650\n", supports="figure.png")
    house.add(
        request,
        "study.ipynb",
        notebook(html_output("<table><tr><td>w</td></tr><tr><td>1234</td></tr></table>")),
    )
    house.submit(request)
    house.worker.turn()
    page, said = opened(chrome, "ines")
    page.goto(f"{address}/requests/{request.id}")
    for name, inside in (
        ("table.csv", "Cardiology"),
        ("figure data.csv", "Surgery"),
    ):
        card = page.locator("article.file").filter(has=page.get_by_role("link", name=name, exact=True)).first
        card.locator("summary").click()
        expect(card.locator(".preview td").filter(has_text=inside)).to_be_visible()
    card = page.locator("article.file").filter(has=page.get_by_role("link", name="study.ipynb")).first
    card.locator("summary").click()
    drawn = card.frame_locator(".preview iframe").locator("td").filter(has_text="1234")
    expect(drawn).to_be_visible(timeout=PATIENCE)  # a process of its own starts to draw it
    card = (
        page.locator("article.file").filter(has=page.get_by_role("link", name="figure.png", exact=True)).first
    )
    card.locator("summary").click()
    expect(card.locator(".preview img")).to_have_js_property("naturalWidth", 320)
    assert said == []


@pytest.mark.parametrize("who", ["claire", "ines"])
def test_hostile_files_run_nothing_wherever_they_are_shown(
    house: House, chrome: Browser, address: str, who: str
) -> None:
    request = house.draft(title=f"Deaths {EVIL}", context=EVIL)
    house.add(request, "table.csv", f'ward,"{EVIL}"\n"{EVIL}",412\n')
    house.add(request, "notes.md", f"Deaths by ward.\n\n{EVIL}")
    house.add(request, "code.py", f"x = {EVIL!r}")
    house.submit(request)
    house.worker.turn()
    page, said = opened(chrome, who)
    paths = ["/?show=all", f"/requests/{request.id}"]
    paths += [f"/requests/{request.id}/files/{name}" for name in ("table.csv", "notes.md", "code.py")]
    for path in paths:
        page.goto(address + path)
        for summary in page.locator("article.file summary").all():
            summary.click()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.ran") is None, path
        expect(page.locator("main")).to_contain_text("onerror")
    assert said == []


def test_pages_fit_a_telephone(house: House, chrome: Browser, address: str) -> None:
    request = house.draft(title="A" * 200)
    house.add(
        request, "table.csv", ",".join(f"column{n}" for n in range(30)) + "\n" + ",".join(["412"] * 30) + "\n"
    )
    house.add(request, "notes.md", "x" * 500)
    page, _ = opened(chrome, "claire", width=360)
    for path in ("/?show=all", "", "/files/table.csv", "/files/notes.md"):
        page.goto(address + (path if path.startswith("/?") else f"/requests/{request.id}{path}"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_the_page_of_a_request_being_checked_follows_by_itself(
    house: House, chrome: Browser, address: str
) -> None:
    request = house.draft()
    house.add(request, "deaths.csv", "ward,patients\nCardiology,412\n")
    house.submit(request)
    page, said = opened(chrome, "hugo")
    page.goto(f"{address}/requests/{request.id}?language=en")
    expect(page.locator(".heading .state")).to_have_text("Being checked")
    house.worker.turn()
    expect(page.locator(".heading .state")).to_have_text(re.compile("In review"), timeout=15_000)
    assert said == []


def test_what_a_checker_needs_is_on_a_13_inch_screen_at_once(
    house: House, chrome: Browser, address: str
) -> None:
    house.released()
    request = house.draft()
    code = "fig, ax = plt.subplots()\nd2h.outputs.figure(fig, 'figure.png', data=counts)"
    house.add(request, "table.csv", "ward,patients\nCardiology,412\n")
    house.add(request, "figure.png", picture((640, 480)))
    house.add(request, "figure data.csv", "ward,patients\nSurgery,650\n", supports="figure.png")
    house.add(request, "study.ipynb", notebook(source=code))
    house.submit(request)
    house.worker.turn()
    page, _ = opened(chrome, "ines")
    page.set_viewport_size({"width": 1280, "height": 720})
    for path, shown in {
        f"/requests/{request.id}": [".state", ".turn .button", ".turn li", "input[value=reject]"],
        f"/requests/{request.id}/files/table.csv": [".data td", ".finding .advice"],
        f"/requests/{request.id}/files/figure.png": ["img.shown", ".made-by code", ".finding .advice"],
    }.items():
        page.goto(f"{address}{path}?language=fr")
        for one in shown:
            expect(page.locator(one).first).to_be_in_viewport()
    assert _beside(page.locator("img.shown"), page.locator(".made-by"))
    assert _beside(page.locator(".made-by"), page.locator(".finding").first)
    picture_shown = page.locator("img.shown")
    assert page.evaluate("innerHeight") > sum(picture_shown.bounding_box()[key] for key in ("y", "height"))
    assert picture_shown.evaluate("one => Math.abs(one.width / one.height - 640 / 480)") < 0.02


@pytest.mark.parametrize(("language", "as_recorded"), [("en", "Run as [5]"), ("fr", "Exécuté sous [5]")])
def test_from_a_figure_whose_name_is_in_a_variable_a_click_leads_to_the_cell_that_made_it(
    house: House, chrome: Browser, address: str, language: str, as_recorded: str
) -> None:
    code = f"name = 'fig' + 'ure'  # {EVIL}\nd2h.outputs.figure(plot, name, data=counts)"
    told = Evidence(kind="figure", code=(CodeRecord.of(code, run=5),))
    request = house.draft()
    house.add(request, "figure.png", picture((640, 480)), evidence=told)
    house.add(request, "study.ipynb", notebook(source=code))
    page, said = opened(chrome, "claire")
    page.goto(f"{address}/requests/{request.id}/files/figure.png?language={language}")
    made_by = page.locator(".made-by")
    expect(made_by).to_contain_text(as_recorded)
    assert made_by.locator("code").inner_text() == code
    assert _beside(page.locator("img.shown"), made_by)
    made_by.get_by_role("link", name="study.ipynb").click()
    assert page.locator("#cell-1 pre.source").inner_text() == code
    assert page.evaluate("window.ran") is None and said == []


def _beside(left: Locator, right: Locator) -> bool:
    """Whether the one stands to the left of the other, at one height."""
    one, other = left.bounding_box(), right.bounding_box()
    assert one and other
    level = one["y"] < other["y"] + other["height"] and other["y"] < one["y"] + one["height"]
    return level and one["x"] + one["width"] <= other["x"]
