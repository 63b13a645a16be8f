"""Delete the files of requests that are over, when their project says so; the record and the audit stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial

from governance.directory import ProjectView
from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.model import ReleaseRequest
from output_checking.permissions import SYSTEM_ACTOR
from output_checking.request_files import RequestFile
from output_checking.states import OVER, State
from output_checking.storage.unit_of_work import UnitOfWork, transaction

_SEEN = frozenset({State.RELEASED, State.REVOKED})


def forget_files(airlock: Airlock, now: datetime) -> tuple[str, ...]:
    """Ids of the requests whose files are deleted now.

    First it is said, then done: one that was stopped in between finds the bytes again the next time.
    """
    with airlock.open_unit() as unit:
        closed = unit.requests.find(states=OVER)
    old = [one.id for one in closed if one.files_deleted_at is None and _is_due(airlock, one, now)]
    for request_id in old:
        transaction(airlock.open_unit, partial(_say, request_id, now))
    with airlock.open_unit() as unit:
        kept = unit.requests.hashes_in_use() | {one.sha256 for one in unit.imports.find()}
        gone = [one for one in unit.requests.find(states=OVER) if one.files_deleted_at is not None]
    for request in gone:
        for sha256 in {*(one.sha256 for one in request.files), *_package(request)} - kept:
            airlock.files.remove(sha256)
    return tuple(old)


def _is_due(airlock: Airlock, request: ReleaseRequest, now: datetime) -> bool:
    try:
        project = airlock.directory.project(request.project)
    except Refusal:  # a project nobody knows any more says nothing of its files: they stay
        return False
    days = project.output_rules.keep_days
    return days is not None and _over_since(request, project) + timedelta(days=days) <= now


def _over_since(request: ReleaseRequest, project: ProjectView) -> datetime:
    """What was released is compared with later requests, so it stays as long as its project can make any."""
    moments = [request.created_at, *(turn.decided_at for turn in request.turns if turn.decided_at)]
    if request.revocation is not None:
        moments.append(request.revocation.revoked_at)
    if request.state in _SEEN:
        moments.append(datetime.combine(project.ends, time(), UTC))
    return max(moments)


def _say(request_id: str, now: datetime, unit: UnitOfWork) -> None:
    request = unit.requests.get(request_id)
    if request.files_deleted_at is not None:
        return
    files = tuple(map(_without_code, request.files))
    unit.requests.save(replace(request, files_deleted_at=now, files=files))
    unit.audit.append(
        actor=SYSTEM_ACTOR,
        event="request.files-deleted",
        subject=request_id,
        details={"project": request.project, "files": {one.name: one.sha256 for one in request.files}},
    )


def _without_code(file: RequestFile) -> RequestFile:
    """Code may quote the data as files do."""
    told = file.evidence
    return replace(file, evidence=told.model_copy(update={"code": ()})) if told and told.code else file


def _package(request: ReleaseRequest) -> tuple[str, ...]:
    return (request.package.sha256,) if request.package else ()
