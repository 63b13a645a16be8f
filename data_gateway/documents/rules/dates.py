"""Dates in every form that French letters write, OCR's included; a birth date by the words before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_gateway.documents.spans import Label, Span

_MONTH = (
    r"(?:janv(?:ier)?|jan|fevr(?:ier)?|fev|mars|avr(?:il)?|mai|juin|juil(?:let)?|jul|aout|sept(?:embre)?|sep"
    r"|oct(?:obre)?|nov(?:embre)?|dec(?:embre)?)\b\.?"
)
_MONTH_GLUED = _MONTH.replace(r"\b", "").replace("jan|", "jan|mar|jun|")
_UNIT = r"(?:un|premier|deux|trois|quatre|cinq|six|sept|huit|neuf)"
_TEEN = r"(?:dix|onze|douze|treize|quatorze|quinze|seize)"
_COUNT = rf"(?:{_UNIT}|{_TEEN}|vingt|trente|quarante|cinquante|soixante|cent|cents|vingts|mille|mil|et)"
_SPELLED_DAY = (
    rf"(?:(?:vingt|trente)[ -](?:et[ -]un|{_UNIT})|vingt|trente|dix[ -](?:sept|huit|neuf)|{_TEEN}|{_UNIT})"
)
_SPELLED_YEAR = rf"(?:deux mil(?:le)?|mil(?:le)? neuf cents?)(?:[ -]{_COUNT})*"
_DAY, _NUMBER_MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_YEAR, _YEARS = r"(?:1[89]\d\d|20\d\d|21\d\d)", r"(?:1[89]\d\d|2[01]\d\d|\d\d)"
_SEPARATOR = r" ?[/.|\-] ?"
_ROMAN_MONTH = r"(?:i{1,3}|iv|vi{0,3}|ix|xi{0,2})"

_NUMERIC = (
    rf"(?<![\d/.,-]){_YEAR}{_SEPARATOR}(?:{_NUMBER_MONTH}|{_ROMAN_MONTH}){_SEPARATOR}{_DAY}(?!\d)",
    rf"(?<![\d/.,]){_DAY}{_SEPARATOR}{_NUMBER_MONTH}{_SEPARATOR}{_YEARS}(?!\d)",
    rf"(?<![\d/.,]){_DAY}{_SEPARATOR}{_ROMAN_MONTH}{_SEPARATOR}{_YEARS}(?!\d)",
    rf"(?<![\d/.,]){_DAY} {_NUMBER_MONTH} {_YEAR}(?!\d)",
    rf"(?<!\d)(?:[0-3] ?\d|\d)(?:er)?[ -]*(?:de )?{_MONTH}"
    rf"(?:,? *[-/]?(?:de )?{_YEARS}(?!\d|[,.]\d))?",
    rf"(?<![\d/.,]){_DAY} ?(?:{_MONTH_GLUED}|{_ROMAN_MONTH}(?= ?\d{{4}})) ?{_YEARS}(?!\d)",
    rf"(?<![\d/.,]){_DAY}(?:jan|fev|mar|avr|jun|jul|aou|sep|oct|nov|dec)\b",
    r"(?<=[scdj]\d )(?:0[1-9]|[12]\d|3[01])[./](?:0[1-9]|1[0-2])(?![\d/%])",
    r"(?<=[scdj]\d\d )(?:0[1-9]|[12]\d|3[01])[./](?:0[1-9]|1[0-2])(?![\d/%])",
    # Eight digits, together or one by one, that read as day, month and year.
    r"(?<![\d ])(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d(?!\d)",
    r"(?<!\d)(?<!\d )(?:0 ?[1-9]|[12] ?\d|3 ?[01]) ?(?:0 ?[1-9]|1 ?[0-2]) ?(?:1 ?9|2 ?0) ?\d ?\d"
    r"(?! ?\d)",
    rf"(?<![\d/.,]){_NUMBER_MONTH} ?[/-] ?{_YEAR}(?![\d/])",
    rf"(?<![\d/.,]){_NUMBER_MONTH} {_YEAR}(?![\d/])",
    # Day and month alone: a slash is also a fraction or a score, hence the words before.
    rf"(?<=le ){_DAY}{_SEPARATOR}{_NUMBER_MONTH}(?![\d/%])",
    rf"(?<=du ){_DAY}{_SEPARATOR}{_NUMBER_MONTH}(?![\d/%])",
    rf"(?<=au ){_DAY}{_SEPARATOR}{_NUMBER_MONTH}(?![\d/%])",
    r"(?<![\d/.,])(?:0[1-9]|[12]\d|3[01]) ?/ ?0[1-9](?![\d/%]| ?mm)",
    rf"(?<=en ){_YEAR}(?![\d/])",
    rf"(?<=depuis ){_YEAR}(?![\d/])",
    rf"(?<=annee ){_YEAR}(?![\d/])",
    r"(?<=de )(?:19[3-9]\d|20[0-4]\d)(?![\d/]| ?(?:m[gl]|ml|g|kcal|ui|cc)\b)",
    rf"(?<=\(){_YEAR}(?=\))",
)
_WRITTEN = (
    rf"\b{_SPELLED_DAY} (?:{_MONTH}|\d\d)(?:,? (?:{_YEARS}\b|{_SPELLED_YEAR}\b))?",
    rf"\b{_MONTH_GLUED},? *{_YEAR}(?!\d)",
    rf"\b{_MONTH}(?:['/-]| )\d\d(?![\d/.]| ?(?:ans|mois|jours?|mg|g|ml|h|%)\b)",
    rf"\b{_SPELLED_YEAR}(?= |$|[,.;)])",
)
# Looking at the first character before all forms makes this three times as fast.
_DATE = re.compile(rf"(?=\d)(?:{'|'.join(_NUMERIC)})|\b(?=[a-z])(?:{'|'.join(_WRITTEN)})")
_SCORE = re.compile(r"(?:apgar|score|acuite|\bav\b)[^\n]{0,20}$")
_BIRTH = re.compile(
    r"(?:\bnee?(?:\(e\))?[ .:]*(?:le)?|naissance(?: le)?|\bddn|d\.d\.n\.?|\bdn|\bnaiss\.?)[ :.,(-]*(?:le )?$"
)


def dates(folded: str) -> Iterator[Span]:
    for match in _DATE.finditer(folded):
        if _SCORE.search(folded, max(0, match.start() - 30), match.start()):
            continue
        before = folded[max(0, match.start() - 30) : match.start()]
        yield Span(*match.span(), Label.DATE_NAISSANCE if _BIRTH.search(before) else Label.DATE)
