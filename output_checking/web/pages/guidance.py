"""Whose turn it is, what is missing, why something cannot be done now: codes for the words of the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from governance.directory import Person
from output_checking.decision import sites_missing
from output_checking.findings import Severity
from output_checking.model import ReleaseRequest
from output_checking.permissions import OUTPUT_CHECKER, Standing
from output_checking.states import EDITABLE, OVER, REVIEWABLE, Action, State
from output_checking.use_cases.consult import RequestView
from output_checking.use_cases.queue import ListedView
from output_checking.visibility import JUDGES

# While the airlock itself works on a request, its page follows by itself.
MACHINE_AT_WORK = frozenset({State.CHECKING, State.APPROVED})


@dataclass(frozen=True)
class Phrase:
    """A message of the pages' catalogue and what fills it."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


def my_turn(view: RequestView | ListedView) -> bool:
    """Whether anything waits for this very person."""
    return bool(view.actions & {Action.VOTE, Action.SUBMIT})


def turn(view: RequestView) -> Phrase:
    """Whose turn it is, said to this person."""
    state = view.request.state.value.lower()
    votes = {"votes": view.request.opinions_asked}
    if Action.VOTE in view.actions:
        return Phrase(f"turn-{state}-mine", votes)
    if view.request.state in REVIEWABLE and view.voted:
        return Phrase(f"turn-{state}-voted", votes)
    if view.request.state in EDITABLE and Standing.AUTHOR in view.standings:
        return Phrase(f"turn-{state}-author")
    return Phrase(f"turn-{state}", votes)


def clock(request: ReleaseRequest, now: datetime) -> tuple[str, float] | None:
    """What is said of the last submission, and hours: how long it waits, or how long its decision took."""
    if not request.turns or request.state is State.WITHDRAWN:
        return None
    last = request.turns[-1]
    if last.decided_at is None:
        return ("clock-waits", (now - last.submitted_at).total_seconds() / 3600)
    return ("clock-took", (last.decided_at - last.submitted_at).total_seconds() / 3600)


def missing(view: RequestView) -> tuple[Phrase, ...]:
    """What has to happen before anything leaves; empty once nothing more will."""
    request = view.request
    if request.state in OVER:
        return ()
    found = []
    if request.state in EDITABLE and not request.outputs():
        found.append(Phrase("missing-outputs"))
    if request.state in EDITABLE:
        found += [Phrase("missing-words", {"group": name}) for name in request.unexplained()]
    blocking = [one for one in request.files if one.worst() is Severity.BLOCK]
    if request.state in EDITABLE and blocking:
        found.append(Phrase("missing-corrections", {"files": len(blocking)}))
    if request.state is State.RETURNED:
        found.append(Phrase("missing-changes"))
    if request.state in EDITABLE:
        found.append(Phrase("missing-submission"))
    if request.state is State.CHECKING:
        found.append(Phrase("missing-checks"))
    if Action.VOTE in view.actions:
        found.append(Phrase("missing-my-vote"))
        if view.files_to_comment:
            names = ", ".join(view.files_to_comment)
            found.append(Phrase("missing-comment", {"files": len(view.files_to_comment), "names": names}))
    elif request.state in REVIEWABLE and view.voted:
        left = request.votes_required - sum(vote.site is None for vote in request.votes_now())
        if left > 0:
            found.append(Phrase("missing-other-votes", {"votes": left}))
        silent = sites_missing(request, request.votes_now())
        found += [Phrase("missing-site", {"site": site}) for site in silent]
    elif request.state is not State.APPROVED:
        found.append(Phrase("missing-votes", {"votes": request.votes_required}))
        found += [Phrase("missing-site", {"site": site}) for site in request.sites_required]
    if request.state is State.APPROVED:
        found.append(Phrase("missing-signature"))
    return tuple(found)


def progress(view: ListedView) -> Phrase:
    """One line for the list: how far the opinions are, as far as this person may know."""
    request = view.request
    if request.state in REVIEWABLE:
        votes = {"given": request.opinions_given, "votes": request.opinions_asked}
        if Action.VOTE in view.actions:
            return Phrase("progress-mine", votes)
        return Phrase("progress-voted" if request.voted else "progress-review", votes)
    if request.state is State.RELEASED:
        return Phrase("progress-released")
    if request.files_blocking:
        return Phrase("progress-corrections", {"files": request.files_blocking})
    return Phrase("progress-none")


def why_no_vote(view: RequestView, person: Person) -> str | None:
    """Why one who judges has no form here; None for those who have one, and for whom it is no matter."""
    if Action.VOTE in view.actions or not (OUTPUT_CHECKER in person.roles or view.standings & JUDGES):
        return None
    if Standing.AUTHOR in view.standings:
        return "why-vote-author"
    if not view.standings & JUDGES:
        return "why-vote-member"
    if view.voted and view.request.state in REVIEWABLE:
        return "why-vote-given"
    return "why-vote-decided"


def why_no_withdrawal(view: RequestView) -> str | None:
    waiting = view.request.state is State.APPROVED and Standing.AUTHOR in view.standings
    return "why-withdraw-approved" if waiting else None


def why_no_package(view: RequestView) -> str | None:
    if view.package_ready:
        return None
    if view.request.files_deleted_at is not None:
        return "why-package-deleted"
    if view.request.state is State.REVOKED:
        return "why-package-revoked"
    if view.request.state in (State.REJECTED, State.WITHDRAWN):
        return "why-package-never"
    return "why-package-admin" if view.request.state is State.RELEASED else "why-package-later"
