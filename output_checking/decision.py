"""From votes to a decision: the rule, and the words a vote must come with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from governance.refusal import Refusal
from output_checking.findings import Severity
from output_checking.model import ReleaseRequest
from output_checking.opinions import Choice, Comment, Vote
from output_checking.states import Action

# The gravest final vote wins: one reviewer who rejects is enough, one who wants changes outweighs approvals.
_GRAVEST_FIRST = (
    (Choice.REJECT, Action.REJECT),
    (Choice.RETURN, Action.RETURN),
    (Choice.APPROVE, Action.APPROVE),
)


def decide(request: ReleaseRequest) -> Action | None:
    """What the votes of this round amount to; None while some are missing: nobody decides on half of them.

    Blind opinions that differ decide nothing yet: each reviewer reads the others' and gives a final one.
    """
    votes = request.votes_now()
    if not complete(request, votes):
        return None
    given = {vote.choice for vote in votes}
    if request.round == 1 and len(given) > 1:
        return Action.DIFFER
    return next(action for choice, action in _GRAVEST_FIRST if choice in given)


def complete(request: ReleaseRequest, votes: Iterable[Vote]) -> bool:
    """Enough output checkers, and a data owner of each site whose opinion is asked for."""
    votes = tuple(votes)
    checkers = sum(vote.site is None for vote in votes)
    return checkers >= request.votes_required and not sites_missing(request, votes)


def sites_missing(request: ReleaseRequest, votes: Iterable[Vote]) -> tuple[str, ...]:
    heard = {vote.site for vote in votes}
    return tuple(site for site in request.sites_required if site not in heard)


def files_to_comment(request: ReleaseRequest) -> tuple[str, ...]:
    """Output files nobody may approve in silence: they, or a file that supports them, need a look."""
    return tuple(
        one.name
        for one in request.outputs()
        if any(
            finding.severity is not Severity.PASS
            for file in (one, *request.supporting(one.name))
            for finding in file.findings
        )
    )


def kept_approvals(request: ReleaseRequest, reviewer: str) -> frozenset[str]:
    """Output files that this reviewer approved before, and on which nothing has changed since.

    That opinion still holds: no comment is asked for again, and it is what the ballot starts from.
    """
    before = [vote for vote in request.votes if vote.reviewer == reviewer]
    if not before:
        return frozenset()
    approved = before[-1].approved
    return frozenset(
        one.name for one in request.outputs() if approved.get(one.name) == request.fingerprint(one.name)
    )


def affected_files(
    request: ReleaseRequest, choice: Choice, comments: tuple[Comment, ...], named: tuple[str, ...] | None
) -> tuple[str, ...]:
    """Output files that a vote does not approve: those `named`, else those commented on, else all.

    A rejection is one of all.
    """
    if choice is Choice.APPROVE:
        return ()
    outputs = tuple(one.name for one in request.outputs())
    if choice is Choice.REJECT:  # nothing of the request leaves
        return outputs
    if named:
        return tuple(name for name in outputs if name in named)
    commented = {_output_of(request, comment.file) for comment in comments if comment.file}
    return tuple(name for name in outputs if name in commented) or outputs


def require_complete(
    request: ReleaseRequest,
    reviewer: str,
    choice: Choice,
    comments: tuple[Comment, ...],
    affected: tuple[str, ...] = (),
) -> None:
    """Raises Refusal `vote-twice`, `comment-unknown-file`, `comment-needed`, `comment-missing` or
    `comment-missing-group` (a return says something the author may read of each group to change)."""
    if any(vote.reviewer == reviewer for vote in request.votes_now()):
        raise Refusal("vote-twice")
    groups = {one.name: one.group for one in request.files}
    for name in (*affected, *(comment.file for comment in comments)):
        if name is not None and name not in groups:
            raise Refusal("comment-unknown-file", file=name)
    if choice is not Choice.APPROVE and not any(comment.public for comment in comments):
        raise Refusal("comment-needed", choice=choice.value)
    if choice is Choice.REJECT:
        return
    _require_words_on_changes(request, comments, affected, groups)
    commented = {comment.file for comment in comments}
    held = kept_approvals(request, reviewer)
    for name in files_to_comment(request):
        if name not in affected and name not in commented and name not in held:
            raise Refusal("comment-missing", file=name)


def _require_words_on_changes(
    request: ReleaseRequest,
    comments: tuple[Comment, ...],
    affected: tuple[str, ...],
    groups: Mapping[str, str],
) -> None:
    said = [comment for comment in comments if comment.public]
    told = {groups[comment.file] for comment in said if comment.file is not None}
    only_one = len(set(groups.values())) == 1
    for name in affected:
        if groups[name] not in told and not only_one:
            raise Refusal("comment-missing-group", group=groups[name])
    passes = [one.name for one in request.outputs() if one.worst() is Severity.PASS and one.name in affected]
    spoken = {_output_of(request, comment.file) for comment in comments}
    for name in passes:
        if name not in spoken and not (only_one and None in spoken):
            raise Refusal("comment-missing", file=name)


def _output_of(request: ReleaseRequest, name: str | None) -> str | None:
    """The output file that a comment on a supporting file is about."""
    return next((one.supports or one.name for one in request.files if one.name == name), None)
