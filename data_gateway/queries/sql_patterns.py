"""Patterns of LIKE and of regular expressions that mean the same on every engine, and cannot run away."""

from __future__ import annotations

import re

from governance.refusal import Refusal

_MOST_WILDCARDS = 10
# Single characters, classes and groups; only what stands alone is repeated, so that no engine backtracks
# without end, and nothing is used that RE2, PostgreSQL and Java understand differently.
_ATOM = r"(?:[^\\^$.|?*+()\[\]{}]|\\[^\w\s]|\.|\[\^?(?:\w-\w|[\w .,;:/%+])+-?\])"
_REPEAT = r"(?:[*+?]|\{\d{1,2}(?:,\d{1,2})?\})"
_PIECES = rf"(?:{_ATOM}{_REPEAT}?)"
_GROUP = rf"\((?:{_PIECES}*(?:\|{_PIECES}*)*)\)"
_BRANCH = rf"\^?(?:{_PIECES}|{_GROUP})*\$?"
_EXPRESSION = re.compile(rf"{_BRANCH}(?:\|{_BRANCH})*")
_REPEATED = re.compile(_REPEAT)
_RANGE = re.compile(r"(\w)-(\w)")
_BOUNDS = re.compile(r"\{(\d+),(\d+)\}")


def like_pattern(text: str) -> str:
    """Raises Refusal `sql-pattern` for a backslash, which engines read differently, or too many `%`."""
    if "\\" in text or text.count("%") > _MOST_WILDCARDS or "\x00" in text:
        raise Refusal("sql-pattern", construct="LIKE")
    return text


def regular_expression(text: str) -> str:
    """Raises Refusal `sql-pattern`."""
    repeats = _REPEATED.findall(text)
    fits = len(text) <= 500 and len(repeats) <= _MOST_WILDCARDS and _EXPRESSION.fullmatch(text)
    ranges = all(low <= high for low, high in _RANGE.findall(text))
    bounds = all(int(low) <= int(high) for low, high in _BOUNDS.findall(text))
    if not (fits and ranges and bounds):
        raise Refusal("sql-pattern", construct="REGEXP_MATCHES")
    return text
