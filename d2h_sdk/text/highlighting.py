"""Bring out what matters in a letter. It helps to read; it decides nothing, and it misses things."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from d2h_sdk.errors import D2HError
from d2h_sdk.text import terms
from d2h_sdk.text.folded import fold
from d2h_sdk.text.letter import HighlightedLetter
from d2h_sdk.text.marks import Kind, Mark
from d2h_sdk.text.qualifiers import Quality, Scope, scopes_of
from d2h_sdk.text.results import results
from d2h_sdk.text.statements import allergies, days, dose_and_change
from d2h_sdk.text.urgency import follow_ups

_LONGEST = 1_000_000
_STRENGTHS = frozenset({"mg/ml", "µg/ml", "g/ml", "ui/ml", "%"})
_STAGE = re.compile(
    r",? ?(?:de |au |en )?(?:stade|grade|classe) (?:nyha )?(\d[a-d]?|i{1,3}v?[a-d]?|iv[a-d]?)\b"
)


def highlight(letter: str) -> HighlightedLetter:
    """Problems, drugs, allergies, results, urgent follow-up and days of a letter, shown by a notebook.

    Raises D2HError `text-not-a-letter` for what is no text, `text-too-long` beyond a million characters.
    """
    if not isinstance(letter, str):
        raise D2HError("text-not-a-letter")
    if len(letter) > _LONGEST:
        raise D2HError("text-too-long", most=_LONGEST)
    folded = fold(letter)
    scopes = scopes_of(folded)
    drugs = list(_drugs(letter, folded))
    found = [
        *allergies(letter, folded),
        *follow_ups(letter, folded),
        *drugs,
        *_problems(letter, folded),
        *_without_strengths(results(letter, folded), drugs),
        *days(letter, folded),
    ]
    marks = sorted(_disjoint(found, len(letter)), key=lambda mark: mark.start)
    return HighlightedLetter(letter, tuple(_qualified(marks, scopes)), tuple(scopes))


def _drugs(text: str, folded: str) -> Iterator[Mark]:
    found = list(terms.drugs(folded))
    for place, one in enumerate(found):
        following = found[place + 1].start if place + 1 < len(found) else len(folded)
        told = dose_and_change(folded, one.start, one.end, following)
        yield Mark(
            one.start,
            one.end,
            text[one.start : one.end],
            Kind.DRUG,
            code=one.code,
            system="ATC",
            details=told,
        )


def _without_strengths(found: Iterator[Mark], drugs: list[Mark]) -> Iterator[Mark]:
    """What is measured: "1 mg/ml" right after a drug is how strong it is."""
    ends = {drug.end for drug in drugs}
    for mark in found:
        right_after = mark.start in ends or mark.start - 1 in ends
        if not (right_after and mark.details.get("unit") in _STRENGTHS and "name" not in mark.details):
            yield mark


def _problems(text: str, folded: str) -> Iterator[Mark]:
    for one in terms.problems(folded):
        stage = _STAGE.match(folded, one.end)
        end = stage.end() if stage else one.end
        told = {"stage": stage[1]} if stage else {}
        yield Mark(
            one.start, end, text[one.start : end], Kind.PROBLEM, code=one.code, system="CIM-10", details=told
        )


def _disjoint(found: list[Mark], length: int) -> Iterator[Mark]:
    """Earlier kinds win where two marks overlap; a drug within an allergy stays, for its code."""
    free, shared, taken = range(3)
    held = bytearray(length)
    for mark in found:
        here = max(held[mark.start : mark.end], default=taken)
        if here == free or (here == shared and mark.kind is Kind.DRUG):
            kept = shared if mark.kind in (Kind.ALLERGY, Kind.FOLLOW_UP) else taken
            held[mark.start : mark.end] = bytes([kept]) * (mark.end - mark.start)
            yield mark


def _qualified(marks: list[Mark], scopes: list[Scope]) -> Iterator[Mark]:
    """The marks, in order, each with the qualities of the scopes around it."""
    coming = deque(sorted(scopes, key=lambda scope: scope.start))
    # Of the scopes that began at or before a mark, the one that ends last holds it if any does.
    reach: dict[Quality, int] = {}
    for mark in marks:
        while coming and coming[0].start <= mark.start:
            scope = coming.popleft()
            reach[scope.quality] = max(scope.end, reach.get(scope.quality, 0))
        if mark.kind in (Kind.DATE, Kind.RESULT):
            yield mark
            continue
        held = {quality for quality, end in reach.items() if mark.end <= end + 1}
        yield replace(
            mark,
            negated="negated" in held,
            suspected="suspected" in held,
            family="family" in held,
            # What a relative had is no past of the patient.
            past="past" in held and "family" not in held,
        )
