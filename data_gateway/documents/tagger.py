"""A conditional random field over tokens: what reads like a name or a place, though no rule has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import pycrfsuite

from data_gateway.documents.features import features_of
from data_gateway.documents.spans import Label, Span
from data_gateway.documents.tokens import Token

WEIGHTS = Path(__file__).with_name("weights") / "tagger.crfsuite"
OUTSIDE = "O"
MASKED_FROM = 0.1
"""Masked once the tagger gives an identifier this probability: a miss costs more than a word too many."""


@dataclass(frozen=True)
class Tagged:
    spans: list[Span]
    confidence: float
    """The chance that no token left unmasked is an identifier, were tokens independent."""


class Tagger:
    """Opens one file of weights; not to be shared between threads."""

    def __init__(self, weights: Path = WEIGHTS, masked_from: float = MASKED_FROM) -> None:
        self._model = pycrfsuite.Tagger()
        self._model.open(str(weights))
        self._labels = [label for label in self._model.labels() if label != OUTSIDE]
        self._masked_from = masked_from

    def tagged(self, tokens: Sequence[Token], ruled: Sequence[Span]) -> Tagged:
        """What the tagger takes for identifiers, in the order of the text, `certainty` its probability."""
        if not tokens:
            return Tagged([], 1.0)
        self._model.set(features_of(tokens, ruled))
        found: list[Span] = []
        confidence = 1.0
        for index, token in enumerate(tokens):
            inside = 1 - self._model.marginal(OUTSIDE, index)
            if inside < self._masked_from:
                confidence *= 1 - inside
                continue
            label = max(self._labels, key=lambda label: self._model.marginal(label, index))
            found.append(Span(token.start, token.end, Label(label), inside))
        return Tagged(_joined(found, tokens), confidence)


def _joined(found: Sequence[Span], tokens: Sequence[Token]) -> list[Span]:
    """Neighbours of one kind on one line are one span, as certain as its least certain token."""
    line_starts = {token.start for token in tokens if token.gap == "line"}
    spans: list[Span] = []
    follower = {left.end: right.start for left, right in pairwise(tokens)}
    for span in found:
        last = spans[-1] if spans else None
        joins = last and last.label is span.label and follower.get(last.end) == span.start
        if last and joins and span.start not in line_starts:
            spans[-1] = Span(last.start, span.end, span.label, min(last.certainty, span.certainty))
        else:
            spans.append(span)
    return spans


@cache
def shipped_tagger() -> Tagger:
    return Tagger()
