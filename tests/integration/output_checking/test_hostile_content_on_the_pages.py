"""Whatever a researcher puts into a file, a name or a sentence, a reviewer's browser runs none of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from d2h_sdk.wire import Evidence
from output_checking.opinions import Choice, Comment
from tests.integration.output_checking.house import House, html_output, notebook, picture

Browser = Callable[..., TestClient]
EVIL = "</textarea></pre><script>alert(1)</script><img src=x onerror=alert(2)>\"'`{{7*7}}"


class Elements(HTMLParser):
    """What a browser would make of a page: tags with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def require_inert(page: str) -> None:
    for tag, attributes in Elements(page).found:
        if tag == "iframe":
            assert attributes["sandbox"] is None and (attributes["src"] or "").startswith("/requests/")
        assert tag not in ("object", "embed", "svg", "base", "style"), tag
        assert not [name for name in attributes if name.startswith("on") or name == "style"], attributes
        if tag == "script":
            assert re.fullmatch(
                r"/static/(vendor/htmx-[\d.]+\.min|keys)\.js\?v=[0-9a-f]+", attributes["src"] or ""
            )
        if tag == "img":
            source = attributes["src"] or ""
            assert source.startswith(("/static/", "/requests/", "data:image/png;base64,")), source
        if tag == "a":
            assert (attributes.get("href") or "/").startswith(("/", "#")), attributes


@pytest.mark.parametrize("language", ["fr", "en"])
def test_hostile_words_and_files_are_shown_and_never_run(
    house: House, browser: Browser, language: str
) -> None:
    request = house.draft(title=EVIL[:150], context=EVIL)
    claimed = Evidence(kind="counts", description=EVIL)
    house.add(
        request,
        "table.csv",
        f'ward,"{EVIL.replace(chr(34), chr(34) * 2)}"\n<svg onload=alert(3)>,412\n',
        evidence=claimed,
    )
    house.add(request, "notes.md", f"[x](javascript:alert(4))\n{EVIL}\n")
    house.add(
        request, "study.ipynb", notebook(html_output(EVIL + "<table><tr><td onclick=x>" + EVIL), source=EVIL)
    )
    house.add(request, "plot.svg", f"<svg xmlns='http://www.w3.org/2000/svg'><script>{EVIL}</script></svg>")
    house.add(request, "page.html", f"<html><body onload=alert(5)>{EVIL}</body></html>")
    client = browser("claire")
    for path in ("/?show=all", f"/requests/{request.id}"):
        page = client.get(path, params={"language": language, "show": "all"}).text
        require_inert(page)
        assert "<script>alert" not in page
    for name in ("table.csv", "notes.md", "study.ipynb", "plot.svg", "page.html"):
        shown = "?view=cells" if name == "study.ipynb" else ""
        page = client.get(f"/requests/{request.id}/files/{name}{shown}").text
        require_inert(page)
        assert "&lt;" in page, name
        assert "{{7*7}}" in page or name == "table.csv", name  # no template of ours reads it


def test_hostile_comments_reach_the_author_as_text(house: House, browser: Browser) -> None:
    request = house.submitted()
    for who in ("ines", "paul"):
        house.vote(request, who, Choice.RETURN, Comment(EVIL, "deaths.csv"), Comment(EVIL))
    page = browser("claire").get(f"/requests/{request.id}").text
    require_inert(page)
    assert page.count("&lt;script&gt;alert(1)") >= 4


def test_hostile_words_in_a_refused_form_come_back_as_text(house: House, browser: Browser) -> None:
    request = house.submitted()
    fields = {"csrf_token": "wrong", "comment": EVIL, f"comment:{EVIL}": EVIL, "reason": EVIL}
    require_inert(browser("ines").post(f"/requests/{request.id}/vote", data=fields).text)
    fields["csrf_token"] = "a-token-of-this-session"
    require_inert(browser("ines").post(f"/requests/{request.id}/vote", data=fields | {"turn": EVIL}).text)
    require_inert(browser("ines").get(f"/requests/{EVIL}").text)


def test_what_reads_otherwise_than_it_is_written_is_spelled_out(house: House, browser: Browser) -> None:
    request = house.draft(title="deaths \u202egnp.exe")
    house.add(request, "t.csv", "ward,n\nA\u200bB\u2066,412\n")
    page = browser("claire").get(f"/requests/{request.id}").text
    assert "⟨U+202E⟩" in page and "\u202e" not in page
    shown = browser("claire").get(f"/requests/{request.id}/files/t.csv").text
    assert "A⟨U+200B⟩B⟨U+2066⟩" in shown


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?show=all",
        "/requests/{id}",
        "/requests/{id}/files/deaths.csv",
        "/release-key",
        "/nowhere",
        "/requests/r0",
    ],
)
def test_every_page_forbids_whatever_is_not_its_own(house: House, browser: Browser, path: str) -> None:
    request = house.released()
    headers = browser("ines").get(path.format(id=request.id)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"


def test_a_researchers_bytes_are_served_in_a_sandbox(house: House, browser: Browser) -> None:
    request = house.draft()
    house.add(request, "figure.png", picture())
    headers = browser("claire").get(f"/requests/{request.id}/files/figure.png/image").headers
    assert headers["content-security-policy"].startswith("default-src 'none'; sandbox")
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["page.html", "plot.svg", "notes.md", "cut.png"])
def test_only_a_whole_picture_is_served_as_it_is(house: House, browser: Browser, name: str) -> None:
    request = house.draft()
    content: bytes | str = picture()[:-4] if name == "cut.png" else "<svg onload=alert(1)>"
    house.add(request, name, content)
    assert browser("claire").get(f"/requests/{request.id}/files/{name}/image").status_code == 404


def test_notebooks_of_every_odd_shape_are_shown_and_not_run(house: House, browser: Browser) -> None:
    cells: list[Any] = [
        {"cell_type": EVIL, "source": [EVIL, 7], "outputs": [{"output_type": EVIL, "text": [EVIL]}]},
        {"cell_type": "code", "outputs": [EVIL, {"data": {"image/png": "data:text/html,x", EVIL: EVIL}}]},
        {"cell_type": "code", "outputs": [{"data": {"image/svg+xml": EVIL, "application/javascript": EVIL}}]},
        {"cell_type": "code", "outputs": [{"ename": EVIL, "evalue": [EVIL], "traceback": [EVIL]}]},
        {"cell_type": "markdown", "attachments": {EVIL: {}}, "source": EVIL},
    ]
    content = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    request = house.draft()
    house.add(request, "odd.ipynb", content)
    answer = browser("claire").get(f"/requests/{request.id}/files/odd.ipynb?view=cells")
    assert answer.status_code == 200
    require_inert(answer.text)
