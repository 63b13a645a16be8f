"""Keep how far a replay is, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from output_checking.airlock import Airlock
from output_checking.model import ReleaseRequest
from output_checking.permissions import SYSTEM_ACTOR
from output_checking.replay.model import OPEN, Replay, ReplayState, Verdict
from output_checking.states import Action
from output_checking.use_cases.changing import Event, change_request


def record_start(airlock: Airlock, request_id: str, replay: Replay, image: str) -> ReleaseRequest:
    started = replace(replay, state=ReplayState.RUNNING, image=image, started_at=datetime.now(UTC))
    return _record(
        airlock, request_id, started, Event("replay.started", {"replay": replay.id, "image": image})
    )


def record_end(airlock: Airlock, request_id: str, ended: Replay) -> ReleaseRequest:
    """`ended` is done, or failed with a reason; no value that differs goes into the audit."""
    closed = replace(ended, ended_at=datetime.now(UTC))
    event = Event(
        "replay.ended",
        {
            "replay": closed.id,
            "state": closed.state.value,
            "reason": closed.reason,
            "image": closed.image,
            "files": {one.name: one.verdict.value for one in closed.files},
            "reproduced": [one.name for one in closed.files if one.verdict is Verdict.SAME]
            if closed.state is ReplayState.DONE
            else [],
        },
    )
    return _record(airlock, request_id, closed, event)


def _record(airlock: Airlock, request_id: str, after: Replay, event: Event) -> ReleaseRequest:
    """Nothing changes once the replay was closed by somebody else."""

    def change(request: ReleaseRequest) -> tuple[ReleaseRequest, tuple[Event, ...]]:
        before = next(one for one in request.replays if one.id == after.id)
        if before.state not in OPEN:
            return request, ()
        kept = tuple(after if one.id == after.id else one for one in request.replays)
        return replace(request, replays=kept), (event,)

    return change_request(
        airlock, actor=SYSTEM_ACTOR, request_id=request_id, action=Action.RECORD_REPLAY, change=change
    )
