"""The results.json that SACRO-Viewer opens, written from a release: one record for each file that left.

Shape of AI-SDC/ACRO 1.0. What stays inside stays out of it: no claimed numbers, no supporting files.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import Any

from governance.refusal import Refusal
from output_checking.checks.encodings import read_text
from output_checking.checks.tables import Table, read_table
from output_checking.findings import Finding, Severity
from output_checking.model import ReleaseRequest
from output_checking.request_files import RequestFile

VERSION = "1.0.2"  # of the shape
RESULTS = "results.json"
CHECKSUMS = "checksums/"
_STATUS = {Severity.PASS: "pass", Severity.REVIEW: "review", Severity.BLOCK: "fail", None: "review"}
Cell = tuple[int, int]
_MOST_CELLS = 20_000
_TYPES = {"counts": "table", "magnitudes": "table", "regression": "regression", "survival": "table"}


def viewer_files(request: ReleaseRequest, read: Callable[[str], bytes]) -> dict[str, bytes]:
    """Name -> bytes of what lies beside the released files: results.json, and a checksum for each file.

    `read`: bytes by SHA-256. Empty when a released file has one of these names itself. The same bytes for the
    same approval. Raises as `read` does.
    """
    outputs = request.outputs()
    if any(one.name == RESULTS or one.name.startswith("checksums") for one in outputs):
        return {}
    records = {f"output_{at}": _record(f"output_{at}", one, request, read) for at, one in enumerate(outputs)}
    document = {
        "version": VERSION,
        "tool": {"@type": "SoftwareApplication", "name": "D2H output checking"},
        "results": records,
    }
    files = {RESULTS: json.dumps(document, ensure_ascii=False, indent=4, sort_keys=True).encode()}
    for one in outputs:
        files[f"{CHECKSUMS}{one.name}.txt"] = one.sha256.encode()
    return files


def _record(
    uid: str, one: RequestFile, request: ReleaseRequest, read: Callable[[str], bytes]
) -> dict[str, Any]:
    decided = request.turns[-1].decided_at
    remarks = [finding for finding in one.findings if finding.severity is not Severity.PASS]
    counted = Counter(finding.rule for finding in remarks)
    kind = one.evidence.kind if one.evidence else "file"
    table = _table(one, read)
    told = cells_told(table, remarks) if table else {}
    return {
        "uid": uid,
        "status": _STATUS[one.worst()],
        "type": "table" if table and kind in ("file", "figure") else _TYPES.get(kind, "custom"),
        "properties": {"method": "D2H"},
        "files": [
            {
                "name": one.name,
                "sdc": {"summary": dict(sorted(counted.items())), "cells": _by_remark(told)},
            }
        ],
        "outcome": _outcome(table, one, told) if table else {},
        "command": "",
        "summary": "; ".join(f"{rule}: {number}" for rule, number in sorted(counted.items())) or "pass",
        "timestamp": decided.isoformat() if decided else "",
        "comments": [f"group: {one.group}"],
        "exception": "",
    }


def cells_told(table: Table, remarks: Iterable[Finding]) -> dict[Cell, list[str]]:
    """What is said of each cell, by its row and column in the file, both from 0; a remark on a whole row or
    column is said of all of its cells, and one on neither of none."""
    told: dict[Cell, list[str]] = {}
    for remark in remarks:
        row, column = remark.where.get("row", ""), remark.where.get("column")
        rows = [int(row) - 1] if row.isdigit() and 0 < int(row) <= len(table.rows) else []
        columns = [at for at, name in enumerate(table.columns) if name == column]
        if (row and not rows) or (column and not columns) or not (rows or columns):
            continue
        for cell in product(rows or range(len(table.rows)), columns or range(len(table.columns))):
            if remark.explanation not in told.setdefault(cell, []):
                told[cell].append(remark.explanation)
    return told


def _table(one: RequestFile, read: Callable[[str], bytes]) -> Table | None:
    """Of the containers that the viewer shows as a table, one with few enough cells to be told one by one."""
    if not one.name.lower().endswith(".csv"):
        return None
    try:
        table = read_table(read_text(read(one.sha256))[0])
    except (Refusal, UnicodeDecodeError) as fault:
        if isinstance(fault, Refusal) and fault.code != "table-unreadable":
            raise
        return None
    return table if len(table.rows) * len(table.columns) <= _MOST_CELLS else None


def _by_remark(told: Mapping[Cell, list[str]]) -> dict[str, list[list[int]]]:
    """As ACRO counts columns: behind the first, which it takes for the index."""
    found: dict[str, list[list[int]]] = {}
    for (row, column), remarks in sorted(told.items()):
        for remark in remarks if column else ():
            found.setdefault(remark, []).append([row, column - 1])
    return found


def _outcome(table: Table, one: RequestFile, told: Mapping[Cell, list[str]]) -> dict[str, dict[str, str]]:
    """Column -> label of the row -> `ok`, or what is said of the cell."""
    labels = one.evidence.index_columns if one.evidence else table.leading_labels
    names = [" · ".join(row[:labels]) or str(at) for at, row in enumerate(table.rows, start=1)]
    if len({*names}) < len(names):
        names = [f"{at}: {name}" for at, name in enumerate(names, start=1)]
    return {
        name: {label: "; ".join(told.get((row, column), ())) or "ok" for row, label in enumerate(names)}
        for column, name in enumerate(table.columns)
        if column >= labels
    }
