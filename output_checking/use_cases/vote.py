"""One reviewer's opinion on one turn; the last one needed brings the decision in the same transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.decision import require_complete
from output_checking.model import Choice, Comment, ReleaseRequest, Vote
from output_checking.states import Action
from output_checking.use_cases.changing import Event, change_request
from output_checking.use_cases.decide import settle
from output_checking.written_words import require_words


def cast_vote(
    airlock: Airlock,
    *,
    actor: str,
    request_id: str,
    turn: int,
    choice: Choice,
    comments: tuple[Comment, ...] = (),
) -> ReleaseRequest:
    """`turn` is the one the reviewer read: a vote never lands on files that came later.

    Raises Refusal `turn-changed`, `vote-twice`, `comment-needed`, `comment-missing`, `comment-unknown-file`,
    or one of written_words.py.
    """
    comments = tuple(replace(one, text=require_words(one.text)) for one in comments)

    def change(request: ReleaseRequest) -> tuple[ReleaseRequest, tuple[Event, ...]]:
        if request.turn != turn:
            raise Refusal("turn-changed", turn=request.turn)
        require_complete(request, actor, choice, comments)
        now = datetime.now(UTC)
        voted = replace(request, votes=(*request.votes, Vote(actor, turn, choice, now, comments))).moved(
            Action.VOTE
        )
        cast = Event("vote.cast", {"choice": choice.value})
        decision = settle(voted, now)
        return (voted, (cast,)) if decision is None else (decision[0], (cast, decision[1]))

    return change_request(airlock, actor=actor, request_id=request_id, action=Action.VOTE, change=change)
