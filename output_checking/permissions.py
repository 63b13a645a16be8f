"""Who may do what to a release request, as data: standings of a person, and the actions each one opens."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Protocol

from governance.refusal import Refusal
from output_checking.states import TRANSITIONS, Action, State


class Standing(StrEnum):
    """How a person stands towards one request; one person may have several standings."""

    AUTHOR = "author"  # wrote it, and is a member of its project today
    MEMBER = "member"  # of the project, not the author
    REVIEWER = "reviewer"  # output checker who is neither author nor member
    SITE = "site"  # data owner of a site whose opinion the project asks for, neither author nor member
    ADMIN = "admin"
    SYSTEM = "system"  # the airlock's own worker


class Judged(Protocol):
    """What the rules below ask of a request, whole or as a line of a list."""

    @property
    def author(self) -> str: ...
    @property
    def state(self) -> State: ...
    @property
    def same_site(self) -> bool: ...
    @property
    def sites_required(self) -> Collection[str]: ...


# The colon keeps it apart from every user name, or a person of that name would have its powers.
SYSTEM_ACTOR = "service:airlock"
OUTPUT_CHECKER = "output_checker"
DATA_OWNER = "data_owner"
ADMIN = "admin"

PERMISSIONS: Mapping[Action, frozenset[Standing]] = {
    Action.EDIT: frozenset({Standing.AUTHOR}),
    Action.CHECK: frozenset({Standing.AUTHOR}),
    Action.SUBMIT: frozenset({Standing.AUTHOR}),
    Action.WITHDRAW: frozenset({Standing.AUTHOR}),
    Action.BLOCK: frozenset({Standing.SYSTEM}),
    Action.PASS_CHECKS: frozenset({Standing.SYSTEM}),
    Action.VOTE: frozenset({Standing.REVIEWER, Standing.SITE}),
    Action.DIFFER: frozenset({Standing.SYSTEM}),
    # Decisions follow from votes by the rule of decision.py: nobody takes one alone.
    Action.APPROVE: frozenset({Standing.SYSTEM}),
    Action.RETURN: frozenset({Standing.SYSTEM}),
    Action.REJECT: frozenset({Standing.SYSTEM}),
    Action.RELEASE: frozenset({Standing.SYSTEM}),
    Action.REVOKE: frozenset({Standing.REVIEWER, Standing.SITE, Standing.ADMIN}),
    Action.REPLAY: frozenset({Standing.AUTHOR, Standing.REVIEWER, Standing.SITE}),
    Action.RECORD_REPLAY: frozenset({Standing.SYSTEM}),
}


def standings(
    username: str,
    roles: Collection[str],
    members: Collection[str],
    request: Judged,
    *,
    site: str | None = None,
    author_site: str | None = None,
) -> frozenset[Standing]:
    """`roles` and `site` of the person, `members`: user names of the request's project today.

    An output checker who wrote the request, or who belongs to its project, is no reviewer of it, ever; nor,
    where the project says so, one of the author's own site. A data owner speaks for a site and not besides as
    an output checker: one person has one opinion.
    """
    found = set()
    if username in members:
        found.add(Standing.AUTHOR if username == request.author else Standing.MEMBER)
    elif username != request.author:
        near = not request.same_site and site is not None and site == author_site
        if DATA_OWNER in roles and site in request.sites_required:
            found.add(Standing.SITE)
        elif OUTPUT_CHECKER in roles and not near:
            found.add(Standing.REVIEWER)
    if ADMIN in roles:
        found.add(Standing.ADMIN)
    return frozenset(found)


def permitted_actions(held: frozenset[Standing], request: Judged) -> frozenset[Action]:
    """The actions these standings open in the state the request is in now."""
    return frozenset(
        action
        for action, needed in PERMISSIONS.items()
        if held & needed and (request.state, action) in TRANSITIONS
    )


def require(action: Action, held: frozenset[Standing]) -> None:
    """Raises Refusal `action-not-permitted`, or the clearer `own-request` to one who may not judge it."""
    if held & PERMISSIONS[action]:
        return
    if action is Action.VOTE and held & {Standing.AUTHOR, Standing.MEMBER}:
        raise Refusal("review-not-independent")
    raise Refusal("action-not-permitted", action=action.value)
