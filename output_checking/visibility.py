"""Who sees what, as data: requests by state, votes and comments only once they can no longer influence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from output_checking.model import ReleaseRequest
from output_checking.opinions import Comment, Vote
from output_checking.permissions import Standing
from output_checking.states import REVIEWABLE, State

_REVIEWED = REVIEWABLE | {State.RETURNED, State.APPROVED, State.RELEASED, State.REJECTED, State.REVOKED}
# Those who judge: they alone read what is written for them, and the others' opinions once theirs is in.
JUDGES = frozenset({Standing.REVIEWER, Standing.SITE})

VISIBLE_STATES: Mapping[Standing, frozenset[State]] = {
    Standing.AUTHOR: frozenset(State),
    Standing.MEMBER: frozenset(State) - {State.DRAFT},
    Standing.REVIEWER: _REVIEWED,
    Standing.SITE: _REVIEWED,
    Standing.ADMIN: frozenset({State.RELEASED, State.REVOKED}),
    Standing.SYSTEM: frozenset(State),
}

# Only what was approved leaves, and only to the project that asked; a revoked package is gone for all.
PACKAGE_READERS = frozenset({Standing.AUTHOR, Standing.MEMBER, *JUDGES})


def can_see(held: frozenset[Standing], request: ReleaseRequest) -> bool:
    return any(request.state in VISIBLE_STATES[standing] for standing in held)


def can_fetch_package(held: frozenset[Standing], request: ReleaseRequest) -> bool:
    return request.state is State.RELEASED and bool(held & PACKAGE_READERS)


def visible_votes(username: str, held: frozenset[Standing], request: ReleaseRequest) -> tuple[Vote, ...]:
    """Votes this person may read.

    A reviewer reads the others' votes of a turn once the own vote of that turn is in, or the turn is
    decided. Everybody else who sees the request reads votes of decided turns only, and their public comments.
    """
    if not can_see(held, request):
        return ()
    decided = {turn.number for turn in request.turns if turn.outcome is not None}
    own = {vote.turn for vote in request.votes if vote.reviewer == username}
    judges = bool(held & JUDGES)
    open_to_me = decided | (own if judges else set())
    shown = tuple(vote for vote in request.votes if vote.turn in open_to_me)
    return shown if judges else tuple(_public(vote) for vote in shown)


def visible_comments(
    username: str, held: frozenset[Standing], request: ReleaseRequest
) -> tuple[Comment, ...]:
    return tuple(comment for vote in visible_votes(username, held, request) for comment in vote.comments)


def _public(vote: Vote) -> Vote:
    return replace(vote, comments=tuple(comment for comment in vote.comments if comment.public))
