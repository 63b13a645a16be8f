"""The story of a request, oldest first, of what this person may read of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from output_checking.model import ReleaseRequest
from output_checking.opinions import Comment, Vote


@dataclass(frozen=True)
class Moment:
    """`code`: a message `event-…`; `who`: a user name, None for the airlock itself."""

    at: datetime
    code: str
    who: str | None = None
    turn: int | None = None
    comments: tuple[Comment, ...] = ()
    words: str = ""


def timeline(request: ReleaseRequest) -> tuple[Moment, ...]:
    """`request.votes` must hold only the votes that this person may read."""
    moments = [Moment(request.created_at, "event-drafted", request.author)]
    for turn in request.turns:
        moments.append(Moment(turn.submitted_at, "event-submitted", request.author, turn.number))
        moments += [_cast(vote) for vote in request.votes if vote.turn == turn.number]
        if turn.outcome is not None and turn.decided_at is not None:
            moments.append(Moment(turn.decided_at, f"event-{turn.outcome.value.lower()}", None, turn.number))
    if request.package is not None:
        moments.append(Moment(request.package.released_at, "event-released"))
    if request.revocation is not None:
        taken = request.revocation
        moments.append(Moment(taken.revoked_at, "event-revoked", taken.revoked_by, words=taken.reason))
    # Stable: the last vote comes before the decision it brought in the same instant.
    return tuple(sorted(moments, key=lambda moment: moment.at))


def _cast(vote: Vote) -> Moment:
    return Moment(vote.cast_at, f"event-vote-{vote.choice.value}", vote.reviewer, vote.turn, vote.comments)
