"""The files of a release request, and what their author says of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from d2h_sdk.wire import Evidence
from output_checking.findings import Finding, Severity


class FileRole(StrEnum):
    OUTPUT = "output"
    SUPPORTING = "supporting"


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
class FileGroup:
    """What the author says of the files of one group: whence they come, and what makes them safe."""

    name: str
    context: str
    controls: str


@dataclass(frozen=True)
class ExceptionRequest:
    """The author asks to let pass what a check blocks: the finding of this `key` on these bytes, and why."""

    file: str
    sha256: str
    finding: str
    reason: str

    def covers(self, file: RequestFile, finding: Finding) -> bool:
        return (self.file, self.sha256, self.finding) == (file.name, file.sha256, finding.key())
