"""De-identify a folder of images into another one: whole, or not at all."""

from __future__ import annotations

import csv
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from data_gateway.images.cleaning import ImagePolicy
from data_gateway.images.reader import Answer, Reader, Task
from data_gateway.images.withheld import Reason
from governance.refusal import Refusal

_DRAFT = ".part"
_READING = ".reading"


@dataclass
class ExportReport:
    """`withheld` by reason; each file of them stands in the list of the site."""

    images: int = 0
    painted: int = 0
    withheld: Counter[Reason] = field(default_factory=Counter)


def deidentify_folder(
    source: Path,
    target: Path,
    key: bytes,
    policy: ImagePolicy,
    *,
    listing: Path,
    readers: int = os.cpu_count() or 1,
    progress: Callable[[], None] = lambda: None,
) -> ExportReport:
    """Write every image that may leave as `target/<study>/<series>/<image>.dcm`, UIDs of the key.

    `listing` tells the site of each file, under its own name, and is for the site alone.
    Raises Refusal `images-source-missing`, `images-source-empty`, `images-target-taken`,
    `images-listing-inside`, `images-unwritable`; then `target` is as it was.
    """
    _check_places(source, target, listing)
    draft = target.with_name(f"{target.name}{_DRAFT}")
    report = ExportReport()
    try:
        shutil.rmtree(draft, ignore_errors=True)
        (draft / _READING).mkdir(parents=True)
        with listing.open("w", newline="", encoding="utf-8") as opened:
            listing.chmod(0o600)
            rows = csv.writer(opened)
            rows.writerow(["file", "image", "withheld", "boxes_painted"])
            for file, answer in _read_all(source, draft, key, policy, readers):
                rows.writerow([file.relative_to(source), answer.image, answer.withheld or "", answer.painted])
                _count(report, answer)
                progress()
        shutil.rmtree(draft / _READING)
        draft.rename(target)
    except OSError as fault:
        raise Refusal("images-unwritable", path=str(target)) from fault
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return report


def _check_places(source: Path, target: Path, listing: Path) -> None:
    if not source.is_dir():
        raise Refusal("images-source-missing", path=str(source))
    if target.exists():
        raise Refusal("images-target-taken", path=str(target))
    if target.resolve() in listing.resolve().parents:
        raise Refusal("images-listing-inside", path=str(listing))
    if next(_files(source), None) is None:
        raise Refusal("images-source-empty", path=str(source))


def _files(source: Path) -> Iterator[Path]:
    """Links are not followed: they may lead out of the folder."""
    for folder, _, names in os.walk(source):
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink() and name != "DICOMDIR":
                yield path


def _read_all(
    source: Path, draft: Path, key: bytes, policy: ImagePolicy, readers: int
) -> Iterator[tuple[Path, Answer]]:
    free: SimpleQueue[tuple[Reader, Path]] = SimpleQueue()
    for number in range(readers):
        free.put((Reader(source, draft / _READING), draft / _READING / f"{number}.dcm"))

    def read(file: Path) -> tuple[Path, Answer]:
        reader, place = free.get()
        try:
            answer = reader.read(Task(source=file, target=place, key=key.hex(), policy=policy))
            if answer.withheld is None:
                answer = _put(place, draft / answer.study / answer.series / f"{answer.image}.dcm", answer)
        finally:
            free.put((reader, place))
        return file, answer

    try:
        with ThreadPoolExecutor(readers) as pool:
            yield from pool.map(read, _files(source))
    finally:
        while not free.empty():
            free.get()[0].close()


def _put(place: Path, target: Path, answer: Answer) -> Answer:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(place, target)  # two readers may hold the same image: one of them is first
    except FileExistsError:
        return Answer(withheld=Reason.DUPLICATE)
    finally:
        place.unlink()
    return answer


def _count(report: ExportReport, answer: Answer) -> None:
    if answer.withheld:
        report.withheld[answer.withheld] += 1
        return
    report.images += 1
    report.painted += 1 if answer.painted else 0
