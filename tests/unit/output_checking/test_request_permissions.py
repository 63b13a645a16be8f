"""Who may do what in which state: the whole table, written down once more and compared cell by cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from governance.refusal import Refusal
from output_checking.model import ReleaseRequest
from output_checking.permissions import Standing, permitted_actions, require, standings
from output_checking.states import Action, State, next_state

REQUEST = ReleaseRequest(
    id="r1",
    project="adverse-events",
    author="claire",
    title="Falls",
    context="Table 1",
    votes_required=2,
    threshold=10,
    created_at=datetime(2026, 11, 23, tzinfo=UTC),
)
_AUTHOR_OPEN = {Action.EDIT, Action.CHECK, Action.SUBMIT, Action.WITHDRAW}
_JUDGE = {
    State.SUBMITTED: {Action.VOTE, Action.REPLAY},
    State.CONSOLIDATION: {Action.VOTE},
    State.RELEASED: {Action.REVOKE},
}
EXPECTED: dict[Standing, dict[State, set[Action]]] = {
    Standing.AUTHOR: {
        State.DRAFT: _AUTHOR_OPEN,
        State.BLOCKED: _AUTHOR_OPEN,
        State.RETURNED: _AUTHOR_OPEN,
        State.CHECKING: {Action.WITHDRAW},
        State.SUBMITTED: {Action.WITHDRAW, Action.REPLAY},
        State.CONSOLIDATION: {Action.WITHDRAW},
    },
    Standing.MEMBER: {},
    Standing.REVIEWER: _JUDGE,
    Standing.SITE: _JUDGE,
    Standing.ADMIN: {State.RELEASED: {Action.REVOKE}},
    Standing.SYSTEM: {
        state: {Action.RECORD_REPLAY, *acts}
        for state, acts in {
            **dict.fromkeys(State, frozenset[Action]()),
            State.CHECKING: {Action.BLOCK, Action.PASS_CHECKS},
            State.SUBMITTED: {Action.DIFFER, Action.APPROVE, Action.RETURN, Action.REJECT},
            State.CONSOLIDATION: {Action.APPROVE, Action.RETURN, Action.REJECT},
            State.APPROVED: {Action.RELEASE},
        }.items()
    },
}


@pytest.mark.parametrize(("standing", "action", "state"), list(product(Standing, Action, State)))
def test_each_action_is_open_exactly_where_the_table_says(
    standing: Standing, action: Action, state: State
) -> None:
    open_now = permitted_actions(frozenset({standing}), replace(REQUEST, state=state))
    assert (action in open_now) == (action in EXPECTED[standing].get(state, set()))


def test_nobody_without_a_standing_may_do_anything() -> None:
    assert not any(permitted_actions(frozenset(), replace(REQUEST, state=state)) for state in State)


@pytest.mark.parametrize("state", [State.RELEASED, State.REJECTED, State.WITHDRAWN, State.REVOKED])
def test_a_closed_request_never_opens_again(state: State) -> None:
    for action in (Action.EDIT, Action.SUBMIT, Action.VOTE, Action.APPROVE):
        with pytest.raises(Refusal, match="request-state"):
            next_state(state, action)


MEMBERS = {"claire", "hugo"}


@pytest.mark.parametrize(
    ("user", "roles", "expected"),
    [
        ("claire", {"researcher"}, {Standing.AUTHOR}),
        ("hugo", {"researcher"}, {Standing.MEMBER}),
        ("ines", {"output_checker"}, {Standing.REVIEWER}),
        ("nadia", {"admin"}, {Standing.ADMIN}),
        ("nadia", {"admin", "output_checker"}, {Standing.ADMIN, Standing.REVIEWER}),
        ("claire", {"output_checker"}, {Standing.AUTHOR}),
        ("hugo", {"output_checker", "researcher"}, {Standing.MEMBER}),
        ("mallory", {"researcher", "data_owner"}, set()),
    ],
)
def test_a_person_stands_towards_a_request_by_role_and_membership(
    user: str, roles: set[str], expected: set[Standing]
) -> None:
    assert standings(user, roles, MEMBERS, REQUEST) == expected


def test_an_author_who_left_the_project_and_checks_outputs_is_still_no_reviewer_of_it() -> None:
    assert standings("claire", {"output_checker"}, {"hugo"}, REQUEST) == set()


@pytest.mark.parametrize("standing", [Standing.AUTHOR, Standing.MEMBER])
def test_judging_the_own_project_is_refused_in_clear_words(standing: Standing) -> None:
    with pytest.raises(Refusal, match="review-not-independent"):
        require(Action.VOTE, frozenset({standing}))


@pytest.mark.parametrize(
    ("roles", "site", "expected"),
    [
        ({"data_owner"}, "lyon", {Standing.SITE}),
        ({"data_owner"}, "brest", set()),
        ({"data_owner"}, None, set()),
        ({"data_owner", "output_checker"}, "lyon", {Standing.SITE}),
        ({"output_checker"}, "lyon", set()),
        ({"output_checker"}, "brest", {Standing.REVIEWER}),
        ({"output_checker"}, None, {Standing.REVIEWER}),
    ],
)
def test_a_data_owner_speaks_for_her_site_and_a_checker_of_the_authors_site_may_be_refused(
    roles: set[str], site: str | None, expected: set[Standing]
) -> None:
    request = replace(REQUEST, sites_required=("lyon", "grenoble"), same_site=False)
    assert standings("mia", roles, MEMBERS, request, site=site, author_site="lyon") == expected


def test_a_data_owner_who_is_a_member_speaks_for_nobody() -> None:
    request = replace(REQUEST, sites_required=("lyon",))
    assert standings("hugo", {"data_owner"}, MEMBERS, request, site="lyon") == {Standing.MEMBER}
