"""Take in a folder of images as a data set: clean ones beside their table, the others withheld and listed."""

from __future__ import annotations

import csv
import re
import shutil
import threading
import uuid
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from data_gateway.catalogue.dataset import (
    CATALOGUE_FILE,
    DAY,
    NUMBER,
    OBJECTS,
    TEXT,
    WHOLE_NUMBER,
    Dataset,
    Table,
)
from data_gateway.catalogue.image_table import (
    FILE,
    IMAGE,
    IMAGES,
    PERSON,
    SERIES,
    STUDY,
    STUDY_DATE,
    image_columns,
)
from data_gateway.catalogue.local_card import write_local_card
from data_gateway.catalogue.person_ids import plain_id
from data_gateway.catalogue.table_files import Engine, disk_full, is_disk_full, write_table
from data_gateway.catalogue.versions import Record, make_version
from data_gateway.images.cleaning import ImagePolicy
from data_gateway.images.folder import READERS, files_in, read_files
from data_gateway.images.reader import Answer, Reader, Task
from data_gateway.images.withheld import FOR_A_PERSON, Reason
from data_gateway.images.withheld_images import State, WithheldImages
from governance.refusal import Refusal

_ARROW = {TEXT: pa.string(), DAY: pa.date32(), NUMBER: pa.float64(), WHOLE_NUMBER: pa.int64()}
_LARGEST_NUMBER = 18  # digits
_READING = "reading"


@dataclass(frozen=True)
class ImageFolder:
    """`persons`: PatientID -> person id of the site's tables; None when the two are the same."""

    place: Path
    policy: ImagePolicy
    persons: dict[str, str] | None = None


@dataclass
class ImageLoadReport:
    """`withheld` by reason, `waiting` of them until a person decides; `listing` names each file withheld."""

    images: int = 0
    persons: int = 0
    painted: int = 0
    waiting: int = 0
    withheld: Counter[Reason] = field(default_factory=Counter)
    listing: Path | None = None


