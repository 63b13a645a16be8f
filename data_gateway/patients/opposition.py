"""Patients who refuse the reuse of their data: the site's own list, read anew whenever it changes."""

from __future__ import annotations

import csv
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as parquet

from data_gateway.catalogue.person_ids import plain_id
from data_gateway.site.folder import write_whole
from governance.refusal import Refusal

_LONGEST_ID = 128


@dataclass(frozen=True)
class OppositionList:
    """Ids as text, each as `plain_id` writes it; `version` changes whenever the file does.

    `since`: when an id came onto the list, UTC; None for one of a list that told no moments.
    """

    persons: frozenset[str]
    version: tuple[int, int, int]
    since: Mapping[str, datetime | None]


class OppositionRegister:
    """The list in `path`, kept in memory until the file is replaced. Without the file nothing is served."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._known: OppositionList | None = None

    def current(self) -> OppositionList:
        """Raises Refusal `opposition-unavailable` when the list cannot be read."""
        try:
            with self._lock:
                state = self._path.stat()
                version = (state.st_ino, state.st_mtime_ns, state.st_size)
                if self._known is None or self._known.version != version:
                    since = _listed(self._path)
                    self._known = OppositionList(frozenset(since), version, since)
                return self._known
        except (OSError, ValueError) as fault:
            raise Refusal("opposition-unavailable") from fault


def replace_opposition(path: Path, persons: frozenset[str]) -> None:
    """Who is on the list already keeps the moment of coming there."""
    before = _listed(path) if path.exists() else {}
    now = datetime.now(UTC).replace(microsecond=0)
    since = {person: before.get(person, now) for person in sorted(persons)}
    text = "".join(
        f"{person}\t{moment.isoformat()}\n" if moment else f"{person}\n" for person, moment in since.items()
    )
    write_whole(path, text.encode(), mode=0o600)


def _listed(path: Path) -> dict[str, datetime | None]:
    """Of each line: an id, which holds no tab, and when it came onto the list. Raises OSError, ValueError."""
    since: dict[str, datetime | None] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        person, _, moment = line.partition("\t")
        if person:
            since[plain_id(person)] = datetime.fromisoformat(moment) if moment else None
    return since


def read_person_ids(source: Path, column: str | None = None) -> frozenset[str]:
    """Person ids of a Parquet file, a CSV with a header, or a text with one id per line.

    Raises Refusal `opposition-file-unreadable`, `opposition-column-unknown` (several columns, none named
    `person_id`), `opposition-file-empty` or `opposition-id-wrong` with the line.
    """
    try:
        if source.suffix == ".parquet":
            table = parquet.read_table(source)
            name = _choose(table.column_names, column)
            entries = [None if value is None else str(value) for value in table.column(name).to_pylist()]
        elif source.suffix == ".csv":
            with source.open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.reader(file))
            index = rows[0].index(_choose(rows[0], column)) if rows else 0
            entries = [row[index] if index < len(row) else None for row in rows[1:] if row]
        else:
            entries = list(source.read_text(encoding="utf-8-sig").splitlines())
    except (OSError, ValueError, csv.Error) as fault:
        raise Refusal("opposition-file-unreadable", path=str(source)) from fault
    persons = set()
    for line, entry in enumerate(entries, start=1):
        person = (entry or "").strip()
        if not person:
            continue
        if len(person) > _LONGEST_ID or not person.isprintable():
            raise Refusal("opposition-id-wrong", path=str(source), line=line)
        persons.add(plain_id(person))
    if not persons:
        raise Refusal("opposition-file-empty", path=str(source))
    return frozenset(persons)


def _choose(names: list[str], column: str | None) -> str:
    wanted = column or ("person_id" if "person_id" in names else names[0] if len(names) == 1 else None)
    if wanted is None or wanted not in names:
        raise Refusal("opposition-column-unknown", columns=", ".join(names)[:200])
    return wanted
