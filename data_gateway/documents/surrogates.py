"""Identifiers replaced by others of the same kind, always the same for one person: the letter still reads.

Names come from the same origin, dates move by one offset so that intervals hold, numbers keep their layout.
What cannot be moved honestly (a day without a year, a street, a hospital) is a tag.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from data_gateway.documents.deidentifying import tag
from data_gateway.documents.folding import fold
from data_gateway.documents.gazetteers import entries
from data_gateway.documents.legible import legible
from data_gateway.documents.spans import Label

_MONTHS = [

    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",

    "novembre", "décembre",

]  # fmt: skip
_FOLDED_MONTHS = [fold(month) for month in _MONTHS]
_NUMERIC = re.compile(r"(\d{1,2})( ?[/.|-] ?| )(\d{1,2})( ?[/.|-] ?| )(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})([/.-])(\d{1,2})([/.-])(\d{1,2})")
_WRITTEN = re.compile(r"(\d{1,2})(?:er)?( +)([a-z]+)\.?( +)(\d{4})")
_MONTH_YEAR = re.compile(r"([a-z]+)( +)(\d{4})")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LAST_CENTURY_FROM = 40
"""Years of two digits from here on are of the twentieth century."""


class Surrogates:
    """Makes the surrogates of one person. `key` is a secret of this person's; dates move by `days`, or, to
    `month`, lose their day. What stays exact (no days) says nothing of a birth date."""

    def __init__(self, key: bytes, days: int, *, month: bool = False) -> None:
        self._key, self._days, self._month = key, timedelta(days=days), month
        self._makers: dict[Label, Callable[[str], str | None]] = {
            Label.NOM: lambda text: self._name(text, "last"),
            Label.PRENOM: lambda text: self._name(text, "first"),
            Label.DATE: self._date,
            Label.DATE_NAISSANCE: self._date if days else lambda text: None,
            Label.VILLE: self._town,
            Label.ADRESSE: lambda text: None,
            Label.HOPITAL: lambda text: None,
            Label.MAIL: lambda text: None,
        }

    def of(self, label: Label, old: str) -> str:
        """What stands in the place of `old`: the same for the same identifier, however it is written."""
        new = self._makers.get(label, self._number)(legible(old).text)
        return tag(label) if new is None else new

    def _digest(self, kind: str, value: str) -> int:
        message = json.dumps([kind, value]).encode("utf-8")
        return int.from_bytes(hmac.digest(self._key, message, hashlib.sha256), "big")

    def _name(self, old: str, kind: str) -> str:
        return re.sub(r"[^\W\d_]+", lambda word: self._one_name(word[0], kind), old)

    def _one_name(self, old: str, kind: str) -> str:
        folded = fold(old)
        if len(old) == 1:
            return chr(ord("A") + self._digest("initial", folded) % 26)
        names = _names_by_origin()[_origin(folded)][kind]
        new = names[self._digest(kind, folded) % len(names)]
        return new.upper() if old.isupper() else new.title()

    def _town(self, old: str) -> str:
        towns = _towns()
        new = towns[self._digest("town", fold(old)) % len(towns)]
        return new.upper() if old.isupper() else new.title()

    def _number(self, old: str) -> str:
        digits = self._digest("number", re.sub(r"\W", "", fold(old)))
        kept = []
        for character in old:
            digits, digit = divmod(digits, 10)
            kept.append(str(digit) if character.isdigit() else character)
        return "".join(kept)

    def _date(self, old: str) -> str | None:
        folded = fold(old)
        try:
            if found := _ISO.fullmatch(folded):
                moved = date(int(found[1]), int(found[3]), int(found[5])) + self._days
                day = "" if self._month else f"{found[4]}{moved.day:02d}"
                return f"{moved.year}{found[2]}{moved.month:02d}{day}"
            if found := _NUMERIC.fullmatch(folded):
                moved = date(_year(found[5]), int(found[3]), int(found[1])) + self._days
                year = f"{moved.year}" if len(found[5]) == 4 else f"{moved.year % 100:02d}"
                day = "" if self._month else f"{moved.day:02d}{found[2]}"
                return f"{day}{moved.month:02d}{found[4]}{year}"
            if found := _WRITTEN.fullmatch(folded):
                moved = date(int(found[5]), _FOLDED_MONTHS.index(found[3]) + 1, int(found[1])) + self._days
                day = "" if self._month else f"{moved.day}{found[2]}"
                return f"{day}{_MONTHS[moved.month - 1]}{found[4]}{moved.year}"
            if found := _MONTH_YEAR.fullmatch(folded):
                moved = date(int(found[3]), _FOLDED_MONTHS.index(found[1]) + 1, 15) + self._days
                return f"{_MONTHS[moved.month - 1]}{found[2]}{moved.year}"
            if _YEAR.fullmatch(folded):
                return str((date(int(folded), 7, 1) + self._days).year)
        except (ValueError, OverflowError):
            return None
        return None


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= _LAST_CENTURY_FROM else 2000)


@cache
def _names_by_origin() -> dict[str, dict[str, list[str]]]:
    """Origin -> `first` and `last` -> names."""
    file = Path(__file__).with_name("gazetteers") / "names_by_origin.json"
    content: dict[str, dict[str, list[str]]] = json.loads(file.read_text(encoding="utf-8"))
    return content


@cache
def _origin_of_name() -> dict[str, str]:
    """The first origin that knows a name: names shared by several are held for French."""
    found: dict[str, str] = {}
    for origin, kinds in _names_by_origin().items():
        for names in kinds.values():
            for name in names:
                found.setdefault(name, origin)
    return found


def _origin(folded: str) -> str:
    return _origin_of_name().get(folded, "fr")


@cache
def _towns() -> list[str]:
    return sorted(entries("communes"))
