"""Everything the checks say of a whole file, be it in a request or in an archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from governance.refusal import Refusal
from output_checking.checks.file_type import check_type, recognise
from output_checking.checks.registry import CheckedFile, Context, Kind, run_checks
from output_checking.findings import Finding, Severity


def judge_file(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """Type first: nothing is read further that is not what its name says.

    A version history keeps every earlier state of its files (NHS England SDE: `.git` inside outputs).
    """
    if ".git" in PurePosixPath(file.name).parts:
        yield Finding("file.type", Severity.BLOCK, "version-history", {}, file.where())
        return
    known, type_findings = check_type(file)
    yield from type_findings
    if known is None:
        return
    allowed = context.rules.file_types
    if allowed and recognise(file)[1] not in allowed:
        words = {"found": recognise(file)[1], "allowed": ", ".join(allowed)}
        yield Finding("file.type", Severity.BLOCK, "file-type-not-allowed", words, file.where())
        return
    if known.kind is Kind.TABLE:
        try:
            _ = known.table
        except Refusal as refusal:
            yield Finding("table.reading", Severity.BLOCK, refusal.code, refusal.params, known.where())
            return
        yield from judge_table(known, context)
        return
    yield from run_checks(known, context)


def judge_table(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """A table of this file, or this part of one; a very wide one is answered without being searched."""
    width = len(file.table.columns)
    if width > context.rules.columns:
        words = {"columns": width, "limit": context.rules.columns}
        yield Finding("table.reading", Severity.BLOCK, "table-too-wide", words, file.where())
        return
    yield from run_checks(file, context)
