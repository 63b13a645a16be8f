"""The process that reads one hostile file: a task and the bytes come in, findings go out.

Started by examine.py, without environment or open files.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import resource
import sys
from itertools import islice

from pydantic import BaseModel, ConfigDict

from d2h_sdk.wire import Evidence
from governance.refusal import Refusal
from output_checking.checks.file_type import check_type, kind_of
from output_checking.checks.registry import CheckedFile, Companion, Context, Kind, run_checks
from output_checking.model import FileRole, Finding, Severity
from output_checking.profile import Profile

# Importing a module registers its checks.
CHECK_MODULES = (
    "counts",
    "measures",
    "suppression",
    "rows",
    "identifiers",
    "pictures",
    "notebooks",
    "regressions",
    "survival",
    "text_tables",
)
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
    file = CheckedFile(task.name, content)
    type_findings = list(check_type(file))
    if any(one.severity is Severity.BLOCK for one in type_findings):
        return type_findings
    known = CheckedFile(task.name, content, kind_of(file))
    if known.kind is Kind.TABLE:
        try:
            _ = known.table
        except Refusal as refusal:
            unreadable = Finding("table.reading", Severity.BLOCK, refusal.code, refusal.params, known.where())
            return [*type_findings, unreadable]
    context = Context(
        threshold=task.threshold,
        rules=task.profile.rules,
        limits=task.profile.limits,
        role=task.role,
        evidence=task.evidence,
        companions=task.companions,
    )
    found = list(islice(run_checks(known, context), _MOST_FINDINGS + 1))
    if len(found) > _MOST_FINDINGS:
        found[-1] = Finding("file.reading", Severity.BLOCK, "reading-too-many", {}, known.where())
    return type_findings + found


def load_checks(modules: tuple[str, ...]) -> None:
    for name in CHECK_MODULES:
        importlib.import_module(f"output_checking.checks.{name}")
    for name in modules:
        importlib.import_module(name)


def _limit(task: Task) -> None:
    """Hard limits that the file's content cannot lift: memory, processor time, no file written."""
    reader = task.profile.reader
    resource.setrlimit(resource.RLIMIT_AS, (reader.memory_bytes, reader.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (reader.seconds, reader.seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    message = sys.stdin.buffer.read()
    header, _, content = message.partition(b"\n")
    task = Task.model_validate_json(header)
    # A site's own check may print; what goes out of here are findings alone.
    with contextlib.redirect_stdout(sys.stderr):
        load_checks(task.profile.modules)
        _limit(task)
        found = read(task, content)
    sys.stdout.write(json.dumps([one.document() for one in found]))
    return 0
