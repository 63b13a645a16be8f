"""Letters that try to carry a name out: loaded by the site's command, read by a project's own code."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from typer.testing import CliRunner

import d2h_sdk as d2h
from data_gateway.cli import app
from data_gateway.documents.folding import fold
from data_gateway.documents.legible import legible
from governance.permits.document import DatasetPermit, Documents, Mode, TablePermit
from tests.hostile_letters import HOSTILE, PATIENT, left_of, letter

from .conftest import AccessService, Enter, RunningSite, permit, sign

DESCRIPTION = "tables:\n  note:\n    documents: [note_text]\n    keep_identifiers: true\n"
LONG = "".join(f"{'Suite du séjour sans incident. ' * (3 + n % 7)}Vue par pech1not.\n" for n in range(300))
"""Longer than what is read at once."""


@pytest.fixture(scope="module")
def lyon(sites: dict[str, RunningSite], tmp_path_factory: pytest.TempPathFactory) -> RunningSite:
    """Holds one letter for each hostile form, of one patient."""
    site, folder = sites["lyon"], (tmp_path := tmp_path_factory.mktemp("hostile")) / "letters"
    folder.mkdir()
    parquet.write_table(pa.table({"person_id": [7], "nom": [PATIENT["nom"]]}), folder / "person.parquet")
    texts = [*map(letter, HOSTILE), LONG]
    numbers = pa.array(range(len(texts)))
    whose = pa.array([7] * len(texts))
    columns = {"note_id": numbers, "person_id": whose, "note_type_concept_id": numbers, "note_text": texts}
    parquet.write_table(pa.table(columns), folder / "note.parquet")
    (tmp_path / "people.jsonl").write_text(json.dumps(PATIENT), encoding="utf-8")
    (tmp_path / "description.yaml").write_text(DESCRIPTION, encoding="utf-8")
    with site.folder.settings.open("a", encoding="utf-8") as settings:
        settings.write("\n[documents]\nbar = 0.0\n")
    arguments = ["load", str(site.folder.root), str(folder), "--dataset", "letters"]
    arguments += ["--describe", str(tmp_path / "description.yaml"), "--known", str(tmp_path / "people.jsonl")]
    done = CliRunner().invoke(app, arguments, env={"D2H_LANGUAGE": "en"})
    assert done.exit_code == 0, done.output
    return site


@pytest.mark.parametrize("documents", list(Documents))
def test_no_hostile_letter_brings_a_name_to_a_project(
    documents: Documents,
    lyon: RunningSite,
    enter: Enter,
    access_service: AccessService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tables = {"note": TablePermit(columns=("note_type_concept_id", "note_text"))}
    granted = DatasetPermit(mode=Mode.RECORDS, tables=tables, free_text=True, documents=documents)
    document = permit("lyon").model_copy(update={"datasets": {"letters": granted}})
    monkeypatch.setitem(access_service.permits, "lyon", sign(lyon.folder, document))
    enter(lyon.door)
    notes = d2h.read("note", dataset="letters", sites="lyon").sort_values("note_type_concept_id")
    *short, long = notes["note_text"].tolist()
    assert len(short) == len(HOSTILE) and "Vue par" in long
    for form, text in zip(HOSTILE, short, strict=True):
        if documents is Documents.TAGS:
            assert not left_of(text), (form, text)
        read = fold(legible(text).text)
        assert form not in text and not any(name in read for name in ("pechinot", "tonihcep", "lilas")), text
    assert "pech1not" not in long and long.count("Vue par") == 300
