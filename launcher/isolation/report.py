"""The report: what was tried and found, signed with the installation's key, to be proved by anybody later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict

from launcher.isolation.trial import Verdict
from launcher.signed_report import SignedReport, read_signed, write_signed

KIND = "d2h-isolation-report"
REPORT = "report.json"


class Line(BaseModel):
    """One probe: what it attacked, what a holding wall makes of it, and what came of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    wall: str
    attack: dict[str, str]
    expected: dict[str, str]
    found: str
    verdict: Verdict


class Report(SignedReport):
    format: Literal["d2h-isolation-report/1"]
    installation: str
    project: str
    began: datetime
    ended: datetime
    connectivity: Literal["sockets", "relays"]
    image: str
    engine: str
    system: str
    product: str
    lines: tuple[Line, ...]
    not_tried: dict[str, tuple[str, ...]]

    @property
    def verdict(self) -> Verdict:
        """Open when one wall is; unknown when an answer is missing; only then that all hold."""
        verdicts = {line.verdict for line in self.lines}
        if Verdict.OPEN in verdicts:
            return Verdict.OPEN
        return Verdict.HOLDS if verdicts == {Verdict.HOLDS} else Verdict.UNKNOWN

    def count(self, verdict: Verdict | str) -> int:
        return sum(line.verdict == verdict for line in self.lines)


def write_report(report: Report, pages: Mapping[str, str], key: Ed25519PrivateKey, folder: Path) -> Path:
    """Write the pages and the signed report that names their digests; the path of the signed report."""
    path = folder / REPORT
    write_signed(report, {name: text.encode() for name, text in pages.items()}, key, path, kind=KIND)
    return path


def check_report(path: Path, key: Ed25519PublicKey) -> Report:
    """The report, once it is proved; raises as `read_signed`."""
    return read_signed(path, key, Report, kind=KIND)
