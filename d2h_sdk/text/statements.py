"""What a letter says besides names of things: allergies, days, what becomes of a drug."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from d2h_sdk.text.marks import Change, Kind, Mark

_ALLERGY = re.compile(
    r"\b(?:allergi(?:e|es|que|ques)|intoleran(?:ce|ces|t|te))\b(?: connues?| medicamenteuses?)?(?: ?:"
    r"| (?:a la|a l'|au|aux|a|de|des|du))? ?"
    r"(?P<what>[a-z][a-z'-]+(?: (?:de |d')?[a-z][a-z'-]+){0,2})?"
)
_NO_SUBSTANCE = frozenset(
    {"connue", "connues", "medicamenteuse", "medicamenteuses", "notable", "particuliere"}
    | {"aucune", "aucun", "pas", "non", "ou", "et", "chez", "dans", "est", "qui", "par", "pour"}
)
_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
    "novembre", "decembre",
)  # fmt: skip
_DAY = re.compile(
    rf"(?<![\d/.])(?:(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}}|\d{{2}})|(\d{{4}})-(\d{{2}})-(\d{{2}})"
    rf"|(?:(\d{{1,2}})(?:er)? )?({'|'.join(_MONTHS)}) (\d{{4}})|(?<=en )((?:19|20)\d{{2}}))(?!\d)"
)
_DOSE = re.compile(
    r"[^.;\n]{0,25}?\b(\d+(?:[.,]\d+)? ?(?:mg|g|µg|mcg|ui|ml|gouttes?|cp|comprimes?|gelules?|unites?"
    r"|mmol)(?:/kg)?(?:/(?:j|jour|h|24h|semaine|sem))?"
    r"(?: ?(?:x|fois) ?\d(?: ?(?:par jour|/ ?j(?:our)?))?| (?:par jour|le matin|le soir|matin et soir"
    r"|par semaine))?)\b"
)
_CHANGES: dict[Change, re.Pattern[str]] = {
    Change.STOPPED: re.compile(
        r"\barret\w*|\bstop\w*|\bsuspen\w+|\binterrom\w+|\binterruption|\bsevr\w+|\bcontre-indiqu\w+"
    ),
    Change.STARTED: re.compile(
        r"\bintrodu\w+|\binstaur\w+|\bmise? sous|\bdebut\w*|\bajout\w*|\binitie?\w*|\bdemarr\w+"
        r"|\bmise en place"
    ),
    Change.INCREASED: re.compile(r"\baugment\w+|\bmajor\w+"),
    Change.DECREASED: re.compile(r"\bdimin\w+|\breduct\w+|\breduit\w*|\bbaiss\w+|\bminor\w+|\bdecroiss\w+"),
    Change.CONTINUED: re.compile(r"\bpoursui\w+|\bmainti?en\w*|\bcontinu\w+|\breprise\b"),
}
_CENTURY_FROM = 40


def allergies(text: str, folded: str) -> Iterator[Mark]:
    for match in _ALLERGY.finditer(folded):
        what = match["what"] or ""
        named = what and what.split()[0] not in _NO_SUBSTANCE
        end = match.end("what") if named else match.start() + len(match[0].split()[0])
        label = text[match.start("what") : end] if named else ""
        yield Mark(match.start(), end, text[match.start() : end], Kind.ALLERGY, label=label)


def days(text: str, folded: str) -> Iterator[Mark]:
    """Days, months and years as ISO 8601, as exact as the letter: `2024-03-12`, `2024-03`, `2024`."""
    for match in _DAY.finditer(folded):
        day, month, year, iso_year, iso_month, iso_day, word_day, word, word_year, alone = match.groups()
        if alone:
            told = alone
        elif iso_year:
            told = f"{iso_year}-{iso_month}-{iso_day}"
        elif day:
            full = year if len(year) == 4 else f"{'19' if int(year) >= _CENTURY_FROM else '20'}{year}"
            told = f"{full}-{int(month):02d}-{int(day):02d}"
        else:
            told = f"{word_year}-{_MONTHS.index(word) + 1:02d}" + (
                f"-{int(word_day):02d}" if word_day else ""
            )
        if not _is_day(told):
            continue
        yield Mark(*match.span(), text[match.start() : match.end()], Kind.DATE, details={"day": told})


def _is_day(told: str) -> bool:
    try:
        date.fromisoformat(told + "-01-01"[len(told) - 4 :])
    except ValueError:
        return False
    return True


def dose_and_change(folded: str, start: int, end: int, next_drug: int) -> dict[str, str]:
    """Of the drug at `start` to `end`: the dose after it, and what its clause says becomes of it."""
    told = {}
    dose = _DOSE.match(folded, end, next_drug)
    if dose:
        told["dose"] = dose[1]
    clause = re.split(
        r"[.;,\n]| et (?:l[ae]|d[ue]|poursuite|arret|introduction)", folded[max(0, start - 60) : start]
    )
    before = (
        clause[-1] if len(clause) == 1 else folded[start - len(clause[-1]) - 14 : start].rpartition(",")[2]
    )
    after = re.split(r"[.;,\n]", folded[end : min(next_drug, end + 50)])[0]
    for part in (before, after):
        latest = max(
            ((found.start(), change) for change, cue in _CHANGES.items() for found in cue.finditer(part)),
            default=None,
        )
        if latest:
            return told | {"change": latest[1].value}
    return told
