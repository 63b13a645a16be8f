"""Identifiers that only the site knows: the patterns of its patient and stay numbers, and names of persons.

Both stand in the site's profile. A name alone may be a street or a disease: it counts beside another name,
or behind a title.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from output_checking.profile import Rules

_WORD = re.compile(r"[^\W\d_]{2,}(?:[-'’][^\W\d_]{2,})*")
_TITLES = {
    "m",
    "mr",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "dr",
    "docteur",
    "pr",
    "patient",
    "patiente",
    "mrs",
    "ms",
}


def site_identifiers(text: str, rules: Rules) -> Iterator[tuple[str, int]]:
    """(`site` or `name`, position from 1)."""
    for pattern in _compiled(tuple(rules.identifier_patterns.values())):
        yield from (("site", match.start() + 1) for match in pattern.finditer(text))
    if rules.names:
        yield from _names(text, _plain_names(rules.names))


def _names(text: str, names: frozenset[str]) -> Iterator[tuple[str, int]]:
    before, end = "", -1
    for match in _WORD.finditer(text):
        word = plain_name(match[0])
        beside = match.start() - end <= 3
        if word in names and beside and (before in names or before in _TITLES):
            yield "name", match.start() + 1
        before, end = word, match.end()


def plain_name(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.strip().casefold().replace("’", "'"))
    return "".join(one for one in letters if not unicodedata.combining(one))


@lru_cache(maxsize=4)
def _plain_names(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(plain_name, names))


@lru_cache(maxsize=4)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)
