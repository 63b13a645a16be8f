"""Images of a site: kept clean, served to permits that name them, withheld while a person has not looked."""

from __future__ import annotations

import csv
import io
import shutil
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pydicom
import pytest
from pydicom.dataset import FileDataset
from typer.testing import CliRunner, Result

from d2h_sdk.wire import ImagesRequest, ReadRequest, SqlRequest
from data_gateway.catalogue.image_intake import ImageFolder
from data_gateway.catalogue.image_loading import load_images
from data_gateway.cli import app
from data_gateway.images.cleaning import ImagePolicy
from data_gateway.images.identity import uid
from data_gateway.images.withheld_images import WithheldImages
from data_gateway.patients.opposition import replace_opposition
from data_gateway.patients.project_keys import ProjectKeys
from data_gateway.patients.pseudonyms import date_shift

from ...unit.data_gateway.planted_images import CANARIES, NAME, PLANTS, ROOT, ct
from .conftest import RunningSite, refused
from .owner_window import NAME as NAME_OF_OWNER
from .owner_window import Window, records

COLUMNS = ["person_id", "study_id", "series_id", "image_id", "study_date", "modality", "pixels"]
PATIENTS = {"8001234567": 1, "8007654321": 2}  # PatientID -> person of the tables
DAY = date(2024, 1, 5)


def scan(patient: str, number: int) -> FileDataset:
    made = ct()
    PLANTS["private group"](made)
    made.PatientID = patient
    made.StudyInstanceUID, made.SeriesInstanceUID = f"{ROOT}.{patient}.1", f"{ROOT}.{patient}.2"
    made.SOPInstanceUID = made.file_meta.MediaStorageSOPInstanceUID = f"{ROOT}.{patient}.3.{number}"
    made.InstanceNumber = number
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_images(tmp_path)


