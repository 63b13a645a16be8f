"""Tables that left earlier: small rows, so that many releases of a project are looked through at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from output_checking.request_files import FileRole
from output_checking.states import State
from output_checking.storage.tables import release_requests, request_files

_ENDINGS = ("csv", "tsv")


@dataclass(frozen=True)
class ReleasedTable:
    request: str
    file: str
    sha256: str


def released_tables(session: Session, project: str, *, limit: int) -> Sequence[ReleasedTable]:
    """Latest release first."""
    request, file = release_requests.c, request_files.c
    query = (
        select(request.id, file.name, file.sha256)
        .join(request_files, file.request_id == request.id)
        .where(
            request.project == project,
            request.state == State.RELEASED.value,
            file.role == FileRole.OUTPUT.value,
            or_(*(file.name.iendswith(f".{ending}") for ending in _ENDINGS)),
        )
        .order_by(request.created_at.desc(), request.id, file.position)
        .limit(limit)
    )
    return [ReleasedTable(*row) for row in session.execute(query)]
