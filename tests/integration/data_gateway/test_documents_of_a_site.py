"""Letters of a site: served without identifiers, withheld while doubtful, decided on by a person."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, expect
from typer.testing import CliRunner

from d2h_sdk.wire import SqlRequest
from data_gateway.catalogue.dataset import CATALOGUE_FILE, load_dataset, sealed_column
from data_gateway.catalogue.file_sums import sum_of
from data_gateway.cli import app
from data_gateway.documents.deidentifying import shipped_deidentifier
from data_gateway.site.folder import SiteFolder
from data_gateway.site.settings import GatewaySettings, SiteSettings
from data_gateway.site.setup import create_site
from governance import signatures
from governance.permits.document import PermitDocument

from .conftest import RunningSite, refused
from .owner_window import NAME, Window, logged_in, records, shuts_nobody_out
from .test_gateway_audit import wait_for
from .test_workers import memory_of

SURE = "Mme Anne PECHINOT, née le 12/03/1956, a une maladie de Crohn. Revue le 3 mai 2024."
DOUBTFUL = "ORLOK JJB vu, Val Sorrel ok, puis Bon Temps HCI 77 Wren, Rose K4 et Vent Clair Sud, le Pré.\n" * 3
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
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


SEALED = sealed_column("note_text")
KEEPING = DESCRIPTION + "    keep_identifiers: true\n"
SEEN = date(2024, 5, 3)
LETTER = "Mme Anne PECHINOT, née le 12/03/1956, a une maladie de Crohn. Revue le 3 mai 2024."
SECOND = "Mme PECHINOT va mieux depuis le 03/05/2024."


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """Two letters of one patient, with the day on which they were written."""
    folder = tmp_path / "letters"
    folder.mkdir()
    persons = {"person_id": [1], "gender_concept_id": [0], "year_of_birth": [1956], "nom": ["Péchinot"]}
    parquet.write_table(pa.table(persons), folder / "person.parquet")
    notes = {"note_id": [1, 2], "person_id": [1, 1], "note_date": [SEEN] * 2, "note_text": [LETTER, SECOND]}
    notes |= {"note_source_value": ["Courrier"] * 2}
    parquet.write_table(pa.table(notes), folder / "note.parquet")
    (tmp_path / "description.yaml").write_text(KEEPING)
    return folder


def permit_for_letters(site: RunningSite, project: str = "adverse-events", **terms: Any) -> PermitDocument:
    tables = {"note": {"columns": ["note_date", "note_text"]}}
    return site.permit(project, free_text=True, datasets={"omop": {"tables": tables}}, **terms)


def read(site: RunningSite, project: str = "adverse-events", **terms: Any) -> tuple[date, str, str]:
    """The day of the table and both letters, as a project with these terms reads them."""
    permit = permit_for_letters(site, project, **terms)
    (first, second) = sorted(
        site.read(site.token(permit), "note").to_pylist(), key=lambda row: -len(row["note_text"])
    )
    assert first["note_date"] == second["note_date"]
    return first["note_date"], first["note_text"], second["note_text"]


def test_a_permit_for_surrogates_gives_a_patient_one_other_name_and_the_days_of_her_tables(
    site: RunningSite, letters: Path
) -> None:
    load(site.folder, letters, bar=0)
    assert read(site)[1:] == (
        "Mme [PRENOM] [NOM], née le [DATE_NAISSANCE], a une maladie de Crohn. Revue le [DATE].",
        "Mme [NOM] va mieux depuis le [DATE].",
    )
    names = set()
    for project in ("adverse-events", "activity"):
        day, first, second = read(site, project, documents="surrogates", dates="shifted")
        found = re.fullmatch(
            r"Mme (\w+) ([A-Z]+), née le ([\d/]{10}), a une maladie de Crohn. Revue le (\d+ \w+ 202\d).",
            first,
        )
        assert found is not None and found[2] != "PECHINOT", first
        assert found[4] == f"{day.day} {MONTHS.split()[day.month - 1]} {day.year}" and day != SEEN
        born = datetime.strptime(found[3], "%d/%m/%Y").date()
        assert born - date(1956, 3, 12) == day - SEEN
        assert second == f"Mme {found[2]} va mieux depuis le {day:%d/%m/%Y}."
        names.add((found[1], found[2], day))
    assert len(names) == 2

    # Neither what reaches the process of a project's questions nor what it reads names her.
    permit = permit_for_letters(site, "activity", documents="surrogates", dates="shifted")
    memory = memory_of(site.worker(permit).pid)
    assert b"[PRENOM]" in memory and b"PECHINOT" not in memory
    assert b"PECHINOT" not in (path := note_file(site)).read_bytes()
    assert not any(b"PECHINOT" in seal for seal in parquet.read_table(path)[SEALED].to_pylist())
    key = bytes.fromhex((site.folder.document_keys / "omop.key").read_text())
    assert key not in memory

    site.folder.opposition.write_text("1\n")
    assert site.read(site.token(permit), "note").num_rows == 0


def test_dates_of_documents_are_as_exact_as_the_permit_says(site: RunningSite, letters: Path) -> None:
    load(site.folder, letters, bar=0)
    _, first, second = read(site, documents="surrogates")
    assert "née le [DATE_NAISSANCE]," in first and "Revue le 3 mai 2024." in first
    assert "PECHINOT" not in first + second
    _, first, second = read(site, documents="surrogates", dates="month")
    assert "née le [DATE_NAISSANCE]," in first and "Revue le mai 2024." in first
    assert second.endswith("depuis le 05/2024.")


def test_what_a_document_named_is_found_by_no_question(site: RunningSite, letters: Path) -> None:
    load(site.folder, letters, bar=0)
    tables = {"note": {"columns": ["note_text"]}}
    for documents in ("tags", "surrogates"):
        granted = site.permit(free_text=True, documents=documents, datasets={"omop": {"tables": tables}})
        token = site.token(granted)
        for asked in (
            "SELECT count(*) FROM note WHERE note_text LIKE '%PECHINOT%'",
            "SELECT count(*) FROM note WHERE contains(note_text, '1956')",
        ):
            assert site.get(token, SqlRequest(sql=asked)).column(0).to_pylist() == [0]
        for asked in (
            f'SELECT "{SEALED}" FROM note',
            "SELECT with_surrogates('omop', note_text, ''::BLOB, 0) FROM note",
        ):
            call = partial(site.get, token, SqlRequest(sql=asked))
            assert refused(call).code.startswith("sql-")


def note_file(site: RunningSite) -> Path:
    return Path(load_dataset(site.folder.datasets, "omop").paths("note")[0])


def test_another_mapping_keeps_what_documents_named(site: RunningSite, letters: Path) -> None:
    load(site.folder, letters, bar=0)
    expected = read(site, documents="surrogates")
    for number, code in enumerate(("Courrier", "Compte rendu", "Courrier")):
        mapping = letters.parent / f"mapping-{number}.csv"
        mapping.write_text(
            "table,column,code,local_unit,concept_id,unit,factor,offset,unit_concept_id\n"
            f"note,note_source_value,{code},,706391,,,,\n"
        )
        arguments = ["map", str(site.folder.root), str(mapping), "--dataset", "omop"]
        done = CliRunner().invoke(app, arguments, env={"D2H_LANGUAGE": "en"})
        assert done.exit_code == 0, done.output
        assert read(site, documents="surrogates") == expected
        held = load_dataset(site.folder.datasets, "omop").tables["note"]
        assert "note_concept_id" in held.columns and SEALED not in held.columns


def test_what_is_not_as_it_was_sealed_is_refused_and_the_masked_text_stays(
    site: RunningSite, letters: Path
) -> None:
    load(site.folder, letters, bar=0)
    expected = read(site, documents="surrogates")
    worker = site.worker(permit_for_letters(site, documents="surrogates"))
    (maker,) = makers()
    os.kill(maker, signal.SIGKILL)
    assert refused(lambda: read(site, documents="surrogates")).code == "worker-ended"
    wait_for(lambda: not worker.alive)
    assert read(site, documents="surrogates") == expected

    rows = parquet.read_table(note_file(site))
    swapped = rows.set_column(rows.schema.names.index(SEALED), SEALED, rows[SEALED].take([1, 0]))
    forge(site, swapped)
    for project in ("sleep", "stroke"):
        assert refused(lambda of=project: read(site, of, documents="surrogates")).code == "documents-damaged"
        forge(site, rows)
        (site.folder.document_keys / "omop.key").write_text("ab" * 32)
    assert read(site, "activity")[1].startswith("Mme [PRENOM] [NOM]")

    catalogue = note_file(site).with_name(CATALOGUE_FILE)
    catalogue.write_text(catalogue.read_text().replace('"sealed": true', '"sealed": false'))
    assert refused(lambda: read(site, "migraine")).code == "documents-load-again"
    load(site.folder, letters, bar=0)
    assert "[" not in read(site, "migraine", documents="surrogates", dates="shifted")[1]


def forge(site: RunningSite, rows: pa.Table, *, use_dictionary: bool = True) -> None:
    """By somebody who knows of sums."""
    file = note_file(site)
    parquet.write_table(rows, file, use_dictionary=use_dictionary)
    catalogue = file.with_name(CATALOGUE_FILE)
    told = json.loads(catalogue.read_text())
    told["tables"]["note"]["sums"] = [sum_of(file)]
    catalogue.write_text(json.dumps(told))


def makers() -> list[int]:
    """The processes that make surrogates for this one's workers."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            ours = f"\nPPid:\t{os.getpid()}\n" in (process / "status").read_text()
            if ours and b"data_gateway.engines.surrogates" in (process / "cmdline").read_bytes():
                found.append(int(process.name))
    return found


DYING = """
import json
import os
from data_gateway.cli import app
from data_gateway.documents.sealing import Seal
Seal.closed = lambda *_: os.kill(os.getpid(), 9)
app()
"""


def test_a_load_killed_while_it_seals_leaves_what_was_and_nobodys_name(
    site_folder: SiteFolder, letters: Path
) -> None:
    load(site_folder, letters, bar=0)
    before = load_dataset(site_folder.datasets, "omop").version
    arguments = ["load", str(site_folder.root), str(letters), "--dataset", "omop"]
    done = subprocess.run([sys.executable, "-c", DYING, *arguments], timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL
    assert load_dataset(site_folder.datasets, "omop").version == before
    held = [path for path in site_folder.root.rglob("*") if path.is_file()]
    assert not any(b"PECHINOT" in path.read_bytes() for path in held)
    load(site_folder, letters, bar=0)
    assert load_dataset(site_folder.datasets, "omop").version != before


def test_surrogates_are_refused_where_what_documents_name_is_not_kept(
    site: RunningSite, letters: Path
) -> None:
    (letters.parent / "description.yaml").write_text(DESCRIPTION)
    load(site.folder, letters, bar=0)
    assert refused(lambda: read(site, documents="surrogates")).code == "surrogates-not-kept"
