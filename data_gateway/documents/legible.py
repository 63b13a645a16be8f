"""A text as its reader sees it: one form for each letter, nothing unseen, so that names are found in it.

Accents that stand apart from their letter, letters that look alike in another alphabet, wide or encircled
ones, marks that nobody sees, text that runs backwards, what a wrong encoding made of accents.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from data_gateway.documents.spans import Span, without_overlaps

# Nothing to do for what French letters are written with.
_ODD = re.compile(
    "[^\t\n\r -~À-ÖØ-öø-ÿ°²³µ§«»±×·¼½¾œŒŸ’‘“”€…–—•†→≥≤\xa0\u202f]"
    r"|&#?\w{2,8};|%[Cc]3%|(?<=[^\W\d_])\?(?=[^\W\d_])|[ÂÃ][^\w\s]|\d·\d"
)
_ENTITY = re.compile(r"&#?\w{2,8};")
_PERCENT = re.compile(r"%[Cc]3%[89AaBb][0-9A-Fa-f]")
_TWICE_ENCODED = re.compile("[ÂÃ][\x80-\xbfŒœŠšŸŽžƒˆ˜‚„…†‡‰‹‘’“”•–—›€™]")
_REVERSED = re.compile("\u202e([^\u202c\n]*)")
_SUPERSCRIPTS = re.compile("[⁰¹²³⁴-⁹₀-₉]{2,}")
_LOST = frozenset("\ufffd?")
"""What stands for a letter that a wrong encoding lost: é before all others."""
_NAMED = re.compile(
    r"(?:LATIN (?:SMALL|CAPITAL) LETTER|LATIN LETTER SMALL CAPITAL|REGIONAL INDICATOR SYMBOL LETTER)"
    r"(?: (?:SCRIPT|DOTLESS|OPEN|REVERSED|TURNED|BARRED|LONG))* ([A-Z])\b"
)
_UNSEEN = frozenset({"Cf", "Cc", "Mn", "Me", "Lm", "Cs", "Co", "Cn"})
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_KEPT = frozenset("\t\n\r\u02bc")
_LINES = frozenset("\x0b\x0c\x85\u2028\u2029")
_SOFT_HYPHEN = "\xad"
_ENCIRCLED = 0x2100  # from here on digits are signs of their own, before it small ones beside a letter
_SIGNS = (
    dict.fromkeys("⁄∕／", "/") | dict.fromkeys("∙⋅・‧", ".") | {"＠": "@", "﹫": "@", "：": ":", "＿": "_"}
)
# Cyrillic and Greek letters that look like Latin ones.
_ALIKE = dict(
    zip(
        "АВЕЅІЈКМНОРСТХУаеѕіјорсхуԁһԛԝӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχς",
        "ABESIJKMHOPCTXYaesijopcxydhqwlABEZHIKMNOPTYXaikvopuxc",
        strict=True,
    )
) | dict(zip("вкмнтг", "bkmhtr", strict=True))
_OTHER_ALPHABET = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_LONG_WORD = re.compile(r"[^\W\d_]{3,}+")


@dataclass(frozen=True)
class Legible:
    """`text` with, for each of its characters, where it stands in what was written; None: as written."""

    text: str
    places: Sequence[tuple[int, int]] | None = None

    def written(self, spans: Iterable[Span]) -> list[Span]:
        """Spans of `text` as spans of what was written, in its order."""
        if self.places is None:
            return list(spans)
        moved = []
        for span in spans:
            held = self.places[span.start : span.end]
            start, end = min(place[0] for place in held), max(place[1] for place in held)
            moved.append(Span(start, end, span.label, span.certainty))
        return without_overlaps([sorted(moved)])


def legible(text: str) -> Legible:
    """
    >>> legible("Pe\u0301chi\u200bnot, ｔｅｌ ０６").text
    'Péchinot, tel 06'
    """
    if not _ODD.search(text):
        return Legible(text)
    alike: set[int] = set()
    if _OTHER_ALPHABET.search(text):
        words = (word.span() for word in _LONG_WORD.finditer(text) if _OTHER_ALPHABET.search(word[0]))
        alike |= {place for start, end in words for place in range(start, end)}
    alike |= {place for run in _SUPERSCRIPTS.finditer(text) for place in range(*run.span())}
    pieces = [
        (character, place)
        for start, end, read in _read(text)
        for character in _shown(read, start in alike)
        for place in [(start, end)]
    ]
    starts = [start for _, (start, _) in pieces]
    for found in _REVERSED.finditer(text):
        run = slice(bisect_left(starts, found.start(1)), bisect_left(starts, found.end(1)))
        pieces[run] = pieces[run][::-1]
    return Legible("".join(character for character, _ in pieces), [place for _, place in pieces])


def _read(text: str) -> Iterator[tuple[int, int, str]]:
    """Each stretch of the text, what it says: a letter and its marks, an entity, wrongly decoded bytes."""
    at = 0
    while at < len(text):
        end, read = _stretch(text, at)
        after = end
        while after < len(text) and unicodedata.category(text[after]) in ("Mn", "Me"):
            after += 1
        if after > end:
            read = unicodedata.normalize("NFC", read + text[end:after])[:1]
        yield at, after, read
        at = after


def _stretch(text: str, at: int) -> tuple[int, str]:
    character = text[at]
    if character == "&" and (found := _ENTITY.match(text, at)) and len(said := unescape(found[0])) == 1:
        return found.end(), said
    if character == "%" and (found := _PERCENT.match(text, at)):
        return found.end(), bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace")
    if character in "ÂÃ" and (found := _TWICE_ENCODED.match(text, at)):
        return found.end(), _decoded(found[0])
    if character in _LOST and 0 < at < len(text) - 1 and text[at - 1].isalpha() and text[at + 1].isalpha():
        return at + 1, "e"
    return at + 1, character


def _decoded(twice: str) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            return twice.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return twice


def _shown(read: str, alike: bool) -> str:
    return "".join(_one(character, alike) for character in read)


@lru_cache(4_000)
def _one(character: str, alike: bool) -> str:
    """What a reader takes one character for; nothing for what she does not see."""
    code = ord(character)
    if character in _LINES:
        return "\n"
    if character in _FILLERS:
        return ""
    if 0x20 <= code < 0x7F or (0xA1 <= code < 0x180 and not alike) or character in _KEPT:
        return "" if character == _SOFT_HYPHEN else character
    if alike and character in _ALIKE:
        return _ALIKE[character]
    if character in _SIGNS:
        return _SIGNS[character]
    category = unicodedata.category(character)
    digit = unicodedata.digit(character, None)
    if digit is not None:  # "CO₂" and "10⁹" stay
        return str(digit) if alike or category == "Nd" or code > _ENCIRCLED else character
    name = unicodedata.name(character, "")
    if (named := _NAMED.search(name)) and len(unicodedata.normalize("NFD", character)) == 1:
        return named[1] if "CAPITAL" in name or "REGIONAL" in name else named[1].lower()
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and plain.isalnum() and code >= 0x180:
        return plain
    if category in _UNSEEN:
        return ""
    if category == "Zs":
        return " "
    return "-" if category == "Pd" or character == "−" else character
