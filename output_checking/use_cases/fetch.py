"""Fetch a released package: by a personal link that lives minutes and works once; each fetch is on record."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.model import Package, ReleaseRequest
from output_checking.states import State
from output_checking.storage.unit_of_work import UnitOfWork, transaction
from output_checking.use_cases.consult import view_request
from output_checking.visibility import can_fetch_package

LIVES = timedelta(minutes=15)


@dataclass(frozen=True)
class Fetched:
    request: str
    content: bytes


def make_link(airlock: Airlock, *, viewer: str, request_id: str) -> str:
    """The token of a link for this person alone; whoever holds it fetches as she would.

    Raises Refusal `request-unknown`, `package-not-ready`, `package-not-yours` or `package-deleted`.
    """
    request = view_request(airlock, viewer=viewer, request_id=request_id).request
    _require_package(airlock, viewer, request)
    token = secrets.token_urlsafe(32)
    expires_at = datetime.now(UTC) + LIVES

    def work(unit: UnitOfWork) -> None:
        unit.packages.add_link(token, request_id, viewer, expires_at)
        unit.audit.append(
            actor=viewer, event="package.link-made", subject=request_id, details={"project": request.project}
        )

    transaction(airlock.open_unit, work)
    return token


def fetch_by_link(airlock: Airlock, *, token: str) -> Fetched:
    """The signed zip, if the person of the link may still have it.

    Raises Refusal `link-invalid` (unknown, used or too old), or as `make_link` does.
    """

    def work(unit: UnitOfWork) -> Fetched:
        now = datetime.now(UTC)
        link = unit.packages.use_link(token, now)
        if link is None:
            raise Refusal("link-invalid", minutes=int(LIVES.total_seconds() // 60))
        request_id, person = link
        request = unit.requests.get(request_id)
        package = _require_package(airlock, person, request)
        content = airlock.files.read(package.sha256)
        unit.packages.fetched(request_id, person, now)
        unit.audit.append(
            actor=person, event="package.fetched", subject=request_id, details={"project": request.project}
        )
        return Fetched(request_id, content)

    return transaction(airlock.open_unit, work)


def _require_package(airlock: Airlock, person: str, request: ReleaseRequest) -> Package:
    if request.state is not State.RELEASED or request.package is None:
        raise Refusal("package-not-ready", state=request.state.value)
    if not can_fetch_package(airlock.standings(person, request), request):
        raise Refusal("package-not-yours")
    if request.files_deleted_at is not None:
        raise Refusal("package-deleted")
    return request.package
