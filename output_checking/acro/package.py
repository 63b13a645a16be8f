"""A folder that AI-SDC/ACRO 0.4 or 1.x finalised: its records, its checksums, and what must stay inside.

The status of a record was chosen in the researcher's own process: it is read to be compared, never trusted.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from d2h_sdk.wire import Evidence
from governance.refusal import Refusal
from output_checking.acro.federated import EVIDENCE, claims

RESULTS = "results.json"
WORKBOOK = "results.xlsx"
CHECKSUMS = "checksums"
# What ACRO keeps for itself and for the checkers. Its config is written after the checksums and has none.
INTERNAL = (RESULTS, EVIDENCE, "config.json", "session_summary.json", "session_summary.csv")
_NEVER = "DONT_RELEASE"
_VERSION = re.compile(r"(0\.4|1)\.\d+.*")
_LARGEST = 16 << 20
_LONGEST_CHECKSUM = 200  # bytes of a file that holds one
_STATUSES = ("pass", "review", "fail")


@dataclass(frozen=True)
class Record:
    """One result: `status` as ACRO told it, `degrees` None where it says nothing of them. `small`: cells of
    its first table that ACRO found below its threshold (row, data column, from 0), None if it told none."""

    uid: str
    status: Literal["pass", "review", "fail"]
    kind: str
    method: str
    statbarn: str
    files: tuple[str, ...]
    degrees: int | None
    summary: str
    comments: tuple[str, ...]
    exception: str
    small: frozenset[tuple[int, int]] | None = None

    @property
    def stays(self) -> bool:
        """ACRO's own records that must never be released."""
        return _NEVER in self.uid or any(name in INTERNAL for name in self.files)

    def evidence(self) -> Evidence:
        """What kind of table this is said to be; no number of persons, since ACRO counts rows."""
        if "surv" in self.method.replace("_", " "):
            return Evidence(kind="survival")
        if self.kind == "regression":
            return Evidence(kind="regression", degrees_of_freedom=self.degrees)
        if self.kind != "table":
            return Evidence(kind="figure" if self.files[0].endswith(".png") else "file")
        counts = self.statbarn in ("", "Frequencies") and "values=" not in self.summary
        return Evidence(kind="counts" if counts else "magnitudes")


@dataclass(frozen=True)
class AcroPackage:
    """`federated`: in federated mode, each table -> what it is said to hold; no record tells a status then.
    Of a package whose results are a workbook the records are read with its sheets."""

    version: str
    records: tuple[Record, ...]
    checksums: dict[str, str]
    federated: Mapping[str, Evidence | None] = field(default_factory=dict)

    def evidence_of(self, name: str) -> Evidence | None:
        record = self.record_of(name)
        return record.evidence() if record else self.federated.get(name)

    def record_of(self, name: str) -> Record | None:
        return next(iter(self.records_of(name)), None)

    def records_of(self, name: str) -> tuple[Record, ...]:
        return tuple(one for one in self.records if name in one.files)

    def is_internal(self, name: str) -> bool:
        return name in INTERNAL or any(record.stays for record in self.records_of(name))

    def altered(self, name: str, content: bytes) -> bool:
        """Whether a file is not the one whose checksum ACRO kept; without one that is so as well."""
        return self.checksums.get(name) != hashlib.sha256(content).hexdigest()


def read_package(folder: Path) -> AcroPackage | None:
    """None when the folder is no package of ACRO. Raises Refusal `acro-version` or `acro-unreadable`."""
    sums = _checksums(folder / CHECKSUMS)

    def content(name: str) -> bytes | None:
        try:
            with (folder / name).open("rb") as opened:
                return opened.read(_LARGEST)
        except OSError:
            return None

    return _package(content, sums)


