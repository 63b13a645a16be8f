"""The release request: turns, files, exceptions, votes, and what becomes of it.

Everything here is immutable: a change makes a new request, and storage keeps it or refuses it whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from governance.projects.project import StatisticalRules
from governance.refusal import Refusal
from output_checking.findings import Finding, Severity, digest_of
from output_checking.opinions import Vote
from output_checking.replay.model import Replay
from output_checking.request_files import ExceptionRequest, FileGroup, FileRole, RequestFile
from output_checking.states import Action, State, next_state


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
    """`turn` counts submissions from 0; `version` is the number of stored changes (optimistic lock).

    By the project's rules when it was last submitted: `votes_required` of output checkers, one more of each
    of `sites_required`, `same_site` whether a checker of the author's site may judge, `fast_lane`, and what
    it asked of the automatic checks, `rules`.
    """

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
    explained: tuple[FileGroup, ...] = ()
    exceptions: tuple[ExceptionRequest, ...] = ()
    sites_required: tuple[str, ...] = ()
    same_site: bool = True
    fast_lane: bool = False
    rules: StatisticalRules = field(default_factory=StatisticalRules)
    files_deleted_at: datetime | None = None

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

    def group(self, name: str) -> FileGroup:
        """What was said of it, blank when nothing was."""
        return next((one for one in self.explained if one.name == name), FileGroup(name, "", ""))

    def unexplained(self) -> tuple[str, ...]:
        """Groups that lack their context or their controls."""
        told = {one.name for one in self.explained if one.context and one.controls}
        return tuple(name for name in self.groups() if name not in told)

    def with_group(self, group: FileGroup) -> ReleaseRequest:
        """Raises Refusal `group-unknown` when no file is in it."""
        if group.name not in self.groups():
            raise Refusal("group-unknown", group=group.name)
        others = tuple(one for one in self.explained if one.name != group.name)
        return replace(self.moved(Action.EDIT), explained=(*others, group))

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
        if self.unexplained():
            raise Refusal("group-unexplained", group=self.unexplained()[0])
        turn = Turn(self.turn + 1, at, {one.name: one.sha256 for one in self.files}, dict(permits))
        return replace(self.moved(Action.SUBMIT), turn=turn.number, turns=(*self.turns, turn))

    @property
    def opinions_asked(self) -> int:
        """Of output checkers and of data owners together."""
        return self.votes_required + len(self.sites_required)

    def votes_of_turn(self) -> tuple[Vote, ...]:
        """Of both rounds of the present turn."""
        return tuple(vote for vote in self.votes if vote.turn == self.turn)

    def replay_now(self) -> Replay | None:
        """The last replay of the present turn."""
        return next((one for one in reversed(self.replays) if one.turn == self.turn), None)

    def reproduced(self, name: str) -> bool:
        """Whether the request's notebook, replayed by the platform, made these very contents again."""
        return any(one.turn == self.turn and one.reproduced(name) for one in self.replays)

    @property
    def round(self) -> int:
        """1 while opinions are blind, 2 once they differed."""
        differed = self.state is State.CONSOLIDATION or any(vote.round == 2 for vote in self.votes_of_turn())
        return 2 if differed else 1

    def votes_now(self) -> tuple[Vote, ...]:
        """Those that count: of the present turn and round."""
        return tuple(vote for vote in self.votes_of_turn() if vote.round == self.round)

    def fingerprint(self, name: str) -> str:
        """Changes with all that an opinion on the output file `name` rests on: its bytes, those of the files
        behind it, what was found in them, what its author says of the group, what she wants excepted."""
        files = sorted((self.file(name), *self.supporting(name)), key=lambda one: one.name)
        group = self.group(files[0].group)
        return digest_of(
            {
                "files": [[one.name, one.sha256, [found.key() for found in one.findings]] for one in files],
                "words": [group.context, group.controls],
                "exceptions": [asdict(one) for one in self.exceptions_of(*files)],
            }
        )

    def exceptions_of(self, *files: RequestFile) -> tuple[ExceptionRequest, ...]:
        """Those asked for these files as they are now."""
        now = {(one.name, one.sha256) for one in files}
        return tuple(one for one in self.exceptions if (one.file, one.sha256) in now)

    def decided(self, action: Action, at: datetime) -> ReleaseRequest:
        """Closes the present turn by `action`, one of block, approve, return, reject, withdraw."""
        after = self.moved(action)
        turns = tuple(
            replace(turn, outcome=after.state, decided_at=at) if turn.number == self.turn else turn
            for turn in self.turns
        )
        return replace(after, turns=turns)

    def blocks(self, final: Callable[[Finding], bool]) -> tuple[Finding, ...]:
        """Blocking findings that no exception is asked for, or that are `final`: nobody may let them pass."""
        return tuple(
            found
            for file in self.files
            for found in file.findings
            if found.severity is Severity.BLOCK
            and (final(found) or not any(one.covers(file, found) for one in self.exceptions))
        )
