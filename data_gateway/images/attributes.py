"""The attributes of a DICOM object that may leave, and what each may hold. All others are dropped.

Stricter than the Basic Application Level Confidentiality Profile (DICOM PS3.15, table E.1-1), which lists
what must go: a list of what may stay also drops what a vendor, a new edition or a private group adds. Since
an allowed attribute can hold anything all the same, each has a form: a defined term, a count, a measure of
eight digits at most, five of them before the point. What does not fit its form is dropped, too.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pydicom.datadict import dictionary_VM
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

DIGITS = 8  # significant: no measure has more, and the number of a patient has
LARGEST_COUNT = LARGEST_MEASURE = 99_999
LARGEST_OF_ALL = 1e7
MOST_VALUES = 8  # where the standard sets no limit
DEEPEST = 4  # functional groups lie two deep
OLDEST = 89  # years; PS3.15 and article 4 of the GDPR know no limit, this one is that of HIPAA's safe harbor

_LISTED = tomllib.loads((Path(__file__).parent / "attributes.toml").read_text(encoding="utf-8"))
FACIAL = frozenset(_LISTED["facial"])
OTHER_BODY_PARTS = frozenset(_LISTED["terms"]["BodyPartExamined"])
MODALITIES = frozenset(_LISTED["terms"]["Modality"])
_ORIENTATION = re.compile(r"[ARLFHPV]{1,3}")


def may_stay(source: Dataset, depth: int = 0) -> Dataset:
    """A new data set with the allowed attributes of `source` that fit their form, pixels left out."""
    kept = Dataset()
    for keyword, allowed in _FORMS.items():
        value = source.get(keyword)
        if value in (None, ""):
            continue
        fitting = allowed(value)
        if fitting is not None:
            setattr(kept, keyword, fitting)
    if depth < DEEPEST:
        for keyword in _LISTED["sequences"]:
            items = source.get(keyword)
            if isinstance(items, Sequence):
                setattr(kept, keyword, Sequence([may_stay(item, depth + 1) for item in items]))
    return kept


def _each(values: Any) -> list[Any]:
    return [values] if isinstance(values, str | bytes | int | float) else list(values)


def _whole(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values or None


def _term(terms: frozenset[str]) -> Callable[[Any], Any]:
    def form(values: Any) -> Any:
        return _whole([value for value in map(_code, _each(values)) if value in terms])

    return form


def _code(value: Any) -> str:
    return str(value).strip().upper()


def _orientation(values: Any) -> Any:
    found = [_code(value) for value in _each(values)]
    return _whole(found) if all(map(_ORIENTATION.fullmatch, found)) else None


def _count(values: Any) -> Any:
    try:
        found = [int(value) for value in _each(values)]
    except (TypeError, ValueError):
        return None
    return _whole(found) if all(0 <= value <= LARGEST_COUNT for value in found) else None


def _measure(largest: float) -> Callable[[Any], Any]:
    def form(values: Any) -> Any:
        try:
            found = [float(f"{float(value):.{DIGITS}g}") for value in _each(values)]
        except (TypeError, ValueError):
            return None
        if not all(math.isfinite(value) and abs(value) <= largest for value in found):
            return None
        return _whole([int(value) if value == int(value) else value for value in found])

    return form


def _numbers(keywords: Iterable[str], form: Callable[[Any], Any]) -> dict[str, Callable[[Any], Any]]:
    """As many as the standard allows: a patient's number is as well told by two measures as by one."""

    def bounded(keyword: str) -> Callable[[Any], Any]:
        multiplicity = dictionary_VM(keyword)
        most = int(multiplicity) if multiplicity.isdigit() else MOST_VALUES
        return lambda values: form(values) if len(_each(values)) <= most else None

    return {keyword: bounded(keyword) for keyword in keywords}


def _age(value: Any) -> Any:
    """Years, months, weeks or days as `045Y`; whoever is older than 89 is told as 90."""
    found = re.fullmatch(r"(\d{3})([DWMY])", str(value).strip())
    if found is None:
        return None
    return "090Y" if found[2] == "Y" and int(found[1]) > OLDEST else found[0]


_FORMS: dict[str, Callable[[Any], Any]] = {
    **{keyword: _term(frozenset(terms)) for keyword, terms in _LISTED["terms"].items()},
    "BodyPartExamined": _term(OTHER_BODY_PARTS | FACIAL),
    "PatientOrientation": _orientation,
    "PatientAge": _age,
    **_numbers(_LISTED["counts"], _count),
    **_numbers(_LISTED["measures"], _measure(LARGEST_MEASURE)),
    **_numbers(_LISTED["large_measures"], _measure(LARGEST_OF_ALL)),
}
