"""The life of a project, as data: which step leads from which state to which, who takes it, what it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from governance.projects.project import ProjectState
from governance.refusal import Refusal


class Step(StrEnum):
    CHANGE = "change"  # the project file, applied
    COMMITTEE = "committee"  # the opinion of the scientific and ethics committee
    BASIS = "basis"  # the regulatory basis
    REGISTER = "register"  # the entry in the register of the data protection officer
    ACTIVATE = "activate"
    REVIEW = "review"  # the yearly access review
    SUSPEND = "suspend"
    RESUME = "resume"
    ARCHIVE = "archive"
    DESTROY = "destroy"
    TAKEN_OVER = "taken-over"  # active before steps were kept; only the migration writes it


class Turn(StrEnum):
    """Whom a step waits for."""

    COMMITTEE = "committee"
    LEAD = "lead"
    DATA_OWNERS = "data-owners"
    OFFICER = "officer"  # the data protection officer
    ADMIN = "admin"


@dataclass(frozen=True)
class StepRule:
    """Whom a step waits for, how the audit names it, and what has to be told of it. `document`: its SHA-256
    is kept, the file is not."""

    turn: Turn
    event: str
    document: bool = False
    reference: bool = False


STEPS: Mapping[Step, StepRule] = {
    Step.CHANGE: StepRule(Turn.ADMIN, "project.changed"),
    Step.COMMITTEE: StepRule(Turn.COMMITTEE, "project.committee-opinion", document=True, reference=True),
    Step.BASIS: StepRule(Turn.LEAD, "project.basis", document=True, reference=True),
    Step.REGISTER: StepRule(Turn.OFFICER, "project.registered", document=True, reference=True),
    Step.ACTIVATE: StepRule(Turn.ADMIN, "project.activated"),
    Step.REVIEW: StepRule(Turn.ADMIN, "project.access-confirmed"),
    Step.SUSPEND: StepRule(Turn.ADMIN, "project.suspended"),
    Step.RESUME: StepRule(Turn.ADMIN, "project.resumed"),
    Step.ARCHIVE: StepRule(Turn.ADMIN, "project.archived"),
    Step.DESTROY: StepRule(Turn.ADMIN, "project.destroyed", document=True),
    Step.TAKEN_OVER: StepRule(Turn.ADMIN, "project.taken-over"),
}

# What a project needs, beside the signature of every site it asks, before anybody works in it.
NEEDED = (Step.COMMITTEE, Step.BASIS, Step.REGISTER)
# Each of these says who may still work in the project; for a year.
REVIEWS = frozenset({Step.ACTIVATE, Step.REVIEW, Step.TAKEN_OVER})
REVIEW_DAYS = 365
REMIND_DAYS = (30, 7)  # before an end

_OPEN = (ProjectState.DRAFT, ProjectState.ACTIVE, ProjectState.SUSPENDED)
_STARTED = (ProjectState.ACTIVE, ProjectState.SUSPENDED)
OVER = (ProjectState.ARCHIVED, ProjectState.DESTROYED)

TRANSITIONS: Mapping[tuple[ProjectState, Step], ProjectState] = {
    **{(state, step): state for state in _OPEN for step in (Step.CHANGE, *NEEDED)},
    (ProjectState.DRAFT, Step.ACTIVATE): ProjectState.ACTIVE,
    **{(state, Step.REVIEW): state for state in _STARTED},
    (ProjectState.ACTIVE, Step.SUSPEND): ProjectState.SUSPENDED,
    (ProjectState.SUSPENDED, Step.RESUME): ProjectState.ACTIVE,
    **{(state, Step.ARCHIVE): ProjectState.ARCHIVED for state in _OPEN},
    (ProjectState.ARCHIVED, Step.DESTROY): ProjectState.DESTROYED,
}


class Basis(StrEnum):
    MR_004 = "mr-004"  # reference: number in the public register of the Health Data Hub
    CNIL = "cnil"  # reference: number of the authorisation
    OTHER = "other"  # of another country or kind; reference: the text it stands on


# MR-004 (CNIL, délibération 2018-155) holds while individual records of several hospitals are not pooled.
WITHOUT_POOLING = frozenset({Basis.MR_004})


def next_state(project: str, state: ProjectState, step: Step) -> ProjectState:
    """Raises Refusal `project-step` when `step` has no meaning in `state`."""
    try:
        return TRANSITIONS[state, step]
    except KeyError:
        raise Refusal("project-step", project=project, state=state.value, step=step.value) from None
