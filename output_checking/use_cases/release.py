"""Complete an approval: build and sign the package from the reviewed bytes, and publish it once."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

from governance.refusal import Refusal
from governance.signatures import sign
from output_checking.acro.results import viewer_files
from output_checking.airlock import Airlock
from output_checking.model import Package, ReleaseRequest
from output_checking.package.archive import pack
from output_checking.package.record import METADATA, RELEASE_KIND, SIGNATURE, member_name, release_record
from output_checking.permissions import SYSTEM_ACTOR
from output_checking.states import Action, State
from output_checking.use_cases.changing import Event, change_request
from output_checking.use_cases.consult import view_request


def release_request(airlock: Airlock, *, request_id: str) -> ReleaseRequest:
    """Safe to run again after a crash at any point: the package is the same bytes, and one only is published.

    Raises Refusal `store-altered` when a stored file is no longer what was reviewed.
    """
    approved = view_request(airlock, viewer=SYSTEM_ACTOR, request_id=request_id).request
    if approved.state is State.RELEASED:
        return approved
    content = build_package(airlock, approved)
    sha256, size = airlock.files.add(io.BytesIO(content), limit=len(content))

    def change(request: ReleaseRequest) -> tuple[ReleaseRequest, tuple[Event, ...]]:
        package = Package(sha256, size, datetime.now(UTC))
        released = replace(request.moved(Action.RELEASE), package=package)
        return released, (Event("request.released", {"package": sha256, "size": size}),)

    try:
        return change_request(
            airlock, actor=SYSTEM_ACTOR, request_id=request_id, action=Action.RELEASE, change=change
        )
    except Refusal as refusal:
        if refusal.code != "request-state":
            raise
        # Another worker published first.
        return view_request(airlock, viewer=SYSTEM_ACTOR, request_id=request_id).request


def build_package(airlock: Airlock, request: ReleaseRequest) -> bytes:
    """The zip. Every file is hashed again on its way out, and must be the one its reviewers were shown."""
    reviewed = request.turns[-1].files
    for one in request.files:
        if reviewed.get(one.name) != one.sha256:
            raise Refusal("store-altered", sha256=one.sha256)
    beside = viewer_files(request, airlock.files.read)
    record = release_record(request, airlock.profile_of(request), beside)
    return pack(
        {
            METADATA: record,
            SIGNATURE: sign(record, airlock.signing_key, kind=RELEASE_KIND).encode("ascii"),
            **{member_name(one.name): airlock.files.read(one.sha256) for one in request.outputs()},
            **{member_name(name): content for name, content in beside.items()},
        }
    )
