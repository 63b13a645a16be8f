"""Names that are not one word of the text: cut by the end of a line, spaced out, glued to another word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from data_gateway.documents.eponyms import is_eponym
from data_gateway.documents.folding import fold
from data_gateway.documents.gazetteers import entries
from data_gateway.documents.spans import Label, Span

_KEY = 3  # characters by which names are looked up
_FROM, _GLUED_FROM = 5, 4
"""Characters of a name from which its pieces are put together, and from which it is looked for in a word."""
_TOGETHER = 6
"""The most names and titles in one word: a letter that repeats one without end is no reason to fail."""
_SIGNS, _BLANKS = 2, 60
"""The most that stands between two pieces of a name."""
_TITLES = ("mme", "madame", "mlle", "mademoiselle", "mr", "monsieur", "dr", "docteur", "prof", "professeur")


class ScatteredNames:
    """`names`: folded, without anything between their letters and digits, each with its label."""

    def __init__(self, names: Mapping[str, Label]) -> None:
        self._names: defaultdict[str, list[tuple[str, Label | None]]] = defaultdict(list)
        if names:
            told: dict[str, Label | None] = {**dict.fromkeys(_TITLES), **names}
            for name, label in sorted(told.items(), key=lambda one: -len(one[0])):
                self._names[name[:_KEY]].append((name, label))

    def spans(self, text: str, folded: str) -> Iterator[Span]:
        """Those that whoever reads word by word misses; `folded` is `fold(text)`."""
        if not self._names:
            return
        run = _Run(text, folded)
        for start in range(len(run.written) - _KEY + 1):
            if run.written[start : start + _KEY] in self._names and run.begins(start):
                yield from self._at(run, start)

    def _at(self, run: _Run, start: int, most: int = _TOGETHER) -> list[Span]:
        """The names, `most` of them, that follow one another from `start` to the end of a word, if any do."""
        for name, label in self._names.get(run.written[start : start + _KEY], ()):
            end = start + len(name)
            if not run.written.startswith(name, start) or not run.holds(start, end):
                continue
            following = self._at(run, end, most - 1) if most > 1 and not run.begins(end) else []
            if (following or run.begins(end)) and (span := run.span(start, end, label, bool(following))):
                return [span, *following]
            if following:
                return following
        return []


class _Run:
    """The letters and digits of a text without what stands between them."""

    def __init__(self, text: str, folded: str) -> None:
        self._text, self._folded = text, folded
        self._places = [place for place, character in enumerate(folded) if character.isalnum()]
        self.written = "".join([folded[place] for place in self._places])

    def begins(self, at: int) -> bool:
        """Whether a piece begins there: behind a sign, a digit, or letters of the other case."""
        if not 0 < at < len(self._places):
            return True
        left, right = self._places[at - 1], self._places[at]
        return right - left > 1 or self._differ(self._text[left], self._text[right])

    def _differ(self, left: str, right: str) -> bool:
        return left.isdigit() != right.isdigit() or left.isupper() != right.isupper()

    def holds(self, start: int, end: int) -> bool:
        """Whether the characters from `start` to `end` are near enough to one another to be one name."""
        return all(self._is_near(between) for between in self._between(start, end) if between)

    @staticmethod
    def _is_near(between: str) -> bool:
        return len(between) <= _BLANKS and len("".join(between.split())) <= _SIGNS

    def _between(self, start: int, end: int) -> Iterator[str]:
        for at in range(start, end - 1):
            yield self._folded[self._places[at] + 1 : self._places[at + 1]]

    def span(self, start: int, end: int, label: Label | None, glued: bool) -> Span | None:
        """None where the name is no surprise: a word of the text, or common words that happen to make one."""
        if label is None:
            return None
        first, last = self._places[start], self._places[end - 1] + 1
        pieces = self._pieces(start, end)
        whole = len(pieces) == 1
        is_word = whole and not glued and self._is_edge(first - 1) and self._is_edge(last)
        spaced_out = all(len(piece) == 1 for piece in pieces)
        long_enough = end - start >= (_GLUED_FROM if whole else _FROM) or (spaced_out and not whole)
        if is_word or not long_enough or is_eponym(self._folded, first):
            return None
        if not whole and self._are_common(pieces, first, last):
            return None
        return Span(first, last, label)

    def _pieces(self, start: int, end: int) -> list[str]:
        found, before = [""], self._places[start] - 1
        for place in self._places[start:end]:
            if place != before + 1:
                found.append("")
            found[-1] += self._text[place]
            before = place
        return found

    def _is_edge(self, place: int) -> bool:
        return not (0 <= place < len(self._text) and self._text[place].isalpha())

    def _are_common(self, pieces: list[str], first: int, last: int) -> bool:
        """ "la mère" names no Mrs Lamère; "La Mère" may, and whatever a hyphen ends at a line does."""
        if "-" in self._text[first:last] or all(piece[0].isupper() for piece in pieces):
            return False
        return all(fold(piece) in entries("words") for piece in pieces)
