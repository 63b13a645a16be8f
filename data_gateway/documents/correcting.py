"""How a person corrects what was found in a document before it is released."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from data_gateway.documents.deidentifying import Identified
from data_gateway.documents.folding import fold
from data_gateway.documents.legible import legible
from data_gateway.documents.spans import Label, Span, without_overlaps


def corrected(found: Identified, kept: Collection[int], added: Iterable[str]) -> list[Span]:
    """The spans of `found` whose places in it are `kept`, and every occurrence of each text `added`."""
    spans = [span for place, span in enumerate(found.spans) if place in kept]
    read = legible(found.text)
    folded = fold(read.text)
    wanted = [fold(legible(text.strip()).text) for text in added]
    more = read.written(span for text in wanted if text for span in _occurrences(text, folded))
    return without_overlaps([spans, sorted(more)])


def _occurrences(wanted: str, folded: str) -> Iterator[Span]:
    yield from (Span(*match.span(), Label.NOM) for match in re.finditer(re.escape(wanted), folded))
