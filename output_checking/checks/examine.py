"""Have each file read by a process of its own, with little memory, little time and no secrets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from output_checking.checks.reading import Task
from output_checking.model import Finding, ReleaseRequest, RequestFile, Severity
from output_checking.profile import Profile
from output_checking.storage.file_store import FileStore

RULE = "file.reading"
_CHILD = "output_checking.checks.reading"


def examine(request: ReleaseRequest, files: FileStore, profile: Profile) -> dict[str, tuple[Finding, ...]]:
    """Findings by file name, at least one for every file. Raises Refusal `store-altered`."""
    return {
        one.name: examine_file(files.read(one.sha256), _task(one, request, profile)) for one in request.files
    }


def examine_file(content: bytes, task: Task) -> tuple[Finding, ...]:
    """What the checks say; a reader that crashes, hangs or says nothing blocks the file."""
    command = [sys.executable, "-I", "-m", _CHILD]
    message = task.model_dump_json().encode() + b"\n" + content
    where = {"file": task.name}
    try:
        reader = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
            command,
            input=message,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=task.profile.reader.seconds,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            cwd=Path("/"),
            check=False,
        )
    except subprocess.TimeoutExpired:
        words = {"seconds": task.profile.reader.seconds}
        return (Finding(RULE, Severity.BLOCK, "reading-too-long", words, where),)
    if reader.returncode != 0:
        return (Finding(RULE, Severity.BLOCK, "reading-crashed", {"status": reader.returncode}, where),)
    found = tuple(Finding.of(document) for document in json.loads(reader.stdout))
    if not any(one.rule != "file.type" or one.severity is Severity.BLOCK for one in found):
        return (*found, Finding(RULE, Severity.REVIEW, "reading-silent", {}, where))
    return found


def _task(one: RequestFile, request: ReleaseRequest, profile: Profile) -> Task:
    companions = [
        {"name": other.name, "role": other.role, "supports": other.supports}
        for other in request.files
        if other.name != one.name
    ]
    return Task.model_validate(
        {
            "name": one.name,
            "role": one.role,
            "evidence": one.evidence,
            "threshold": request.threshold,
            "companions": companions,
            "profile": profile,
        }
    )
