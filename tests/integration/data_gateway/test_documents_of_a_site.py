"""Letters of a site: served without identifiers, withheld while doubtful, decided on by a person."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, expect
from typer.testing import CliRunner

from data_gateway.catalogue.dataset import load_dataset
from data_gateway.cli import app
from data_gateway.documents.deidentifying import shipped_deidentifier
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import GatewaySettings, SiteSettings
from data_gateway.site.setup import create_site
from governance import signatures

from .conftest import RunningSite, refused
from .owner_window import NAME, Window, logged_in, records, shuts_nobody_out

SURE = "Mme Anne PECHINOT, née le 12/03/1956, a une maladie de Crohn. Revue le 3 mai 2024."
DOUBTFUL = "ORLOK JJB vu, Val Sorrel ok, puis Bon Temps HCI 77 Wren, Rose K4 et Vent Clair Sud, le Pré.\n" * 3
DESCRIPTION = "tables:\n  note:\n    documents: [note_text]\n"


@pytest.fixture
def site_folder(tmp_path: Path) -> SiteFolder:
    folder = SiteFolder(tmp_path / "lyon")
    settings = SiteSettings(id="lyon", title={"en": "Lyon"}, gateway=GatewaySettings(port=18031))
    create_site(folder, settings, signatures.public_pem(Ed25519PrivateKey.generate()))
    return folder


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A table of persons with names, and two letters."""
    folder = tmp_path / "letters"
    folder.mkdir()
    persons = {"person_id": [1, 2], "gender_concept_id": [0, 0], "year_of_birth": [1956, 1957]}
    parquet.write_table(pa.table(persons | {"nom": ["Péchinot", "Zoubiri"]}), folder / "person.parquet")
    letters = {"note_id": [1, 2, 3], "person_id": [1, 2, 2], "note_text": [SURE, DOUBTFUL, None]}
    parquet.write_table(pa.table(letters), folder / "note.parquet")
    (tmp_path / "description.yaml").write_text(DESCRIPTION)
    return folder


@pytest.fixture(scope="module")
def bar() -> float:
    """Between the tagger's confidence in the one letter and in the other."""
    sure, doubtful = (shipped_deidentifier().identify(text).confidence for text in (SURE, DOUBTFUL))
    assert doubtful < sure
    return (sure + doubtful) / 2


def load(folder: SiteFolder, export: Path, bar: float, *more: str) -> str:
    settings = folder.settings.read_text(encoding="utf-8").partition("\n[documents]")[0]
    folder.settings.write_text(f"{settings}\n[documents]\nbar = {bar}\n", encoding="utf-8")
    description = str(export.parent / "description.yaml")
    arguments = ["load", str(folder.root), str(export), "--dataset", "omop", "--describe", description]
    done = CliRunner().invoke(app, [*arguments, *more], env={"D2H_LANGUAGE": "en"})
    assert done.exit_code == 0, done.output
    return str(done.output)


def served(folder: SiteFolder) -> list[str | None]:
    paths = load_dataset(folder.datasets, "omop").paths("note")
    found: list[str | None] = parquet.read_table(paths).column("note_text").to_pylist()
    return found


def test_letters_are_stored_without_identifiers_and_doubtful_ones_wait(
    site_folder: SiteFolder, export: Path, bar: float
) -> None:
    told = load(site_folder, export, bar)
    assert "note.note_text: 1 document de-identified, 1 withheld until a person decides" in told
    expected = "Mme [PRENOM] [NOM], née le [DATE_NAISSANCE], a une maladie de Crohn. Revue le [DATE]."
    assert served(site_folder) == [expected, None]
    raw = b"".join(path.read_bytes() for path in site_folder.datasets.rglob("*") if path.is_file())
    assert b"PECHINOT" not in raw and b"ORLOK" not in raw
    assert site_folder.withheld_documents.stat().st_mode & 0o777 == 0o600
    loaded = [record for record in records(site_folder) if record.event == "dataset.loaded"][-1]
    assert loaded.details["documents"] == {"note.note_text": {"served": 1, "withheld": 1, "refused": 0}}


