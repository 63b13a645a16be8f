"""The author takes the request back; what was said of it stays on record."""

from __future__ import annotations

from datetime import UTC, datetime

from output_checking.airlock import Airlock
from output_checking.model import ReleaseRequest
from output_checking.states import Action
from output_checking.use_cases.changing import Event, change_request


def withdraw_request(airlock: Airlock, *, actor: str, request_id: str) -> ReleaseRequest:
    def change(request: ReleaseRequest) -> tuple[ReleaseRequest, tuple[Event, ...]]:
        return request.decided(Action.WITHDRAW, datetime.now(UTC)), (Event("request.withdrawn"),)

    return change_request(airlock, actor=actor, request_id=request_id, action=Action.WITHDRAW, change=change)
