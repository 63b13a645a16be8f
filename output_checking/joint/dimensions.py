"""Which headings of different tables mean the same dimension."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from output_checking.joint.counted_table import CountedTable

# Headings that share so much of their categories mean the same, whatever they are called.
_SHARED, _SHARE = 2, 0.5
# Everything has these: two headings are not the same for them.
_ANSWERS = frozenset(
    {"0", "1", "yes", "no", "oui", "non", "true", "false", "vrai", "faux", "y", "n", "o", "present", "absent"}
)


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """Without case, accents and the signs between words; `1.0` is `1`."""
    bare = "".join(
        sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign)
    )
    words = re.sub(r"[\s_·:;,]+", " ", bare).strip()
    return re.sub(r"^(-?\d+)\.0+$", r"\1", words)


class Dimensions:
    """One name for every heading; a heading without a name is known by its categories alone."""

    def __init__(self, tables: Iterable[CountedTable]) -> None:
        self._categories: dict[str, set[str]] = {}
        self._same: dict[str, str] = {}
        self._unnamed: dict[tuple[str | None, ...], str] = {}
        for table in tables:
            for at, name in enumerate(table.row_dimensions):
                self._read(name, [row[at] for row in table.rows])
            for at, name in enumerate(table.column_dimensions):
                self._read(name, [column[at] for column in table.every_column])
        self._unite()

    def name(self, heading: str, categories: Sequence[str | None]) -> str:
        own = plain(heading) or self._unnamed[tuple(categories)]
        while self._same.get(own, own) != own:
            own = self._same[own]
        return own

    def _read(self, heading: str, categories: Sequence[str | None]) -> None:
        name = plain(heading)
        if not name:
            name = self._unnamed.setdefault(tuple(categories), f"? {len(self._unnamed)}")
        self._categories.setdefault(name, set()).update(plain(one) for one in categories if one is not None)

    def _unite(self) -> None:
        # Named ones first: an unnamed heading takes the name.
        names = sorted(self._categories, key=lambda name: name.startswith("? "))
        for at, name in enumerate(names):
            mine = self._categories[name]
            for other in names[:at]:
                theirs = self._categories[other]
                # An unnamed heading may be any of them.
                common = mine & theirs if name.startswith("? ") else (mine & theirs) - _ANSWERS
                shared = len(common)
                if shared >= _SHARED and shared >= _SHARE * min(len(mine), len(theirs)):
                    self._same[name] = other
                    theirs |= mine
                    break
