"""ACRO's status beside ours: where they differ, the checks of the airlock hold, and both are told.

Known causes (measured on ACRO 1.0.2): suppression that silently does nothing with integer or Boolean
dimensions, maxima and lists of records that pass, survival tables that always fail, files that nobody read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from output_checking.acro.package import AcroPackage
from output_checking.model import Finding, Severity

RULE = "acro.record"
_OURS = {"pass": Severity.PASS, "review": Severity.REVIEW, "fail": Severity.BLOCK}
# Findings that say only that nobody knows: then ACRO, which had the records, knows better.
_UNKNOWN = ("counts-persons-unknown", "quantile-unknown", "model-categories-unknown", "picture-to-look-at")
_ORDER = (Severity.PASS, Severity.REVIEW, Severity.BLOCK)


def acro_findings(
    package: AcroPackage, name: str, content: bytes, found: Sequence[Finding]
) -> Iterator[Finding]:
    """What a package says of one of its files, beside what our own checks `found`."""
    where = {"file": name}
    if package.is_internal(name):
        yield Finding(RULE, Severity.REVIEW, "acro-internal", {}, where)
        return
    record = package.record_of(name)
    if record is None:
        yield Finding(RULE, Severity.BLOCK, "acro-unrecorded", {}, where)
        return
    if package.altered(name, content):
        yield Finding(RULE, Severity.BLOCK, "acro-checksum", {}, where)
    told, ours = _OURS[record.status], max((one.severity for one in found), key=_ORDER.index)
    unknown = any(one.explanation in _UNKNOWN for one in found)
    words = {"uid": record.uid, "status": record.status}
    if _ORDER.index(told) < _ORDER.index(ours) and ours is Severity.BLOCK:
        yield Finding(RULE, Severity.BLOCK, "acro-status-lenient", words, where)
    elif told is Severity.BLOCK and ours is not Severity.BLOCK and unknown:
        yield Finding(RULE, Severity.BLOCK, "acro-status-stands", words, where)
    elif told is Severity.BLOCK and ours is not Severity.BLOCK:
        yield Finding(RULE, Severity.REVIEW, "acro-status-severe", words, where)
    else:
        yield Finding(RULE, Severity.PASS, "acro-status-agrees", words, where)
    if record.exception:
        yield Finding(RULE, Severity.REVIEW, "acro-exception", {"uid": record.uid}, where)
