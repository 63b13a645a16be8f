"""What an identifier in a text is: where it stands, and of which kind."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice


class Label(StrEnum):
    """The kinds of identifiers, with the names that French hospitals give them (those of EDS-Pseudo)."""

    NOM = "NOM"
    PRENOM = "PRENOM"
    DATE = "DATE"
    DATE_NAISSANCE = "DATE_NAISSANCE"
    ADRESSE = "ADRESSE"
    VILLE = "VILLE"
    ZIP = "ZIP"
    TEL = "TEL"
    MAIL = "MAIL"
    SECU = "SECU"
    IPP = "IPP"
    NDA = "NDA"
    HOPITAL = "HOPITAL"


@dataclass(frozen=True, order=True)
class Span:
    """Characters `start` (included) to `end` (excluded) of a text identify somebody."""

    start: int
    end: int
    label: Label
    certainty: float = 1.0
    """0 to 1: 1 for what the hospital knows and for rules, the tagger's probability otherwise."""

    def moved(self, by: int) -> Span:
        return replace(self, start=self.start + by, end=self.end + by)


def without_overlaps(layers: Iterable[Iterable[Span]]) -> list[Span]:
    """One list in the order of the text: what an earlier layer covers, later ones fill around.

    Nothing that any layer covers is lost: of a later span that overlaps, the parts outside remain.
    """
    kept: list[Span] = []
    for layer in layers:
        kept = sorted([*kept, *(part for span in sorted(layer) for part in _outside(span, kept))])
        kept = list(_disjoint(kept))
    return kept


def _outside(span: Span, taken: list[Span]) -> Iterator[Span]:
    start = span.start
    first = bisect_right(taken, start, key=lambda other: other.end)
    for other in islice(taken, first, None):
        if other.start >= span.end:
            break
        if other.start > start:
            yield replace(span, start=start, end=other.start)
        start = max(start, other.end)
    if start < span.end:
        yield replace(span, start=start)


def _disjoint(spans: list[Span]) -> Iterator[Span]:
    """Spans of one layer among themselves: the first to begin keeps its characters."""
    end = 0
    for span in spans:
        if span.end > end:
            yield span if span.start >= end else replace(span, start=end)
            end = span.end
