"""Images read from a real gateway and looked at in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Browser, Page

import d2h_sdk as d2h
from d2h_sdk.connection import Connection
from d2h_sdk.errors import SiteRefusalError, UsageError
from data_gateway.catalogue.dataset import OBJECTS
from data_gateway.catalogue.image_intake import ImageFolder
from data_gateway.catalogue.image_loading import load_images
from data_gateway.catalogue.image_table import image_columns
from data_gateway.images.cleaning import ImagePolicy
from data_gateway.images.samples import (
    LEAST,
    SAMPLE_FILE,
    Projections,
    Unseen,
    drawn,
    keep_projections,
)
from data_gateway.images.withheld_images import WithheldImages
from data_gateway.patients.opposition import OppositionRegister, replace_opposition
from governance.permits.document import DatasetPermit, Mode, TablePermit

from ...unit.data_gateway.planted_images import ROOT, ct
from .conftest import AccessService, Enter, RunningSite, permit, sign

SECTIONS = 4
# What the hub's proxy says of a workspace's pages: nothing from outside.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src data:"
)


@pytest.fixture(scope="module")
def persons(sites: dict[str, RunningSite], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Two patients of Lyon, each with sections of a chest, of which the values tell the place."""
    lyon, folder = sites["lyon"], tmp_path_factory.mktemp("scans")
    opposed = OppositionRegister(lyon.folder.opposition).current().persons
    known = [str(one) for one in pq.read_table(lyon.source / "person.parquet")["person_id"].to_pylist()]
    chosen = [person for person in known if person not in opposed][:2]
    for patient in chosen:
        for number in range(SECTIONS):
            made = ct()
            made.PatientID = patient
            made.StudyInstanceUID, made.SeriesInstanceUID = f"{ROOT}.{patient}.1", f"{ROOT}.{patient}.2"
            made.SOPInstanceUID = made.file_meta.MediaStorageSOPInstanceUID = f"{ROOT}.{patient}.3.{number}"
            made.InstanceNumber, made.RescaleSlope, made.RescaleIntercept = number + 1, 1, -1024
            made.Rows, made.Columns = 32, 48
            made.PixelData = np.full((32, 48), 1000 + number, "<u2").tobytes()
            made.save_as(folder / f"{patient}-{number}", enforce_file_format=True)
    queue = WithheldImages(lyon.folder.withheld_images)
    source = ImageFolder(folder, ImagePolicy(read_text=False))
    load_images(source, lyon.folder.datasets, "scans", {}, queue, memory="500MB", threads=1, readers=1)
    queue.close()
    return chosen


@pytest.fixture
def workspace(
    enter: Enter,
    sites: dict[str, RunningSite],
    persons: list[str],
    access_service: AccessService,
    monkeypatch: pytest.MonkeyPatch,
) -> Connection:
    """Of a project that may see every column of Lyon's images, but for the site's own files."""
    return opened(enter, sites["lyon"], access_service, monkeypatch, without={"file"})


def opened(
    enter: Enter,
    lyon: RunningSite,
    access_service: AccessService,
    monkeypatch: pytest.MonkeyPatch,
    without: set[str],
) -> Connection:
    columns = tuple(name for name in image_columns("BIGINT") if name not in without)
    granted = DatasetPermit(mode=Mode.RECORDS, tables={"image": TablePermit(columns=columns)})
    document = permit("lyon")
    document = document.model_copy(update={"datasets": document.datasets | {"scans": granted}})
    monkeypatch.setitem(access_service.permits, "lyon", sign(lyon.folder, document))
    return enter(lyon.door, language="fr")


def test_images_come_as_a_table_and_their_pixels_when_asked(
    workspace: Connection, persons: list[str]
) -> None:
    images = d2h.images.read()
    assert len(images) == len(images.table) == 2 * SECTIONS
    assert set(images.table["person_id"]) < set(d2h.read("person", sites="lyon")["person_id"])
    first = images[0]
    assert first.pixels.shape == (32, 48)
    assert float(first.values.max()) == int(first.pixels.max()) - 1024
    assert first.dicom.PatientID == str(first.about["person_id"]) not in persons
    series = images.series()
    assert len(series) == 2
    for one in series.values():
        assert [int(image.pixels[0, 0]) for image in one] == [1000, 1001, 1002, 1003]
    some = images[images.table["image_number"] == 2]
    assert [int(image.pixels[0, 0]) for image in some] == [1001, 1001]
    assert len(d2h.images.read(columns=["modality"], where=[("image_number", "<=", 3)])[:5]) == 5


