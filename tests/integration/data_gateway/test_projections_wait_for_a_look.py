"""Radiographs leave a site only once its data owner has looked at a random sample and seen no text."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect
from pydicom.dataset import FileDataset
from pydicom.uid import UID

from d2h_sdk.wire import ImagesRequest
from data_gateway.catalogue.dataset import load_dataset
from data_gateway.catalogue.image_intake import ImageFolder
from data_gateway.catalogue.image_loading import load_images
from data_gateway.images.cleaning import ImagePolicy
from data_gateway.images.samples import (
    SAMPLE_FILE,
    Projections,
    VersionProjections,
    drawn,
    keep_projections,
    projections_of,
)
from data_gateway.images.withheld_images import WithheldImages
from governance.audit.chain import AuditRecord

from ...unit.data_gateway.planted_images import NUMBER, ROOT, ct, dx, put_pixels, radiograph
from .conftest import RunningSite, refused
from .owner_window import NAME, Window, logged_in, records, shuts_nobody_out
from .test_images_of_a_site import COLUMNS, command, fetched, rows, token

CHESTS = 3
SIZE = 96


def write_images(place: Path) -> Path:
    """Radiographs without text, and a section, of one patient."""
    place.mkdir()
    for number in range(1, CHESTS + 1):
        _save(dx(radiograph(SIZE, seed=number)), number, place / f"chest-{number}")
    section = ct()
    put_pixels(section, radiograph(SIZE))
    _save(section, 99, place / "section")
    (place.parent / "persons.csv").write_text(f"patient_id,person_id\n{NUMBER},1\n")
    return place


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_images(tmp_path / "pacs")


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data set, loaded once: reading text takes seconds."""
    home = tmp_path_factory.mktemp("loaded")
    queue = WithheldImages(home / "queue.sqlite")
    source = ImageFolder(write_images(home / "pacs"), ImagePolicy(), {NUMBER: "1"})
    load_images(source, home / "datasets", "scans", {}, queue, memory="500MB", threads=1)
    queue.close()
    return home / "datasets"


@pytest.fixture
def loaded(site: RunningSite, version: Path) -> RunningSite:
    shutil.copytree(version / "scans", site.folder.datasets / "scans", symlinks=True)
    return site


def _save(made: FileDataset, number: int, path: Path) -> None:
    made.SOPInstanceUID = made.file_meta.MediaStorageSOPInstanceUID = UID(f"{ROOT}.3.{number}")
    made.InstanceNumber = number
    made.save_as(path, enforce_file_format=True)


def load(site: RunningSite, folder: Path, *more: str) -> str:
    persons = str(folder.parent / "persons.csv")
    done = command(site, "load-images", str(folder), "--dataset", "scans", "--persons", persons, *more)
    assert done.exit_code == 0, done.output
    return str(done.output)


def sheet_of(site: RunningSite) -> str:
    return f"/images/samples/scans/{load_dataset(site.folder.datasets, 'scans').version}"


def version_in_force(site: RunningSite) -> Path:
    return load_dataset(site.folder.datasets, "scans").folder


def projections(site: RunningSite) -> VersionProjections:
    found = projections_of(version_in_force(site))
    assert found is not None
    return found


def sample_of(site: RunningSite) -> tuple[str, ...]:
    return projections(site).sample


def owner(site: RunningSite) -> Window:
    window = Window(site.folder)
    window.log_in()
    return window


def mark_all(site: RunningSite, window: Window, *with_text: str) -> str:
    marks = {f"mark:{image}": "text" if image in with_text else "none" for image in sample_of(site)}
    return window.send(sheet_of(site), **marks).headers["location"]


