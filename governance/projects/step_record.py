"""One step that was taken: who gave it, when, until when, by which document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from governance.catalogue.site_card import Words
from governance.misfit import Misfit
from governance.permits.document import IsoDate
from governance.projects.steps import NEEDED, STEPS, Basis, Step

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Reference = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class StepRecord(BaseModel):
    """`by`: who gave it, a body or a person. `until`: the last day it holds; None, no end of its own.
    `document`: SHA-256 of the paper, which stays with whoever keeps it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: Annotated[Words, Field(max_length=200)]
    given: IsoDate
    until: IsoDate | None = None
    reference: Reference | None = None
    document: Sha256 | None = None
    kind: Basis | None = None


@dataclass(frozen=True)
class TakenStep:
    """A record as it was kept. `recorded_by`: the admin or account that typed it."""

    step: Step
    record: StepRecord
    recorded_by: str
    recorded_at: datetime


class StepsOfFile(BaseModel):
    """The steps a project file may carry: those that come from outside."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    committee: StepRecord | None = None
    basis: StepRecord | None = None
    register_: StepRecord | None = Field(default=None, alias="register")

    def given(self) -> dict[Step, StepRecord]:
        named = zip(NEEDED, (self.committee, self.basis, self.register_), strict=True)
        return {step: record for step, record in named if record is not None}


def step_misfits(step: Step, record: StepRecord, today: date) -> Iterable[Misfit]:
    """What the table of steps asks and the record lacks; places are the record's own keys."""
    rule = STEPS[step]
    if step is Step.BASIS and record.kind is None:
        yield Misfit(("kind",), "step-without-kind", {})
    elif step is not Step.BASIS and record.kind is not None:
        yield Misfit(("kind",), "step-takes-no-kind", {"step": step.value})
    elif rule.reference and not _is_a_number(record.reference):
        kind = record.kind.value if record.kind else "-"
        yield Misfit(("reference",), "step-without-reference", {"step": step.value, "kind": kind})
    if rule.document and record.document is None:
        yield Misfit(("document",), "step-without-document", {"step": step.value})
    if record.given > today:
        yield Misfit(("given",), "step-not-yet-given", {"given": record.given.isoformat()})
    if record.until is not None and record.until < record.given:
        yield Misfit(("until",), "step-ends-before-given", {"given": record.given.isoformat()})


def _is_a_number(reference: str | None) -> bool:
    """Registers, authorisations and opinions are numbered in many ways; none without a digit."""
    return any(sign.isdigit() for sign in reference or "")
