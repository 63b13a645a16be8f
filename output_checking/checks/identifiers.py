"""Direct identifiers: the French NIR with its key, e-mail, telephone, hospital numbers, dates of birth.

A finding tells the kind and the position, never the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import decimal

from output_checking.checks.registry import CheckedFile, Context, Kind, register
from output_checking.checks.site_identifiers import site_identifiers
from output_checking.findings import Finding, Severity

RULE = "text.identifiers"
_LOCATED = 50

# Between groups of digits: what people type, and the unbreakable spaces of French typography.
_GAP = r"[ .\u00a0\u202f-]"
_NIR = re.compile(
    rf"(?<!\w)(?<!\d[.,])([1-478]){_GAP}?(\d{{2}}){_GAP}?(0[1-9]|1[0-2]|[2-9]\d){_GAP}?(2[AaBb]|\d{{2}})"
    rf"{_GAP}?(\d{{3}}){_GAP}?(\d{{3}}){_GAP}?(\d{{2}})(?!\w)"
)
_DATE = (
    r"(?:\d{1,2}[/. -]\d{1,2}[/. -]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}(?:er)?\s+"
    r"(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)\s+\d{4})"
)
_PATTERNS = (
    ("email", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")),
    (
        "phone",
        re.compile(
            rf"(?<!\w)(?<!\d[.,])(?:(?:\+|00)33{_GAP}?(?:\(0\) ?)?|0)[1-9](?:{_GAP}?\d{{2}}){{4}}(?!\w)"
        ),
    ),
    (
        "hospital-number",
        re.compile(
            r"\b(?:I\.?P\.?P|N\.?I\.?P|N\.?D\.?A|I\.?E\.?P|patient[ _]?id|MRN)\b"
            r"\W{0,6}(?:n°\W{0,3})?\d{6,12}\b",
            re.I,
        ),
    ),
    (
        "birth-date",
        re.compile(
            r"\b(?:n[ée](?:\(?e\)?)?\s+le|date\s+de\s+naissance|date\s+of\s+birth|born(?:\s+on)?|DDN|DOB|birth_?date)"
            rf"\W{{0,6}}{_DATE}",
            re.I,
        ),
    ),
)
_BIRTH_COLUMN = re.compile(r"birth|naissance|\bddn\b|\bdob\b", re.I)
_FULL_DATE = re.compile(_DATE, re.I)


@dataclass(frozen=True)
class Found:
    """`position`: characters from 1 in the text searched."""

    kind: str
    position: int


def find_identifiers(text: str) -> list[Found]:
    text = _plain_digits(text)
    found = [Found("nir", match.start() + 1) for match in _NIR.finditer(text) if nir_key_holds(match)]
    for kind, pattern in _PATTERNS:
        found += [Found(kind, match.start() + 1) for match in pattern.finditer(text)]
    return sorted(found, key=lambda one: one.position)


def all_identifiers(text: str, context: Context) -> list[Found]:
    """With those that only the site knows."""
    own = [Found(kind, position) for kind, position in site_identifiers(text, context.rules)]
    return sorted([*find_identifiers(text), *own], key=lambda one: one.position)


def _plain_digits(text: str) -> str:
    """Digits of other scripts, fullwidth ones among them, read like 0 to 9; every position stays."""
    if text.isascii():
        return text
    return "".join(str(decimal(sign)) if sign.isdecimal() else sign for sign in text)


def nir_key_holds(match: re.Match[str]) -> bool:
    """The last two digits are 97 minus the number modulo 97; Corsica's 2A counts as 19, 2B as 18."""
    *parts, key = match.groups()
    digits = "".join(parts).upper().replace("2A", "19").replace("2B", "18")
    return 97 - int(digits) % 97 == int(key)


@register(RULE, Kind.TABLE)
def check_table(file: CheckedFile, context: Context) -> Iterator[Finding]:
    table, found = file.table, []
    # One search through the whole line of names and through each column: only where it finds, cell by cell.
    for name in table.columns if all_identifiers("\n".join(table.columns), context) else ():
        found += [(one.kind, file.where(row=0, column=_safe(name))) for one in all_identifiers(name, context)]
    for position, name in enumerate(table.columns):
        cells = [row[position] for row in table.rows]
        if _BIRTH_COLUMN.search(name):
            # A time of day may follow the date.
            dates = [row for row, cell in enumerate(cells, start=1) if _FULL_DATE.match(cell)]
            found += [("birth-date", file.where(row=row, column=_safe(name))) for row in dates]
        if not all_identifiers("\n".join(cell for cell in cells if len(cell) > 5), context):
            continue
        for row, cell in enumerate(cells, start=1):
            kinds = {one.kind for one in all_identifiers(cell, context)} if len(cell) > 5 else set()
            found += [(kind, file.where(row=row, column=_safe(name))) for kind in sorted(kinds)]
    yield from identifier_findings(found, file)


@register("text.content", Kind.TEXT)
def check_text(file: CheckedFile, context: Context) -> Iterator[Finding]:
    yield from check_passage(file, context)
    # No rule proves free text harmless.
    yield Finding("text.content", Severity.REVIEW, "text-to-read", {}, file.where())


@register("passage.identifiers", Kind.PASSAGE)
def check_passage(file: CheckedFile, context: Context) -> Iterator[Finding]:
    found = [
        (one.kind, file.where(line=line, position=one.position))
        for line, text in enumerate(file.text.splitlines(), start=1)
        for one in all_identifiers(text, context)
    ]
    yield from identifier_findings(found, file)


def identifier_findings(found: list[tuple[str, dict[str, str]]], file: CheckedFile) -> Iterator[Finding]:
    for kind, where in found[:_LOCATED]:
        yield Finding(RULE, Severity.BLOCK, f"identifier-{kind}", {}, where)
    if found[_LOCATED:]:
        words = {"places": len(found) - _LOCATED}
        yield Finding(RULE, Severity.BLOCK, "identifier-more", words, file.where())


def _safe(name: str) -> str:
    """A column name may itself be an identifier: then it is not repeated."""
    return "?" if find_identifiers(name) else name
