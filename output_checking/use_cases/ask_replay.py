"""Ask for a replay of what was submitted: the author when she submits, a reviewer from the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.model import ReleaseRequest
from output_checking.replay.model import OPEN, Replay
from output_checking.replay.notebook import notebook_of
from output_checking.states import Action
from output_checking.use_cases.changing import Event, change_request

# Of one turn: each takes a container for as long as half an hour.
_MOST = 5


def ask_replay(airlock: Airlock, *, actor: str, request_id: str) -> ReleaseRequest:
    """Raises Refusal as `with_replay`."""

    def change(request: ReleaseRequest) -> tuple[ReleaseRequest, tuple[Event, ...]]:
        after, event = with_replay(airlock, request, actor)
        return after, (event,)

    return change_request(airlock, actor=actor, request_id=request_id, action=Action.REPLAY, change=change)


def with_replay(airlock: Airlock, request: ReleaseRequest, actor: str) -> tuple[ReleaseRequest, Event]:
    """The request with a replay of its present turn that waits to be started.

    Raises Refusal `replay-not-offered`, `replay-notebook-missing`, `replay-notebook-several`,
    `replay-under-way` or `replay-too-many`.
    """
    if airlock.replays is None:
        raise Refusal("replay-not-offered")
    notebook = notebook_of(request)
    of_turn = [one for one in request.replays if one.turn == request.turn]
    if any(one.state in OPEN for one in of_turn):
        raise Refusal("replay-under-way")
    if len(of_turn) >= _MOST:
        raise Refusal("replay-too-many", limit=_MOST)
    asked = Replay(f"{request.id}-{len(request.replays) + 1}", request.turn, actor, datetime.now(UTC))
    event = Event("replay.asked", {"replay": asked.id, "notebook": notebook.name})
    return replace(request, replays=(*request.replays, asked)), event
