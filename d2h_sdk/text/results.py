"""Results in a letter: what was measured, its value, and whether it is outside its limits.

Limits printed beside the value win. Otherwise the usual ones of adults stand (Collège national de biochimie,
Référentiel des examens), which no laboratory's own replace: a mark is a hint to read, not a finding.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from d2h_sdk.text.marks import Kind, Mark
from d2h_sdk.text.phrases import phrases

_NUMBER = r"\d{1,3}(?: \d{3})+|0, ?\d+|\d+(?:[.,]\d+)?"
_SAID = phrases("results")
_PLAIN_UNIT, _UNIT = _SAID["plain unit"], _SAID["unit"]
_PER_MINUTE = re.compile(r"cycle|battement|pulsation|[bc]\w* ?/ ?min")
_COUNTED = re.compile(r".*/(mm[3³]|[µu]l)$")  # "éléments/mm3", "leucocytes/mm3"
_VALUE = re.compile(
    rf"(?P<sign>[<>≤≥]? ?)(?P<value>{_NUMBER})(?P<second>/\d{{1,3}}(?:[.,]\d+)?(?!\d))?"
    rf" ?(?P<unit>{_UNIT}(?![a-z]))?"
)
# "de 700 à 1200/mm3": the first has the unit of the second.
_RANGE = re.compile(rf" ?(?:a|-|x|×|sur|et|ou|puis a) ?(?:{_NUMBER}) ?(?P<unit>{_UNIT}(?![a-z]))")
_PLAIN = re.compile(rf"(?:{_PLAIN_UNIT}|%)(?![a-z])")
_SOLUTION = re.compile(
    r"\b(?:serum|sale|glucose|solution|[a-z]+caine|formol|dose|debit|raison|dilu[a-z]{1,4})\b[^.;,]{0,20}$"
)
# Of the limits printed beside a value, not of a value.
_LIMIT = re.compile(
    r"\b(?:n|vn|normes?|normales?|ref|references?)\.? ?[:=]? ?"
    rf"(?:[<>≤≥]|entre|jusqu'a|inferieure? a|superieure? a)? ?(?:(?:{_NUMBER}) ?(?:-|a|et) ?)?$"
)
_BARE = re.compile(rf"\b{_SAID['bare']}\b[^.;,\d]{{0,30}}?(?:a|de|=|:) ?$")
_WEIGHED = re.compile(r"\b(?:pes(?:ant|ait|e)|poids)\b[^.;\d]{0,25}$")
_GRAMS = re.compile(r" ?(?:g|grammes?|kilogrammes?)\b")
_LIMITS = re.compile(
    rf"\s{{0,3}}[\[(]?\s{{0,3}}(?:n|vn|norme|normale?|valeurs? normales?"
    rf"|ref)\.? ?[:=]? ?(?:(?P<low>{_NUMBER}) ?(?:-|a|et) ?(?P<high>{_NUMBER})"
    rf"|< ?(?P<below>{_NUMBER})|> ?(?P<above>{_NUMBER}))"
)
# In brackets after a value they need no name: "5,8 mmol/L (3,5-5,0)".
_BRACKETED = re.compile(rf" {{0,3}}[\[(] ?(?P<low>{_NUMBER}) ?(?:-|a) ?(?P<high>{_NUMBER}) ?[\])]")
_WORDS = re.compile(rf"\b(?:(?:fortement |faiblement |legerement |moderement |tres )?{_SAID['verdict']})\b")
_ABNORMAL = re.compile(r"positi|eleve|augmente")
_LOW = re.compile(r"abaisse|effondre|diminue|bass")
_EXAMINATION = re.compile(rf"\b{_SAID['examination']}\b")
_REACH = 45


@dataclass(frozen=True)
class Quantity:
    """`low` and `high` in `unit`; either may be None."""

    name: str
    units: frozenset[str]
    low: float | None
    high: float | None


@cache
def _quantities() -> tuple[re.Pattern[str], dict[str, list[Quantity]]]:
    """A pattern for every name, and name -> its limits by unit. From `terminology/limits.tsv`."""
    text = (files("d2h_sdk.text") / "terminology" / "limits.tsv").read_text(encoding="utf-8")
    found: dict[str, list[Quantity]] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        limits = [float(row[end]) if row[end] else None for end in ("low", "high")]
        quantity = Quantity(
            row["names"].split("|")[0], frozenset(row["units"].split("|")), limits[0], limits[1]
        )
        for name in row["names"].split("|"):
            found.setdefault(name, []).append(quantity)
    names = "|".join(re.escape(name) for name in sorted(found, key=len, reverse=True))
    return re.compile(rf"\b(?:{names})\b"), found


def results(text: str, folded: str) -> Iterator[Mark]:
    """Values with what they are of, and words that tell a result: "positive", "élevée"."""
    names, quantities = _quantities()
    named = list(names.finditer(folded))
    ends = [one.end() for one in named]
    for match in _VALUE.finditer(folded):
        start = match.start("value")
        if start and (folded[start - 1].isalnum() or folded[start - 1] in "/,.-"):
            continue
        name = _before(named, ends, start)
        if name and not _reaches(folded, name.end(), start):
            name = None
        ranged = None if match["unit"] else _RANGE.match(folded, match.end())
        unit = match["unit"] or (ranged["unit"] if ranged else "")
        if _is_weight(folded, start, match.end()):
            pass
        elif not unit:
            if not (name or _BARE.search(folded, max(0, start - 60), start)) or _is_other(
                folded, start, match.end()
            ):
                continue
        elif not (name or _is_plain(folded, start, unit) or _examined(folded, start)):
            continue
        if _LIMIT.search(folded, max(0, start - 25), start):
            continue
        known = quantities[name[0]] if name else []
        yield _measured(text, folded, match, unit, known, name[0] if name else "")
    for match in _WORDS.finditer(folded):
        name = _before(named, ends, match.start())
        close = name is not None and match.start() <= name.end() + _REACH
        if close or _examined(folded, match.start()):
            how = "high" if _ABNORMAL.search(match[0]) else "low" if _LOW.search(match[0]) else ""
            details = {"value": match[0]} | (
                {"abnormal": "abnormal" if "positi" in match[0] else how} if how else {}
            )
            yield Mark(
                match.start(), match.end(), text[match.start() : match.end()], Kind.RESULT, details=details
            )


def _before(named: list[re.Match[str]], ends: list[int], place: int) -> re.Match[str] | None:
    """The last name that ends at or before `place`; `ends` are those of `named`, in order."""
    count = bisect_right(ends, place)
    return named[count - 1] if count else None


def _reaches(folded: str, start: int, end: int) -> bool:
    """A value belongs to the name before it, with no sentence's end and no other number between."""
    between = folded[start:end]
    return len(between) <= _REACH and not re.search(r"[.;\n](?:\s|$)|\d|,", between)


