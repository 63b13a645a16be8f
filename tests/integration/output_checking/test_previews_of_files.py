"""Every kind of file as a person sees it, made anew in a process of its own; and what changed in it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from d2h_sdk.wire import CodeRecord, Evidence
from output_checking.checks.registry import Kind
from output_checking.model import ReleaseRequest
from output_checking.previews.confined import Previews
from output_checking.previews.notebooks import inert
from output_checking.profile import Reader
from tests.integration.output_checking.conftest import Browser, make_app
from tests.integration.output_checking.furnished import pdf, workbook
from tests.integration.output_checking.house import CLAIMED, COUNTS, WHO, House, notebook, picture

Open = Callable[..., str]
CODE = "name = 'figure'  # <script>alert(1)</script>\nd2h.outputs.figure(plot, name)"


@pytest.fixture(scope="module")
def scene(
    furnished: tuple[House, dict[str, ReleaseRequest]],
) -> tuple[House, dict[str, ReleaseRequest], TestClient]:
    house, requests = furnished
    return house, requests, TestClient(make_app(house), base_url="http://localhost:8001")


@pytest.fixture
def opened(scene: tuple[House, dict[str, ReleaseRequest], TestClient]) -> Open:
    """`opened("draft", "notes.md")`: the page of a file, in English, as one who may see it."""
    _, requests, client = scene

    def page(request: str, file: str = "", *, who: str | None = None, language: str = "en") -> str:
        who = who or ("claire" if request == "draft" else "ines")
        path = f"/requests/{requests[request].id}" + (f"/files/{file}" if file else "")
        joint = "&" if "?" in path else "?"
        answer = client.get(f"{path}{joint}language={language}", headers={WHO: who})
        assert answer.status_code == 200, answer.text
        return answer.text

    return page


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ("book.xlsx", [">Surgery</td>", ">Secret", '<span class="mark block">hidden</span>']),
        ("book.xlsx?sheet=2", [">of nobody</td>"]),
        ("columns.parquet", [">Cardiology</td>"]),
        ("words.docx", ["A sentence of the report."]),
        ("words.docx?sheet=2", [">Surgery</td>"]),
        ("page.pdf", ["/files/page.pdf/image?sheet=1"]),
        ("page.pdf?sheet=2", ["Deaths by ward"]),
        ("photo.jpg", ["/files/photo.jpg/image?sheet=1"]),
        ("figure.png", ["/files/figure.png/image", "d2h.outputs.figure(plot, &#39;figure.png&#39;)"]),
        ("study.ipynb", ["/files/study.ipynb/rendered", "sandbox"]),
        ("study.ipynb?view=cells", [">in the notebook</td>"]),
        ("book.xlsx?view=text", ["504b03", "hexadecimal"]),
        ("study.ipynb?view=text", ["&#34;nbformat&#34;: 4"]),
        ("small.csv?view=text", ["ward,patients,deaths"]),
    ],
)
def test_a_file_is_shown_in_its_own_form_and_as_plain_text(opened: Open, file: str, shown: list[str]) -> None:
    page = opened("draft", file)
    for one in shown:
        assert one.replace("504b03", "50 4b 03") in page, one


def test_pictures_are_drawn_anew(scene: tuple[House, dict[str, ReleaseRequest], TestClient]) -> None:
    _, requests, client = scene
    for file, sheet in (("photo.jpg", 1), ("page.pdf", 1)):
        path = f"/requests/{requests['draft'].id}/files/{file}/image?sheet={sheet}"
        answer = client.get(path, headers={WHO: "claire"})
        assert answer.headers["content-type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG") and b"JFIF" not in answer.content
    past_the_end = f"/requests/{requests['draft'].id}/files/page.pdf/image?sheet=9"
    assert client.get(past_the_end, headers={WHO: "claire"}).status_code == 404


def test_a_table_is_sorted_by_any_column_and_keeps_its_row_numbers(opened: Open) -> None:
    def order(wish: str) -> list[str]:
        return re.findall(r'<tr id="row-(\d+)"', opened("draft", f"small.csv?{wish}"))[1:]

    assert order("") == ["1", "2", "3", "4"]
    assert order("sort=2") == ["2", "1", "3", "4"]
    assert order("sort=2&down=true") == ["4", "3", "1", "2"]
    assert order("sort=3") == ["3", "1", "4", "2"]  # a suppressed cell after every number
    assert order("sort=99") == ["1", "2", "3", "4"]
    assert 'aria-sort="descending"' in opened("draft", "small.csv?sort=2&down=true")


def test_the_arithmetic_stands_at_the_cell_that_gives_itself_away(opened: Open) -> None:
    page = opened("draft", "small.csv")
    cell = re.search(r'<td class="review[^"]*">\*(.*?)</td>', page, re.S)
    assert cell is not None
    assert "suppression" in cell[1] and re.search(
        r'role="tooltip">[^<]*1450|role="tooltip">[^<]*104', cell[1]
    )


def test_a_new_submission_says_of_every_file_what_became_of_it(opened: Open) -> None:
    page = opened("resubmitted")
    assert page.count("Changed since it was last read") == 4
    assert page.count("Unchanged since it was last read") == 2
    assert "New in this submission" in page
    assert "Taken out since it was last read: old.csv" in page
    assert "since it was last read" not in opened("submitted")


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ("deaths.csv", ["<del>54</del> <ins>*</ins>", 'class="added"']),
        ("notes.md", ["<del>- line one</del>", "<ins>+ line two</ins>"]),
        ("study.ipynb", ["modified /cells/0/source:", "x = 1</del>", "x = 2</ins>"]),
        ("figure.png", ["/image?before=true", '/image" alt=']),
    ],
)
def test_a_new_submission_shows_exactly_what_changed(opened: Open, file: str, shown: list[str]) -> None:
    for language in ("en", "fr"):
        page = opened("resubmitted", f"{file}?view=changes", language=language)
        for one in shown:
            assert one in page, one


def test_the_picture_as_it_was_is_still_there_for_those_who_read_it(
    scene: tuple[House, dict[str, ReleaseRequest], TestClient],
) -> None:
    _, requests, client = scene
    path = f"/requests/{requests['resubmitted'].id}/files/figure.png/image"
    now = client.get(path, headers={WHO: "ines"}).content
    then = client.get(f"{path}?before=true", headers={WHO: "ines"}).content
    assert then == picture() != now
    assert client.get(f"{path}?before=true", headers={WHO: "zoe"}).status_code == 404


def test_earlier_releases_of_the_same_cells_are_named(
    scene: tuple[House, dict[str, ReleaseRequest], TestClient], opened: Open
) -> None:
    page = opened("submitted", "deaths.csv")
    earlier = page.split('id="earlier"')[1].split("</section>")[0]
    _, requests, _ = scene
    assert f"/requests/{requests['released'].id}/files/deaths.csv" in earlier
    assert "6 cells in common" in earlier and "another value" not in earlier
    changed = opened("resubmitted", "deaths.csv").split('id="earlier"')[1].split("</section>")[0]
    assert "1 with another value" in changed
    assert 'id="earlier"' not in opened("released", "deaths.csv")  # its own release is none of another


def test_the_figures_count_decisions_and_what_left(
    scene: tuple[House, dict[str, ReleaseRequest], TestClient],
) -> None:
    _, requests, client = scene
    page = client.get("/figures?language=en", headers={WHO: "ines"}).text
    (row,) = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page, re.S)
    cells = [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)]
    assert cells[0] == "3" and cells[3:5] == ["2", "1"]
    assert cells[5].startswith(f"{requests['released'].package.size / 1000:.1f}".rstrip("0").rstrip("."))  # type: ignore[union-attr]
    nothing = client.get("/figures?language=en", headers={WHO: "zoe"}).text
    assert "Nothing has been decided yet." in nothing


def test_a_reader_that_breaks_leaves_the_plain_text(house: House, browser: Callable[..., TestClient]) -> None:
    request = house.draft()
    house.add(request, "book.xlsx", workbook()[:-30] + b"x" * 30)
    house.add(request, "page.pdf", b"%PDF-1.4\nnothing of the kind")
    house.add(request, "photo.jpg", b"\xff\xd8\xff nothing")
    for name in ("book.xlsx", "page.pdf", "photo.jpg"):
        answer = browser("claire").get(f"/requests/{request.id}/files/{name}?language=en")
        assert answer.status_code == 200, name
        assert "hexadecimal" in answer.text or "nothing" in answer.text, name


def test_a_preview_that_takes_too_long_is_given_up() -> None:
    hasty = Previews(Reader(seconds=1, memory_bytes=1 << 30))
    started = time.monotonic()
    with pytest.raises(Exception, match="preview-failed"):
        hasty.parts("0" * 64, "bomb.ipynb", Kind.NOTEBOOK, notebook_of(200_000))
    assert time.monotonic() - started < 20


def notebook_of(cells: int) -> bytes:
    one = {"cell_type": "markdown", "metadata": {}, "source": "# title\n" * 20}
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [one] * cells}).encode()


def test_no_process_of_a_preview_reaches_the_network(tmp_path: Path) -> None:
    made = Previews(Reader(seconds=30, memory_bytes=1 << 30)).parts("1" * 64, "page.pdf", Kind.PDF, pdf())
    assert [part.form.value for part in made] == ["picture", "text"]
    assert made[1].content.strip() == "Deaths by ward"


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>kept",
        "<img src=x onerror=alert(1)>kept",
        "<img src='data:image/svg+xml;base64,PHN2Zz4='>kept",
        "<img src='data:image/png;base64,AAAA'>kept",
        "<svg><script>alert(1)</script></svg>kept",
        "<a href='javascript:alert(1)'>kept</a>",
        "<a href='https://evil.example/'>kept</a>",
        "<style>td{background:url(https://evil.example)}</style>kept",
        "<p style='background:url(https://evil.example)'>kept</p>",
        "<form action=https://evil.example><input name=a></form>kept",
        "<iframe src=https://evil.example></iframe>kept",
        "<base href=https://evil.example><link rel=stylesheet href=x>kept",
        "<math><mtext><table><mglyph><style><img src onerror=alert(1)></style></table></math>kept",
        "<td><!--><img src onerror=alert(1)>-->kept",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>kept",
    ],
)
def test_what_is_drawn_of_a_notebook_can_neither_run_nor_reach_out(html: str) -> None:
    left = inert(html)
    assert "kept" in left
    assert not re.search(r"script|alert|evil|onerror|style|src=|href|form|iframe|svg|meta", left), left


def test_a_table_of_a_hundred_thousand_rows_is_turned_page_by_page_and_sorted(
    house: House, browser: Callable[..., TestClient]
) -> None:
    request = house.draft()
    rows = "".join(f"day {n},{n % 97},{n % 89},{n}\n" for n in range(100_000))
    house.add(request, "long.csv", "day,patients,deaths,n\n" + rows)
    client, path = browser("claire"), f"/requests/{request.id}/files/long.csv"
    assert ">day 0<" in client.get(path).text
    for turned in ("number=500", "number=250&sort=1"):
        page = client.get(f"{path}?{turned}").text
        assert page.count("<tr id=") == 201
    assert ">day 99999<" in client.get(f"{path}?sort=4&down=true").text


def test_a_figure_whose_code_names_it_nowhere_says_where_to_look(house: House, browser: Browser) -> None:
    request = house.draft()
    house.add(request, "figure.png", picture())
    address = f"/requests/{request.id}/files/figure.png?language="
    assert "No code came with this request." in browser("claire").get(address + "en").text
    house.add(request, "study.ipynb", notebook(source="d2h.outputs.figure(plot, name)"))
    for language, told in (("en", "it may be built by the code"), ("fr", "il peut être composé par le code")):
        page = browser("claire").get(address + language).text
        made_by = page.split('class="made-by"')[1].split("</section>")[0]
        assert told in made_by and f"/requests/{request.id}/files/study.ipynb" in made_by


@pytest.mark.parametrize(
    ("source", "english", "french"),
    [
        (None, "No code came with this request", "Aucun code n’accompagne cette demande"),
        (CODE, "the same as", "identique à"),
        ("other()", "not in the code of this request", "absent du code de cette demande"),
    ],
)
def test_the_code_that_a_workspace_recorded_is_compared_with_the_notebook_and_inert(
    house: House, browser: Browser, source: str | None, english: str, french: str
) -> None:
    told = (CodeRecord.of(CODE, run=7),)
    request = house.draft()
    house.add(request, "plot.png", picture(), evidence=Evidence(kind="figure", code=told))
    house.add(request, "deaths.csv", COUNTS, evidence=CLAIMED.model_copy(update={"code": told}))
    if source is not None:
        house.add(request, "study.ipynb", notebook(source=source))
    for file, language, said in (
        *(("plot.png", language, said) for language, said in (("en", english), ("fr", french))),
        ("deaths.csv", "en", english),
    ):
        page = browser("claire").get(f"/requests/{request.id}/files/{file}?language={language}").text
        made_by = page.split('class="made-by"')[1].split("</section>")[0]
        assert said in made_by and "[7]" in made_by and "&lt;script&gt;" in made_by
        assert "<script>alert" not in page
        assert ("study.ipynb?view=cells" in made_by) is (source == CODE)
