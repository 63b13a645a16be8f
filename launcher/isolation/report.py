"""The report: what was tried and found, signed with the installation's key, to be proved by anybody later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from governance import signatures
from governance.refusal import Refusal
from launcher.isolation.trial import Verdict

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


class Report(BaseModel):
    """`pages` holds the SHA-256 of each page that shows this report, by its file's name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["d2h-isolation-report/1"]
    installation: str
    project: str
    began: datetime
    ended: datetime
    connectivity: Literal["sockets"]
    image: str
    engine: str
    system: str
    product: str
    lines: tuple[Line, ...]
    not_tried: dict[str, tuple[str, ...]]
    pages: dict[Annotated[str, StringConstraints(pattern=r"^[a-z.-]+$")], str] = {}

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
    folder.mkdir(parents=True, exist_ok=True)
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in pages.items()}
    signed = report.model_copy(update={"pages": digests}).model_dump(mode="json")
    document = {"report": signed, "signature": signatures.sign(rfc8785.dumps(signed), key, kind=KIND)}
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / REPORT
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def check_report(path: Path, key: Ed25519PublicKey) -> Report:
    """The report, once its signature and the pages that lie beside it are proved.

    Raises Refusal `report-unreadable`, `signature-invalid`, `report-altered` or `report-page-altered`.
    """
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        written, signature = document["report"], str(document["signature"])
        canonical = rfc8785.dumps(written)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as fault:
        raise Refusal("report-unreadable", file=path.name) from fault
    if signatures.verify(signature, key, kind=KIND) != canonical:
        raise Refusal("report-altered", file=path.name)
    try:
        report = Report.model_validate(written)
    except ValidationError as fault:
        raise Refusal("report-unreadable", file=path.name) from fault
    for name, digest in report.pages.items():
        page = path.with_name(name)
        if page.exists() and hashlib.sha256(page.read_bytes()).hexdigest() != digest:
            raise Refusal("report-page-altered", file=name)
    return report
