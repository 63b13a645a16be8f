"""All that the airlock finds in the files of a request: what checks say, and what gateways have signed."""

from __future__ import annotations

from collections.abc import Mapping

from output_checking.airlock import Airlock
from output_checking.findings import Finding
from output_checking.gateway_evidence import gateway_findings
from output_checking.model import ReleaseRequest
from output_checking.use_cases.judge_request import judge_request


def examine_request(
    airlock: Airlock, request: ReleaseRequest, permits: Mapping[str, str]
) -> dict[str, tuple[Finding, ...]]:
    """Findings by file name, at least one for every file; `permits`: site -> digest of the one in force."""
    found = judge_request(airlock, request)
    signed = [one for one in request.files if one.evidence and one.evidence.signatures]
    if not signed:
        return found
    keys = airlock.directory.results_keys()
    for one in signed:
        content = airlock.files.read(one.sha256)
        said = gateway_findings(one, content, project=request.project, permits=permits, keys=keys)
        found[one.name] = (*found[one.name], *said)
    return found
