"""Have every image of a folder read: which are clean, which stay, which nobody of the site has looked at."""

from __future__ import annotations

import csv
import shutil
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data_gateway.catalogue.dataset import OBJECTS
from data_gateway.catalogue.image_table import FILE, IMAGE, PERSON, SERIES, STUDY, STUDY_DATE
from data_gateway.catalogue.person_ids import plain_id
from data_gateway.images.cleaning import ImagePolicy
from data_gateway.images.folder import read_files
from data_gateway.images.reader import Answer, Reader, Task
from data_gateway.images.samples import LEAST, Projections, Unseen, is_projection, written_name
from data_gateway.images.withheld import FOR_A_PERSON, Reason
from data_gateway.images.withheld_images import State, WithheldImages, digest_of
from governance.refusal import Refusal

_READING = "reading"


@dataclass(frozen=True)
class ImageFolder:
    """`persons`: PatientID -> person id of the site's tables; None when the two are the same.

    `projections`: when those that the detector let through leave; `sample`: of how many a person looks at.
    """

    place: Path
    policy: ImagePolicy
    persons: dict[str, str] | None = None
    projections: Projections = Projections.SAMPLE
    sample: int = LEAST


@dataclass
class ImageLoadReport:
    """`withheld` by reason, `waiting` of them until a person decides; `listing` names each file withheld.

    Of `images`, `unseen` projections leave once a person has looked at `sample` of them.
    """

    images: int = 0
    persons: int = 0
    painted: int = 0
    waiting: int = 0
    unseen: int = 0
    sample: int = 0
    withheld: Counter[Reason] = field(default_factory=Counter)
    listing: Path | None = None


class Intake:
    """Has every file read; keeps the clean images in `draft` and what a table tells of them."""

    def __init__(self, source: ImageFolder, dataset: str, draft: Path, queue: WithheldImages) -> None:
        self.report = ImageLoadReport()
        self._source, self._dataset, self._queue = source, dataset, queue
        self._draft, self._objects = draft, draft / OBJECTS
        self._seen: set[str] = set()
        self.unseen: dict[str, Unseen] = {}
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
            unseen = None
            if answer.withheld in FOR_A_PERSON:
                answer = self._as_decided(reader, file, place, answer)
            elif answer.facts and is_projection(answer.facts.modality):
                answer, unseen = self._let_through(file, answer)
            if answer.withheld is None:
                answer = self._kept(answer, place, names, file)
                if unseen and file in names:
                    with self._lock:
                        self.unseen[names[file]] = unseen
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

    def _let_through(self, file: Path, answer: Answer) -> tuple[Answer, Unseen | None]:
        """A projection that the detector let through, and its file where no person has looked at it."""
        if self._source.policy.looked_at:
            return answer, None
        unseen = Unseen(file=written_name(file), digest=digest_of(file))
        state, reason = self._queue.decided(self._dataset, unseen.digest) or (None, None)
        if state is State.REFUSED:
            return Answer(withheld=reason), None
        if (
            state is State.WAITING
            and reason is Reason.TEXT_IN_SAMPLE
            and self._source.projections is Projections.SAMPLE
        ):
            with self._lock:
                self.report.waiting += 1
            return Answer(withheld=reason), None
        return answer, None if state is State.RELEASED else unseen

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
