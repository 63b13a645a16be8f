"""What a document named comes back whole with the site's key, and with nothing else."""

from __future__ import annotations

import pytest

from data_gateway.documents.deidentifying import Identified
from data_gateway.documents.sealing import OtherSealError, Seal, with_others
from data_gateway.documents.spans import Label, Span

KEY, OTHER = bytes(32), bytes(31) + b"1"


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", ()),
        ("Rien.", ()),
        ("DURAND", (Span(0, 6, Label.NOM),)),
        ("half a character: \ud83d DURAND", (Span(20, 26, Label.NOM),)),
        (
            "[NOM] 😀 AnneDURAND, Je\u0301ro\u0302me [DATE]",
            (Span(8, 12, Label.PRENOM), Span(12, 18, Label.NOM)),
        ),
    ],
)
def test_a_document_comes_back_as_it_was(text: str, spans: tuple[Span, ...]) -> None:
    found = Identified(text, spans, 1.0)
    tagged, sealed = found.tagged(), Seal(KEY).closed(found, "1")
    opened = Seal(KEY).opened(tagged, sealed)
    assert opened.person == "1" and with_others(tagged, opened, lambda label, old: old) == text
    assert sealed != Seal(KEY).closed(found, "1")
    assert not any(text[span.start : span.end].encode() in sealed for span in spans)
    for seal, beside, content in (
        (Seal(OTHER), tagged, sealed),
        (Seal(KEY), tagged + " ", sealed),
        (Seal(KEY), tagged, sealed[:-1]),
        (Seal(KEY), tagged, b""),
    ):
        with pytest.raises(OtherSealError):
            seal.opened(beside, content)


def test_what_is_sealed_does_not_tell_by_its_length_whom_a_document_names() -> None:
    lengths = {
        len(Seal(KEY).closed(Identified(name, (Span(0, len(name), Label.NOM),), 1.0), "1"))
        for name in ("LY", "DURAND", "FRANÇOIS-SAINT-MAUR")
    }
    assert len(lengths) == 1