def test_an_image_of_a_patient_who_opposed_meanwhile_is_refused_in_words(
    workspace: Connection, sites: dict[str, RunningSite], persons: list[str]
) -> None:
    images = d2h.images.read()
    path = sites["lyon"].folder.opposition
    before = OppositionRegister(path).current().persons
    replace_opposition(path, before | {persons[0]})
    try:
        with pytest.raises(SiteRefusalError, match="4 de ces images ne sont pas, ou plus"):
            list(images)
        assert len(d2h.images.read()) == SECTIONS
    finally:
        replace_opposition(path, before)


def test_images_that_a_person_of_the_site_has_not_looked_at_yet_are_refused_in_words(
    enter: Enter,
    sites: dict[str, RunningSite],
    persons: list[str],
    access_service: AccessService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    version = sites["lyon"].folder.datasets / "scans" / "current"
    before = (version / SAMPLE_FILE).read_text()
    unseen = {path.name: Unseen(file=path.name, digest="") for path in (version / OBJECTS).iterdir()}
    keep_projections(version, drawn(Projections.SAMPLE, unseen, LEAST))
    try:
        opened(enter, sites["lyon"], access_service, monkeypatch, without={"file", "laterality"})
        with pytest.raises(SiteRefusalError, match="8 de ces images de scans y attendent"):
            list(d2h.images.read())
    finally:
        (version / SAMPLE_FILE).write_text(before)


@pytest.fixture
def page(chrome: Browser) -> Iterator[Page]:
    opened = chrome.new_page(viewport={"width": 1000, "height": 600})
    opened.on("pageerror", lambda error: pytest.fail(str(error)))
    opened.on("request", lambda request: pytest.fail(f"asked for {request.url}"))
    yield opened
    opened.close()


def show(page: Page, viewer: d2h.images.Viewer) -> None:
    page.set_content(
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<body>{viewer._repr_html_()}</body>"
    )
    page.locator("[data-ready=yes]").wait_for()


def grey(page: Page, column: int, row: int) -> list[int]:
    script = (
        "([x, y]) => [...document.querySelector('canvas').getContext('2d').getImageData(x, y, 1, 1).data]"
    )
    found: list[int] = page.evaluate(script, [column, row])
    return found[:3]


def test_a_series_is_scrolled_windowed_and_overlaid_without_the_network(
    workspace: Connection, page: Page, tmp_path: Path
) -> None:
    (series, *_) = d2h.images.read().series().values()
    mask = np.zeros((SECTIONS, 32, 48), dtype=bool)
    mask[:, :, 24:] = True
    show(page, d2h.images.show(series, {"foie <img src=x>": mask}, window=(-22.5, 4), title="Thorax"))
    assert page.get_by_text("foie <img src=x>").is_visible()
    assert page.get_by_text("3 / 4").is_visible()
    before = grey(page, 5, 5)
    page.locator("canvas").focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_text("4 / 4").is_visible()
    assert grey(page, 5, 5) > before
    # As JupyterLab does with the arrows that reach it: it folds cells by them.
    page.evaluate("document.addEventListener('keydown', event => event.preventDefault())")
    for key, told in (("ArrowLeft", "3 / 4"), ("ArrowRight", "4 / 4")):
        page.get_by_label("Coupe").press(key)
        assert page.get_by_text(told).is_visible()
    masked = grey(page, 40, 5)
    assert masked[0] > masked[1]
    page.get_by_role("checkbox", name="foie").uncheck()
    assert grey(page, 40, 5) == grey(page, 5, 5)
    page.get_by_label("Niveau").fill("-24")
    assert grey(page, 5, 5) == [255, 255, 255]
    page.locator("canvas").hover(position={"x": 20, "y": 20})
    assert page.get_by_text(": -21").is_visible()
    page.screenshot(path=tmp_path / "viewer.png")


def test_what_cannot_be_shown_is_refused_with_what_to_do(enter: Enter) -> None:
    enter(language="en")
    with pytest.raises(UsageError, match="nothing to show"):
        d2h.images.show(np.zeros((2, 3, 4, 5)))
    with pytest.raises(UsageError, match=r"“lung” has the shape \(1, 3, 3\), the images \(2, 4, 4\)"):
        d2h.images.show(np.zeros((2, 4, 4)), {"lung": np.ones((3, 3))})


def test_many_slices_are_thinned_out_so_that_the_notebook_stays_small(enter: Enter) -> None:
    enter(language="en")
    shown = d2h.images.show(np.zeros((60, 512, 512), dtype=np.int16))._repr_html_()
    assert "Every 2 pixels one is shown" in shown
