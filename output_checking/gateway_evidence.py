"""Evidence of the strongest grade: a file that is, byte for byte, what gateways answered and signed.

Nothing the workspace says is trusted: the rows are read out of the file itself, and must give the digest that
each site signed for this project under the permit in force. Types only tell how a cell was written.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from d2h_sdk.wire import Evidence
from governance.refusal import Refusal
from governance.signed_answers import verify_answer
from output_checking.findings import Finding, Severity
from output_checking.request_files import RequestFile

RULE = "gateway.signature"
_SITE = "site"
Cell = bool | int | float | str | None
_WRITTEN = {"True": True, "False": False}
_READ: Mapping[str, Callable[[str], Cell]] = {
    "int": int,
    "float": float,
    "bool": lambda text: _WRITTEN[text],
    "text": str,
}


def gateway_findings(
    file: RequestFile,
    content: bytes,
    *,
    project: str,
    permits: Mapping[str, str],
    keys: Mapping[str, Ed25519PublicKey],
) -> tuple[Finding, ...]:
    """One finding for a file that claims to be signed answers, none for any other.

    `permits`: site -> digest of the permit of this submission; `keys`: site -> what its gateway signs with.
    """
    if file.evidence is None or not file.evidence.signatures:
        return ()
    where = {"file": file.name}
    try:
        sites = _verified(file.evidence, content, project, permits, keys)
    except (Refusal, ValueError, KeyError, IndexError, csv.Error, UnicodeDecodeError):
        return (Finding(RULE, Severity.REVIEW, "answers-not-proved", {}, where),)
    return (Finding(RULE, Severity.PASS, "answers-signed", {"sites": ", ".join(sites)}, where),)


def is_signed_answer(file: RequestFile) -> bool:
    """Whether the airlock proved it when the file was checked."""
    return any(one.rule == RULE and one.severity is Severity.PASS for one in file.findings)


def _verified(
    evidence: Evidence,
    content: bytes,
    project: str,
    permits: Mapping[str, str],
    keys: Mapping[str, Ed25519PublicKey],
) -> tuple[str, ...]:
    """The sites that signed. Raises what the caller takes for: not proved."""
    header, *lines = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    if header[0] != _SITE or _csv([header, *lines]) != content:
        raise ValueError("not in the one form that leaves no room for anything beside the rows")
    by_site: dict[str, list[tuple[Cell, ...]]] = {site: [] for site in evidence.signatures}
    for line in lines:
        by_site[line[0]].append(_row(line[1:], evidence.types, len(header) - 1))
    for site, signed in evidence.signatures.items():
        statement = verify_answer(signed, header[1:], by_site[site], keys[site])
        if (statement.site, statement.project) != (site, project) or statement.permit != permits[site]:
            raise ValueError("of another site, project or permit")
    return tuple(sorted(evidence.signatures))


def _row(cells: list[str], types: tuple[str, ...], width: int) -> tuple[Cell, ...]:
    if not len(cells) == len(types) == width:
        raise ValueError("of another width")
    return tuple(_cell(text, kind) for text, kind in zip(cells, types, strict=True))


def _cell(text: str, kind: str) -> Cell:
    if text == "":
        return None
    value = _READ[kind](text)
    if str(value) != text:  # 07 or 1e0 would be another way to say the same, and to hide something
        raise ValueError("not as numbers are written")
    return value


def _csv(lines: list[list[Any]]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(lines)
    return written.getvalue().encode()
