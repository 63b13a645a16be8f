"""The notebook of a job as it was handed in: kept once by its digest, and the code in it told as one text."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from governance.refusal import Refusal
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import JobNotebookRow

LARGEST = 1 << 20  # bytes, without outputs


def keep_notebook(uow: UnitOfWork, content: bytes) -> str:
    """Its SHA-256. Raises Refusal `job-notebook-too-large` or `job-notebook-unreadable`."""
    if len(content) > LARGEST:
        raise Refusal("job-notebook-too-large", most=LARGEST >> 10)
    code_of(content, {})
    digest = hashlib.sha256(content).hexdigest()
    if uow.session.get(JobNotebookRow, digest) is None:
        uow.session.add(JobNotebookRow(digest=digest, content=content))
    return digest


def notebook_of(uow: UnitOfWork, digest: str) -> bytes:
    return bytes(uow.session.get_one(JobNotebookRow, digest).content)


def code_of(content: bytes, parameters: dict[str, Any]) -> str:
    """What a run executes: its parameters, then every code cell in order."""
    try:
        cells = json.loads(content)["cells"]
        code = [_text(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, TypeError, KeyError, RecursionError) as fault:
        raise Refusal("job-notebook-unreadable") from fault
    told = [f"# parameters: {json.dumps(parameters, sort_keys=True)}"] if parameters else []
    return "\n\n# %%\n".join([*told, *code])


def _text(source: Any) -> str:
    return source if isinstance(source, str) else "".join(source)
