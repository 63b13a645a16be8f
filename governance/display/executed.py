"""Code that people run in their workspaces: its digest goes into the audit, its text beside it.

The text can be deleted where a law asks for it, and the chain still proves what was run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import sqlalchemy as sa

from governance.actor import Actor
from governance.display.showing import current_session
from governance.storage.unit_of_work import UnitOfWork
from governance.storage.work_tables import ExecutedRow, JobNotebookRow, JobRow, SessionRow

KEPT_CHARACTERS = 65_536

Kind = Literal["cell", "input", "debugger", "terminal", "job"]


@dataclass(frozen=True)
class Executed:
    """`kind`: a cell, an answer to `input()`, an expression for the debugger, keys of a terminal, a whole
    notebook that a job runs."""

    user: str
    project: str
    kind: Kind
    code: str


def record_executed(uow: UnitOfWork, executed: Sequence[Executed]) -> None:
    """Each audited as `code.executed` with the SHA-256 of its UTF-8 text; the caller commits.

    Of a text longer than KEPT_CHARACTERS the beginning is kept, and the digest is still that of the whole.
    """
    for one in executed:
        data = one.code.encode("utf-8", "surrogatepass")
        digest = hashlib.sha256(data).hexdigest()
        session = current_session(uow, one.user, one.project)
        record = uow.audit.append(
            actor=one.user,
            event="code.executed",
            subject=f"{one.project}/{one.user}",
            details={
                "project": one.project,
                "session": session,
                "kind": one.kind,
                "sha256": digest,
                "bytes": len(data),
            },
        )
        uow.session.add(
            ExecutedRow(
                audit=record.sequence,
                session=session,
                at=datetime.now(UTC),
                kind=one.kind,
                digest=digest,
                # PostgreSQL keeps no zero character, and neither keeps half a pair of surrogates.
                code=one.code[:KEPT_CHARACTERS]
                .replace("\0", "\ufffd")
                .encode("utf-8", "replace")
                .decode("utf-8"),
            )
        )


def forget_code(uow: UnitOfWork, project: str, actor: Actor) -> int:
    """Delete the texts of all code that was run in a project, notebooks of its jobs among them that no other
    project handed in; how many. Audited as `code.deleted` where there were any, and the caller commits: the
    digests stay in the audit."""
    count = _forget_cells(uow, project) + _forget_notebooks(uow, project)
    if count:
        uow.audit.append(
            actor=actor.name,
            event="code.deleted",
            subject=project,
            details={"project": project, "count": count} | actor.details,
        )
    return count


def _forget_notebooks(uow: UnitOfWork, project: str) -> int:
    """Their rows stay, empty: the jobs of the project name them."""
    own, others = (
        sa.select(JobRow.digest).where(condition)
        for condition in (JobRow.project == project, JobRow.project != project)
    )
    held = JobNotebookRow.digest.in_(own) & JobNotebookRow.digest.not_in(others)
    held &= JobNotebookRow.content != b""
    digests = uow.session.scalars(sa.select(JobNotebookRow.digest).where(held)).all()
    emptied = sa.update(JobNotebookRow).where(JobNotebookRow.digest.in_(digests)).values(content=b"")
    uow.session.execute(emptied)
    return len(digests)


def _forget_cells(uow: UnitOfWork, project: str) -> int:
    sessions = sa.select(SessionRow.id).where(SessionRow.project == project)
    texts = sa.select(sa.func.count()).select_from(ExecutedRow).where(ExecutedRow.session.in_(sessions))
    count = uow.session.scalar(texts) or 0
    uow.session.execute(sa.delete(ExecutedRow).where(ExecutedRow.session.in_(sessions)))
    return count
