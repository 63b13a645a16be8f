"""Find in a text what the hospital knows: whatever case, accents, spacing and a slip of the pen."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rapidfuzz.distance import OSA

from data_gateway.documents.disguised import DisguisedNames
from data_gateway.documents.eponyms import is_eponym
from data_gateway.documents.folding import fold
from data_gateway.documents.gazetteers import entries
from data_gateway.documents.known_identifiers import Known
from data_gateway.documents.legible import legible
from data_gateway.documents.scattered import ScatteredNames
from data_gateway.documents.spans import Label, Span
from data_gateway.documents.tokens import Token

_WORD = re.compile(r"[^\W\d_]+|\d+")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d\d?)[/.-](\d\d?)[/.-](\d{4})")
_POSTCODE_TOWN = re.compile(r"\b(\d{5}|2[ab]\d{3})\s+([^\d,;]+)")
_DIGIT = re.compile(r"\d")
_COUNTRY = re.compile(r"(?:\+|00|\( ?\+?)? ?\d{0,3} ?\)?[ .-]*(?:\( ?0 ?\)|0)?[ .-]*$")
_BETWEEN_DIGITS = frozenset(" .-/()|ab\n\r\t\\_:·,*")
_MONTHS = (
    ("janvier", "janv", "jan", "i"), ("fevrier", "fev", "fevr", "ii"), ("mars", "mar", "mrs", "iii"),
    ("avril", "avr", "iv"), ("mai", "v"), ("juin", "vi"), ("juillet", "juil", "vii"), ("aout", "viii"),
    ("septembre", "sept", "sep", "ix"), ("octobre", "oct", "x"), ("novembre", "nov", "xi"),
    ("decembre", "dec", "xii"),
)  # fmt: skip
_NAMES = (Label.NOM, Label.PRENOM)
_NUMBERS = frozenset({Label.TEL, Label.SECU, Label.IPP, Label.NDA, Label.ZIP})
_FEWEST_DIGITS, _MOST_BETWEEN, _MOST_BLANKS = 4, 3, 60
_SHORT = 6
"""Digits up to which a known number needs the signs of numbers: "11,5 6" is no day."""
_SIGNS_OF_LONG_ONES = frozenset("\\_:·,*")
_FUZZY_FROM, _VERY_LONG = 5, 9
"""One slip is forgiven in a name from five letters on, two from nine."""


class KnownMatcher:
    """Ready to look for one patient's identifiers, or those of a directory, in many texts."""

    def __init__(self, known: Known) -> None:
        self._words: dict[str, Label] = {}
        self._phrases: defaultdict[str, list[tuple[Label, tuple[str, ...]]]] = defaultdict(list)
        self._digits: dict[str, Label] = {}
        self._mails: set[str] = set()
        self._joined: dict[str, Label] = {}
        for label, value in known.values:
            self._learn(label, fold(legible(value).text))
        self._fuzzy: defaultdict[int, list[str]] = defaultdict(list)
        for word in self._words:
            if len(word) >= _FUZZY_FROM:
                slips = 2 if len(word) >= _VERY_LONG else 1
                for length in range(len(word) - slips, len(word) + slips + 1):
                    self._fuzzy[length].append(word)
        self._scattered = ScatteredNames(self._words | self._joined)
        self._disguised = DisguisedNames(self._words)
        self._initials = {word[0] for word, label in self._words.items() if label is Label.PRENOM}

    def spans(self, text: str, folded: str, tokens: Sequence[Token]) -> list[Span]:
        """In the order of the text; longer ones first where they begin together."""
        found = [*self._numbers(folded), *self._sequences(folded, tokens), *self._names(folded, tokens)]
        found += self._scattered.spans(text, folded)
        found += self._disguised.spans(folded, tokens)
        found += (
            Span(*match.span(), Label.MAIL)
            for mail in self._mails
            for match in re.finditer(re.escape(mail), folded)
        )
        return sorted(found, key=lambda span: (span.start, -span.end))

    def _learn(self, label: Label, value: str) -> None:
        if label in (Label.DATE, Label.DATE_NAISSANCE):
            self._learn_date(label, value)
        elif label in _NUMBERS:
            digits = "".join(_DIGIT.findall(value))
            if len(digits) >= _FEWEST_DIGITS:
                self._digits.setdefault(digits[-9:] if label is Label.TEL else digits, label)
        elif label is Label.MAIL:
            self._mails.add(value)
        elif label is Label.ADRESSE and (found := _POSTCODE_TOWN.search(value)):
            self._learn(Label.ZIP, found[1])
            self._learn_phrase(Label.VILLE, found[2])
            self._learn_phrase(label, value[: found.start()])
        else:
            self._learn_phrase(label, value)

    def _learn_phrase(self, label: Label, value: str) -> None:
        words = tuple(_WORD.findall(value))
        if label in _NAMES:
            for word in words:
                if len(word) > 1 and word[0].isalpha():
                    self._words.setdefault(word, label)
        if len("".join(words)) > 2 and (len(words) > 1 or label not in _NAMES):
            self._phrases[words[0]].append((label, words))
            self._joined.setdefault("".join(words), label)

    def _learn_date(self, label: Label, value: str) -> None:
        found = _DATE.search(value)
        if not found:
            return
        year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
        for days in {day.zfill(2), day.lstrip("0")}:
            for months in {month.zfill(2), month.lstrip("0")}:
                self._digits |= {days + months + year: label, days + months + year[2:]: label}
            for name in _MONTHS[int(month) - 1] if 1 <= int(month) <= 12 else ():
                self._phrases[days].append((label, (days, name, year)))
        self._digits[year + month.zfill(2) + day.zfill(2)] = label

    def _numbers(self, folded: str) -> Iterator[Span]:
        """Known digits in their order, with nothing but a few signs between them."""
        places = [match.start() for match in _DIGIT.finditer(folded)]
        written = "".join(folded[place] for place in places)
        for digits, label in self._digits.items():
            at = written.find(digits)
            while at >= 0:
                first, last = places[at], places[at + len(digits) - 1]
                whole = label is Label.TEL or not (at and places[at - 1] == first - 1)
                followed = at + len(digits) < len(places) and places[at + len(digits)] == last + 1
                if whole and not followed and _close(folded, places[at : at + len(digits)]):
                    if label is Label.TEL and (country := _COUNTRY.search(folded, max(0, first - 12), first)):
                        first = country.start()
                    while first and folded[first - 1].isalpha() and label in (Label.IPP, Label.NDA):
                        first -= 1
                    yield Span(first, last + 1, label)
                at = written.find(digits, at + 1)

    def _sequences(self, folded: str, tokens: Sequence[Token]) -> Iterator[Span]:
        """Names and addresses of several words, whatever signs stand between the words."""
        words = [token for token in tokens if token.folded[0].isalnum()]
        for index, token in enumerate(words):
            for label, phrase in self._phrases.get(token.folded, ()):
                run = words[index : index + len(phrase)]
                if len(run) == len(phrase) and all(
                    one.folded == word for one, word in zip(run, phrase, strict=True)
                ):
                    near = all(right.start - left.end <= _MOST_BETWEEN for left, right in pairwise(run))
                    if near and not (label in _NAMES and is_eponym(folded, token.start)):
                        yield Span(token.start, run[-1].end, label)

    def _names(self, folded: str, tokens: Sequence[Token]) -> Iterator[Span]:
        labels = {index: label for index, token in enumerate(tokens) if (label := self._label(token.folded))}
        for index, label in labels.items():
            token = tokens[index]
            if is_eponym(folded, token.start):
                continue
            common = len(token.folded) < 4 or token.folded in entries("words")
            beside = index - 1 in labels or index + 1 in labels
            if not common or beside or token.text[0].isupper():
                yield Span(token.start, token.end, label)
            before = index - 2 if index > 1 and tokens[index - 1].text == "." else index - 1
            for near in (before, index + 1):
                if 0 <= near < len(tokens) and near not in labels and self._is_initial(tokens[near]):
                    yield Span(tokens[near].start, tokens[near].end, Label.PRENOM)

    def _is_initial(self, token: Token) -> bool:
        return len(token.text) == 1 and token.text.isupper() and token.folded in self._initials

    def _label(self, word: str) -> Label | None:
        exact = self._words.get(word)
        if exact or word in entries("words") or not word[0].isalpha():  # a word of its own is no slip
            return exact
        for name in self._fuzzy.get(len(word), ()):
            slips = 2 if len(name) >= _VERY_LONG else 1
            if OSA.distance(name, word, score_cutoff=slips) <= slips:
                return self._words[name]
        return None


def _close(folded: str, places: Sequence[int]) -> bool:
    signs = _BETWEEN_DIGITS - _SIGNS_OF_LONG_ONES if len(places) <= _SHORT else _BETWEEN_DIGITS
    return all(
        len(between.strip()) <= _MOST_BETWEEN and len(between) <= _MOST_BLANKS and signs.issuperset(between)
        for left, right in pairwise(places)
        for between in [folded[left + 1 : right]]
    )
