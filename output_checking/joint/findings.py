"""What the joint audit says of each file, as findings like those of any check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from output_checking.findings import Finding, Severity
from output_checking.joint.audit import joint_audit
from output_checking.joint.counted_table import CountedTable
from output_checking.joint.derived import Disclosure, Kind, figure
from output_checking.joint.relations import Relation
from output_checking.joint.subtables import Source
from output_checking.profile import Rules

RULE = "tables.linked"
_LOCATED = 50  # of one file; the rest are counted
_LONGEST = 600  # signs of a derivation


@dataclass(frozen=True)
class FileTables:
    """The counted tables of one file; `release` names the earlier release it left with, `label` what people
    are told of it. `complete`: all of its tables."""

    file: str
    tables: tuple[CountedTable, ...]
    release: str | None = None
    complete: bool = True
    label: str = ""


def sources_of(files: Sequence[FileTables]) -> list[Source]:
    return [Source(one.file, table, one.release, one.label) for one in files for table in one.tables]


def joint_findings(
    files: Sequence[FileTables], rules: Rules, threshold: int
) -> Mapping[str, tuple[Finding, ...]]:
    """By file of the request, empty for those of which there is nothing to say."""
    sources = sources_of(files)
    found: dict[str, list[Finding]] = {}
    for one in files:
        if one.release is None and not one.complete:
            left_out = Finding(RULE, Severity.REVIEW, "linked-too-large", {}, {"file": one.file})
            found.setdefault(one.file, []).append(left_out)
    if not any(source.release is None for source in sources):
        return {name: tuple(some) for name, some in found.items()}
    result = joint_audit(sources, threshold, rules)
    for disclosure in result.disclosures:
        finding = _finding(disclosure, threshold)
        found.setdefault(finding.where["file"], []).append(finding)
    current = next(source.file for source in sources if source.release is None)
    for tables in result.contradictions:
        words = {"tables": tables}
        said = Finding(RULE, Severity.REVIEW, "linked-contradiction", words, {"file": current})
        found.setdefault(current, []).append(said)
    if not result.complete:
        unfinished = Finding(RULE, Severity.REVIEW, "linked-incomplete", {}, {"file": current})
        found.setdefault(current, []).append(unfinished)
    return {name: tuple(_shortened(name, some)) for name, some in found.items()}


def beyond(own: Sequence[Finding], joint: Sequence[Finding]) -> tuple[Finding, ...]:
    """What the joint audit adds to a file's `own` findings: a cell its own table gives back is told there."""
    told = [one.where for one in own if one.severity is Severity.BLOCK]
    return tuple(
        one for one in joint if one.where not in told or one.params.get("tables") != one.where["file"]
    )


def unread_release(file: str, release: str) -> Finding:
    """An earlier release can no longer be read: what it gives away with this request is unknown."""
    return Finding(RULE, Severity.REVIEW, "linked-release-unread", {"release": release}, {"file": file})


def _finding(one: Disclosure, threshold: int) -> Finding:
    table, cell = one.at
    counted = table.source.table
    row, column = int(table.rows[cell]), int(table.columns[cell])
    words: dict[str, str | int | float] = {
        "arithmetic": one.arithmetic if len(one.arithmetic) <= _LONGEST else one.arithmetic[:_LONGEST] + " …",
        "tables": one.files,
        "low": figure(one.low),
        "high": figure(one.high),
        "threshold": threshold,
    }
    if not one.kind.value.startswith("sum"):
        words |= {"low": int(one.low), "high": int(one.high)}
    if one.persons is not None:
        words["persons"] = one.persons
    where = {
        "file": table.source.file,
        **counted.place,
        "row": str(counted.lines[row]),
        "column": counted.every_heading[column],
    }
    where["file"] = table.source.file
    if one.asked is None:
        severity = Severity.BLOCK if one.sure else Severity.REVIEW
        return Finding(RULE, severity, f"linked-{one.kind.value}", words, where)
    explanation = "linked-claimed-apart" if one.asked is Relation.APART else _question(one.kind)
    return Finding(RULE, Severity.REVIEW, explanation, words, where)


def _question(kind: Kind) -> str:
    if kind.value.startswith("sum"):
        return "linked-ask-sum"
    return "linked-ask-part" if kind is Kind.DIFFERENCE else "linked-ask-same"


def _shortened(name: str, found: Sequence[Finding]) -> list[Finding]:
    """Each place once, the gravest first; those past the limit are counted."""
    ordered = sorted(found, key=lambda one: one.severity is not Severity.BLOCK)
    placed = list({(*sorted(one.where.items()), one.severity): one for one in reversed(ordered)}.values())
    placed.reverse()
    if len(placed) <= _LOCATED:
        return placed
    rest = placed[_LOCATED:]
    more = Finding(RULE, rest[0].severity, "linked-more", {"cells": len(rest)}, {"file": name})
    return [*placed[:_LOCATED], more]
