"""From votes to a decision: the rule, and the words a vote must come with."""

from __future__ import annotations

from governance.refusal import Refusal
from output_checking.model import Choice, Comment, ReleaseRequest, Severity, Vote
from output_checking.states import Action

# The gravest vote wins: one reviewer who rejects is enough, one who wants changes outweighs approvals.
_GRAVEST_FIRST = (
    (Choice.REJECT, Action.REJECT),
    (Choice.RETURN, Action.RETURN),
    (Choice.APPROVE, Action.APPROVE),
)


def decide(votes: tuple[Vote, ...], votes_required: int) -> Action | None:
    """The decision of one turn, None while votes are missing: nobody decides on half of the opinions."""
    if len(votes) < votes_required:
        return None
    given = {vote.choice for vote in votes}
    return next(action for choice, action in _GRAVEST_FIRST if choice in given)


def files_to_comment(request: ReleaseRequest) -> tuple[str, ...]:
    """Output files nobody may approve in silence: they, or a file that supports them, need a look."""
    return tuple(
        one.name
        for one in request.outputs()
        if any(
            finding.severity is Severity.REVIEW
            for file in (one, *request.supporting(one.name))
            for finding in file.findings
        )
    )


def require_complete(
    request: ReleaseRequest, reviewer: str, choice: Choice, comments: tuple[Comment, ...]
) -> None:
    """Raises Refusal `vote-twice`, `comment-unknown-file`, `comment-missing` or `comment-needed`."""
    if any(vote.reviewer == reviewer for vote in request.votes_now()):
        raise Refusal("vote-twice")
    names = {one.name for one in request.files}
    for comment in comments:
        if comment.file is not None and comment.file not in names:
            raise Refusal("comment-unknown-file", file=comment.file)
    if choice is not Choice.APPROVE:
        if not comments:
            raise Refusal("comment-needed", choice=choice.value)
        return
    commented = {comment.file for comment in comments}
    for name in files_to_comment(request):
        if name not in commented:
            raise Refusal("comment-missing", file=name)