def _examined(folded: str, place: int) -> bool:
    clause = re.split(r"[.;\n](?:\s|$)", folded[max(0, place - 2 * _REACH) : place])[-1]
    return bool(_EXAMINATION.search(clause))


def after_examination(folded: str, start: int, end: int) -> int:
    """Where the last examination or quantity named between `start` and `end` ends, else `start`.

    A test that is negative was done: what is denied is what it looked for.
    """
    names, _ = _quantities()
    named = [
        match.end() for pattern in (_EXAMINATION, names) for match in pattern.finditer(folded, start, end)
    ]
    return max(named, default=start)


def _is_other(folded: str, start: int, end: int) -> bool:
    """Numbers that are ages, days, doses or dates."""
    return bool(
        re.match(
            r" ?(?:ans|an|mois|jours?|semaines?|heures?|h\b|mg|g\b|cp|x ?\d|fois|er|e\b|eme)|[/.]\d",
            folded[end : end + 10],
        )
    ) or bool(
        re.search(r"(?:j ?\+?|le|n[°o]|stade|grade|type|t|l|c|d|en) ?$", folded[max(0, start - 6) : start])
    )


def _is_weight(folded: str, start: int, end: int) -> bool:
    return bool(_GRAMS.match(folded, end)) and bool(_WEIGHED.search(folded, max(0, start - 40), start))


def _is_plain(folded: str, start: int, unit: str) -> bool:
    """Whether the unit alone tells a result: 5 % of a solution and 2 ml/min of an infusion are none."""
    return bool(_PLAIN.fullmatch(unit)) and not _SOLUTION.search(folded, max(0, start - 30), start)


def _measured(
    text: str, folded: str, match: re.Match[str], unit: str, known: list[Quantity], name: str
) -> Mark:
    unit = unit.replace("μ", "µ").replace("umol", "µmol").replace(" ", "")
    unit = "/min" if _PER_MINUTE.match(unit) else _COUNTED.sub(r"/\1", unit).replace("/ul", "/µl")
    details = {"name": name, "value": match["value"] + (match["second"] or ""), "unit": unit}
    value = _number(match["value"])
    low = high = None
    if printed := _LIMITS.match(folded, match.end()):
        low = _number(printed["low"] or printed["above"]) if printed["low"] or printed["above"] else None
        high = _number(printed["high"] or printed["below"]) if printed["high"] or printed["below"] else None
    elif unit and (printed := _BRACKETED.match(folded, match.end())):
        low, high = _number(printed["low"]), _number(printed["high"])
    elif fit := next((one for one in known if unit in one.units), None):
        low, high = fit.low, fit.high
    details["limits"] = _written(low, high)
    if low is not None and value < low:
        details["abnormal"] = "low"
    if high is not None and value > high:
        details["abnormal"] = "high"
    end = (
        match.end("unit") if match["unit"] else match.end("second") if match["second"] else match.end("value")
    )
    kept = {key: told for key, told in details.items() if told}
    return Mark(match.start("value"), end, text[match.start("value") : end], Kind.RESULT, details=kept)


def _written(low: float | None, high: float | None) -> str:
    if high is None:
        return "" if low is None else f"≥ {low:g}"
    return f"≤ {high:g}" if low is None else f"{low:g}–{high:g}"


def _number(written: str) -> float:
    return float(written.replace(" ", "").replace(",", "."))
