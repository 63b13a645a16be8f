"""What ACRO writes as results.xlsx: a sheet that describes the others, and one for each output.

The status stands only in the words of its summary. Custom files are left out by ACRO itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

DESCRIPTION = "description"
_HEADING = ["Sheet", "Command", "Summary"]
# 0.4: `fail; threshold: 4 cells may need suppressing`; 1.x: `MinimumThresholdCheck: fail - 3 cells …`.
_STATUS = re.compile(r"(?:^|:)\s*(pass|fail)\b", re.M)


def described(lines: Sequence[Sequence[str]]) -> dict[str, str]:
    """Sheet -> status, from the lines of the sheet `description`; empty when they are not ACRO's."""
    if not lines or list(lines[0][:3]) != _HEADING:
        return {}
    return {line[0]: _status(line[2]) for line in lines[1:] if len(line) > 2}


def _status(summary: str) -> str:
    told = set(_STATUS.findall(summary))
    return "fail" if "fail" in told else "pass" if told else "review"
