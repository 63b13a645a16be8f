"""One request in Chromium, in both languages: asked, disputed, sent back, corrected, approved, fetched.

By its author, two output checkers and the data owners of the two hospitals whose data it rests on.
"""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from matplotlib.figure import Figure
from playwright.sync_api import Browser, Page, expect

from d2h_sdk.outputs.figures import png
from d2h_sdk.wire import CodeRecord, Evidence
from demo.browsing import PATIENCE
from governance.actor import Actor
from governance.projects.apply import apply_projects, read_project_files
from governance.signatures import load_public_pem
from governance.storage.unit_of_work import open_governance
from output_checking.model import ReleaseRequest
from output_checking.opinions import Choice, Comment
from output_checking.package.verification import verify_package
from output_checking.states import State
from tests.integration.output_checking.house import CLAIMED, COUNTS, WHO, House, notebook
from tests.serving import served

HERE = Path(__file__).parent
FALLS = "falls"
JUDGES = ("ines", "paul", "owner-lyon", "owner-grenoble")


@dataclass(frozen=True)
class Study:
    """What an author asks for, in her language; `code` makes both results, whose names are in variables."""

    title: str
    context: str
    controls: str
    earlier: str
    group: str
    table: str
    counts: str
    notes: str
    figure: str
    code: str
    why: str

    @property
    def merged(self) -> str:
        return self.counts.replace(",388,54", ",420,80")

    def add(self, house: House, request: ReleaseRequest, counts: str) -> None:
        """The table, the figure and the numbers behind it, as the code adds them."""
        told = (CodeRecord.of(self.code, run=12),)
        table, figure = CLAIMED.model_copy(update={"code": told}), Evidence(kind="figure", code=told)
        house.add(request, self.table, counts, evidence=table, group=self.group)
        house.add(request, self.figure, self.drawn(counts), evidence=figure, group=self.group)
        data = self.figure.replace(".png", "-data.csv")
        house.add(request, data, counts, supports=self.figure, evidence=table, group=self.group)

    @staticmethod
    def drawn(counts: str) -> bytes:
        """The figure of the deaths."""
        rows = [line.split(",") for line in counts.splitlines()]
        figure = Figure(figsize=(6, 4), layout="constrained")
        axes = figure.add_subplot()
        axes.bar([ward for ward, _, _ in rows[1:]], [int(deaths) for _, _, deaths in rows[1:]])
        axes.set(xlabel=rows[0][0], ylabel=rows[0][2])
        return png(figure)


STUDIES = {
    "fr": Study(
        title="Événements indésirables par service",
        context="Pour le tableau 2 du rapport : tous les séjours de 2025.",
        controls="Personnes distinctes ; services de moins de 10 personnes regroupés.",
        earlier="Décès par service",
        group="décès",
        table="deces.csv",
        counts="service,patients,décès\nCardiologie,412,31\nGériatrie,388,54\nChirurgie,650,19\n",
        notes="# Remarques\n\nChirurgie : depuis 2026.\n",
        figure="deces_par_service.png",
        code="d2h.outputs.table(deces, nom, persons='cells')\n"
        "axes = deces.plot.bar(x='service', y='décès')\n"
        "d2h.outputs.figure(axes, nom + suite, data=deces, persons='cells')",
        why="Relu case par case.",
    ),
    "en": Study(
        title="Adverse events by ward",
        context="For table 2 of the report: all stays of 2025.",
        controls="Distinct persons; wards under 10 persons merged.",
        earlier="Deaths by ward",
        group="deaths",
        table="deaths.csv",
        counts=COUNTS,
        notes="# Notes\n\nSurgery as of 2026.\n",
        figure="deaths_by_ward.png",
        code="d2h.outputs.table(deaths, name, persons='cells')\n"
        "axes = deaths.plot.bar(x='ward', y='deaths')\n"
        "d2h.outputs.figure(axes, name + rest, data=deaths, persons='cells')",
        why="Read cell by cell.",
    ),
}


class Window:
    """One person's browser window; `picture` saves what is shown into D2H_SCREENSHOTS, if that is set."""

    def __init__(self, chrome: Browser, who: str, language: str, address: str) -> None:
        self._context = chrome.new_context(
            viewport={"width": 1280, "height": 800}, extra_http_headers={WHO: who}, accept_downloads=True
        )
        self._context.set_default_timeout(PATIENCE)
        self.page: Page = self._context.new_page()
        self._language, self._address = language, address
        self.open("/")

    def open(self, path: str) -> None:
        joint = "&" if "?" in path else "?"
        self.page.goto(f"{self._address}{path}{joint}language={self._language}")

    def vote(self, request: str, choice: str, words: str) -> None:
        self.open(f"/requests/{request}")
        form = self.page.locator("form[action$='/vote']")
        for field in form.get_by_role("textbox").all():
            field.fill(words)
        form.locator(f"input[value='{choice}']").check()
        form.get_by_role("button").click()
        self.page.wait_for_url("**?done=voted")

    def picture(self, name: str) -> None:
        folder = os.environ.get("D2H_SCREENSHOTS")
        if folder:
            path = Path(folder) / f"{name}-{self._language}.png"
            self.page.screenshot(path=path, animations="disabled")


