"""Findings as the pages show them: numbered, gravest first, with the place to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from output_checking.findings import Finding, Severity
from output_checking.opinions import Choice, Comment
from output_checking.request_files import RequestFile
from output_checking.states import EDITABLE
from output_checking.use_cases.consult import RequestView

_ORDER = (Severity.BLOCK, Severity.REVIEW, Severity.PASS)


@dataclass(frozen=True)
class Numbered:
    """`number` from 1 inside its file: what a mark in the preview refers to."""

    number: int
    finding: Finding


def numbered(file: RequestFile) -> tuple[Numbered, ...]:
    ordered = sorted(file.findings, key=lambda finding: _ORDER.index(finding.severity))
    return tuple(Numbered(number, finding) for number, finding in enumerate(ordered, start=1))


def counted(files: Iterable[RequestFile]) -> dict[Severity, int]:
    """How many findings of each severity, gravest first."""
    found = [finding.severity for file in files for finding in file.findings]
    return {severity: found.count(severity) for severity in _ORDER}


@dataclass(frozen=True)
class Correction:
    """What the author has to change in one file (None: in the request as a whole)."""

    file: RequestFile | None
    findings: tuple[Numbered, ...]
    comments: tuple[Comment, ...]


def corrections(view: RequestView) -> tuple[Correction, ...]:
    """For the author of a request that came back: blocking findings, and what the last review asked for."""
    request = view.request
    if request.state not in EDITABLE:
        return ()
    against = [v for v in request.votes if v.turn == request.turn and v.choice is not Choice.APPROVE]
    asked = [comment for vote in against for comment in vote.comments]
    names = {one.name for one in request.files}
    whole = tuple(comment for comment in asked if comment.file not in names)
    found = [Correction(None, (), whole)] if whole else []
    for file in request.files:
        blocking = tuple(one for one in numbered(file) if one.finding.severity is Severity.BLOCK)
        comments = tuple(comment for comment in asked if comment.file == file.name)
        if blocking or comments:
            found.append(Correction(file, blocking, comments))
    return tuple(found)
