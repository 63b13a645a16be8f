"""Identifiers left in letters, kind by kind, words lost to masking, and letters per second of one processor.

Held out: SNIPPETS (the gold of EDS-Pseudo) are dealt into parts so that no template stands in two; the tagger
is trained anew without each part, then measured on it. Letters about people that the hospital knows are
generated (never trained on, but their names are of the shipped lists, one in twenty misspelt) and read with
the shipped weights. REPORTS (E3C) hold no identifier: what is masked of those never trained on is lost.

    python benchmarks/deidentification.py SNIPPETS REPORTS [--parts 4] [--letters 500] [--documents 200]
"""

from __future__ import annotations

import argparse
import os
import socket
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

import duckdb
import pyarrow as pa

from data_gateway.catalogue.dataset import Dataset
from data_gateway.documents.deidentifying import Deidentifier, Identified
from data_gateway.documents.known_identifiers import Known, known_of
from data_gateway.documents.sealing import Seal
from data_gateway.documents.spans import Span
from data_gateway.documents.tagger import Tagger, shipped_tagger
from data_gateway.documents.training.letters import Letter, LetterWriter
from data_gateway.documents.training.snippets import Snippet, folds, read_reports, read_snippets
from data_gateway.documents.training.train import train
from data_gateway.engines.policy_view import SURROGATES
from data_gateway.engines.surrogates.asking import SurrogateAsker
from data_gateway.engines.surrogates.making import SurrogateMaker
from data_gateway.engines.surrogates.messages import MakerOpening, SealedDataset
from data_gateway.site.settings import Limits
from governance.permits.document import Dates

SNIPPETS_BAR, LETTERS_BAR, LOST_BAR = 97.0, 99.0, 1.0  # percent of characters
RULES_BAR, FULL_BAR = 100.0, 30.0  # documents per second and core, of 2 kB
DOCUMENT = 2_000  # characters
_READS = 5
SEED = 4


@dataclass
class Leaks:
    """Characters of identifiers, by kind, and what was left of them; documents with nothing left."""

    held: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    documents: int = 0
    clean: int = 0
    others: int = 0
    lost: int = 0

    def add(self, text: str, gold: Sequence[Span], found: Identified) -> None:
        masked, named = _characters(found.spans), _characters(gold)
        before = self.left.total()
        for span in gold:
            shown = [at for at in range(span.start, span.end) if text[at].isalnum()]
            self.held[span.label.value] += len(shown)
            self.left[span.label.value] += sum(at not in masked for at in shown)
        self.documents += 1
        self.clean += self.left.total() == before
        self.others += len(text) - len(named)
        self.lost += len(masked - named)

    @property
    def masked(self) -> float:
        """Percent of the characters of identifiers."""
        return 100 * (1 - self.left.total() / max(self.held.total(), 1))

    @property
    def lost_share(self) -> float:
        """Percent of the characters that identify nobody."""
        return 100 * self.lost / max(self.others, 1)


def _characters(spans: Iterable[Span]) -> set[int]:
    return {at for span in spans for at in range(span.start, span.end)}


def held_out(snippets: Sequence[Snippet], reports: Sequence[Snippet], parts: int) -> Leaks:
    leaks = Leaks()
    with tempfile.TemporaryDirectory() as folder:
        for number, part in enumerate(folds(snippets, parts)):
            without = [snippet for at, snippet in enumerate(snippets) if at not in set(part)]
            weights = Path(folder) / f"{number}.crfsuite"
            train(without, reports[::2], weights)
            deidentifier = Deidentifier(tagger=Tagger(weights))
            for at in part:
                snippet = snippets[at]
                leaks.add(snippet.text, snippet.gold, deidentifier.identify(snippet.text))
    return leaks


def of_known_people(count: int) -> tuple[Leaks, list[tuple[Letter, Known]]]:
    leaks, deidentifier = Leaks(), Deidentifier(tagger=shipped_tagger())
    writer, written = LetterWriter(SEED), []
    for _ in range(count):
        letter = writer.letter()
        known = known_of(letter.known)[1]
        leaks.add(letter.text, letter.gold, deidentifier.identify(letter.text, known))
        written.append((letter, known))
    return leaks, written


def nobody(reports: Sequence[Snippet]) -> Leaks:
    leaks, deidentifier = Leaks(), Deidentifier(tagger=shipped_tagger())
    for report in reports:
        leaks.add(report.text, (), deidentifier.identify(report.text))
    return leaks


