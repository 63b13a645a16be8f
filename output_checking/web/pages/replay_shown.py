"""Whether a request's page offers a replay, and whether one is at work."""

from __future__ import annotations

from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.replay.model import OPEN
from output_checking.replay.notebook import notebook_of
from output_checking.states import Action
from output_checking.use_cases.consult import RequestView


def may_ask_replay(airlock: Airlock, view: RequestView) -> bool:
    """The use case has the last word: this only spares a button that would be refused."""
    if airlock.replays is None or Action.REPLAY not in view.actions or replay_at_work(view):
        return False
    try:
        notebook_of(view.request)
    except Refusal:
        return False
    return True


def replay_at_work(view: RequestView) -> bool:
    replay = view.request.replay_now()
    return replay is not None and replay.state in OPEN
