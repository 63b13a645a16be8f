"""ACRO's status beside ours: where they differ, the checks of the airlock hold, and both are told.

Known causes (measured on ACRO 1.0.2): suppression that silently does nothing with integer or Boolean
dimensions, maxima and lists of records that pass, survival tables that always fail, files that nobody read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence

from output_checking.acro.federated import EVIDENCE
from output_checking.acro.package import RESULTS, WORKBOOK, AcroPackage, Record
from output_checking.checks.encodings import read_text
from output_checking.findings import Finding, Severity

RULE = "acro.record"
_OURS = {"pass": Severity.PASS, "review": Severity.REVIEW, "fail": Severity.BLOCK}
# Findings that say only that nobody knows: then ACRO, which had the records, knows better.
_UNKNOWN = ("counts-persons-unknown", "quantile-unknown", "model-categories-unknown", "picture-to-look-at")
_ORDER = (Severity.PASS, Severity.REVIEW, Severity.BLOCK)


def acro_findings(
    package: AcroPackage, name: str, content: bytes, found: Sequence[Finding], present: Collection[str]
) -> Iterator[Finding]:
    """The verdict on one file of a package: what ACRO says of it, beside what our own checks `found`.

    `present`: the names of all files of the package. What concerns the package as a whole is told of its
    results.json.
    """
    where = {"file": name}
    if package.is_internal(name):
        yield Finding(RULE, Severity.REVIEW, "acro-internal", {}, where)
        if name in (RESULTS, EVIDENCE):
            yield from _of_the_package(package, name, content, present)
        return
    if name in package.federated:
        yield Finding(RULE, Severity.REVIEW, "acro-federated", {}, where)
        return
    if name == WORKBOOK and not package.records:
        if package.altered(name, content):
            yield Finding(RULE, Severity.BLOCK, "acro-results-altered", {}, where)
        return
    records = package.records_of(name)
    if not records:
        yield Finding(RULE, Severity.BLOCK, "acro-unrecorded", {}, where)
        return
    if package.altered(name, content):
        yield Finding(RULE, Severity.BLOCK, "acro-checksum", {}, where)
    if len({one.status for one in records}) > 1:
        uids = ", ".join(f"{one.uid}: {one.status}" for one in records)
        yield Finding(RULE, Severity.BLOCK, "acro-recorded-twice", {"uids": uids[:300]}, where)
    record = records[0]
    yield verdict_on(record.uid, record.status, found, where)
    yield from _cells(record, name, content, found, where)
    if record.exception:
        yield Finding(RULE, Severity.REVIEW, "acro-exception", {"uid": record.uid}, where)


def verdict_on(uid: str, status: str, found: Sequence[Finding], where: dict[str, str]) -> Finding:
    """ACRO's `status` (pass, review or fail) of one output, beside all that the checks `found` in it."""
    told, ours = _OURS[status], max((one.severity for one in found), key=_ORDER.index, default=Severity.PASS)
    unknown = any(one.explanation in _UNKNOWN for one in found)
    words = {"uid": uid, "status": status}
    if _ORDER.index(told) < _ORDER.index(ours) and ours is Severity.BLOCK:
        return Finding(RULE, Severity.BLOCK, "acro-status-lenient", words, where)
    if told is Severity.BLOCK and ours is not Severity.BLOCK and unknown:
        return Finding(RULE, Severity.BLOCK, "acro-status-stands", words, where)
    if told is Severity.BLOCK and ours is not Severity.BLOCK:
        return Finding(RULE, Severity.REVIEW, "acro-status-severe", words, where)
    return Finding(RULE, Severity.PASS, "acro-status-agrees", words, where)


def _cells(
    record: Record, name: str, content: bytes, found: Sequence[Finding], where: dict[str, str]
) -> Iterator[Finding]:
    """Cells below the threshold, by ACRO and by us, in a table of counts that shows them."""
    if record.small is None or record.files[0] != name or record.evidence().kind != "counts":
        return
    try:
        heading, *lines = csv.reader(io.StringIO(read_text(content)[0]))
    except (ValueError, csv.Error):
        return
    columns = heading[1:]
    if len(set(columns)) < len(columns):
        return  # one of several lines of headings: nobody knows which cell is meant
    ours = {
        (int(one.where["row"]) - 1, columns.index(one.where["column"]))
        for one in found
        if one.explanation == "counts-below-threshold" and one.where.get("column") in columns
    }
    theirs = {
        (row, column)
        for row, column in record.small
        # What ACRO suppressed is found by it, and shown to nobody.
        if row < len(lines) and column + 1 < len(lines[row]) and lines[row][column + 1].strip()
    }
    if ours != theirs:
        words: dict[str, str | int | float] = {
            "uid": record.uid,
            "missed": len(ours - theirs),
            "beyond": len(theirs - ours),
        }
        yield Finding(RULE, Severity.REVIEW, "acro-cells-differ", words, where)


def _of_the_package(
    package: AcroPackage, name: str, results: bytes, present: Collection[str]
) -> Iterator[Finding]:
    where = {"file": name}
    if name == EVIDENCE:  # ACRO keeps no checksums of a federated package
        for table in sorted(package.federated.keys() - set(present)):
            yield Finding(RULE, Severity.BLOCK, "acro-file-missing", {"name": table[:120]}, where)
        return
    if package.altered(RESULTS, results):
        yield Finding(RULE, Severity.BLOCK, "acro-results-altered", {}, where)
    recorded = {name for record in package.records for name in record.files}
    for name in sorted(recorded - set(present)):
        yield Finding(RULE, Severity.BLOCK, "acro-file-missing", {"name": name[:120]}, where)
    for name in sorted(set(package.checksums) - recorded - set(present)):
        yield Finding(RULE, Severity.REVIEW, "acro-checksum-alone", {"name": name[:120]}, where)
    for record in package.records:
        if not record.files:
            yield Finding(RULE, Severity.REVIEW, "acro-record-empty", {"uid": record.uid}, where)
