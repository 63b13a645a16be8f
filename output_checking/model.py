"""The release request: turns, file groups, output and supporting files, findings, votes, comments.

Everything here is immutable: a change makes a new request, and storage keeps it or refuses it whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from d2h_sdk.wire import Evidence
from governance.refusal import Refusal
from output_checking.replay.model import Replay
from output_checking.states import Action, State, next_state


class Severity(StrEnum):
    PASS = "pass"  # noqa: S105 - a severity
    REVIEW = "review"
    BLOCK = "block"


class FileRole(StrEnum):
    OUTPUT = "output"
    SUPPORTING = "supporting"


class Choice(StrEnum):
    APPROVE = "approve"
    RETURN = "return"  # with changes
    REJECT = "reject"


@dataclass(frozen=True)
class Finding:
    """What one automatic check says of one place.

    `params` fills the words of the message `explanation` and never holds an identifier that was found;
    `where` has keys among file, row (data row, from 1), column, cell, line, position.
    """

    rule: str
    severity: Severity
    explanation: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """JSON shape, the same in the database, in the release record and from the reading process."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "explanation": self.explanation,
            "params": dict(self.params),
            "where": dict(self.where),
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Finding:
        return cls(**{**document, "severity": Severity(document["severity"])})


@dataclass(frozen=True)
class RequestFile:
    """A file as copied into the store: `sha256` (64 hex) names its bytes, `size` is in bytes."""

    name: str
    group: str
    role: FileRole
    sha256: str
    size: int
    supports: str | None = None
    evidence: Evidence | None = None
    findings: tuple[Finding, ...] = ()

    def worst(self) -> Severity | None:
        """The gravest finding; None before any check ran."""
        found = {finding.severity for finding in self.findings}
        return next((one for one in (Severity.BLOCK, Severity.REVIEW, Severity.PASS) if one in found), None)


@dataclass(frozen=True)
class Comment:
    """`file` None speaks of the request as a whole."""

    text: str
    file: str | None = None


@dataclass(frozen=True)
class Vote:
    reviewer: str
    turn: int
    choice: Choice
    cast_at: datetime
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True)
class Turn:
    """One submission: what was submitted (name -> sha256) under which permits (site -> digest)."""

    number: int
    submitted_at: datetime
    files: Mapping[str, str]
    permits: Mapping[str, str]
    outcome: State | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True)
class Package:
    """The released zip, kept in the same content-addressed store."""

    sha256: str
    size: int
    released_at: datetime


@dataclass(frozen=True)
class Revocation:
    revoked_by: str
    reason: str
    revoked_at: datetime


@dataclass(frozen=True)
class ReleaseRequest:
    """`turn` counts submissions from 0; `version` is the number of stored changes (optimistic lock)."""

    id: str
    project: str
    author: str
    title: str
    context: str
    votes_required: int
    threshold: int
    created_at: datetime
    state: State = State.DRAFT
    turn: int = 0
    files: tuple[RequestFile, ...] = ()
    turns: tuple[Turn, ...] = ()
    votes: tuple[Vote, ...] = ()
    replays: tuple[Replay, ...] = ()
    package: Package | None = None
    revocation: Revocation | None = None
    version: int = 0

    def file(self, name: str) -> RequestFile:
        """Raises Refusal `file-unknown`."""
        for one in self.files:
            if one.name == name:
                return one
        raise Refusal("file-unknown", file=name)

    def groups(self) -> Mapping[str, tuple[RequestFile, ...]]:
        """Files by group, in the order they were first added."""
        found: dict[str, list[RequestFile]] = {}
        for one in self.files:
            found.setdefault(one.group, []).append(one)
        return {name: tuple(files) for name, files in found.items()}

    def outputs(self) -> tuple[RequestFile, ...]:
        return tuple(one for one in self.files if one.role is FileRole.OUTPUT)

    def supporting(self, name: str) -> tuple[RequestFile, ...]:
        """The supporting files that stand behind the output file `name`."""
        return tuple(one for one in self.files if one.supports == name)

    def moved(self, action: Action) -> ReleaseRequest:
        return replace(self, state=next_state(self.state, action))

    def with_file(self, added: RequestFile) -> ReleaseRequest:
        """Adds `added`, or puts it in the place of the file of the same name."""
        names = [one.name for one in self.files]
        if added.name in names:
            files = tuple(added if one.name == added.name else one for one in self.files)
        else:
            files = (*self.files, added)
        return replace(self.moved(Action.EDIT), files=files)

    def without_file(self, name: str) -> ReleaseRequest:
        """Also takes along the supporting files that stood behind it. Raises Refusal `file-unknown`."""
        self.file(name)
        kept = tuple(one for one in self.files if name not in (one.name, one.supports))
        return replace(self.moved(Action.EDIT), files=kept)

    def with_findings(self, findings: Mapping[str, tuple[Finding, ...]]) -> ReleaseRequest:
        """`findings` by file name; every file must have its own, none counts as passed by silence."""
        missing = [one.name for one in self.files if not findings.get(one.name)]
        if missing:
            raise Refusal("findings-missing", file=missing[0])
        return replace(self, files=tuple(replace(one, findings=findings[one.name]) for one in self.files))

    def submitted(self, at: datetime, permits: Mapping[str, str]) -> ReleaseRequest:
        if not self.outputs():
            raise Refusal("request-empty")
        turn = Turn(self.turn + 1, at, {one.name: one.sha256 for one in self.files}, dict(permits))
        return replace(self.moved(Action.SUBMIT), turn=turn.number, turns=(*self.turns, turn))

    def votes_now(self) -> tuple[Vote, ...]:
        """The votes of the present turn."""
        return tuple(vote for vote in self.votes if vote.turn == self.turn)

    def replay_now(self) -> Replay | None:
        """The last replay of the present turn."""
        return next((one for one in reversed(self.replays) if one.turn == self.turn), None)

    def reproduced(self, name: str) -> bool:
        """Whether the request's notebook, replayed by the platform, made these very contents again."""
        return any(one.turn == self.turn and one.reproduced(name) for one in self.replays)

    def decided(self, action: Action, at: datetime) -> ReleaseRequest:
        """Closes the present turn by `action`, one of block, approve, return, reject, withdraw."""
        after = self.moved(action)
        turns = tuple(
            replace(turn, outcome=after.state, decided_at=at) if turn.number == self.turn else turn
            for turn in self.turns
        )
        return replace(after, turns=turns)

    def blocked(self) -> bool:
        return any(one.worst() is Severity.BLOCK for one in self.files)
