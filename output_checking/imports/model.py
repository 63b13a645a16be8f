"""An import request: what its author says of a file, what the scan found, what one reviewer decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from governance.refusal import Refusal
from output_checking.findings import Finding, Severity


class ImportState(StrEnum):
    BLOCKED = "BLOCKED"  # the scan found what nobody may let in
    WAITING = "WAITING"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"


class ImportDecision(StrEnum):
    ACCEPT = "accept"
    REFUSE = "refuse"


DECISIONS: Mapping[tuple[ImportState, ImportDecision], ImportState] = {
    (ImportState.WAITING, ImportDecision.ACCEPT): ImportState.ACCEPTED,
    (ImportState.WAITING, ImportDecision.REFUSE): ImportState.REFUSED,
}


@dataclass(frozen=True)
class ImportRequest:
    """`licence`: by what right the file may be used. `sha256` and `size` (bytes) are of the stored copy."""

    id: str
    project: str
    author: str
    name: str
    purpose: str
    licence: str
    sha256: str
    size: int
    findings: tuple[Finding, ...]
    created_at: datetime
    state: ImportState
    decided_by: str | None = None
    comment: str = ""
    decided_at: datetime | None = None

    def decided(self, decision: ImportDecision, reviewer: str, comment: str, at: datetime) -> ImportRequest:
        """Raises Refusal `import-state`, or `comment-needed` for a refusal, or for findings to examine."""
        state = DECISIONS.get((self.state, decision))
        if state is None:
            raise Refusal("import-state", state=self.state.value)
        examined = any(one.severity is Severity.REVIEW for one in self.findings)
        if not comment and (decision is ImportDecision.REFUSE or examined):
            raise Refusal("import-comment-needed")
        return replace(self, state=state, decided_by=reviewer, comment=comment, decided_at=at)


def first_state(findings: tuple[Finding, ...]) -> ImportState:
    blocked = any(one.severity is Severity.BLOCK for one in findings)
    return ImportState.BLOCKED if blocked else ImportState.WAITING