def package_among(files: Mapping[str, bytes]) -> tuple[str, AcroPackage] | None:
    """(folder, package) where `files`, by their path in an archive, hold one; the folder is empty or ends
    with a slash. Raises as `read_package`."""
    for folder in dict.fromkeys(path[: path.rfind("/") + 1] for path in files):
        start = f"{folder}{CHECKSUMS}/"
        sums = {
            other.removeprefix(start).removesuffix(".txt"): told.decode("ascii", "replace").strip()
            for other, told in files.items()
            if other.startswith(start) and len(told) < _LONGEST_CHECKSUM
        }
        inside = {
            path[len(folder) :]: content[:_LARGEST]
            for path, content in files.items()
            if path.startswith(folder)
        }
        if (package := _package(inside.get, sums)) is not None:
            return folder, package
    return None


def _package(content: Callable[[str], bytes | None], checksums: dict[str, str]) -> AcroPackage | None:
    """`content`: bytes by name, None for a file that is not there."""
    document = _document(content(RESULTS))
    if isinstance(document.get("results"), dict):
        version = _known(document)
        try:
            records = tuple(_record(uid, one) for uid, one in document["results"].items())
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise Refusal("acro-unreadable") from fault
        return AcroPackage(version, records, checksums)
    document = _document(content(EVIDENCE))
    if isinstance(document.get("outputs"), dict) and "version" in document:
        version = _known(document)
        try:
            tables = claims(document["outputs"], content)
            if any(PurePosixPath(name).name != name for name in tables):
                raise ValueError("a file outside the package")
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise Refusal("acro-unreadable") from fault
        return AcroPackage(version, (), {}, tables)
    return AcroPackage("", (), checksums) if WORKBOOK in checksums else None


def _document(content: bytes | None) -> dict[str, Any]:
    """Empty for what is no object of JSON."""
    try:
        document = json.loads(content) if content is not None else None
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _known(document: Mapping[str, Any]) -> str:
    version = str(document.get("version", ""))
    if not _VERSION.fullmatch(version):
        raise Refusal("acro-version", version=version[:20])
    return version


def _record(uid: str, one: dict[str, Any]) -> Record:
    properties, fair = one.get("properties") or {}, one.get("fair") or {}
    status = one["status"]
    if status not in _STATUSES:
        raise ValueError(status)
    files = tuple(str(file["name"]) for file in one["files"])
    if any(PurePosixPath(name).name != name for name in files):
        raise ValueError("a file outside the package")
    degrees = properties.get("dof")
    return Record(
        uid=str(uid),
        status=status,
        kind=str(one.get("type", "custom")),
        method=str(properties.get("method", "")),
        statbarn=str(fair.get("statbarn") or _statbarn(one)),
        files=files,
        degrees=int(degrees) if isinstance(degrees, int | float) else None,
        summary=str(one.get("summary", "")),
        comments=tuple(map(str, one.get("comments") or ())),
        exception=str(one.get("exception") or ""),
        small=_small(one),
    )


def _small(one: dict[str, Any]) -> frozenset[tuple[int, int]] | None:
    """The cells listed under the threshold check of 1.x, or of 0.4; None where nothing readable is listed."""
    for file in one["files"][:1]:
        listed = (file.get("sdc") or {}).get("cells") or {}
        cells = listed.get("MinimumThresholdCheck", listed.get("threshold"))
        if isinstance(cells, list) and all(isinstance(cell, list) and len(cell) == 2 for cell in cells):
            return frozenset((int(row), int(column)) for row, column in cells)
    return None


def _statbarn(one: dict[str, Any]) -> str:
    """0.4 names no class; its call says whether values were summed up."""
    command = str(one.get("command", ""))
    return "LinearAggregations" if "values=" in command or "aggfunc" in command else "Frequencies"


def _checksums(folder: Path) -> dict[str, str]:
    found = {}
    for file in sorted(folder.glob("*.txt")) if folder.is_dir() else ():
        if file.is_file() and not file.is_symlink() and file.stat().st_size < _LONGEST_CHECKSUM:
            found[file.name.removesuffix(".txt")] = file.read_text("ascii", "replace").strip()
    return found
