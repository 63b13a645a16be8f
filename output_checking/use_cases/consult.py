"""Read requests and files: each person sees what the tables of visibility.py open."""

from __future__ import annotations

from dataclasses import dataclass, replace

from governance.refusal import Refusal
from output_checking.airlock import Airlock
from output_checking.decision import files_to_comment, kept_approvals
from output_checking.model import ReleaseRequest
from output_checking.opinions import Comment
from output_checking.permissions import Standing, permitted_actions, require, standings
from output_checking.states import Action, next_state
from output_checking.visibility import can_fetch_package, can_see, visible_comments, visible_votes


@dataclass(frozen=True)
class RequestView:
    """One request as one person may see it: `request.votes` holds only the votes open to this person.

    `votes_given` counts all votes of the present turn: how far the opinions are, not what they say.
    `kept`: output files that this reviewer approved before and on which nothing changed since.
    """

    request: ReleaseRequest
    standings: frozenset[Standing]
    actions: frozenset[Action]
    comments: tuple[Comment, ...]
    voted: bool
    votes_given: int
    files_to_comment: tuple[str, ...]
    package_ready: bool
    kept: frozenset[str] = frozenset()


def list_requests(airlock: Airlock, *, viewer: str, project: str | None = None) -> tuple[RequestView, ...]:
    """Oldest first; of one project, or of all that this person has to do with."""
    with airlock.open_reading() as unit:
        found = unit.requests.find(projects=None if project is None else [project])
    # Asked once, however many requests there are.
    person = airlock.directory.person(viewer)
    members = {one: airlock.directory.members(one) for one in {request.project for request in found}}
    authors = airlock.directory.people({request.author for request in found})
    views = []
    for request in found:
        author = authors.get(request.author)
        held = standings(
            viewer,
            {str(role) for role in person.roles},
            members[request.project],
            request,
            site=person.site,
            author_site=author.site if author else None,
        )
        views.append(view_as(viewer, held, request))
    return tuple(view for view in views if view is not None)


def view_request(airlock: Airlock, *, viewer: str, request_id: str) -> RequestView:
    """Raises Refusal `request-unknown`, also to those who may not know that it exists, `training-lacking`."""
    with airlock.open_reading() as unit:
        request = unit.requests.get(request_id)
    view = _view(airlock, viewer, request)
    if view is None:
        raise airlock.unseen(viewer, request_id)
    return view


def view_to(action: Action, airlock: Airlock, *, viewer: str, request_id: str) -> RequestView:
    """The request before something costly is done to it: for one who may, in a state that allows it.

    Raises Refusal `request-unknown`, `action-not-permitted` or `request-state`.
    """
    view = view_request(airlock, viewer=viewer, request_id=request_id)
    require(action, view.standings)
    next_state(view.request.state, action)
    return view


def read_file(airlock: Airlock, *, viewer: str, request_id: str, name: str) -> bytes:
    """The reviewed bytes.

    Raises Refusal `request-unknown`, `file-unknown`, `package-deleted` or `store-altered`.
    """
    view = view_request(airlock, viewer=viewer, request_id=request_id)
    if view.request.files_deleted_at is not None:
        raise Refusal("package-deleted")
    return airlock.files.read(view.request.file(name).sha256)


def _view(airlock: Airlock, viewer: str, request: ReleaseRequest) -> RequestView | None:
    return view_as(viewer, airlock.standings(viewer, request), request)


def view_as(viewer: str, held: frozenset[Standing], request: ReleaseRequest) -> RequestView | None:
    """What a person of these standings sees; None: not even that it exists."""
    if not can_see(held, request):
        return None
    voted = any(vote.reviewer == viewer for vote in request.votes_now())
    actions = permitted_actions(held, request)
    kept = kept_approvals(request, viewer)
    return RequestView(
        request=replace(request, votes=visible_votes(viewer, held, request)),
        standings=held,
        actions=actions - {Action.VOTE} if voted else actions,
        comments=visible_comments(viewer, held, request),
        voted=voted,
        votes_given=len(request.votes_now()),
        files_to_comment=tuple(name for name in files_to_comment(request) if name not in kept),
        package_ready=can_fetch_package(held, request) and request.files_deleted_at is None,
        kept=kept,
    )
