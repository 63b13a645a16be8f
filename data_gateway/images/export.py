"""De-identify a folder of images into another one: whole, or not at all."""

from __future__ import annotations

import csv
import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from data_gateway.images.cleaning import ImagePolicy
from data_gateway.images.folder import READERS, files_in, read_files
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
    readers: int = READERS,
    progress: Callable[[], None] = lambda: None,
) -> ExportReport:
    """Write every image that may leave as `target/<study>/<series>/<image>.dcm`, UIDs of the key.

    `listing` tells the site of each file, under its own name, and is for the site alone.
    Raises Refusal `images-source-missing`, `images-source-empty`, `images-target-taken`,
    `images-target-inside`, `images-listing-inside`, `images-unwritable`; then `target` is as it was.
    """
    _check_places(source, target, listing)
    draft = target.with_name(f"{target.name}{_DRAFT}")
    report = ExportReport()
    try:
        shutil.rmtree(draft, ignore_errors=True)
        (draft / _READING).mkdir(parents=True)
        with listing.open("w", newline="", encoding="utf-8", errors="surrogateescape") as opened:
            listing.chmod(0o600)
            rows = csv.writer(opened)
            rows.writerow(["file", "image", "withheld", "boxes_painted"])

            def read(reader: Reader, file: Path, place: Path) -> Answer:
                answer = reader.read(Task(source=file, target=place, key=key.hex(), policy=policy))
                if answer.withheld:
                    return answer
                return _put(place, draft / answer.study / answer.series / f"{answer.image}.dcm", answer)

            for file, answer in read_files(source, draft / _READING, read, readers):
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
    if source.resolve() in target.resolve().parents:
        raise Refusal("images-target-inside", path=str(target))
    if target.resolve() in listing.resolve().parents:
        raise Refusal("images-listing-inside", path=str(listing))
    if next(files_in(source), None) is None:
        raise Refusal("images-source-empty", path=str(source))


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
