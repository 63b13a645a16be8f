"""What an identifier looks like whoever it names: dates, numbers, places, names behind a title."""

from __future__ import annotations

from collections.abc import Iterator

from data_gateway.documents.rules import dates, names, numbers, places
from data_gateway.documents.spans import Span, without_overlaps


def spans_by_rules(text: str, folded: str) -> list[Span]:
    """Every identifier of `text` that a rule knows; `folded` is `fold(text)`. In the order of the text."""

    def layers() -> Iterator[Iterator[Span]]:
        yield numbers.mails(folded)
        yield numbers.social_security_numbers(folded)
        yield dates.dates(folded)
        yield places.addresses(text, folded)
        yield numbers.telephones(folded)
        yield numbers.hospital_numbers(folded)
        yield places.postcodes_and_towns(text, folded)
        yield places.hospitals(text, folded)
        yield names.names_behind_titles(text, folded)
        yield numbers.long_numbers(folded)

    return without_overlaps(layers())
