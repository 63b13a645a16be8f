"""What is brought out in a letter: where it stands, of which kind, how it is meant."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    PROBLEM = "problem"
    DRUG = "drug"
    ALLERGY = "allergy"
    RESULT = "result"
    FOLLOW_UP = "follow_up"
    DATE = "date"


class Change(StrEnum):
    """What becomes of a drug."""

    STARTED = "started"
    STOPPED = "stopped"
    INCREASED = "increased"
    DECREASED = "decreased"
    CONTINUED = "continued"


@dataclass(frozen=True)
class Mark:
    """Characters `start` to `end` (excluded) of the letter; what is not known stays empty.

    `code` is of `system`: CIM-10 for problems, ATC for drugs. `details` by kind: `dose` and `change` of a
    drug, `name`, `value`, `unit`, `limits` and `abnormal` (high, low, abnormal) of a result, `stage` of a
    problem, `day` of a date.
    """

    start: int
    end: int
    text: str
    kind: Kind
    code: str = ""
    system: str = ""
    label: str = ""
    negated: bool = False
    suspected: bool = False
    family: bool = False
    past: bool = False
    details: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