def load_images(
    source: ImageFolder,
    datasets: Path,
    name: str,
    title: dict[str, str],
    queue: WithheldImages,
    *,
    memory: str,
    threads: int,
    opposed: frozenset[str] = frozenset(),
    record: Record = lambda event, details: None,
    pinned: Collection[str] = (),
    readers: int = READERS,
) -> ImageLoadReport:
    """Put the images of a folder in force as data set `name`. A file that cannot be read costs itself alone.

    Raises Refusal `dataset-id-wrong`, `images-source-missing`, `images-source-empty`, `images-none-clean`,
    `load-…`; then nothing changed, but for the queue of images that wait for a person.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or len(name) > 30:
        raise Refusal("dataset-id-wrong", dataset=name)
    if not source.place.is_dir():
        raise Refusal("images-source-missing", path=str(source.place))
    if next(files_in(source.place), None) is None:
        raise Refusal("images-source-empty", path=str(source.place))

    def build(draft: Path, version: str) -> tuple[ImageLoadReport, dict[str, Any]]:
        listing = datasets.parent / "reports" / f"{name}-{version}-images.csv"
        intake = _Intake(source, name, draft, queue)
        rows = intake.rows(listing, readers)
        report = intake.report
        with duckdb.connect(":memory:") as connection:
            engine = Engine(connection, draft / "spill", memory=memory, threads=threads)
            table = _written(engine, rows, draft)
            dataset = Dataset(
                id=name,
                title=title or {"fr": name, "en": name},
                standard="DICOM",
                version=version,
                folder=draft,
                tables={IMAGES: table},
            )
            (draft / CATALOGUE_FILE).write_text(dataset.model_dump_json(indent=1), encoding="utf-8")
            write_local_card(engine, dataset, opposed)
        shutil.rmtree(draft / "spill", ignore_errors=True)
        details: dict[str, Any] = {
            "rows": {IMAGES: table.rows},
            "source": str(source.place),
            "painted": report.painted,
            "withheld": {reason.value: count for reason, count in sorted(report.withheld.items())},
            "policy": source.policy.model_dump(exclude={"looked_at"}),
        }
        return report, details

    try:
        return make_version(datasets, name, build, event="dataset.loaded", record=record, pinned=pinned)
    except OSError as fault:
        if is_disk_full(fault):
            raise disk_full() from fault
        raise


class _Intake:
    """Has every file read; keeps the clean images in `draft` and what a table tells of them."""

    def __init__(self, source: ImageFolder, dataset: str, draft: Path, queue: WithheldImages) -> None:
        self.report = ImageLoadReport()
        self._source, self._dataset, self._queue = source, dataset, queue
        self._draft, self._objects = draft, draft / OBJECTS
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    def rows(self, listing: Path, readers: int) -> list[dict[str, Any]]:
        """Raises Refusal `images-none-clean`."""
        self._objects.mkdir()
        scratch = self._draft / _READING
        scratch.mkdir()
        found = []
        listing.parent.mkdir(exist_ok=True, mode=0o700)
        with listing.open("w", newline="", encoding="utf-8", errors="surrogateescape") as opened:
            listing.chmod(0o600)
            told = csv.writer(opened)
            told.writerow(["file", "withheld"])
            for file, answer, name in self._read(scratch, readers):
                if answer.withheld:
                    self.report.withheld[answer.withheld] += 1
                    told.writerow([file.relative_to(self._source.place), answer.withheld])
                else:
                    found.append(self._row(answer, name))
        shutil.rmtree(scratch)
        if not found:
            raise Refusal("images-none-clean", path=str(self._source.place), report=str(listing))
        self.report.images = len(found)
        self.report.persons = len({row[PERSON] for row in found})
        self.report.painted = sum(bool(row["text_painted"]) for row in found)
        if self.report.withheld:
            self.report.listing = listing
        else:
            listing.unlink()
        return found

    def _read(self, scratch: Path, readers: int) -> Iterator[tuple[Path, Answer, str]]:
        names: dict[Path, str] = {}

        def read(reader: Reader, file: Path, place: Path) -> Answer:
            answer = reader.read(Task(source=file, target=place, policy=self._source.policy))
            if answer.withheld in FOR_A_PERSON:
                answer = self._as_decided(reader, file, place, answer)
            if answer.withheld is None:
                answer = self._kept(answer, place, names, file)
            return answer

        for file, answer in read_files(self._source.place, scratch, read, readers):
            yield file, answer, names.pop(file, "")

    def _as_decided(self, reader: Reader, file: Path, place: Path, answer: Answer) -> Answer:
        assert answer.withheld is not None  # noqa: S101
        state = self._queue.hold(self._dataset, file, answer.withheld)
        if state is State.RELEASED:
            policy = self._source.policy.model_copy(update={"looked_at": True})
            return reader.read(Task(source=file, target=place, policy=policy))
        if state is State.WAITING:
            with self._lock:
                self.report.waiting += 1
        return answer

    def _kept(self, answer: Answer, place: Path, names: dict[Path, str], file: Path) -> Answer:
        origin = answer.origin
        if origin is None or answer.facts is None or not place.is_file() or place.is_symlink():
            return Answer(withheld=Reason.READER_ENDED)
        with self._lock:
            known = origin.image in self._seen
            self._seen.add(origin.image)
        if known or self._person(origin.patient) is None:
            place.unlink()
            return Answer(withheld=Reason.DUPLICATE if known else Reason.PATIENT_UNKNOWN)
        names[file] = f"{uuid.uuid4().hex}.dcm"
        place.rename(self._objects / names[file])
        return answer

    def _person(self, patient: str) -> str | None:
        return plain_id(patient) if self._source.persons is None else self._source.persons.get(patient)

    def _row(self, answer: Answer, name: str) -> dict[str, Any]:
        origin, facts = answer.origin, answer.facts
        assert origin and facts  # noqa: S101 - _kept saw to it
        return {
            PERSON: self._person(origin.patient),
            STUDY: origin.study,
            SERIES: origin.series,
            IMAGE: origin.image,
            STUDY_DATE: origin.day,
            FILE: name,
            **facts.model_dump(),
        }


def _written(engine: Engine, rows: list[dict[str, Any]], draft: Path) -> Table:
    numbers = all(row[PERSON].isdigit() and len(row[PERSON]) <= _LARGEST_NUMBER for row in rows)
    if numbers:
        rows = [row | {PERSON: int(row[PERSON])} for row in rows]
    columns = image_columns(WHOLE_NUMBER if numbers else TEXT)
    rows.sort(key=lambda row: (row[STUDY], row[SERIES], row["image_number"] or 0))
    schema = pa.schema([(name, _ARROW[column.type]) for name, column in columns.items()])
    engine.connection.register("images found", pa.Table.from_pylist(rows, schema))
    table = write_table(
        engine,
        IMAGES,
        'SELECT * FROM "images found"',
        {name: column.type for name, column in columns.items()},
        draft,
        lambda column: columns[column].role,
        Refusal("load-disk-full"),
    )
    engine.connection.unregister("images found")
    described = {
        name: columns[name].model_copy(update={"levels": counted.levels})
        for name, counted in table.columns.items()
    }
    words = {"fr": "Une image par ligne", "en": "An image a row"}
    return table.model_copy(update={"columns": described, "file_column": FILE, "description": words})
