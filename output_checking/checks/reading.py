"""What the reading process does with one hostile file: a task and the bytes come in, findings go out."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
from collections.abc import Iterator
from itertools import islice

from pydantic import BaseModel, ConfigDict

from d2h_sdk.wire import Evidence
from governance.refusal import Refusal
from output_checking.checks.confinement import confine
from output_checking.checks.file_type import check_type, recognise
from output_checking.checks.registry import CheckedFile, Companion, Context, Kind, run_checks
from output_checking.model import FileRole, Finding, Severity
from output_checking.profile import Profile

# Importing a module registers its checks.
CHECK_MODULES = (
    "counts",
    "suppression",
    "rows",
    "identifiers",
    "pictures",
    "notebooks",
    "regressions",
    "survival",
    "text_tables",
)
# Libraries that take long to load, by the ending of the names they are needed for.
_LIBRARIES: dict[str, tuple[str, ...]] = {
    "ipynb": ("nbformat", "PIL.Image"),
    "png": ("PIL.Image",),
    "jpg": ("PIL.Image",),
    "jpeg": ("PIL.Image",),
}
_MOST_FINDINGS = 500


class Task(BaseModel):
    """What the reader is told of the file; `threshold` is in distinct persons."""

    model_config = ConfigDict(frozen=True)

    name: str
    role: FileRole
    evidence: Evidence | None
    threshold: int
    companions: tuple[Companion, ...]
    profile: Profile


def read(task: Task, content: bytes) -> list[Finding]:
    """Type first: nothing is read further that is not what its name says."""
    context = Context(
        threshold=task.threshold,
        rules=task.profile.rules,
        limits=task.profile.limits,
        role=task.role,
        evidence=task.evidence,
        companions=task.companions,
    )
    found = list(islice(judge_file(CheckedFile(task.name, content), context), _MOST_FINDINGS + 1))
    if len(found) > _MOST_FINDINGS:
        found[-1] = Finding("file.reading", Severity.BLOCK, "reading-too-many", {}, {"file": task.name})
    return found


def judge_file(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Everything the checks say of a whole file, be it in a request or in an archive."""
    known, type_findings = check_type(file)
    yield from type_findings
    if known is None:
        return
    if known.kind is Kind.TABLE:
        try:
            width = len(known.table.columns)
        except Refusal as refusal:
            yield Finding("table.reading", Severity.BLOCK, refusal.code, refusal.params, known.where())
            return
        if width > context.rules.columns:
            words = {"columns": width, "limit": context.rules.columns}
            yield Finding("table.reading", Severity.BLOCK, "table-too-wide", words, known.where())
            return
    yield from run_checks(known, context)


def preload(name: str) -> None:
    """Load what reading a file of this name will need, before a process of its own is split off."""
    load_checks(())
    for library in _LIBRARIES.get(name.rpartition(".")[2].lower(), ()):
        importlib.import_module(library)


def load_checks(modules: tuple[str, ...]) -> None:
    for name in CHECK_MODULES:
        importlib.import_module(f"output_checking.checks.{name}")
    for name in modules:
        importlib.import_module(name)


def read_in_child(task: Task, content: bytes) -> int:
    """Exit status; the findings go to standard output. Runs in a process of its own."""
    # A site's own check may print; what goes out of here are findings alone.
    with contextlib.redirect_stdout(sys.stderr):
        load_checks(task.profile.modules)
        confine(task.profile.reader)
        found = read(task, content)
        type_name = recognise(CheckedFile(task.name, content))[1]
    said = json.dumps({"type": type_name, "findings": [one.document() for one in found]}).encode()
    while said:
        said = said[os.write(1, said) :]
    return 0
