"""Gold snippets, and how they are split: snippets of one template always stand on one side.

The file is that of EDS-Pseudo (BSD-3): one JSON object a line with `note_text` and `entities`.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from data_gateway.documents.spans import Label, Span

_WORD = re.compile(r"[^\W\d_]+")
_SAME_TEMPLATE = 0.5
"""Share of three-word sequences in common, of the shorter text's, that makes two snippets one template."""


@dataclass(frozen=True)
class Snippet:
    text: str
    gold: tuple[Span, ...]


def read_snippets(path: Path) -> list[Snippet]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_snippet(json.loads(line)) for line in lines if line.strip()]


def _snippet(record: dict[str, object]) -> Snippet:
    entities = record["entities"]
    assert isinstance(entities, list)  # noqa: S101
    spans = sorted(Span(one["start"], one["end"], Label(one["label"])) for one in entities)
    return Snippet(str(record["note_text"]), tuple(spans))


def read_reports(path: Path) -> list[Snippet]:
    """Case reports without identifiers (E3C, CC BY): what must stay readable."""
    return [Snippet(str(one["text"]), ()) for one in json.loads(path.read_text(encoding="utf-8"))]


def folds(snippets: Sequence[Snippet], count: int) -> list[list[int]]:
    """Places in `snippets`, dealt into `count` parts of like size so that no template stands in two."""
    dealt: list[list[int]] = [[] for _ in range(count)]
    for group in sorted(_templates(snippets), key=lambda group: (-len(group), group[0])):
        min(dealt, key=len).extend(group)
    return dealt


def _templates(snippets: Sequence[Snippet]) -> Iterable[list[int]]:
    """Groups of snippets whose text around the identifiers is mostly the same."""
    sequences = [_sequences(snippet) for snippet in snippets]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    leader = list(range(len(snippets)))

    def lead(index: int) -> int:
        while leader[index] != index:
            index = leader[index] = leader[leader[index]]
        return index

    for index, own in enumerate(sequences):
        shared = Counter(other for sequence in own for other in holders[sequence])
        for other, number in shared.items():
            if number / min(len(own), len(sequences[other])) >= _SAME_TEMPLATE:
                leader[lead(index)] = lead(other)
        for sequence in own:
            holders[sequence].append(index)
    groups: dict[int, list[int]] = defaultdict(list)
    for index in range(len(snippets)):
        groups[lead(index)].append(index)
    return groups.values()


def _sequences(snippet: Snippet) -> frozenset[tuple[str, ...]]:
    kept, at = [], 0
    for span in snippet.gold:
        kept += [snippet.text[at : span.start], " "]
        at = span.end
    words = _WORD.findall("".join([*kept, snippet.text[at:]]).lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset([tuple(words)])