def four_reviewers_project(house: House) -> None:
    """`falls`: two output checkers judge, and a data owner of each of two hospitals."""
    with open_governance(house.governance)() as uow:
        apply_projects(uow, read_project_files([HERE / "hospitals.yaml"]), Actor("test", {}))
        uow.commit()


def left_before(house: House, study: Study) -> None:
    """The same table, released earlier."""
    earlier = house.draft(study.earlier, study.context, project=FALLS)
    house.add(earlier, study.table, study.counts, evidence=CLAIMED, group=study.group)
    house.submit(earlier, study.context, study.controls)
    house.worker.turn()
    for who in JUDGES:
        house.vote(earlier, who, Choice.APPROVE, Comment(study.why, study.table))
    house.worker.turn()
    assert house.state(earlier) is State.RELEASED


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_the_request_to_the_package(
    house: House, app: FastAPI, chrome: Browser, language: str, tmp_path: Path
) -> None:
    study, why = STUDIES[language], STUDIES[language].why
    four_reviewers_project(house)
    left_before(house, study)
    request = house.draft(study.title, study.context, project=FALLS)
    study.add(house, request, study.counts)
    house.add(request, "notes.md", study.notes, group=study.group)
    house.add(request, "study.ipynb", notebook(source=study.code), group=study.group)
    house.submit(request, study.context, study.controls)
    house.worker.turn()
    with served(app) as address:
        people = ("claire", *JUDGES)
        author, first, second, lyon, grenoble = (Window(chrome, who, language, address) for who in people)

        # All who judge find it in their queue; the author finds no form.
        for judge in (first, second, lyon, grenoble):
            expect(judge.page.get_by_role("link", name=study.title)).to_be_visible()
        author.open(f"/requests/{request.id}")
        expect(author.page.locator("form[action$='/vote']")).to_have_count(0)

        # One wants a change; the others do not know of it when they say theirs.
        first.vote(request.id, "return", why)
        for judge in (second, lyon, grenoble):
            judge.open(f"/requests/{request.id}")
            expect(judge.page.get_by_role("main")).not_to_contain_text(why)
        lyon.picture("data-owner")
        lyon.vote(request.id, "approve", why)
        second.vote(request.id, "return", why)
        grenoble.vote(request.id, "return", why)

        # They differed: each reads the others, and gives a final opinion.
        lyon.open(f"/requests/{request.id}")
        expect(lyon.page.locator(".state.consolidation")).to_be_visible()
        expect(lyon.page.locator(".timeline")).to_contain_text(why)
        for judge in (lyon, first, second, grenoble):
            judge.vote(request.id, "return", why)

        # The author reads what to do, corrects, submits again.
        author.open(f"/requests/{request.id}")
        expect(author.page.locator(".fix")).to_contain_text(why)
        author.picture("correct")
        study.add(house, request, study.merged)
        house.submit(request)
        house.worker.turn()

        # They see what changed and what left before.
        first.open("/")
        first.picture("queue")
        first.open(f"/requests/{request.id}/files/{study.table}")
        expect(first.page.locator("#earlier")).to_be_visible()
        first.picture("file")
        first.open(f"/requests/{request.id}/files/{study.table}?view=changes")
        expect(first.page.locator("del").filter(has_text="54")).to_be_visible()
        expect(first.page.locator("ins").filter(has_text="80")).to_be_visible()
        first.picture("changes")
        first.open(f"/requests/{request.id}/files/{study.figure}")
        expect(first.page.locator("#recorded")).to_be_visible()
        first.picture("figure")
        first.page.locator(".made-by").get_by_role("link", name="study.ipynb").click()
        expect(first.page.locator("#cell-1")).to_contain_text(study.code)
        first.open(f"/requests/{request.id}")
        first.picture("request")
        for judge in (first, second, lyon):
            judge.vote(request.id, "approve", why)

        # Nothing leaves before the last hospital has spoken, and the page says which.
        house.worker.turn()
        first.open(f"/requests/{request.id}")
        expect(first.page.locator(".turn")).to_contain_text("grenoble")
        expect(first.page.locator(".turn")).not_to_contain_text("lyon")
        assert house.state(request) is State.SUBMITTED
        grenoble.vote(request.id, "approve", why)
        house.worker.turn()

        # The author fetches the package; its signature holds, and it holds what was corrected.
        author.open(f"/requests/{request.id}")
        author.picture("released")
        href = author.page.locator("a[href$='/package']").get_attribute("href")
        # The browser's own download would not carry the header that the hub's front sets.
        package = tmp_path / "release.zip"
        package.write_bytes(author.page.request.get(f"{address}{href}").body())
    key = load_public_pem(house.settings.public_key_file.read_text("ascii"))
    assert verify_package(package, key).request == request.id
    with zipfile.ZipFile(package) as opened:
        assert opened.read(f"files/{study.table}").decode() == study.merged
        graph = json.loads(opened.read("ro-crate-metadata.json"))["@graph"]
    given = {one["@id"]: one["d2h:choice"] for one in graph if one["@id"].startswith("#vote-")}
    assert given == {f"#vote-{who}-1": "approve" for who in JUDGES}
