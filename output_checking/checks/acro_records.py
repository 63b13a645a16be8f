"""ACRO's own records by themselves: they hold unreleased numbers, and never leave under any name."""

from __future__ import annotations

import json
from collections.abc import Iterator

from output_checking.acro.contradiction import RULE as ACRO_RULE
from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.findings import Finding, Severity
from output_checking.request_files import FileRole

RULE = "acro.alone"
_SUMMARY = {"metadata", "outputs", "variable_matrix"}
_RECORD = {"uid", "status", "files", "outcome"}
_SUMMARY_TABLE = ("uid", "output_type")


@register(RULE, Kind.TEXT)
def check_records(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """results.json: a record tells which cells were too small; session_summary.json: every table tried."""
    if context.role is not FileRole.OUTPUT or not file.text.lstrip().startswith("{"):
        return
    try:
        document = json.loads(file.text)
    except (ValueError, RecursionError):
        return
    if not isinstance(document, dict):
        return
    results = document.get("results")
    records = results.values() if isinstance(results, dict) else ()
    if (
        document.keys() >= _SUMMARY
        or _is_federated(document)
        or any(isinstance(one, dict) and one.keys() >= _RECORD for one in records)
    ):
        yield Finding(ACRO_RULE, Severity.BLOCK, "acro-internal-leaves", {}, file.where())


def _is_federated(document: dict[str, object]) -> bool:
    """evidence.json: every table that an aggregator would need."""
    outputs = document.get("outputs")
    return isinstance(outputs, dict) and any(
        isinstance(one, dict) and "interim_tables" in one for one in outputs.values()
    )


@register("acro.summary", Kind.TABLE)
def check_summary(file: CheckedFile, context: Context) -> Iterator[Finding]:
    """session_summary.csv: the same as a table."""
    if context.role is FileRole.OUTPUT and tuple(file.table.columns[:2]) == _SUMMARY_TABLE:
        yield Finding(ACRO_RULE, Severity.BLOCK, "acro-internal-leaves", {}, file.where())