def images(site: RunningSite, access: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {"CT": [], "DX": []}
    for row in rows(site, access):
        found[row["modality"]].append(row["image_id"])
    return found


def waiting(site: RunningSite, access: str, *wanted: int) -> int:
    asked = ImagesRequest(dataset="scans", images=wanted).model_dump_json().encode()
    answer = refused(lambda: site.get(access, asked))
    assert answer.code == "images-wait"
    return int(answer.params["count"])


def told(site: RunningSite, event: str) -> list[AuditRecord]:
    return [record for record in records(site.folder) if record.event == event]


def test_no_projection_leaves_before_the_look_and_all_do_once_none_of_the_sample_bears_text(
    loaded: RunningSite,
) -> None:
    access = token(loaded, COLUMNS)
    found = images(loaded, access)
    assert len(found["DX"]) == CHESTS  # the table is read meanwhile
    assert waiting(loaded, access, *found["DX"], *found["CT"]) == CHESTS
    assert waiting(loaded, access, found["DX"][0]) == 1
    assert len(fetched(loaded, access, *found["CT"])) == 1
    assert {record.details["ended"] for record in told(loaded, "images.stopped")} == {"images-wait"}

    window = owner(loaded)
    assert "3 projections" in window.get("/images")
    assert mark_all(loaded, window) == "/images?done=passed"
    assert len(fetched(loaded, access, *found["DX"])) == CHESTS
    (passed,) = told(loaded, "images.sample-passed")
    assert passed.details["by"] == NAME
    assert (passed.details["images"], passed.details["among"], passed.details["fewer_than"]) == (
        3,
        3,
        "0.00%",
    )
    assert "No image waits" in command(loaded, "withheld-images").output


def test_a_new_version_is_looked_at_anew_and_text_seen_on_it_closes_the_version_before_as_well(
    loaded: RunningSite, folder: Path
) -> None:
    window, before, image = owner(loaded), sheet_of(loaded), sample_of(loaded)[0]
    kept_on = {"version": version_in_force(loaded).name, "tables": {"image": {"columns": COLUMNS}}}
    stays = loaded.token(loaded.permit("falls", datasets={"scans": kept_on}))
    mark_all(loaded, window)
    kept = images(loaded, stays)["DX"]
    assert len(fetched(loaded, stays, *kept)) == CHESTS

    assert "3 projections wait until the data owner has looked at 3 of them" in load(loaded, folder)
    access = token(loaded, COLUMNS)
    assert waiting(loaded, access, *images(loaded, access)["DX"]) == CHESTS
    assert window.client.get(before).status_code == 404
    assert window.send(sheet_of(loaded), **{f"mark:{image}": "none"}).status_code == 404
    assert "0 of 3 looked at" in window.get("/images")
    assert len(fetched(loaded, stays, *kept)) == CHESTS
    assert mark_all(loaded, window, sample_of(loaded)[0]) == "/images?done=failed"
    assert waiting(loaded, stays, *kept) == CHESTS
    assert len(told(loaded, "images.sample-failed")) == 2


def test_text_on_one_keeps_it_here_for_good_and_the_others_wait_unless_the_site_rests_on_the_detector(
    loaded: RunningSite, folder: Path
) -> None:
    keep_projections(version_in_force(loaded), drawn(Projections.SAMPLE, projections(loaded).unseen, size=2))
    projections_of.cache_clear()
    window, access = owner(loaded), token(loaded, COLUMNS)
    dirty, clean = sample_of(loaded)
    unseen = projections(loaded).unseen
    (left,) = (Path(one.file).name for image, one in unseen.items() if image not in (dirty, clean))
    assert mark_all(loaded, window, dirty) == "/images?done=failed"
    assert waiting(loaded, access, *images(loaded, access)["DX"]) == CHESTS
    assert window.send(sheet_of(loaded), **{f"mark:{dirty}": "none"}).status_code == 404
    page = window.get("/images?done=failed")
    assert "text was seen on the sample" in page and "of which others bore text" in page
    listed = command(loaded, "withheld-images").output
    assert left in listed and listed.count("of which others bore text") == 1

    _save(dx(radiograph(64, seed=8)), 4, folder / "chest-new")
    again = load(loaded, folder)
    assert "1 · a person saw text that was not found" in again
    assert "1 · a projection of which others bore text" in again
    assert [Path(one.file).name for one in projections(loaded).unseen.values()] == ["chest-new"]
    seen_and_new = images(loaded, access)["DX"]
    assert len(seen_and_new) == 2 and waiting(loaded, access, *seen_and_new) == 1

    assert "Let go: 1" in command(loaded, "withheld-images", "--release", number_of(left, listed)).output
    assert "a person saw text" in load(loaded, folder, "--projections", "detector")
    all_but_one = images(loaded, access)["DX"]
    assert len(fetched(loaded, access, *all_but_one)) == len(all_but_one) == CHESTS
    assert told(loaded, "dataset.loaded")[-1].details["policy"]["projections"] == "detector"


def number_of(file: str, listed: str) -> str:
    (line,) = (line for line in listed.splitlines() if line.endswith(file))
    return line.split(" ")[0]


def test_a_look_that_is_half_done_is_kept_and_gone_on_with(loaded: RunningSite) -> None:
    window = owner(loaded)
    first, *others = sample_of(loaded)
    assert window.send(sheet_of(loaded), **{f"mark:{first}": "text"}).headers["location"].endswith("?start=1")
    assert "1 of 3 looked at" in window.get("/images")
    assert "(1 so far)" in command(loaded, "withheld-images").output
    later = Window(loaded.folder)  # the page was started anew
    later.log_in()
    assert len(re.findall(r" checked", later.get(sheet_of(loaded)))) == 1
    whole = later.client.get(f"{sheet_of(loaded)}/{first}/raised")
    assert Image.open(io.BytesIO(whole.content)).size == (SIZE, SIZE)
    later.send(sheet_of(loaded), **{f"mark:{first}": "none"})
    sent = later.send(sheet_of(loaded), **{f"mark:{image}": "none" for image in others})
    assert sent.headers["location"] == "/images?done=passed"


def test_what_was_loaded_before_samples_were_drawn_waits(loaded: RunningSite) -> None:
    (version_in_force(loaded) / SAMPLE_FILE).unlink()
    access = token(loaded, COLUMNS)
    found = images(loaded, access)
    assert waiting(loaded, access, *found["DX"], *found["CT"]) == CHESTS
    assert len(fetched(loaded, access, *found["CT"])) == 1
    assert "Load it again" in command(loaded, "withheld-images").output
    assert "Load the data set again" in owner(loaded).get("/images")


def test_forms_that_were_tampered_with_change_nothing(loaded: RunningSite) -> None:
    stranger, window, sheet = Window(loaded.folder), owner(loaded), sheet_of(loaded)
    marks = {f"mark:{image}": "none" for image in sample_of(loaded)}
    assert stranger.client.get(sheet).headers["location"] == "/login"
    assert stranger.client.get(f"{sheet}/{sample_of(loaded)[0]}/plain").headers["location"] == "/login"
    assert stranger.client.post(sheet, data=marks).headers["location"] == "/login"
    assert window.client.post(sheet, data={"csrf_token": "x", **marks}).status_code == 403
    foreign = window.client.post(
        sheet, data={"csrf_token": window.csrf(), **marks}, headers={"origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    for unknown in ("../catalogue.json", "0" * 32 + ".dcm", ""):
        assert window.send(sheet, **marks, **{f"mark:{unknown}": "none"}).status_code == 404
    first = next(iter(marks))
    assert window.send(sheet, **{**marks, first: "perhaps"}).status_code == 422
    assert window.send(sheet.replace("scans", "omop"), **marks).status_code == 404
    assert window.send("/images/samples/scans/current", **marks).status_code == 404
    assert window.client.get(f"{sheet}/%2e%2e%2fcatalogue.json/plain").status_code == 404
    assert window.client.get(f"{sheet}/{'0' * 32}.dcm/plain").status_code == 404
    assert told(loaded, "images.sample-marked") == []
    access = token(loaded, COLUMNS)
    assert waiting(loaded, access, *images(loaded, access)["DX"]) == CHESTS


def test_marks_count_only_when_the_audit_has_them(loaded: RunningSite) -> None:
    window, access = owner(loaded), token(loaded, COLUMNS)
    found, csrf = images(loaded, access)["DX"], window.csrf()
    loaded.folder.audit_database.rename(loaded.folder.root / "gone")
    loaded.folder.audit_database.mkdir()
    marks = {f"mark:{image}": "none" for image in sample_of(loaded)}
    window.desk.samples.close()
    assert window.client.post(sheet_of(loaded), data={"csrf_token": csrf, **marks}).status_code == 503
    loaded.folder.audit_database.rmdir()
    (loaded.folder.root / "gone").rename(loaded.folder.audit_database)
    assert "0 of 3 looked at" in owner(loaded).get("/images")
    assert waiting(loaded, access, *found) == CHESTS


def test_the_sheet_shows_each_image_plain_and_raised_and_is_marked_by_keyboard_in_both_languages(
    loaded: RunningSite, chrome: Browser
) -> None:
    words = {"fr": ("Aucun texte", "1 sur 3"), "en": ("No text", "2 of 3")}
    for page, language in logged_in(loaded.folder, chrome):
        none, marked = words[language]
        page.locator("nav a[href='/images']").click()
        expect(page.locator("a.button")).to_have_count(1)
        shuts_nobody_out(page, language)
        page.locator("a.button").press("Enter")
        expect(page.locator("fieldset")).to_have_count(CHESTS)
        for picture in page.locator("img").all()[1:]:
            picture.scroll_into_view_if_needed()
            expect(picture).to_have_js_property("naturalWidth", SIZE)
        shuts_nobody_out(page, language)
        page.locator("fieldset:not(:has(:checked))").first.get_by_label(none).press("Space")
        page.get_by_role("main").get_by_role("button").press("Enter")
        expect(page.get_by_role("main")).to_contain_text(marked)
    assert len(told(loaded, "images.sample-shown")) >= 4
