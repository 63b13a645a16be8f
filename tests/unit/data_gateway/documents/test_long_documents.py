"""However long letters are, no more of them than fits in memory is read, or sent, together."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import process_time

import duckdb
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from data_gateway.catalogue.document_columns import in_groups
from data_gateway.catalogue.identifiers import ColumnRole
from data_gateway.catalogue.table_files import AS_READ, Engine, write_table
from data_gateway.documents.deidentifying import Deidentifier
from data_gateway.documents.known_identifiers import known_of
from data_gateway.engines.document_batches import in_bytes
from governance.refusal import Refusal

LENGTHS = [10] * 5_000 + [1_500_000] * 6 + [9_000_000] + [10] * 300


def letters() -> list[pa.RecordBatch]:
    texts = pa.table({"number": range(len(LENGTHS)), "text": ["x" * length for length in LENGTHS]})
    batches: list[pa.RecordBatch] = texts.to_batches(500)
    return batches


def test_a_table_of_letters_is_stored_in_groups_that_fit_in_memory(tmp_path: Path) -> None:
    with parquet.ParquetWriter(tmp_path / "masked", letters()[0].schema) as writer:
        for group in in_groups(iter(letters())):
            writer.write_table(group)
    with duckdb.connect(":memory:") as connection:
        engine = Engine(connection, tmp_path / "spill", memory="1GB", threads=2)
        types, refusal = {"number": "BIGINT", "text": "VARCHAR"}, Refusal("load-fault")
        masked = f"SELECT * FROM read_parquet('{tmp_path / 'masked'}')"
        write_table(
            engine, "note", masked, types, tmp_path, lambda _: ColumnRole.PLAIN, refusal, row_group=AS_READ
        )
    stored = parquet.ParquetFile(tmp_path / "note.parquet")
    groups = [stored.read_row_group(number) for number in range(stored.num_row_groups)]
    assert max(group.num_rows for group in groups) <= 2_048
    assert all(group.nbytes < 5_000_000 or group.num_rows == 1 for group in groups)
    assert pa.concat_tables(groups)["number"].to_pylist() == list(range(len(LENGTHS)))


def test_letters_are_sent_in_batches_of_some_bytes() -> None:
    small = [batch.slice(at, 16) for batch in letters() for at in range(0, batch.num_rows, 16)]
    sent = list(in_bytes(pa.RecordBatchReader.from_batches(small[0].schema, small), 1_000))
    assert len(sent) < len(small) / 20 and all(batch.num_rows <= 1_000 for batch in sent)
    assert max(batch.nbytes for batch in sent if batch.num_rows > 16) < 20_000_000
    assert pa.Table.from_batches(sent)["number"].to_pylist() == list(range(len(LENGTHS)))


HOSTILE = [
    "a",
    "рé",
    "e\u0301",
    "\u202eab\u202c",
    "&",
    "Hélène",
    "mme",
    "Péchi-\n",
    "Mme Péchinot, 12/03/2021. ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_letter_ten_times_as_long_takes_about_ten_times_as_long(piece: str) -> None:
    _, known = known_of({"nom": "Péchinot", "prenom": "Hélène", "tel": "06 12 34 56 78"})

    def seconds(length: int) -> float:
        taken = []
        for _ in range(3):  # what else the process does, collecting garbage above all, is not the letter's
            started = process_time()
            Deidentifier().identify((piece * length)[:length], known)
            taken.append(process_time() - started)
        return min(taken)

    assert seconds(50_000) < 30 * max(seconds(5_000), 0.01)


def test_a_name_is_masked_wherever_the_borders_of_what_is_read_at_once_fall() -> None:
    _, known = known_of({"nom": "Péchinot", "prenom": "Anne-Marie", "tel": "06 12 34 56 78"})
    named = ("Mme Anne-Marie PÉCHI-\nNOT", "06 12 34 56 78", "12 mars 2021", "pech1not")
    pieces = [f"{'x' * (number % 41)} {named[number % 4]}, sort. " for number in range(2_000)]
    whole = Deidentifier().identify("".join(pieces), known)
    assert whole.tagged() == "".join(Deidentifier().identify(piece, known).tagged() for piece in pieces)


def test_a_name_stretched_over_a_border_is_masked_whole() -> None:
    _, known = known_of({"nom": "Péchinot"})
    stretched = "\u200b" * 3_000
    for before in range(17_000, 21_000, 1_000):
        text = f"{'Il dort. ' * (before // 9)}Vu Pé{stretched}chinot ce jour. {'Il dort. ' * 2_000}"
        left = Deidentifier().identify(text, known).tagged()
        assert "chinot" not in left and "Vu [NOM] ce jour" in left


def test_a_name_that_one_page_tells_is_masked_on_all() -> None:
    filler = "Le patient va bien, sans fièvre. " * 3_000
    text = f"Karamazova dort. {filler}Mme Karamazova. {filler}Karamazova est sortie."
    assert "Karamazova" not in Deidentifier().identify(text).tagged()


def test_memory_does_not_grow_with_a_letter() -> None:
    """Each letter in a process of its own: what a process once needed it may keep."""
    reading = (
        "import resource, sys\n"
        "from data_gateway.documents.deidentifying import shipped_deidentifier\n"
        "text = 'Mme Anne PÉCHINOT, vue le 12 mars 2021, va tout à fait bien.\\n' * int(sys.argv[1])\n"
        "shipped_deidentifier().identify(text)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    short, long = (
        int(subprocess.run([sys.executable, "-c", reading, times], check=True, capture_output=True).stdout)
        for times in ("400", "1600")
    )
    assert long < 1.2 * short
