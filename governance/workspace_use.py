"""What a workspace has of the machine while it stands, recorded as it goes: a crash loses minutes."""

from __future__ import annotations

from datetime import UTC, datetime

from governance.display.showing import last_session
from governance.storage.unit_of_work import UnitOfWork


def record_size(
    uow: UnitOfWork, user: str, project: str, *, cpus: float, memory_bytes: int, gpus: int, node: str = ""
) -> None:
    """What the workspace that was just opened is given, and of which machine; the caller commits."""
    if session := last_session(uow, user, project):
        session.cpus, session.memory_bytes, session.gpus = cpus, memory_bytes, gpus
        session.node = node


def record_standing(
    uow: UnitOfWork, user: str, project: str, *, files_bytes: int | None, shared_bytes: int | None
) -> None:
    """It stands now, and its folders hold so much, None where that is not counted; the caller commits."""
    session = last_session(uow, user, project)
    if session is None or session.closed is not None:
        return
    session.last_seen = datetime.now(UTC)
    session.files_bytes = session.files_bytes if files_bytes is None else files_bytes
    session.shared_bytes = session.shared_bytes if shared_bytes is None else shared_bytes