def per_second(deidentifier: Deidentifier, documents: Sequence[tuple[str, Known]]) -> tuple[float, float]:
    """By processor time and by the clock; the lists are read before."""
    deidentifier.identify(*documents[0])
    processor, clock = time.process_time(), time.perf_counter()
    for text, known in documents:
        deidentifier.identify(text, known)
    return (
        len(documents) / (time.process_time() - processor),
        len(documents) / (time.perf_counter() - clock),
    )


def surrogates_per_second(documents: Sequence[tuple[str, Known]]) -> tuple[float, float]:
    """By processor time and by the clock, as an engine has them made at a read, here by a thread."""
    deidentifier, key = Deidentifier(), bytes(32)
    seal = Seal(key)
    found = [deidentifier.identify(text, known) for text, known in documents]
    rows = pa.table(
        {
            "tagged": [one.tagged() for one in found],
            "sealed": [seal.closed(one, str(person)) for person, one in enumerate(found)],
        }
    )
    letters = SealedDataset(
        dataset=Dataset(id="letters", title={}, version="", tables={}),
        folder=Path(),
        key=key,
        dates=Dates.SHIFTED,
        linked=False,
    )
    opening = MakerOpening(datasets={"letters": letters}, project=bytes(32), linkage=None, limits=Limits())
    ours, theirs = socket.socketpair()
    maker = SurrogateMaker(opening)
    threading.Thread(target=maker.serve, args=(cast(BinaryIO, theirs.makefile("rwb")),), daemon=True).start()
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        SurrogateAsker(ours).make_function(connection)
        connection.register("letter", rows)
        asked = f"SELECT sum(length({SURROGATES}('letters', tagged, sealed, 0))) FROM letter"
        connection.execute(asked).fetchall()  # the lists of names are read before
        processor, clock = time.process_time(), time.perf_counter()
        for _ in range(_READS):
            connection.execute(asked).fetchall()
    made = _READS * len(found)
    return made / (time.process_time() - processor), made / (time.perf_counter() - clock)


def cut(written: Sequence[tuple[Letter, Known]], count: int) -> list[tuple[str, Known]]:
    """Documents of 2 kB, of the letters written on end, each with what is known of its first person."""
    found = []
    for number in range(count):
        letter, known = written[number % len(written)]
        after = written[(number + 1) % len(written)][0].text
        found.append(((letter.text + "\n" + after)[:DOCUMENT], known))
    return found


def told(what: str, figure: float, unit: str, bar: str, *, met: bool) -> None:
    print(f"{what:52} {figure:8.2f} {unit:12} {bar:14} {'met' if met else 'NOT MET'}")


def by_kind(leaks: Leaks) -> None:
    for kind, held in leaks.held.most_common():
        left = leaks.left[kind]
        print(f"    {kind:16} {held:7} characters, {left:5} left, {100 * (1 - left / held):6.2f} % masked")
    clean = 100 * leaks.clean / leaks.documents
    print(
        f"    nothing left in {clean:.1f} % of {leaks.documents}; {leaks.lost_share:.2f} % of the rest lost"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("snippets", type=Path)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--parts", type=int, default=4)
    parser.add_argument("--letters", type=int, default=500)
    parser.add_argument("--documents", type=int, default=200)
    given = parser.parse_args()
    reports = read_reports(given.reports)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    letters, written = of_known_people(given.letters)
    told("letters with context", letters.masked, "% masked", ">= 99 %", met=letters.masked >= LETTERS_BAR)
    by_kind(letters)
    share = nobody(reports[1::2]).lost_share
    told("reports that name nobody", share, "% masked", "<= 1 %", met=share <= LOST_BAR)
    documents = cut(written, given.documents)
    for what, tagger, bar in (
        ("rules and context", None, RULES_BAR),
        ("rules, context and tagger", shipped_tagger(), FULL_BAR),
    ):
        processor, clock = per_second(Deidentifier(tagger=tagger), documents)
        what = f"{what} ({clock:.0f} by the clock)"
        told(what, processor, "documents/s", f">= {bar:.0f}", met=processor >= bar)
    processor, clock = surrogates_per_second(documents)
    told(f"surrogates, at a read ({clock:.0f} by the clock)", processor, "documents/s", "", met=True)
    masked = (snippets := held_out(read_snippets(given.snippets), reports, given.parts)).masked
    told(f"snippets held out, {given.parts} parts", masked, "% masked", ">= 97 %", met=masked >= SNIPPETS_BAR)
    by_kind(snippets)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
