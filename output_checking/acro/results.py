"""The results.json that SACRO-Viewer opens, written from a release: one record for each file that left.

Shape of AI-SDC/ACRO 1.0. What stays inside stays out of it: no claimed numbers, no supporting files.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from output_checking.model import ReleaseRequest, RequestFile, Severity

VERSION = "1.0.2"  # of the shape
RESULTS = "results.json"
CHECKSUMS = "checksums/"
_STATUS = {Severity.PASS: "pass", Severity.REVIEW: "review", Severity.BLOCK: "fail", None: "review"}
_TYPES = {"counts": "table", "magnitudes": "table", "regression": "regression", "survival": "table"}


def viewer_files(request: ReleaseRequest) -> dict[str, bytes]:
    """Name -> bytes of what lies beside the released files: results.json, and a checksum for each file.

    Empty when a released file has one of these names itself. The same bytes for the same approval.
    """
    outputs = request.outputs()
    if any(one.name == RESULTS or one.name.startswith("checksums") for one in outputs):
        return {}
    document = {
        "version": VERSION,
        "tool": {"@type": "SoftwareApplication", "name": "D2H output checking"},
        "results": {f"output_{at}": _record(f"output_{at}", one, request) for at, one in enumerate(outputs)},
    }
    files = {RESULTS: json.dumps(document, ensure_ascii=False, indent=4, sort_keys=True).encode()}
    for one in outputs:
        files[f"{CHECKSUMS}{one.name}.txt"] = one.sha256.encode()
    return files


def _record(uid: str, one: RequestFile, request: ReleaseRequest) -> dict[str, Any]:
    decided = request.turns[-1].decided_at
    counted = Counter(finding.rule for finding in one.findings if finding.severity is not Severity.PASS)
    kind = one.evidence.kind if one.evidence else "file"
    return {
        "uid": uid,
        "status": _STATUS[one.worst()],
        "type": _TYPES.get(kind, "custom"),
        "properties": {"method": "D2H"},
        "files": [{"name": one.name, "sdc": {"summary": dict(sorted(counted.items())), "cells": {}}}],
        "outcome": {},
        "command": "",
        "summary": "; ".join(f"{rule}: {number}" for rule, number in sorted(counted.items())) or "pass",
        "timestamp": decided.isoformat() if decided else "",
        "comments": [f"group: {one.group}"],
        "exception": "",
    }
