"""What letters named: sealed beside them, other names and days in their place, found by no question."""

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
from typer.testing import CliRunner

from d2h_sdk.wire import SqlRequest
from data_gateway.catalogue.dataset import CATALOGUE_FILE, load_dataset, sealed_column
from data_gateway.catalogue.file_sums import sum_of
from data_gateway.cli import app
from governance.permits.document import PermitDocument

from .conftest import RunningSite, refused
from .test_documents_of_a_site import DESCRIPTION, load
from .test_gateway_audit import wait_for
from .test_workers import memory_of

MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
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
    site: RunningSite, letters: Path
) -> None:
    load(site.folder, letters, bar=0)
    before = load_dataset(site.folder.datasets, "omop").version
    arguments = ["load", str(site.folder.root), str(letters), "--dataset", "omop"]
    done = subprocess.run([sys.executable, "-c", DYING, *arguments], timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL
    assert load_dataset(site.folder.datasets, "omop").version == before
    held = [path for path in site.folder.root.rglob("*") if path.is_file()]
    assert not any(b"PECHINOT" in path.read_bytes() for path in held)
    load(site.folder, letters, bar=0)
    assert load_dataset(site.folder.datasets, "omop").version != before


def test_surrogates_are_refused_where_what_documents_name_is_not_kept(
    site: RunningSite, letters: Path
) -> None:
    (letters.parent / "description.yaml").write_text(DESCRIPTION)
    load(site.folder, letters, bar=0)
    assert refused(lambda: read(site, documents="surrogates")).code == "surrogates-not-kept"
