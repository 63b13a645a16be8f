"""What the reading process does with one hostile file: a task and the bytes come in, findings go out."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
from collections.abc import Iterable
from itertools import islice

from pydantic import BaseModel, ConfigDict

from d2h_sdk.wire import Evidence
from output_checking.checks.confinement import confine
from output_checking.checks.digits import Numbers
from output_checking.checks.file_type import kinds_named, recognise
from output_checking.checks.judging import judge_file
from output_checking.checks.picture_text import PictureReader
from output_checking.checks.registry import CheckedFile, Companion, Context, Kind
from output_checking.findings import Finding, Severity
from output_checking.joint.counted_table import CountedTables
from output_checking.profile import Profile
from output_checking.request_files import FileRole

# Importing a module registers its checks.
CHECK_MODULES = (
    "acro_records",
    "counts",
    "counted",
    "measures",
    "suppression",
    "rows",
    "identifiers",
    "pictures",
    "picture_digits",
    "notebooks",
    "regressions",
    "survival",
    "text_tables",
    "named_numbers",
    "source_literals",
    "formulas",
    "containers.tree_leaves",
    "statistics.positions",
    "statistics.spreads",
    "statistics.headings",
    "statistics.implied_counts",
    "statistics.running_totals",
    "statistics.nested_counts",
    "statistics.distinct_values",
    "statistics.dominance",
    "statistics.shares",
    "statistics.rounding",
    "statistics.two_by_two",
    "statistics.modes",
    "statistics.concentration",
    "statistics.clusters",
    "statistics.curves",
    "statistics.smoothed",
    "statistics.calibration",
    "statistics.records",
    "statistics.model_summaries",
)
# With libraries that take long to load: only for files whose name says that they are needed.
CONTAINER_MODULES = {
    Kind.ARCHIVE: "containers.archives",
    Kind.COLUMNAR: "containers.columnar",
    Kind.DOCUMENT: "containers.documents",
    Kind.MARKUP: "containers.markup",
    Kind.MODEL: "containers.models",
    Kind.PDF: "containers.pdf",
    Kind.WORKBOOK: "containers.workbook",
}
_LIBRARIES = {"ipynb": "nbformat", "onnx": "onnx", **dict.fromkeys(("png", "jpg", "jpeg"), "scipy.ndimage")}
_MOST_FINDINGS = 500


class Task(BaseModel):
    """What the reader is told of the file; `threshold` is in distinct persons. `shown_in_picture`: a picture
    of the same request shows this table; `folder`: where its companions lie too."""

    model_config = ConfigDict(frozen=True)

    name: str
    role: FileRole
    evidence: Evidence | None
    threshold: int
    companions: tuple[Companion, ...]
    profile: Profile
    shown_in_picture: bool = False
    folder: str = ""


def read(
    task: Task,
    content: bytes,
    counted: CountedTables | None = None,
    numbers: Numbers | None = None,
    picture_reader: PictureReader | None = None,
) -> list[Finding]:
    """Type first: nothing is read further that is not what its name says. `counted` collects the tables,
    `numbers` what a picture shows, or a table that a picture shows."""
    context = Context(
        threshold=task.threshold,
        rules=task.profile.rules,
        limits=task.profile.limits,
        role=task.role,
        evidence=task.evidence,
        companions=task.companions,
        counted=counted or CountedTables(),
        shown_in_picture=task.shown_in_picture,
        numbers=numbers or Numbers(),
        picture_reader=picture_reader,
    )
    found = list(islice(judge_file(CheckedFile(task.name, content), context), _MOST_FINDINGS + 1))
    if len(found) > _MOST_FINDINGS:
        found[-1] = Finding("file.reading", Severity.BLOCK, "reading-too-many", {}, {"file": task.name})
    return found


def is_picture(name: str) -> bool:
    return Kind.PICTURE in kinds_named(name.rpartition(".")[2].lower())


def preload(name: str) -> None:
    """Load what reading a file of this name will need, before a process of its own is split off."""
    extension = name.rpartition(".")[2].lower()
    load_checks((), kinds_named(extension))
    if extension in _LIBRARIES:
        importlib.import_module(_LIBRARIES[extension])


def load_checks(modules: tuple[str, ...], kinds: Iterable[Kind] = tuple(CONTAINER_MODULES)) -> None:
    """Register our checks, those for containers of these kinds, and a site's own `modules`."""
    wanted = list(kinds)
    # An archive may hold any of them.
    if Kind.ARCHIVE in wanted:
        wanted = list(CONTAINER_MODULES)
    for name in (*CHECK_MODULES, *[CONTAINER_MODULES[kind] for kind in wanted if kind in CONTAINER_MODULES]):
        importlib.import_module(f"output_checking.checks.{name}")
    for name in modules:
        importlib.import_module(name)


def _started_reader(task: Task) -> PictureReader | None:
    leaves = task.role is FileRole.OUTPUT
    return PictureReader.started(task.profile.reader) if leaves and is_picture(task.name) else None


def read_in_child(task: Task, content: bytes) -> int:
    """Exit status; the findings go to standard output, then a line per table. Runs in its own process."""
    # A site's own check may print; what goes out of here are findings alone.
    with contextlib.redirect_stdout(sys.stderr):
        preload(task.name)
        load_checks(task.profile.modules, ())
        picture_reader = _started_reader(task)
        confine(task.profile.reader)
        counted, numbers = CountedTables(), Numbers()
        try:
            found = read(task, content, counted, numbers, picture_reader)
        finally:
            if picture_reader is not None:
                picture_reader.close()
        type_name = recognise(CheckedFile(task.name, content))[1]
    head = {
        "type": type_name,
        "findings": [one.document() for one in found],
        "all_tables": counted.complete,
        "tables": len(counted.tables),
        "numbers": numbers.written,
    }
    lines = [json.dumps(head), *(one.model_dump_json(exclude_defaults=True) for one in counted.tables)]
    said = "\n".join(lines).encode()
    while said:
        said = said[os.write(1, said) :]
    return 0
