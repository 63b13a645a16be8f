"""Take a file out of a request, with the supporting files that stood behind it."""

from __future__ import annotations

from output_checking.airlock import Airlock
from output_checking.model import ReleaseRequest
from output_checking.states import Action
from output_checking.use_cases.changing import Event, change_request


def remove_file(airlock: Airlock, *, actor: str, request_id: str, name: str) -> ReleaseRequest:
    """Raises Refusal `file-unknown`."""

    def change(request: ReleaseRequest) -> tuple[ReleaseRequest, tuple[Event, ...]]:
        return request.without_file(name), (Event("file.removed", {"file": name}),)

    return change_request(airlock, actor=actor, request_id=request_id, action=Action.EDIT, change=change)
