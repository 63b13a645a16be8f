"""Where a project stands on a day: what it lacks and whose turn it is, what closes it, what ends when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from governance.permits.document import Mode, PermitDocument
from governance.projects.project import ProjectState
from governance.projects.step_record import StepRecord, TakenStep
from governance.projects.steps import (
    NEEDED,
    REVIEW_DAYS,
    REVIEWS,
    STEPS,
    WITHOUT_POOLING,
    Step,
    Turn,
)


@dataclass(frozen=True)
class Lack:
    """Something a project needs and has not. `code` and `params` give the words."""

    turn: Turn
    code: str
    params: dict[str, str | int]


@dataclass(frozen=True)
class End:
    """`what`: `project`, or the step whose time ends; `day`: the last one on which it holds."""

    what: str
    day: date


def latest(steps: Iterable[TakenStep]) -> dict[Step, StepRecord]:
    """The record that counts of each step: the one kept last. `steps` as they were recorded, oldest first."""
    return {taken.step: taken.record for taken in steps}


def review_due(steps: Iterable[TakenStep]) -> date | None:
    """The last day on which access holds without another review; None before the first activation."""
    said = [taken.record.given for taken in steps if taken.step in REVIEWS]
    return max(said) + timedelta(days=REVIEW_DAYS) if said else None


def lapses(steps: Sequence[TakenStep], today: date) -> Iterator[Lack]:
    """What closes a project that is active: the time of something it stands on is over."""
    for step, record in latest(steps).items():
        if step in NEEDED and record.until is not None and record.until < today:
            params: dict[str, str | int] = {"step": step.value, "until": record.until.isoformat()}
            yield Lack(STEPS[step].turn, "project-step-over", params)
    due = review_due(steps)
    if due is not None and due < today:
        yield Lack(Turn.ADMIN, "access-review-over", {"due": due.isoformat()})


def lacks(steps: Sequence[TakenStep], signed: Mapping[str, bool], today: date) -> tuple[Lack, ...]:
    """Everything between the project and being active, in the order of its life.

    `signed`: each site asked -> whether its data owner signed what is asked now.
    """
    held = latest(steps)
    missing = [Lack(STEPS[step].turn, f"lacks-{step}", {}) for step in NEEDED if step not in held]
    waiting = [site for site, is_signed in signed.items() if not is_signed]
    if waiting:
        missing.append(Lack(Turn.DATA_OWNERS, "lacks-signature", {"sites": ", ".join(waiting)}))
    return (*missing, *lapses(steps, today))


def was_taken_over(steps: Iterable[TakenStep]) -> bool:
    """Whether the project was active before steps were kept: it stays so with what it has."""
    return any(taken.step is Step.TAKEN_OVER for taken in steps)


def leaves_basis(basis: StepRecord | None, documents: Iterable[PermitDocument]) -> str | None:
    """The sites whose records would be pooled although the basis does not cover it; None when it does."""
    if basis is None or basis.kind not in WITHOUT_POOLING:
        return None
    pooled = {
        document.site: None
        for document in documents
        if any(granted.mode is Mode.RECORDS for granted in document.datasets.values())
    }
    return ", ".join(pooled) if len(pooled) > 1 else None


def ends(state: ProjectState, last: date, steps: Sequence[TakenStep]) -> tuple[End, ...]:
    """What ends by itself, first things first; nothing more does once data are destroyed. `last`: the
    project's own last day."""
    if state is ProjectState.DESTROYED:
        return ()
    held = latest(steps)
    if state is ProjectState.ARCHIVED:
        kept = held[Step.ARCHIVE].until if Step.ARCHIVE in held else None
        return (End(Step.ARCHIVE.value, kept),) if kept else ()
    found = [End("project", last)]
    found += [End(step.value, until) for step in NEEDED if step in held and (until := held[step].until)]
    due = review_due(steps)
    if due is not None:
        found.append(End(Step.REVIEW.value, due))
    return tuple(sorted(found, key=lambda end: (end.day, end.what)))