def test_a_person_corrects_and_releases_what_waits_and_the_next_load_serves_it(
    site_folder: SiteFolder, export: Path, bar: float
) -> None:
    load(site_folder, export, bar)
    window = Window(site_folder)
    assert window.client.get("/documents").headers["location"] == "/login"
    window.log_in()
    assert "Document 1" in window.get("/documents")
    page = window.get("/documents/1")
    assert "ORLOK" in page and "Mask as well" in page
    kept = [str(n) for n in range(page.count('name="masked"'))]
    answer = window.client.post(
        "/documents/1/release",
        data={"csrf_token": window.csrf(), "masked": kept, "more": "orlok jjb\nwren"},
    )
    assert answer.headers["location"] == "/documents?done=released"
    load(site_folder, export, bar)
    released = served(site_folder)[1]
    assert released is not None and "Wren" not in released and "ORLOK" not in released
    told = [(record.event, record.details.get("by")) for record in records(site_folder)]
    assert ("document.shown", NAME) in told and ("document.released", NAME) in told
    assert "No document waits." in window.get("/documents")
    assert window.send("/documents/1/refuse").status_code == 409
    assert window.client.get("/documents/99").status_code == 404


def test_what_waits_is_shown_to_everybody_who_decides(
    site_folder: SiteFolder, export: Path, bar: float, chrome: Browser
) -> None:
    load(site_folder, export, bar)
    for page, language in logged_in(site_folder, chrome):
        page.locator("nav a[href='/documents']").click()
        shuts_nobody_out(page, language)
        page.locator("main a[href='/documents/1']").press("Enter")
        expect(page.locator("main")).to_contain_text("ORLOK")
        shuts_nobody_out(page, language)


def test_what_a_person_refuses_is_never_served(site_folder: SiteFolder, export: Path, bar: float) -> None:
    load(site_folder, export, bar)
    window = Window(site_folder)
    window.log_in()
    assert window.client.post("/documents/1/refuse", data={"csrf_token": "x"}).status_code == 403
    assert window.send("/documents/1/refuse").headers["location"] == "/documents?done=refused"
    assert "1 document de-identified, 0 withheld until a person decides, 1 refused" in load(
        site_folder, export, bar
    )
    assert len(served(site_folder)) == 2


def test_known_identifiers_in_a_file_are_used_or_refused_whole(site_folder: SiteFolder, export: Path) -> None:
    people = export.parent / "people.jsonl"
    people.write_text('{"person": 2, "nom": "Orlok", "colour": "blue"}\n')
    description = str(export.parent / "description.yaml")
    arguments = ["load", str(site_folder.root), str(export), "--dataset", "omop", "--describe", description]
    done = CliRunner().invoke(app, [*arguments, "--known", str(people)], env={"D2H_LANGUAGE": "en"})
    assert done.exit_code == 1 and "Line 1" in done.output and "Nothing changed" in done.output


def test_a_project_whose_permit_opens_free_text_reads_masked_letters_under_pseudonyms(
    site: RunningSite, export: Path, bar: float
) -> None:
    load(site.folder, export, bar)
    tables = {"note": {"columns": ["person_id", "note_text"]}}
    token = site.token(site.permit(free_text=True, datasets={"omop": {"tables": tables}}))
    rows = site.read(token, "note").to_pylist()
    letters = sorted(str(row["note_text"]) for row in rows)
    assert len(letters) == 2 and letters[0].startswith("Mme [PRENOM] [NOM]")
    assert not {row["person_id"] for row in rows} & {1, 2}
    closed = site.token(site.permit("no-text", datasets={"omop": {"tables": tables}}))
    assert refused(lambda: site.read(closed, "note")).code == "column-free-text"


def test_letters_under_a_name_of_the_sites_own_stay_until_it_says_what_they_are(
    site: RunningSite, tmp_path: Path
) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    held = {"person_id": [1, 2, 3], "courrier": [f"{SURE} {number}" for number in "abc"]}
    labels = {"libelle": ["Insuffisance cardiaque congestive, sans précision"] * 3}
    parquet.write_table(pa.table(held | labels), folder / "note.parquet")
    tables = {"note": {"columns": ["courrier", "libelle"]}}
    closed, opened = (
        site.token(site.permit(f"text-{free}".lower(), free_text=free, datasets={"omop": {"tables": tables}}))
        for free in (False, True)
    )
    (tmp_path / "description.yaml").write_text("title: {en: Letters}\n")
    assert "note.courrier stays at the site" in (told := load(site.folder, folder, bar=0))
    assert "libelle" not in told  # a label that comes again
    assert refused(lambda: site.read(opened, "note")).code == "column-text-undeclared"
    (tmp_path / "description.yaml").write_text(DESCRIPTION.replace("note_text", "courrier"))
    assert "stays at the site" not in load(site.folder, folder, bar=0)
    assert refused(lambda: site.read(closed, "note")).code == "column-free-text"
    assert str(site.read(opened, "note").column(0)[0]).startswith("Mme [PRENOM] [NOM]")
    assert "stays at the site" not in load(site.folder, folder, 0, "--plain", "note.courrier")
