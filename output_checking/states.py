"""The life of a release request, as data: which action leads from which state to which."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from governance.refusal import Refusal


class State(StrEnum):
    DRAFT = "DRAFT"
    CHECKING = "CHECKING"
    BLOCKED = "BLOCKED"
    SUBMITTED = "SUBMITTED"
    CONSOLIDATION = "CONSOLIDATION"
    RETURNED = "RETURNED"
    APPROVED = "APPROVED"
    RELEASED = "RELEASED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    REVOKED = "REVOKED"


class Action(StrEnum):
    EDIT = "edit"
    CHECK = "check"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    BLOCK = "block"
    PASS_CHECKS = "pass-checks"  # noqa: S105 - the name of an action
    VOTE = "vote"
    DIFFER = "differ"
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    RELEASE = "release"
    REVOKE = "revoke"
    REPLAY = "replay"
    RECORD_REPLAY = "record-replay"


# In these the author still works on the files; a submission from any of them opens a new turn.
EDITABLE = frozenset({State.DRAFT, State.BLOCKED, State.RETURNED})

# In these reviewers give their opinions: blind ones first, final ones where the blind ones differed.
REVIEWABLE = frozenset({State.SUBMITTED, State.CONSOLIDATION})

# Nothing more happens to these but that a release may be taken back.
OVER = frozenset({State.RELEASED, State.REJECTED, State.WITHDRAWN, State.REVOKED})

TRANSITIONS: Mapping[tuple[State, Action], State] = {
    **{(state, Action.EDIT): state for state in EDITABLE},
    **{(state, Action.CHECK): state for state in EDITABLE},
    **{(state, Action.SUBMIT): State.CHECKING for state in EDITABLE},
    **{
        (state, Action.WITHDRAW): State.WITHDRAWN
        for state in (*sorted(EDITABLE), State.CHECKING, *sorted(REVIEWABLE))
    },
    (State.CHECKING, Action.BLOCK): State.BLOCKED,
    (State.CHECKING, Action.PASS_CHECKS): State.SUBMITTED,
    **{(state, Action.VOTE): state for state in REVIEWABLE},
    (State.SUBMITTED, Action.DIFFER): State.CONSOLIDATION,
    **{(state, Action.APPROVE): State.APPROVED for state in REVIEWABLE},
    **{(state, Action.RETURN): State.RETURNED for state in REVIEWABLE},
    **{(state, Action.REJECT): State.REJECTED for state in REVIEWABLE},
    (State.APPROVED, Action.RELEASE): State.RELEASED,
    (State.RELEASED, Action.REVOKE): State.REVOKED,
    (State.SUBMITTED, Action.REPLAY): State.SUBMITTED,
    # However a request went on meanwhile, what came of its replay is kept.
    **{(state, Action.RECORD_REPLAY): state for state in State},
}


def next_state(state: State, action: Action) -> State:
    """Raises Refusal `request-state` when `action` has no meaning in `state`."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise Refusal("request-state", state=state.value, action=action.value) from None
