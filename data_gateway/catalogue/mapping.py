"""A site's own table from its local codes and units to the common ones: read, checked line by line.

CSV with a header: `table, column, code, local_unit, concept_id, unit, factor, offset` and, where the data set
holds no vocabulary of units, `unit_concept_id`. A value in `local_unit` becomes value × factor + offset in
`unit`. An empty `local_unit` stands for rows without a unit; an empty `unit` maps the code alone.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from governance.refusal import Refusal
from governance.source_file import SourceFault, SourceRefusal

MAPPING_FILE = "mapping.csv"  # in the folder of a version
HEADER = ("table", "column", "code", "local_unit", "concept_id", "unit", "factor", "offset")
UNIT_CONCEPT = "unit_concept_id"
LARGEST = 200_000  # lines
_LONGEST = 200


@dataclass(frozen=True)
class MappedCode:
    """`unit_concept_id` is None for a code without unit; `line` counts the header as 1."""

    table: str
    column: str
    code: str
    local_unit: str
    concept_id: int
    unit: str
    factor: float
    offset: float
    unit_concept_id: int | None
    line: int

    @property
    def converts(self) -> bool:
        return bool(self.unit)


@dataclass(frozen=True)
class MappingTable:
    """`content` is the file as the site wrote it, kept with every version that it made."""

    codes: tuple[MappedCode, ...] = ()
    content: bytes = b""
    path: str = ""

    def columns(self) -> dict[tuple[str, str], tuple[MappedCode, ...]]:
        """(table, column) -> its codes, in the order of the file."""
        found: dict[tuple[str, str], list[MappedCode]] = {}
        for code in self.codes:
            found.setdefault((code.table, code.column), []).append(code)
        return {key: tuple(codes) for key, codes in found.items()}

    def refuse(self, faults: list[SourceFault]) -> None:
        if faults:
            raise SourceRefusal(faults)

    def fault(self, code: MappedCode, key: str, reason: str, **params: str | int) -> SourceFault:
        return SourceFault(self.path, code.line, key, reason, params)


@dataclass
class _Lines:
    path: str
    faults: list[SourceFault] = field(default_factory=list)
    seen: dict[tuple[str, str, str, str], int] = field(default_factory=dict)

    def fault(self, line: int, key: str, reason: str, **params: str | int) -> None:
        self.faults.append(SourceFault(self.path, line, key, reason, params))

    def entry(self, line: int, row: dict[str, str]) -> MappedCode | None:
        before = len(self.faults)
        for name in ("table", "column", "code", "concept_id"):
            if not row[name]:
                self.fault(line, name, "mapping-empty", column=name)
        for name, value in row.items():
            if len(value) > _LONGEST or (value and not value.isprintable()):
                self.fault(line, name, "mapping-text-wrong", column=name)
        concept = self._concept(line, row, "concept_id")
        unit_concept = self._concept(line, row, UNIT_CONCEPT)
        factor, offset = self._number(line, row, "factor", 1.0), self._number(line, row, "offset", 0.0)
        if factor <= 0:
            self.fault(line, "factor", "mapping-number-wrong", column="factor")
        key = (row["table"].lower(), row["column"].lower(), row["code"], row["local_unit"])
        if key in self.seen:
            self.fault(line, "code", "mapping-twice", given=row["code"], first=self.seen[key])
        self.seen[key] = line
        if not row["unit"] and (factor, offset) != (1.0, 0.0):
            self.fault(line, "unit", "mapping-unit-missing")
        if len(self.faults) > before or concept is None:
            return None
        return MappedCode(*key, concept, row["unit"], factor, offset, unit_concept, line)

    def _concept(self, line: int, row: dict[str, str], name: str) -> int | None:
        text = row.get(name, "")
        if not text:
            return None
        if text.isascii() and text.isdigit() and 0 < int(text) < 2**63:
            return int(text)
        self.fault(line, name, "mapping-number-wrong", column=name)
        return None

    def _number(self, line: int, row: dict[str, str], name: str, otherwise: float) -> float:
        text = row[name]
        if not text:
            return otherwise
        try:
            value = float(text)
            if math.isfinite(value):
                return value
        except ValueError:
            pass
        self.fault(line, name, "mapping-number-wrong", column=name)
        return otherwise


def read_mapping(path: Path) -> MappingTable:
    """Raises Refusal `mapping-unreadable`, or SourceRefusal with the line of every mistake."""
    try:
        content = path.read_bytes()
        rows = list(_rows(content.decode("utf-8-sig")))
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise Refusal("mapping-unreadable", path=str(path)) from fault
    lines = _Lines(str(path))
    header = tuple(name.strip().lower() for name in rows[0][1]) if rows else ()
    if header not in (HEADER, (*HEADER, UNIT_CONCEPT)):
        lines.fault(1, "", "mapping-header-wrong", expected=", ".join(HEADER))
        raise SourceRefusal(lines.faults)
    if len(rows) > LARGEST:
        lines.fault(LARGEST, "", "mapping-too-long", largest=LARGEST)
        raise SourceRefusal(lines.faults)
    codes = []
    for line, values in rows[1:]:
        if len(values) != len(header):
            lines.fault(line, "", "mapping-cells-wrong", expected=len(header), found=len(values))
        elif entry := lines.entry(line, dict(zip(header, (value.strip() for value in values), strict=True))):
            codes.append(entry)
    if lines.faults:
        raise SourceRefusal(lines.faults)
    return MappingTable(tuple(codes), content, str(path))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they begin on, empty ones left out; a spreadsheet may have written semicolons."""
    first = text.partition("\n")[0]
    reader = csv.reader(text.splitlines(keepends=True), delimiter=";" if first.count(";") > 3 else ",")
    line = 1
    for row in reader:
        if any(cell.strip() for cell in row):
            yield line, row
        line = reader.line_num + 1
