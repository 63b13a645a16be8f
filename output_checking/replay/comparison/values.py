"""When two numbers, and two texts that hold numbers, say the same."""

from __future__ import annotations

import math
import re

from output_checking.checks.tables import number

# Sums in another order and other threads differ in the last digits; no count and no rounded figure does.
RELATIVE, ABSOLUTE = 1e-6, 1e-9
_NUMBER = re.compile(r"(?<![\w.])[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_LONGEST = 200


def same_number(one: float, other: float) -> bool:
    both_missing = math.isnan(one) and math.isnan(other)
    return both_missing or math.isclose(one, other, rel_tol=RELATIVE, abs_tol=ABSOLUTE)


def same_cell(one: str, other: str) -> bool:
    left, right = number(one), number(other)
    if left is None or right is None:
        return one == other
    return same_number(left, right)


def same_text(one: str, other: str) -> bool:
    """The same words, and numbers within tolerance in the same places."""
    if one == other:
        return True
    if _NUMBER.sub("#", one).split() != _NUMBER.sub("#", other).split():
        return False
    pairs = zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=True)
    return all(same_number(float(left), float(right)) for left, right in pairs)


def shown(value: str) -> str:
    """Short enough for a page."""
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
