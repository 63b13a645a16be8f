"""What goes with a job: the notebook without outputs, its place, an amount of memory in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

from d2h_sdk.errors import UsageError
from d2h_sdk.jobs.job import Job
from d2h_sdk.outputs.notebooks import stripped

WORK, PROJECT = Path.home() / "work", Path.home() / "project"
JobAfter = Job | int | Iterable[Job | int]
_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_AMOUNT = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([kmg]?)i?[bo]?\s*", re.IGNORECASE)


def notebook_content(notebook: str | Path) -> bytes:
    """Raises UsageError `file-unreadable` or `notebook-unreadable`."""
    try:
        whole = json.loads(Path(notebook).read_text(encoding="utf-8"))
    except OSError as fault:
        raise UsageError("file-unreadable", path=str(notebook)) from fault
    except ValueError as fault:
        raise UsageError("notebook-unreadable", path=str(notebook)) from fault
    if not isinstance(whole, dict) or whole.get("nbformat") != 4:
        raise UsageError("notebook-unreadable", path=str(notebook))
    plain = stripped(whole)
    for cell, kept in zip(whole.get("cells", []), plain["cells"], strict=True):
        if tags := cell.get("metadata", {}).get("tags"):  # one of them says where parameters go
            kept["metadata"] = {"tags": tags}
    return json.dumps(plain, ensure_ascii=False).encode()


def path_below_work(notebook: str | Path) -> str:
    """That of the project's folder is below it too, by the link that leads there. Raises UsageError
    `job-notebook-elsewhere`."""
    path = Path(notebook).resolve()
    if path.is_relative_to(PROJECT.resolve()):
        return (PROJECT.name / path.relative_to(PROJECT.resolve())).as_posix()
    if path.is_relative_to(WORK.resolve()):
        return path.relative_to(WORK.resolve()).as_posix()
    raise UsageError("job-notebook-elsewhere", path=str(notebook), work=str(WORK))


def bytes_in(amount: str | int | None) -> int | None:
    """
    >>> bytes_in("4 GB"), bytes_in("512M")
    (4294967296, 536870912)
    """
    if amount is None or isinstance(amount, int):
        return amount
    found = _AMOUNT.fullmatch(amount)
    if found is None:
        raise UsageError("job-memory-unreadable", given=amount)
    return int(float(found[1]) * _UNITS[found[2].lower()])


def job_numbers(after: JobAfter) -> tuple[int, ...]:
    if isinstance(after, Job):
        return (after.id,)
    return (after,) if isinstance(after, int) else tuple(one for each in after for one in job_numbers(each))
