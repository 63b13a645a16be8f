"""Find the identifiers of a text: what the hospital knows first, then rules, then the tagger.

The three are joined so that what any of them finds is masked. De-identified is not anonymous.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from data_gateway.documents.eponyms import is_eponym
from data_gateway.documents.folding import fold
from data_gateway.documents.gazetteers import entries
from data_gateway.documents.known_identifiers import Known
from data_gateway.documents.known_matching import KnownMatcher
from data_gateway.documents.legible import Legible, legible
from data_gateway.documents.rules import spans_by_rules
from data_gateway.documents.spans import Label, Span, without_overlaps
from data_gateway.documents.tagger import Tagger, shipped_tagger
from data_gateway.documents.tokens import Token, tokens_of
from data_gateway.documents.windows import Window, windows_of

_NAMES = (Label.NOM, Label.PRENOM)
_REPEATED_FROM = 4
"""Letters of a name from which it is masked wherever the text repeats it."""
_SURE = 0.5
_KNOWN_KEPT = 2_000


@dataclass(frozen=True)
class Identified:
    """The identifiers of a text in its own offsets; `confidence` is the tagger's chance that none is left."""

    text: str
    spans: tuple[Span, ...]
    confidence: float

    def tagged(self) -> str:
        """The text with each identifier replaced by its kind in brackets."""
        return self.replaced(lambda label, old: tag(label))

    def replaced(self, made: Callable[[Label, str], str]) -> str:
        """The text with each identifier replaced by what is `made` of it."""
        parts, at = [], 0
        for span in self.spans:
            parts += [self.text[at : span.start], made(span.label, self.text[span.start : span.end])]
            at = span.end
        return "".join([*parts, self.text[at:]])


def tag(label: Label) -> str:
    return f"[{label}]"


class _Page(NamedTuple):
    """A window of a text, ready to be read."""

    legible: Legible
    folded: str
    tokens: list[Token]


def _page(shown: str) -> _Page:
    read = legible(shown)
    folded = fold(read.text)
    return _Page(read, folded, tokens_of(read.text, folded))


class Deidentifier:
    """Reads texts with one tagger, or with rules and known identifiers alone when `tagger` is None."""

    def __init__(self, directory: Known | None = None, tagger: Tagger | None = None) -> None:
        self._directory = KnownMatcher(directory) if directory and directory.values else None
        self._tagger = tagger
        self._matcher = lru_cache(_KNOWN_KEPT)(KnownMatcher)

    def identify(self, text: str, known: Known | None = None) -> Identified:
        """Reads a long text twice, in windows: what one of them names is masked in all."""
        page_of = lru_cache(1)(lambda window: _page(text[window.shown_from : window.shown_to]))
        names: dict[str, Label] = {}
        read: list[tuple[Window, list[Span]]] = []
        confidence = 1.0
        for window in windows_of(text):
            found, sure = self._found(page_of(window), known)
            confidence *= sure
            _add_names(names, found, page_of(window).folded)
            read.append((window, found))
        spans: list[Span] = []
        for window, found in read:
            page = page_of(window)
            found = without_overlaps([found, _repeated(names, page)])
            spans += window.own(page.legible.written(_trimmed(found, page.legible.text)))
        return Identified(text, tuple(without_overlaps([spans])), confidence)

    def _found(self, page: _Page, known: Known | None) -> tuple[list[Span], float]:
        layers = []
        if known and known.values:
            layers.append(self._matcher(known).spans(page.legible.text, page.folded, page.tokens))
        if self._directory:
            layers.append(self._directory.spans(page.legible.text, page.folded, page.tokens))
        ruled = spans_by_rules(page.legible.text, page.folded)
        confidence = 1.0
        if self._tagger:
            tagged = self._tagger.tagged(page.tokens, ruled)
            layers += [ruled, tagged.spans]
            confidence = tagged.confidence
        else:
            layers.append(ruled)
        found = without_overlaps(layers)
        return [span for span in found if not _names_a_thing(span, page.folded)], confidence


@lru_cache(1)
def shipped_deidentifier() -> Deidentifier:
    return Deidentifier(tagger=shipped_tagger())


def _names_a_thing(span: Span, folded: str) -> bool:
    return span.label in _NAMES and is_eponym(folded, span.start)


def _add_names(names: dict[str, Label], found: Sequence[Span], folded: str) -> None:
    """Those of `found` that are masked wherever the text repeats them."""
    for span in found:
        if span.label in _NAMES and span.certainty >= _SURE:
            for word in re.findall(r"[^\W\d_]+", folded[span.start : span.end]):
                if len(word) >= _REPEATED_FROM and word not in entries("words"):
                    names.setdefault(word, span.label)


def _repeated(names: Mapping[str, Label], page: _Page) -> Iterator[Span]:
    """Where `names` stand again, with a capital."""
    if names:
        for token in page.tokens:
            if token.folded in names and token.text[0].isupper() and not is_eponym(page.folded, token.start):
                yield Span(token.start, token.end, names[token.folded])


def _trimmed(found: Sequence[Span], text: str) -> Iterator[Span]:
    """Without blanks and signs at their edges; pieces without a letter or a digit are gone."""
    for span in found:
        kept_at_end = ").|" if span.label is Label.PRENOM else ")|"
        start, end = span.start, span.end
        while start < end and not (text[start].isalnum() or text[start] in "+("):
            start += 1
        while end > start and not (text[end - 1].isalnum() or text[end - 1] in kept_at_end):
            end -= 1
        if any(character.isalnum() for character in text[start:end]):
            yield Span(start, end, span.label, span.certainty)
