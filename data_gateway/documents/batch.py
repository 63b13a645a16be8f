"""Many documents, one JSON object a line: what is wrong with one line never costs another."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from data_gateway.documents.deidentifying import Deidentifier, Identified
from data_gateway.documents.known_identifiers import Known, known_of
from governance.refusal import Refusal

LONGEST_LINE = 64_000_000
"""Bytes: a letter of ten million characters fits, however its line escapes them."""
Complaint = Callable[[int, Refusal], None]
"""Told the number of a line (from 1) and what is wrong with it."""


@dataclass(frozen=True)
class Context:
    """What a file of known identifiers says: of each person, and of everybody (directories)."""

    people: dict[str, Known]
    directory: Known


@dataclass
class Counts:
    documents: int = 0
    identifiers: int = 0
    faults: int = 0


def read_context(path: Path, complain: Complaint) -> Context:
    """The known identifiers in `path`; lines that cannot be read are complained of, the others count.

    A key without a meaning is complained of too: nothing of it would be masked.
    """
    people: dict[str, Known] = {}
    directory = Known()
    with _opened(path) as file:
        for number, record in _records(file, complain):
            try:
                person, known = known_of(record)
            except Refusal as refusal:
                complain(number, refusal)
                continue
            if known.unread:
                complain(number, Refusal("known-key-unknown", keys=", ".join(known.unread)[:200]))
            if person is None:
                directory |= known
            else:
                people[person] = people.get(person, Known()) | known
    return Context(people, directory)


def deidentify_file(
    source: Path,
    output: Path,
    make: Callable[[Known], Deidentifier],
    context: Context,
    written: Callable[[Identified, str | None], str],
    complain: Complaint,
) -> Counts:
    """Write to `output` every document of `source` that could be read; whole, or not at all.

    `make` gives the de-identifier that knows a directory, `written` the text to write of what was found.
    Raises Refusal `text-file-missing`, `text-output-unwritable`.
    """
    deidentifier = make(context.directory)
    counts = Counts()

    def fault(number: int, refusal: Refusal) -> None:
        counts.faults += 1
        complain(number, refusal)

    with _opened(source) as file, _written_whole(output) as out:
        for number, record in _records(file, fault):
            try:
                line, identifiers = _answer(record, deidentifier, context, written)
            except Refusal as refusal:
                fault(number, refusal)
                continue
            out.write(line)
            counts.documents += 1
            counts.identifiers += identifiers
    return counts


def _answer(
    record: dict[str, Any],
    deidentifier: Deidentifier,
    context: Context,
    written: Callable[[Identified, str | None], str],
) -> tuple[bytes, int]:
    identity, text, person = record.get("id"), record.get("text"), record.get("person")
    if not isinstance(identity, (str, int)) or isinstance(identity, bool):
        raise Refusal("text-id-missing")
    if not isinstance(text, str):
        raise Refusal("text-missing")
    if not isinstance(person, (str, int, type(None))):
        raise Refusal("text-person-unreadable")
    named = None if person is None else str(person)
    found = deidentifier.identify(text, context.people.get(named) if named else None)
    spans = [{"start": span.start, "end": span.end, "label": span.label.value} for span in found.spans]
    answer = {"id": identity, "text": written(found, named), "spans": spans}
    return json.dumps(answer, ensure_ascii=False).encode("utf-8") + b"\n", len(spans)


def _records(file: BinaryIO, complain: Complaint) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in _lines(file):
        try:
            if len(line) > LONGEST_LINE:
                raise Refusal("text-line-long", most=LONGEST_LINE // 1_000_000)
            record = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
            if not isinstance(record, dict):
                raise Refusal("text-not-object")
            # Half a character, written as an escape, would stop the tagger, and could not be written.
            json.dumps(record, ensure_ascii=False).encode("utf-8")
        except UnicodeError:
            complain(number, Refusal("text-not-utf8"))
        except (ValueError, RecursionError):
            complain(number, Refusal("text-not-json"))
        except Refusal as refusal:
            complain(number, refusal)
        else:
            yield number, record


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Numbered lines that hold something; of one too long only its beginning is kept in memory."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        rest = line
        while not rest.endswith(b"\n") and (rest := file.readline(LONGEST_LINE)):
            pass
        if line.strip():
            yield number, line


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as fault:
        raise Refusal("text-file-missing", path=str(path)) from fault


class _written_whole:  # noqa: N801 - used as a with-statement
    """A file that appears under its name only once everything was written."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> BinaryIO:
        try:
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        except OSError as fault:
            raise Refusal("text-output-unwritable", path=str(self._path)) from fault
        self._temporary = Path(name)
        self._file = os.fdopen(handle, "wb")
        return self._file

    def __exit__(self, kind: object, *rest: object) -> None:
        try:
            if kind is None:
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
                self._temporary.replace(self._path)
        except OSError as fault:
            raise Refusal("text-output-unwritable", path=str(self._path)) from fault
        finally:
            self._file.close()
            self._temporary.unlink(missing_ok=True)
