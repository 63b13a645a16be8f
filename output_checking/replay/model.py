"""A replay of one submission: what was asked, how far it is, and how each file compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class ReplayState(StrEnum):
    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


OPEN = frozenset({ReplayState.ASKED, ReplayState.RUNNING})


class Verdict(StrEnum):
    SAME = "same"
    DIFFERS = "differs"
    MISSING = "missing"  # the replay made no such file
    NOT_COMPARABLE = "not-comparable"


@dataclass(frozen=True)
class Difference:
    """One place where the contents part; `where` as in a finding. Nobody has reviewed what was replayed."""

    where: Mapping[str, str]
    submitted: str
    replayed: str


@dataclass(frozen=True)
class ComparedFile:
    """`differences`: the first places, `count` of all that were found."""

    name: str
    verdict: Verdict
    count: int = 0
    differences: tuple[Difference, ...] = ()

    def document(self) -> dict[str, Any]:
        places = [
            {"where": dict(one.where), "submitted": one.submitted, "replayed": one.replayed}
            for one in self.differences
        ]
        return {
            "name": self.name,
            "verdict": self.verdict.value,
            "count": self.count,
            "differences": places,
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> ComparedFile:
        places = tuple(Difference(**one) for one in document["differences"])
        return cls(document["name"], Verdict(document["verdict"]), document["count"], places)


@dataclass(frozen=True)
class Replay:
    """`image`: digest of the trusted image it ran in; `reason`: message code of why it failed."""

    id: str
    turn: int
    asked_by: str
    asked_at: datetime
    state: ReplayState = ReplayState.ASKED
    image: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)
    files: tuple[ComparedFile, ...] = ()

    def reproduced(self, name: str) -> bool:
        """Whether a notebook that ran to its end made this very content again."""
        return self.state is ReplayState.DONE and any(
            one.name == name and one.verdict is Verdict.SAME for one in self.files
        )
