"""Have each file read by a process of its own, with little memory, little time and no secrets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import output_checking
from governance.refusal import Refusal
from output_checking.checks.reading import Task
from output_checking.model import Finding, ReleaseRequest, RequestFile, Severity
from output_checking.profile import Profile
from output_checking.storage.file_store import FileStore

RULE = "file.reading"
# The very code of this process, wherever it lies; `-I` keeps everything else out of the child.
_CODE = str(Path(output_checking.__file__).parents[1])
_CHILD = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from output_checking.checks.reading import main; sys.exit(main())"
)


def examine(request: ReleaseRequest, files: FileStore, profile: Profile) -> dict[str, tuple[Finding, ...]]:
    """Findings by file name, at least one for every file."""
    return {one.name: _examine_stored(one, request, files, profile) for one in request.files}


def _examine_stored(
    one: RequestFile, request: ReleaseRequest, files: FileStore, profile: Profile
) -> tuple[Finding, ...]:
    try:
        content = files.read(one.sha256)
    except Refusal as refusal:
        return (Finding(RULE, Severity.BLOCK, refusal.code, refusal.params, {"file": one.name}),)
    return examine_file(content, _task(one, request, profile))


def examine_file(content: bytes, task: Task) -> tuple[Finding, ...]:
    """What the checks say; a reader that crashes, hangs or says nothing blocks the file."""
    command = [sys.executable, "-I", "-c", _CHILD, _CODE]
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
    crashed = (Finding(RULE, Severity.BLOCK, "reading-crashed", {"status": reader.returncode}, where),)
    if reader.returncode != 0:
        return crashed
    try:
        found = tuple(Finding.of(document) for document in json.loads(reader.stdout))
    except (ValueError, TypeError):
        return crashed
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