def write_images(home: Path) -> Path:
    """Two sections of one patient, one of another, a head, and a file that is nothing."""
    place = home / "pacs" / NAME
    place.mkdir(parents=True)
    first, second = PATIENTS
    for patient, number in ((first, 1), (first, 2), (second, 1)):
        scan(patient, number).save_as(place / f"{patient}-{number}", enforce_file_format=True)
    head = scan(second, 9)
    head.BodyPartExamined = "HEAD"
    head.save_as(place / "head", enforce_file_format=True)
    (place / "broken").write_bytes((place / f"{first}-1").read_bytes()[:600])
    (home / "persons.csv").write_text(
        "patient_id,person_id\n" + "".join(f"{patient},{person}\n" for patient, person in PATIENTS.items())
    )
    return home / "pacs"


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data set, taken in once."""
    home = tmp_path_factory.mktemp("loaded")
    queue = WithheldImages(home / "queue.sqlite")
    persons = {patient: str(person) for patient, person in PATIENTS.items()}
    source = ImageFolder(write_images(home), ImagePolicy(read_text=False), persons)
    load_images(source, home / "datasets", "scans", {}, queue, memory="500MB", threads=1)
    queue.close()
    return home / "datasets" / "scans"


@pytest.fixture
def loaded(site: RunningSite, version: Path) -> RunningSite:
    shutil.copytree(version, site.folder.datasets / "scans", symlinks=True)
    return site


def command(site: RunningSite, *arguments: str) -> Result:
    name, *others = arguments
    return CliRunner().invoke(app, [name, str(site.folder.root), *others], env={"D2H_LANGUAGE": "en"})


def load(site: RunningSite, folder: Path) -> str:
    persons = str(folder.parent / "persons.csv")
    done = command(
        site, "load-images", str(folder), "--dataset", "scans", "--persons", persons, "--headers-only"
    )
    assert done.exit_code == 0, done.output
    return str(done.output)


def token(site: RunningSite, columns: list[str], project: str = "adverse-events", **terms: Any) -> str:
    granted = {
        "scans": {"tables": {"image": {"columns": columns}}},
        "omop": {"tables": {"person": {"columns": ["person_id"]}}},
    }
    return site.token(site.permit(project, datasets=granted, **terms))


def rows(site: RunningSite, access: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.get(access, ReadRequest(dataset="scans", table="image")).to_pylist()
    return found


def fetched(site: RunningSite, access: str, *images: int) -> dict[int, pydicom.Dataset]:
    parts: defaultdict[int, bytes] = defaultdict(bytes)
    for row in site.get(access, request(*images)).to_pylist():
        parts[row["image_id"]] += row["part"]
    return {image: pydicom.dcmread(io.BytesIO(content)) for image, content in parts.items()}


def request(*images: int) -> ImagesRequest:
    return ImagesRequest(dataset="scans", images=images)


def test_what_the_site_keeps_names_nobody_and_files_that_cannot_be_served_cost_only_themselves(
    site: RunningSite, folder: Path
) -> None:
    told = load(site, folder)
    assert "scans: 3 images of 2 patients in force" in told
    assert "1 of these wait for a person" in told
    kept = list(site.folder.datasets.glob("scans/current/objects/*"))
    assert len(kept) == 3
    for path in kept:
        content = path.read_bytes() + path.name.encode()
        assert [canary for canary in CANARIES if canary.encode() in content] == []
    (listing,) = (site.folder.root / "reports").glob("scans-*-images.csv")
    with listing.open() as file:
        assert {Path(row["file"]).name: row["withheld"] for row in csv.DictReader(file)} == {
            "broken": "not-an-image",
            "head": "face",
        }
    loaded = [record for record in site.audit() if record.event == "dataset.loaded"][-1]
    assert loaded.details["withheld"] == {"face": 1, "not-an-image": 1}
    assert loaded.details["rows"] == {"image": 3}


def test_images_stand_under_the_pseudonyms_and_days_of_the_tables(loaded: RunningSite) -> None:
    access = token(loaded, COLUMNS, dates="shifted")
    found = rows(loaded, access)
    persons = {row["person_id"] for row in found}
    assert persons < {row["person_id"] for row in loaded.read(access, "person").to_pylist()}
    key = ProjectKeys(loaded.folder).key("adverse-events")
    moved = {(DAY - row["study_date"]).days for row in found}
    assert moved == {-date_shift(person, key) for person in PATIENTS.values()}
    for row in found:
        image = fetched(loaded, access, row["image_id"])[row["image_id"]]
        assert image.pixel_array.nbytes == row["pixels"]
        assert (image.StudyInstanceUID, image.SeriesInstanceUID, image.SOPInstanceUID) == tuple(
            uid(row[column]) for column in ("study_id", "series_id", "image_id")
        )
        assert image.PatientID == str(row["person_id"])
        assert image.StudyDate == row["study_date"].strftime("%Y%m%d")
        assert "PatientAge" not in image and not image.PatientSex
    assert len({row["study_id"] for row in found}) == 2


def test_two_projects_know_the_same_image_by_unrelated_numbers(loaded: RunningSite) -> None:
    numbers = [
        {row[column] for row in rows(loaded, token(loaded, COLUMNS, project)) for column in COLUMNS[:4]}
        for project in ("adverse-events", "falls")
    ]
    assert not numbers[0] & numbers[1]


def test_opposed_patients_are_gone_from_the_table_and_by_number(loaded: RunningSite) -> None:
    access = token(loaded, COLUMNS)
    before = {row["image_id"] for row in rows(loaded, access)}
    replace_opposition(loaded.folder.opposition, frozenset({"1"}))
    after = {row["image_id"] for row in rows(loaded, access)}
    assert len(after) == 1
    answer = refused(lambda: loaded.get(access, request(*before)))
    assert (answer.code, answer.params) == ("images-missing", {"count": 2})


def test_pixels_go_only_under_a_permit_that_names_them(loaded: RunningSite) -> None:
    (image, *_) = [row["image_id"] for row in rows(loaded, token(loaded, COLUMNS))]
    without = token(loaded, [column for column in COLUMNS if column != "pixels"], version=2)
    answer = refused(lambda: loaded.get(without, request(image)))
    assert (answer.code, answer.params["column"]) == ("column-not-in-permit", "pixels")
    counting = token(loaded, COLUMNS, version=3, mode="aggregates")
    assert refused(lambda: loaded.get(counting, request(image))).code == "aggregates-only"
    named = SqlRequest(sql='select "the file" from image')
    assert (
        refused(lambda: loaded.get(token(loaded, COLUMNS), named.model_dump_json().encode())).code
        == "sql-column"
    )
    file = token(loaded, [*COLUMNS, "file"], version=4)
    assert refused(lambda: rows(loaded, file)).code == "column-identifying"
    assert (
        refused(lambda: loaded.get(token(loaded, COLUMNS, version=5), request(image, 5))).code
        == "images-missing"
    )
    tables = ImagesRequest(dataset="omop", images=(image,))
    assert refused(lambda: loaded.get(token(loaded, COLUMNS), tables)).code == "table-not-in-permit"


def test_each_fetch_is_audited_with_how_many_images_and_bytes(loaded: RunningSite) -> None:
    access = token(loaded, COLUMNS)
    fetched(loaded, access, *(row["image_id"] for row in rows(loaded, access)))
    begun, ended = [record for record in loaded.audit() if record.event.startswith("images.")]
    assert (begun.event, ended.event) == ("images.started", "images.finished")
    assert begun.details["images"] == 3
    assert ended.details["bytes"] > 3 * 384 * 384 * 2


def test_a_person_lets_an_image_go_or_keeps_it_and_the_next_load_obeys(
    site: RunningSite, folder: Path
) -> None:
    load(site, folder)
    assert "1 · scans · a face could be rebuilt" in command(site, "withheld-images").output
    assert command(site, "withheld-images", "--release", "7").exit_code == 1
    assert "Let go: 1" in command(site, "withheld-images", "--release", "1").output
    assert "scans: 4 images of 2 patients" in load(site, folder)
    assert "images.released" in site.events()
    assert "No image waits for a person." in command(site, "withheld-images").output
    again = command(site, "withheld-images", "--refuse", "1")
    assert again.exit_code == 1 and "No image waits under the number 1" in again.output


def test_the_data_owner_decides_on_her_page_and_is_named_in_the_audit(
    site: RunningSite, folder: Path
) -> None:
    load(site, folder)
    window = Window(site.folder)
    assert window.client.get("/images").headers["location"] == "/login"
    window.log_in()
    page = window.get("/images")
    assert "pacs" in page and "head" in page and "a face could be rebuilt" in page
    forged = {"csrf_token": "x", "image": "1", "decision": "release"}
    assert window.client.post("/images", data=forged).status_code == 403
    assert window.send("/images", image="1", decision="refuse").headers["location"] == "/images?done=refuse"
    assert "No image waits for a person." in window.get("/images?done=refuse")
    assert window.send("/images", image="1", decision="release").status_code == 409
    kept = [record for record in records(site.folder) if record.event == "images.kept-back"]
    assert [record.details["by"] for record in kept] == [NAME_OF_OWNER]
    assert "scans: 3 images of 2 patients" in load(site, folder)


def test_patients_whom_the_list_does_not_know_stay_at_the_site(site: RunningSite, folder: Path) -> None:
    (folder.parent / "persons.csv").write_text("patient_id,person_id\n8007654321,2\n")
    told = load(site, folder)
    assert "scans: 1 image of 1 patient in force" in told
    assert "or of a patient whom the list does not know" in told
    (folder.parent / "persons.csv").write_text("patient_id,person_id\n8007654321,2\n8007654321,3\n")
    done = command(
        site,
        "load-images",
        str(folder),
        "--dataset",
        "scans",
        "--persons",
        str(folder.parent / "persons.csv"),
        "--headers-only",
    )
    assert done.exit_code == 1 and "line 3" in done.output
