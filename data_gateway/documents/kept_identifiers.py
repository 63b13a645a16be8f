"""What stood where a document has tags now: kept at the site, for permits that ask for surrogates."""

from __future__ import annotations

import json
from collections.abc import Callable

from data_gateway.documents.deidentifying import Identified, tag
from data_gateway.documents.spans import Label


def kept_identifiers(found: Identified) -> str:
    """JSON: of each tag of `found.tagged()`, in the order of the text, its place, its kind, what it hides."""
    kept, moved = [], 0
    for span in found.spans:
        kept.append([span.start + moved, span.label, found.text[span.start : span.end]])
        moved += len(tag(span.label)) - (span.end - span.start)
    return json.dumps(kept, ensure_ascii=False)


def with_others(tagged: str, kept: str, made: Callable[[Label, str], str]) -> str:
    """The `tagged` document, with what is `made` of each identifier `kept` in the place of its tag."""
    parts, at = [], 0
    for place, name, old in json.loads(kept):
        label = Label(name)
        parts += [tagged[at:place], made(label, old)]
        at = place + len(tag(label))
    return "".join([*parts, tagged[at:]])
