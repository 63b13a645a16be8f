"""Have each file read by a process of its own, with little memory, little time and no secrets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from queue import SimpleQueue

from governance.refusal import Refusal
from output_checking.checks.picture_digits import compared
from output_checking.checks.readers import Readers
from output_checking.checks.reading import Task, is_picture
from output_checking.findings import Finding, Severity
from output_checking.joint.counted_table import CountedTable
from output_checking.model import ReleaseRequest
from output_checking.profile import Profile
from output_checking.request_files import RequestFile
from output_checking.storage.file_store import Contents

RULE = "file.reading"
Content = Callable[[int], bytes]
# Side by side: more would need the memory of as many readers at once.
_AT_ONCE = 2


@dataclass(frozen=True)
class Examined:
    """`type` is the name of what the content is, e.g. csv or pickle; empty when nobody could tell. `tables`
    are its counts, for the joint audit; `numbers` those that a picture and its tables are compared by."""

    type: str
    findings: tuple[Finding, ...]
    tables: tuple[CountedTable, ...] = ()
    all_tables: bool = True
    numbers: tuple[str, ...] = ()


def examine(request: ReleaseRequest, files: Contents, profile: Profile) -> dict[str, Examined]:
    """By file name, with at least one finding for every file."""
    tasks = [_task(one, request, profile) for one in request.files]
    found = examine_all(tasks, lambda position: files.read(request.files[position].sha256))
    return {one.name: examined for one, examined in zip(request.files, found, strict=True)}


def examine_earlier(
    one: RequestFile, release: ReleaseRequest, files: Contents, profile: Profile
) -> Examined | None:
    """A file that left with an earlier request; None when its bytes are gone."""
    if is_picture(one.name):
        return Examined("", ())  # its counts are in the tables behind it
    try:
        content = files.read(one.sha256)
    except Refusal:
        return None
    return examine_all([_task(one, release, profile)], lambda _: content)[0]


def examine_all(tasks: Sequence[Task], content: Content) -> list[Examined]:
    """One answer per task, in their order; `content(position)` gives the bytes or raises Refusal."""
    if not tasks:
        return []
    free: SimpleQueue[Readers] = SimpleQueue()
    started = [Readers() for _ in range(min(_AT_ONCE, len(tasks)))]
    for readers in started:
        free.put(readers)

    def examined(position: int) -> Examined:
        task = tasks[position]
        try:
            raw = content(position)
        except Refusal as refusal:
            blocked = Finding(RULE, Severity.BLOCK, refusal.code, refusal.params, {"file": task.name})
            return Examined("", (blocked,))
        readers = free.get()
        try:
            return _examined(readers, raw, task)
        finally:
            free.put(readers)

    try:
        with ThreadPoolExecutor(len(started)) as pool:
            found = list(pool.map(examined, range(len(tasks))))
    finally:
        for readers in started:
            readers.close()
    return [_with_its_tables(task, one, tasks, found) for task, one in zip(tasks, found, strict=True)]


def _with_its_tables(
    task: Task, picture: Examined, tasks: Sequence[Task], found: Sequence[Examined]
) -> Examined:
    """A picture beside the tables that stand behind it."""
    behind = {one.name for one in task.companions if one.supports == task.name}
    if not behind or not picture.numbers or task.shown_in_picture:
        return picture
    held = (
        text
        for other, one in zip(tasks, found, strict=True)
        if other.name in behind and other.folder == task.folder
        for text in one.numbers
    )
    said = compared(task.name, picture.numbers, held)
    return replace(picture, findings=(*picture.findings, said)) if said else picture


def examine_file(content: bytes, task: Task) -> tuple[Finding, ...]:
    """What the checks say; a reader that crashes, hangs or says nothing blocks the file."""
    return examine_all([task], lambda _: content)[0].findings


def _examined(readers: Readers, content: bytes, task: Task) -> Examined:
    where = {"file": task.name}
    answer = readers.read(task, content)
    if answer.too_long:
        words = {"seconds": task.profile.reader.seconds}
        return Examined("", (Finding(RULE, Severity.BLOCK, "reading-too-long", words, where),))
    if answer.status != 0 or answer.findings is None:
        words = {"status": answer.status}
        return Examined("", (Finding(RULE, Severity.BLOCK, "reading-crashed", words, where),))
    found = answer.findings
    if not any(one.rule != "file.type" or one.severity is Severity.BLOCK for one in found):
        found = (*found, Finding(RULE, Severity.REVIEW, "reading-silent", {}, where))
    return Examined(answer.type, found, answer.tables, answer.all_tables, answer.numbers)


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
            "shown_in_picture": one.supports is not None and is_picture(one.supports),
        }
    )
