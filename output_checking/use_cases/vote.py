"""One reviewer's opinion on one turn; the last one needed brings the decision in the same transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.decision import affected_files, require_complete
from output_checking.model import ReleaseRequest
from output_checking.opinions import Choice, Comment, Vote
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
    affected: tuple[str, ...] | None = None,
) -> ReleaseRequest:
    """`turn` is the one the reviewer read: a vote never lands on files that came later.

    `affected`: output files that are not approved; without it those commented on, or else all.
    Raises Refusal `turn-changed`, `vote-twice`, `comment-needed`, `comment-missing`, `comment-missing-group`,
    `comment-unknown-file`, or one of written_words.py.
    """
    comments = tuple(replace(one, text=require_words(one.text)) for one in comments)

    def change(request: ReleaseRequest) -> tuple[ReleaseRequest, tuple[Event, ...]]:
        if request.turn != turn:
            raise Refusal("turn-changed", turn=request.turn)
        named = affected_files(request, choice, comments, affected)
        require_complete(request, actor, choice, comments, named)
        now = datetime.now(UTC)
        outputs = [one.name for one in request.outputs()]
        approved = {name: request.fingerprint(name) for name in outputs if name not in named}
        site = airlock.site_spoken_for(actor, request)
        vote = Vote(actor, turn, choice, now, comments, request.round, site, approved)
        voted = replace(request, votes=(*request.votes, vote)).moved(Action.VOTE)
        cast = Event("vote.cast", {"choice": choice.value, "round": vote.round, "not_approved": list(named)})
        decision = settle(voted, now)
        return (voted, (cast,)) if decision is None else (decision[0], (cast, decision[1]))

    return change_request(airlock, actor=actor, request_id=request_id, action=Action.VOTE, change=change)
